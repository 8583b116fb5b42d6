import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { runBatch } from '../../src/batch/run.ts';
import { runOptions } from '../../src/engine/default-options.ts';
import { schemaFor } from '../../src/report/schemas/index.ts';
import { built, carryover, ended, has, installed, ROOT, start, subFolder, tempFolder } from '../support/cli.ts';

/** Many comparisons: each evidence read once, one table, and whatever happens to one pair or to the run. */

const corpus = (name: string): string => join(ROOT, 'corpus', name);
const AB = ['all-tokens', 'duplicates', 'key-value', 'long-names', 'two-apps-shared'].map((name) =>
  corpus(`android-backup/ok/${name}.ab`),
);
const SIMPLE = [corpus('pairs/ab-simple/source/phone.ab'), corpus('pairs/ab-simple/target/phone.ab')] as const;
const LOCKED = corpus('android-backup/ok/v5-aes-stored.ab');
const CUT = corpus('android-backup/broken/cut-in-body.ab');
const AGGREGATE = ['summary.ndjson', 'summary.csv', 'batch.sqlite', 'metadata.json', 'index.html'];
const folder = built ? tempFolder('batch') : '';
const at = (name: string): string => join(folder, name);
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });

function expectValid(schema: string, value: unknown): void {
  const validate = ajv.getSchema(`carryover.${schema}/1`) ?? ajv.compile(schemaFor(schema) as object);
  expect(validate(value) ? [] : validate.errors).toEqual([]);
}

function plan(name: string, rows: readonly (readonly string[])[]): string {
  const path = at(name);
  writeFileSync(path, [['id', 'source', 'target', 'rom'], ...rows].map((row) => `${row.join(',')}\n`).join(''));
  return path;
}

const PAIRS = AB.flatMap((source, i) =>
  AB.flatMap((target, j) => (i === j ? [] : [[`p${i}${j}`, source, target, `rom ${j % 2}`]])),
);
const aggregateOf = (out: string): string[] =>
  AGGREGATE.map(
    (name) =>
      `${createHash('sha256')
        .update(readFileSync(join(out, name)))
        .digest('hex')} ${name}`,
  );
const rowsOf = (out: string): Record<string, unknown>[] =>
  readFileSync(join(out, 'summary.ndjson'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe.skipIf(!built)('batch', () => {
  test('a pair has the result that diff gives, and its record and rows keep to their schemas', () => {
    const file = plan('same.csv', [['one', ...SIMPLE, 'x']]);
    const run = carryover(['batch', file, '-o', at('same'), '--format', 'json', '--each', 'html', '--each', 'ndjson']);
    expect(run).toMatchObject({ status: 0 });
    expectValid('batch-summary', JSON.parse(run.stdout));
    const alone = carryover(['diff', ...SIMPLE, '--format', 'json']);
    const steady = (text: string): string => text.replace(/"argv":\[[^\]]*\]/, '');
    const pair = join(at('same'), 'pairs/one');
    expect(steady(readFileSync(join(pair, 'result.json'), 'utf8'))).toBe(steady(alone.stdout));
    expect(readdirSync(pair).sort()).toEqual([
      'pair.json',
      'report.html',
      'report.ndjson',
      'result.json',
      'result.json.sha256',
    ]);
    expectValid('batch-pair', JSON.parse(readFileSync(join(pair, 'pair.json'), 'utf8')));
    for (const row of rowsOf(at('same'))) expectValid('batch-row', row);
    // The overview needs no network, and leads to the report of each pair.
    const page = readFileSync(join(at('same'), 'index.html'), 'utf8');
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('href="pairs/one/report.html"');
    expect(page).not.toMatch(/(?:src|href)="https?:/);
  });

  test('each evidence is decoded once; rows stand in the order of the plan', async () => {
    const pairs = PAIRS.map(([id = '', source = '', target = '', rom = '']) => ({
      id,
      source: { path: source, as: null },
      target: { path: target, as: null },
      bundle: null,
      names: { source, bundle: null, target },
      passwordFile: null,
      keychain: null,
      columns: { rom },
    }));
    const events: number[] = [];
    const run = runOptions({ started: new Date(0) });
    const options = { run, jobs: 2, cacheBytes: 1 << 30, resume: false, changes: 0, case: null, outputs: [] };
    const outcome = await runBatch(pairs, {
      ...options,
      out: subFolder(folder, 'once'),
      passwords: () => [],
      onPair: ({ done }) => events.push(done),
    });
    expect(outcome.stats).toEqual({ evidences: 5, decoded: 5, reused: 35, compared: 20, kept: 0 });
    expect(outcome.records.map(({ id }) => id)).toEqual(pairs.map(({ id }) => id));
    expect(events).toEqual(pairs.map((_, i) => i + 1));
    // With no room to hold anything the results are the same, at the price of decoding again.
    const tight = await runBatch(pairs, {
      ...options,
      cacheBytes: 0,
      out: subFolder(folder, 'tight'),
      passwords: () => [],
    });
    expect(tight.records).toEqual(outcome.records);
    expect(tight.stats.decoded).toBeGreaterThan(5);
  });

  test('one bad pair never stops the others, and is told in the table', () => {
    writeFileSync(at('empty.ab'), '');
    const file = plan('bad.csv', [
      ['good', ...SIMPLE, 'x'],
      ['locked', SIMPLE[0], LOCKED, 'x'],
      ['empty', at('empty.ab'), SIMPLE[1], 'y'],
      ['cut', SIMPLE[0], CUT, 'y'],
    ]);
    const run = carryover(['batch', file, '-o', at('bad'), '--format', 'ndjson']);
    expect(run.status).toBe(5);
    expect(run.stdout).toBe(readFileSync(join(at('bad'), 'summary.ndjson'), 'utf8'));
    const rows = rowsOf(at('bad'));
    expect(rows.map(({ id, status, exit }) => [id, status, exit])).toEqual([
      ['good', 'done', 0],
      ['locked', 'fault', 4],
      ['empty', 'fault', 3],
      ['cut', 'partial', 5],
    ]);
    expect(existsSync(join(at('bad'), 'pairs/locked/result.json'))).toBe(false);
    expect(run.stderr).toContain('[4/4]');
    // With the password it is compared; what was done stays.
    writeFileSync(at('words'), '1234\n');
    const again = carryover([
      ...['batch', file, '-o', at('bad'), '--resume', '--format', 'json', '-q', '--password-file', at('words')],
    ]);
    const { pairs, stats } = JSON.parse(again.stdout) as {
      pairs: { id: string; status: string }[];
      stats: { kept: number };
    };
    expect(pairs.map(({ status }) => status)).toEqual(['done', 'done', 'fault', 'partial']);
    expect(stats.kept).toBe(2);
  });

  test('of a hundred pairs, one corrupt, one locked, one missing: 97 results, three faults, exit 5', () => {
    writeFileSync(
      at('corrupt.ab'),
      Uint8Array.from({ length: 64 }, (_, i) => i),
    );
    const good = Array.from({ length: 97 }, (_, i) => [`g${i}`, AB[i % 5] ?? '', AB[(i + 1) % 5] ?? '', 'x']);
    const rows = [
      ...good,
      ['corrupt', at('corrupt.ab'), SIMPLE[1], 'x'],
      ['locked', SIMPLE[0], LOCKED, 'x'],
      ['missing', SIMPLE[0], at('gone.ab'), 'x'],
    ];
    const file = plan('hundred.csv', rows);
    const args = ['batch', file, '--each', 'none', '--format', 'json', '-q'];
    expect(carryover([...args, '-o', at('refused')]).status).toBe(2);
    const run = carryover([...args, '-o', at('hundred'), '--allow-missing']);
    expect(run.status).toBe(5);
    const { pairs, stats } = JSON.parse(run.stdout) as {
      pairs: { id: string; status: string; fault: { code: string } | null }[];
      stats: object;
    };
    expect(pairs.filter(({ status }) => status === 'done')).toHaveLength(97);
    expect(pairs.flatMap(({ id, fault }) => (fault === null ? [] : [`${id} ${fault.code}`]))).toEqual([
      'corrupt evidence.unknown',
      'locked evidence.locked',
      'missing evidence.missing',
    ]);
    // Five that are good, three that are not, and the two that those were to be compared with.
    expect(stats).toMatchObject({ evidences: 10, compared: 97 });
    expect(readdirSync(join(at('hundred'), 'pairs')).filter((id) => id.startsWith('g'))).toHaveLength(97);
  });

  test.skipIf(!has('snakemake'))('run by Snakemake, the tables are the same', () => {
    writeFileSync(at('empty.ab'), '');
    const file = plan('flow.csv', [
      ['good one', ...SIMPLE, "it's {x}"],
      ['locked', SIMPLE[0], LOCKED, 'x'],
      ['empty', at('empty.ab'), SIMPLE[1], 'y'],
      ['cut', SIMPLE[0], CUT, 'y'],
    ]);
    const flags = ['--each', 'none', '--at', '2024-01-03'];
    expect(carryover(['batch', file, '-o', at('alone'), ...flags, '-q']).status).toBe(5);
    expect(installed(['batch', file, '-o', at('flow'), ...flags, '--emit', 'snakemake']).status).toBe(0);
    const env = { HOME: folder, XDG_CACHE_HOME: folder };
    const flow = ended('snakemake', ['--cores', '2', '--quiet', 'all'], { cwd: at('flow'), env });
    expect(flow.status, flow.stderr).toBe(0);
    expect(rowsOf(at('flow'))).toEqual(rowsOf(at('alone')));
    expect(aggregateOf(at('flow'))).toEqual(aggregateOf(at('alone')));
  });

  test('a wrong plan runs nothing: every mistake is told, exit 2', () => {
    const file = plan('wrong.csv', [
      ['a', SIMPLE[0], at('gone.ab'), 'x'],
      ['a', ...SIMPLE, 'x'],
    ]);
    const run = carryover(['batch', file, '-o', at('wrong')]);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(3);
    expect(run.stderr).toContain('wrong.csv:2: target: nothing is at');
    expect(run.stderr).toContain('wrong.csv:3: the id a stands in line 2 already');
    expect(existsSync(at('wrong'))).toBe(false);
  });

  test('killed at any moment, a resumed run gives the same tables, byte for byte', async () => {
    const file = plan('kill.csv', PAIRS);
    const args = (out: string): string[] => ['batch', file, '-o', at(out), '--each', 'none', '--progress', 'json'];
    expect(carryover(args('whole')).status).toBe(0);
    // Anywhere; for a long run: CARRYOVER_KILLS=10.
    const kills = Number(process.env['CARRYOVER_KILLS'] ?? 0);
    const random = Array.from({ length: kills }, (_, i) => Math.floor(((i + Math.random()) / kills) * PAIRS.length));
    for (const after of kills > 0 ? random : [0, 3, 11]) {
      const out = `killed-${after}`;
      const { child, end } = start(args(out));
      let seen = 0;
      child.stderr?.on('data', (data) => {
        seen += String(data).split('"type":"pair"').length - 1;
        if (seen > after) child.kill('SIGKILL');
      });
      await end;
      const resumed = carryover([...args(out), '--resume']);
      expect(resumed.status).toBe(0);
      expect(aggregateOf(at(out))).toEqual(aggregateOf(at('whole')));
      expect(readdirSync(join(at(out), 'pairs')).sort()).toEqual(PAIRS.map(([id]) => id));
    }
  });

  test('what is not as it was in an earlier run; verdicts that fail a continuous check', () => {
    const before = plan('before.csv', [
      ['one', ...SIMPLE, 'x'],
      ['gone', ...SIMPLE, 'x'],
    ]);
    const after = plan('after.csv', [
      ['one', SIMPLE[0], CUT, 'x'],
      ['new', ...SIMPLE, 'x'],
    ]);
    const quick = ['--each', 'none', '-q'];
    expect(carryover(['batch', before, '-o', at('before'), ...quick, '--fail-on', 'session-carried']).status).toBe(1);
    expect(carryover(['batch', after, '-o', at('after'), ...quick, '--compare', at('before')]).status).toBe(5);
    const lines = readFileSync(join(at('after'), 'differences.ndjson'), 'utf8')
      .trimEnd()
      .split('\n');
    const found = lines.map((line) => JSON.parse(line) as { id: string; kind: string; what: string });
    for (const line of found) expectValid('batch-difference', line);
    expect(found).toContainEqual({ id: 'new', kind: 'pair-added', what: '', before: null, after: null });
    expect(found).toContainEqual({ id: 'gone', kind: 'pair-gone', what: '', before: null, after: null });
    expect(found).toContainEqual({
      id: 'one',
      kind: 'app',
      what: 'com.example.simple',
      before: 'session-carried',
      after: 'unseen',
    });
    expect(carryover(['batch', before, '-o', at('elsewhere'), '--compare', folder]).status).toBe(2);
    expect(carryover(['batch', before, '-o', at('before')]).status).toBe(2);
    rmSync(at('before'), { recursive: true });
  });
});
