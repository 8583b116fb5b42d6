import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { CORPUS } from '../support/cases.ts';

/**
 * The pairs of the corpus through the built command line, against what their makers expect. What is expected was
 * written down beside the files as they were made, not taken from a run.
 */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'dist/src/cli/main.js');
const OUTPUT_LIMIT = 64 << 20;

interface Expected {
  readonly at: string;
  readonly source: string;
  readonly bundle: string | null;
  readonly target: string;
  readonly apps: readonly {
    readonly package: string;
    readonly user: number;
    readonly verdict: string;
    readonly artifactCounts?: Readonly<Record<string, number>>;
    readonly artifacts: readonly {
      readonly devicePath: string;
      readonly verdict: string;
      readonly likeness: string | null;
      readonly route?: string | null;
    }[];
    readonly credentials: readonly {
      readonly devicePath: string;
      readonly key: string;
      readonly status: string;
      readonly portability: string;
    }[];
  }[];
  readonly shared: readonly { readonly devicePath: string; readonly verdict: string }[];
}

interface Artifact {
  readonly devicePath: string;
  readonly verdict: string;
  readonly likeness: string | null;
  readonly route: string | null;
}

interface Result {
  readonly apps: readonly {
    readonly package: string;
    readonly user: number;
    readonly verdict: string;
    readonly artifacts: readonly Artifact[];
  }[];
  readonly shared: readonly Artifact[];
  readonly findings: readonly {
    readonly package: string;
    readonly user: number;
    readonly devicePath: string;
    readonly where: string | null;
    readonly status: string;
    readonly portability: string;
  }[];
}

function diff(pair: string, expected: Expected): Result {
  const at = (path: string) => join(CORPUS, 'pairs', pair, path);
  const via = expected.bundle === null ? [] : ['--via', at(expected.bundle)];
  const args = [
    'bin/carryover.js',
    'diff',
    at(expected.source),
    at(expected.target),
    ...via,
    '--at',
    expected.at,
    '--format',
    'json',
  ];
  const child = spawnSync(process.execPath, args, { cwd: ROOT, encoding: 'utf8', maxBuffer: OUTPUT_LIMIT });
  expect(child.status, child.stderr).toBe(0);
  return JSON.parse(child.stdout) as Result;
}

const built = existsSync(MAIN);
if (!built) process.stderr.write('pairs: skipped, dist/ is not built (npm run build)\n');

describe
  .skipIf(!built)
  .each(readdirSync(join(CORPUS, 'pairs')).filter((pair) => existsSync(join(CORPUS, 'pairs', pair, 'expect.json'))))(
  '%s',
  (pair) => {
    const expected = JSON.parse(readFileSync(join(CORPUS, 'pairs', pair, 'expect.json'), 'utf8')) as Expected;
    let result: Result | null = null;
    const run = (): Result => {
      result ??= diff(pair, expected);
      return result;
    };

    test('finds the apps, and judges each', () => {
      const verdicts = (apps: Result['apps'] | Expected['apps']) =>
        apps.map((app) => `${app.package} ${app.user} ${app.verdict}`).sort();
      expect(verdicts(run().apps)).toEqual(verdicts(expected.apps));
    });

    test.each(expected.apps.map((app) => [`${app.package} of user ${app.user}`, app] as const))(
      'judges the artifacts of %s',
      (_, app) => {
        const own = run().apps.find((one) => one.package === app.package && one.user === app.user)?.artifacts ?? [];
        for (const wanted of app.artifacts) {
          const found = own.find((one) => one.devicePath === wanted.devicePath);
          expect(found, wanted.devicePath).toMatchObject({ verdict: wanted.verdict, likeness: wanted.likeness });
          if (typeof wanted.route === 'string')
            expect(found?.route, `route of ${wanted.devicePath}`).toBe(wanted.route);
        }
        if (app.artifactCounts !== undefined) {
          const counts: Record<string, number> = {};
          for (const { verdict } of own) counts[verdict] = (counts[verdict] ?? 0) + 1;
          expect(counts).toEqual(app.artifactCounts);
        }
      },
    );

    test('finds the credentials', () => {
      for (const app of expected.apps) {
        for (const wanted of app.credentials) {
          const near = run().findings.filter(
            (one) => one.package === app.package && one.user === app.user && one.devicePath === wanted.devicePath,
          );
          const statuses = near.map((one) => ({ status: one.status, portability: one.portability }));
          expect(statuses, `${wanted.devicePath} ${wanted.key}`).toContainEqual({
            status: wanted.status,
            portability: wanted.portability,
          });
        }
      }
    });

    test('judges what belongs to no app', () => {
      for (const wanted of expected.shared) {
        expect(run().shared.find((one) => one.devicePath === wanted.devicePath)?.verdict, wanted.devicePath).toBe(
          wanted.verdict,
        );
      }
    });
  },
);
