import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { csvRows } from '../src/batch/table.ts';

/**
 * Who crossed by which route: the study of `corpus/pairs/study` run as a batch, one row an app, one column a route, then
 * the claims of the profile; `!` where a verdict is not what was written down as the set was made.
 * `node dist/bench/study.js`. Exit 1 where one is not. The set is synthetic: it shows the method.
 */

const STUDY = 'corpus/pairs/study';
const SIGNS: Readonly<Record<string, string>> = {
  'session-carried': 'SESSION',
  'data-carried': 'data',
  'apk-only': 'apk',
  'not-carried': '-',
  'new-on-target': 'new',
  unseen: '?',
};

interface Expected {
  readonly at: string;
  readonly routes: readonly { readonly id: string; readonly apps: readonly { package: string; verdict: string }[] }[];
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function main(): number {
  const expected = JSON.parse(readFileSync(join(STUDY, 'study.json'), 'utf8')) as Expected;
  const folder = mkdtempSync(join(tmpdir(), 'carryover-study-'));
  try {
    const out = join(folder, 'out');
    const args = [
      'bin/carryover.js',
      'batch',
      join(STUDY, 'plan.csv'),
      '-o',
      out,
      '--profile',
      'escan',
      '--each',
      'none',
    ];
    const { status } = spawnSync(process.execPath, [...args, '--at', expected.at, '-q'], {
      stdio: ['ignore', 'ignore', 2],
    });
    if (status !== 0) return status ?? 1;
    const table = (name: string) => csvRows(readFileSync(join(out, name), 'utf8')).map(({ fields }) => fields);
    let wrong = 0;
    const [head = [], ...rows] = table('study.csv');
    const routes = head.slice(4);
    const wanted = new Map(
      expected.routes.flatMap(({ id, apps }) => apps.map((app) => [`${id} ${app.package}`, app.verdict] as const)),
    );
    say('synthetic study: who crossed by which route\n');
    say(['category'.padEnd(22), 'app'.padEnd(30), ...routes.map((route) => route.padEnd(16))].join(''));
    for (const [category = '', name = '', , , ...verdicts] of rows) {
      const cells = verdicts.map((verdict, i) => {
        const right = wanted.get(`${routes[i]} ${name}`) === verdict;
        if (!right) wrong += 1;
        return `${SIGNS[verdict] ?? verdict}${right ? '' : ' !'}`.padEnd(16);
      });
      say([category.padEnd(22), name.padEnd(30), ...cells].join('').trimEnd());
    }
    say(`\n${['claim'.padEnd(8), ...routes.map((route) => route.padEnd(24))].join('')}`);
    for (const [claim = '', , ...verdicts] of table('claims.csv').slice(1))
      say([claim.padEnd(8), ...verdicts.map((verdict) => verdict.padEnd(24))].join('').trimEnd());
    say(`\n${wrong} of ${rows.length * routes.length} verdicts are not what was written down`);
    return wrong === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = main();
