import { readFileSync } from 'node:fs';
import { DATA } from './data.ts';
import type { Expected } from './trees.ts';

/**
 * Holds a result against what was done to the trees: `carryover diff … --format json > FILE`, then
 * `node dist/bench/judge.js FILE`. Prints how many of each operation were judged right, and each that was not.
 */

interface Artifact {
  readonly devicePath: string;
  readonly verdict: string;
  readonly likeness: string | null;
  readonly moved: { readonly devicePath: string } | null;
  readonly schemaChanged: boolean;
  readonly records: Readonly<Record<string, number>> | null;
}

function differs(expected: Expected, found: Artifact | undefined): string | null {
  if (found === undefined) return 'is not there';
  const { verdict, likeness, moved, schemaChanged, records } = expected;
  if (found.verdict !== verdict) return `verdict ${found.verdict}, not ${verdict}`;
  if (likeness !== undefined && found.likeness !== likeness) return `likeness ${found.likeness}, not ${likeness}`;
  if (moved !== undefined && found.moved?.devicePath.endsWith(moved) !== true) return `not moved to ${moved}`;
  if (schemaChanged !== undefined && found.schemaChanged !== schemaChanged)
    return `schemaChanged ${found.schemaChanged}`;
  for (const [key, value] of Object.entries(records ?? {}))
    if (found.records?.[key] !== value) return `records.${key} ${found.records?.[key]}, not ${value}`;
  return null;
}

function main(path: string): void {
  const expected = JSON.parse(readFileSync(`${DATA}/trees/expected.json`, 'utf8')) as Record<string, Expected>;
  const result = JSON.parse(readFileSync(path, 'utf8')) as { apps: { artifacts: Artifact[] }[] };
  const found = new Map(result.apps.flatMap((app) => app.artifacts.map((one) => [one.devicePath, one] as const)));
  const right = new Map<string, number>();
  const all = new Map<string, number>();
  const add = (map: Map<string, number>, op: string) => map.set(op, (map.get(op) ?? 0) + 1);
  let wrong = 0;
  for (const [devicePath, one] of Object.entries(expected)) {
    const why = differs(one, found.get(devicePath));
    add(all, one.op);
    if (why === null) add(right, one.op);
    else {
      wrong += 1;
      process.stdout.write(`${devicePath} (${one.op}): ${why}\n`);
    }
  }
  for (const [op, count] of all) process.stdout.write(`${op.padEnd(16)} ${right.get(op) ?? 0} of ${count}\n`);
  const extra = [...found.keys()].filter((key) => expected[key] === undefined).length;
  process.stdout.write(`${wrong} judged wrong, ${extra} artifacts that nothing was done to\n`);
  process.exitCode = wrong + extra === 0 ? 0 : 1;
}

main(process.argv[2] ?? '');
