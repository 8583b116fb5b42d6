import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { csvRows } from '../../src/batch/table.ts';
import type { ProfileView } from '../../src/report/profile/profile.ts';
import { schemaCheck } from '../../src/report/schemas/check.ts';
import { schemaFor } from '../../src/report/schemas/index.ts';
import type { Schema } from '../../src/report/schemas/schema.ts';
import { CORPUS } from '../support/cases.ts';

/** The study of corpus/pairs/study, run as its readers run it, against what was written down as it was made. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MAIN = join(ROOT, 'dist/src/cli/main.js');
const STUDY = join(CORPUS, 'pairs/study');
const folder = mkdtempSync(join(tmpdir(), 'carryover-study-'));
const out = join(folder, 'out');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Expected {
  readonly at: string;
  readonly routes: readonly { readonly id: string; readonly apps: readonly { package: string; verdict: string }[] }[];
}
const expected = JSON.parse(readFileSync(join(STUDY, 'study.json'), 'utf8')) as Expected;

const table = (name: string): readonly (readonly string[])[] =>
  csvRows(readFileSync(join(out, name), 'utf8')).map(({ fields }) => fields);

describe.skipIf(!existsSync(MAIN))('the study', () => {
  beforeAll(() => {
    const args = ['batch', join(STUDY, 'plan.csv'), '-o', out, '--profile', 'escan', '--at', expected.at, '-q'];
    const { status, stderr } = spawnSync(process.execPath, ['bin/carryover.js', ...args], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
  });

  test('tells of every app by every route what was expected', () => {
    const [head = [], ...rows] = table('study.csv');
    expect(rows.length).toBeGreaterThanOrEqual(24);
    for (const { id, apps } of expected.routes) {
      const column = head.indexOf(id);
      const told = Object.fromEntries(rows.map((row) => [row[1], row[column]]));
      expect(told).toEqual(Object.fromEntries(apps.map((app) => [app.package, app.verdict])));
    }
  });

  test('judges the claims by each route', () => {
    const [head = [], ...rows] = table('claims.csv');
    const told = (claim: string, route: string) => rows.find(([id]) => id === claim)?.[head.indexOf(route)];
    expect(rows).toHaveLength(13);
    expect(told('1', 'mimover-2017')).toBe('supported 11 of 11');
    expect(told('1', 'miui-13-global')).toBe('contradicted 0 of 11');
    expect(told('3', 'mimover-2017')).toBe('supported 18 of 18');
    expect(told('3', 'adb-android-14')).toBe('contradicted 7 of 18');
    expect(told('5', 'mimover-2017')).toBe('supported 5 of 5');
    expect(told('7', 'device-transfer')).toBe('not-testable');
    expect(told('13', 'adb-android-11')).toBe('supported 18 of 23');
    for (const claim of ['2', '4', '9', '10', '11', '12']) {
      for (const { id } of expected.routes) expect(told(claim, id)).toBe('not-testable');
    }
  });

  test('stands in each result, which holds to its schema and is rendered from it', () => {
    const path = join(out, 'pairs/mimover-2017/result.json');
    const result = JSON.parse(readFileSync(path, 'utf8')) as { profile: ProfileView };
    expect(schemaCheck(schemaFor('diff') as Schema)(result)).toBeNull();
    const first = result.profile.claims[0];
    expect(first?.apps.map((app) => app.package)).toContain('com.example.wallet.one');
    expect(first?.apps.every(({ because }) => because.length > 0)).toBe(true);
    const page = readFileSync(join(out, 'pairs/mimover-2017/report.html'), 'utf8');
    expect(page).toContain('<section id="profile"');
    expect(page).toContain('Xiaomi disagreed');
  });
});
