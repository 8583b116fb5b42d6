import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPlan } from '../../src/batch/plan.ts';
import { csvRows } from '../../src/batch/table.ts';
import { PLAN_PROBLEMS } from '../../src/report/words/batch.ts';

/** Plans are checked whole before anything of them runs. */

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-test-'));
  mkdirSync(join(folder, 'old'));
  mkdirSync(join(folder, 'new'));
  for (const name of ['old/a.ab', 'old/b.ab', 'old/.hidden.ab', 'new/a.ab', 'new/c.ab', 'words.txt'])
    writeFileSync(join(folder, name), 'x');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const read = (text: string, matrix = false) => readPlan(text, at('plan.csv'), { matrix });

test('fields of CSV: quotes, commas, line ends within, rows without text', () => {
  expect(csvRows('a,b\r\n"x, ""y""","two\nlines"\n\n,\nlast,')).toEqual([
    { line: 1, fields: ['a', 'b'] },
    { line: 2, fields: ['x, "y"', 'two\nlines'] },
    { line: 5, fields: ['', ''] },
    { line: 6, fields: ['last', ''] },
  ]);
});

describe('a plan', () => {
  test('of CSV: paths from its own folder, formats, passwords by reference, free columns', () => {
    const { pairs, problems } = read(
      'id,source,target,via,source_as,Password-File,phone,route\n1,old/a.ab,new/a.ab,,android-backup,words.txt,"Mi 4, old",adb\n',
    );
    expect(problems).toEqual([]);
    expect(pairs).toEqual([
      {
        id: '1',
        source: { path: at('old/a.ab'), as: 'android-backup' },
        target: { path: at('new/a.ab'), as: null },
        bundle: null,
        names: { source: 'old/a.ab', bundle: null, target: 'new/a.ab' },
        passwordFile: at('words.txt'),
        keychain: null,
        columns: { phone: 'Mi 4, old', route: 'adb' },
      },
    ]);
  });

  test('of NDJSON, with a path that goes on inside a file', () => {
    const line = { id: 'x', source: 'old/a.ab', target: 'new/c.ab/inner.tar', via: 'old/b.ab', android: 11 };
    const { pairs, problems } = read(`${JSON.stringify(line)}\n\n`);
    expect(problems).toEqual([]);
    expect(pairs[0]).toMatchObject({
      target: { path: at('new/c.ab/inner.tar') },
      bundle: { path: at('old/b.ab') },
      columns: { android: '11' },
    });
  });

  test('a pattern names one file, or with --matrix every one; hidden names and the pair with itself are left out', () => {
    expect(read('id,source,target\nm,old/a*,new/a.ab\n').pairs).toHaveLength(1);
    expect(read('id,source,target\nm,old/*,new/a.ab\n').problems).toEqual([
      { code: 'many', line: 2, args: { column: 'source', path: 'old/*', found: 2 } },
    ]);
    const { pairs, problems } = read('id,source,target\nm,*/a.ab,*/*.ab\n', true);
    expect(problems).toEqual([]);
    expect(pairs.map(({ id, source, target }) => [id, source.path, target.path])).toEqual([
      ['m-1-1', at('new/a.ab'), at('new/c.ab')].map((each, i) => (i === 0 ? 'm-1-2' : each)),
      ['m-1-3', at('new/a.ab'), at('old/a.ab')],
      ['m-1-4', at('new/a.ab'), at('old/b.ab')],
      ['m-2-1', at('old/a.ab'), at('new/a.ab')],
      ['m-2-2', at('old/a.ab'), at('new/c.ab')],
      ['m-2-4', at('old/a.ab'), at('old/b.ab')],
    ]);
  });

  test('all mistakes are told at once, each with its line and a sentence', () => {
    const { problems } = read(
      [
        'id,source,target,phone',
        'A,old/a.ab,new/a.ab,one',
        'a,old/a.ab,new/c.ab,two',
        ',old/a.ab,new/a.ab,three',
        'x/y,old/a.ab,gone.ab,four',
        'z,,new/a.ab,five,six',
      ].join('\n'),
    );
    expect(problems.map(({ code, line }) => `${line} ${code}`).sort()).toEqual([
      '3 duplicate-id',
      '4 no-id',
      '5 bad-id',
      '5 missing',
      '6 no-path',
      '6 too-many-fields',
    ]);
    for (const { code, args } of problems) {
      const said = PLAN_PROBLEMS[code]?.(args) ?? '';
      expect(said).toMatch(/^\S.{8,}[^.]$/);
      expect(said).not.toContain('undefined');
    }
    expect(read('id,source\n1,old/a.ab\n').problems).toEqual([
      { code: 'no-column', line: 1, args: { column: 'target' } },
    ]);
    expect(read('id,source,target,id\n').problems.map(({ code }) => code)).toContain('column-twice');
    expect(read('').problems.map(({ code }) => code)).toEqual(['empty']);
    expect(read('{"id":1\n{"id":"b","source":"old/a.ab","target":"new/a.ab"}\n').problems).toEqual([
      { code: 'unknown-line', line: 1, args: {} },
    ]);
  });
});
