import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schemaFor } from '../../src/report/schemas/index.ts';
import { built, carryover, ended, has, installed, ROOT, start, tempFolder } from '../support/cli.ts';
import { startProgram } from '../support/start-program.ts';

/** A plan run by workers at a queue: the same tables as on one machine, whatever happens to the workers. */

const there = built && has('redis-server');
if (built && !there) process.stderr.write('batch in a queue: skipped, redis-server is not installed\n');

const folder = there ? tempFolder('batch-queue') : '';
const at = (name: string): string => join(folder, name);
const corpus = (name: string): string => join(ROOT, 'corpus', name);
const AB = ['all-tokens', 'duplicates', 'key-value', 'two-apps-shared'].map((name) =>
  corpus(`android-backup/ok/${name}.ab`),
);
const PAIRS = AB.flatMap((source, i) =>
  AB.flatMap((target, j) => (i === j ? [] : [[`p${i}${j}`, source, target, `rom ${j % 2}`]])),
);
const LOCKED = ['locked', AB[0] ?? '', corpus('android-backup/ok/v5-aes-stored.ab'), 'x'];
const AGGREGATE = ['summary.ndjson', 'summary.csv', 'batch.sqlite', 'metadata.json', 'index.html'];
const hashesOf = (out: string): string[] =>
  AGGREGATE.map((name) => {
    const bytes = readFileSync(join(out, name));
    return `${createHash('sha256').update(bytes).digest('hex')} ${name}`;
  });

function plan(name: string, rows: readonly (readonly string[])[]): string {
  writeFileSync(at(name), [['id', 'source', 'target', 'rom'], ...rows].map((row) => `${row.join(',')}\n`).join(''));
  return at(name);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

describe.skipIf(!there)('batch by workers at a queue', () => {
  let server: { stop(): Promise<void> } | null = null;
  let engine = '';

  beforeAll(async () => {
    const port = await freePort();
    const where = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder];
    server = await startProgram('redis-server', [...where, '--save', '', '--appendonly', 'no'], /Ready to accept/);
    engine = `redis://127.0.0.1:${port}`;
  });
  afterAll(async () => await server?.stop());

  const batch = (file: string, out: string): string[] => ['batch', file, '-o', at(out), '--each', 'none'];
  const worker = (...more: string[]) =>
    start(['worker', '--engine', engine, '--jobs', '1', '--lock-seconds', '1', '--progress', 'json', ...more]);

  test('three workers, one killed in the middle of a pair: the tables are those of one machine', async () => {
    const file = plan('three.csv', [...PAIRS, LOCKED]);
    const alone = installed([...batch(file, 'alone'), '-q']);
    expect(alone.status).toBe(5);
    const waiting = start([...batch(file, 'queued'), '--engine', engine, '--progress', 'json']);
    const first = worker();
    // One pair done and the next begun at once: it dies in the middle of that.
    first.child.stderr?.on('data', (data) => {
      if (String(data).includes('"type":"pair"')) first.child.kill('SIGKILL');
    });
    expect(await first.end).toMatchObject({ signal: 'SIGKILL' });
    const others = [worker('--until-empty'), worker('--until-empty')];
    const end = await waiting.end;
    expect(end.status, end.stderr).toBe(5);
    expect(end.stdout).toBe(alone.stdout);
    const done = await Promise.all(others.map((each) => each.end));
    expect(done.map(({ status }) => status)).toEqual([0, 0]);
    const told = [end.stderr, ...done.map(({ stderr }) => stderr)].join('');
    expect(told).not.toMatch(/\n {4}at |bug/);
    expect(hashesOf(at('queued'))).toEqual(hashesOf(at('alone')));
    expect(readdirSync(at('queued/pairs')).sort()).toEqual(readdirSync(at('alone/pairs')).sort());
    for (const [id = ''] of PAIRS) expect(existsSync(at(`queued/pairs/${id}/result.json`))).toBe(true);
    // Nothing is left to be done: no queue is needed but to ask it.
    const again = installed([...batch(file, 'queued'), '--engine', engine, '--status', '--format', 'json']);
    const status = JSON.parse(again.stdout) as object;
    const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schemaFor('batch-status') as object);
    expect(validate(status) ? [] : validate.errors).toEqual([]);
    expect(status).toMatchObject({ state: 'done', pairs: 13, done: 13, failed: 0, left: 0 });
  });

  test('a worker that has the evidence elsewhere; a run on one machine goes on with what it made', async () => {
    for (const [i, path] of AB.entries()) cpSync(path, at(`shelf/${i}.ab`));
    const rows = [['one', at('shelf/0.ab'), at('shelf/1.ab'), 'x']];
    const file = plan('elsewhere.csv', rows);
    const out = batch(file, 'mapped');
    expect(installed([...out, '--engine', engine, '--detach', '-q']).status).toBe(0);
    // The shelf is not where the plan says any more: only the mapping finds it.
    ended('mv', [at('shelf'), at('mounted')]);
    const taken = installed([
      ...['worker', '--engine', engine, '--until-empty', '--progress', 'json'],
      ...['--evidence-root', `${at('shelf')}=${at('mounted')}`],
    ]);
    expect(taken.status, taken.stderr).toBe(0);
    expect(taken.stderr).toContain('"type":"pair","id":"one","fault":null,"decoded":2');
    ended('mv', [at('mounted'), at('shelf')]);
    const resumed = installed([...out, '--resume', '--progress', 'json']);
    expect(resumed.status).toBe(0);
    expect(resumed.stderr).toContain('"kept":true');
  });

  test('a queue that does not answer, and one that is none', () => {
    const file = plan('nobody.csv', [PAIRS[0] ?? []]);
    for (const [address, exit, code] of [
      ['redis://127.0.0.1:1', 3, 'engine.missing'],
      ['http://127.0.0.1', 2, 'usage.invalid'],
    ] as const) {
      const run = carryover([...batch(file, 'nobody'), '--engine', address]);
      expect(run).toMatchObject({ status: exit, stdout: '' });
      expect(run.stderr).toContain(`(${code})`);
      expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
    }
  });
});
