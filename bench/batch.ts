import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { deflateSync } from 'node:zlib';
import { certificate } from '../corpus/encode/apk.ts';
import { type BackupFile, packageTar } from '../corpus/encode/backup-tar.ts';
import { concat, utf8 } from '../corpus/encode/bytes.ts';
import { seeded } from '../corpus/encode/seed.ts';
import { END_MARK } from '../corpus/encode/tar.ts';
import { content } from './content.ts';
import { DATA } from './data.ts';

/**
 * Many small pairs: `node dist/bench/batch.js [pairs] [evidences]` (default: 1000 200). Two pairs at once against two
 * ideals, half the time of one at a time, and two processes that each do half of the plan side by side; the peak memory;
 * how often evidence was decoded; and, where redis-server is installed, two workers at a queue against one process.
 * Nothing is asserted.
 */

const CARRYOVER = 'bin/carryover.js';
const APPS = 3;
const EPOCH = 1_704_067_200;
const PORT = 17_391;
const FOLDER = `${DATA}/batch`;

function evidence(place: number): Uint8Array {
  const random = seeded(`bench batch ${place}`);
  const apps = Array.from({ length: APPS }, (_, app) => {
    const name = `com.example.batch${app}`;
    const file = (kind: 'database' | 'preferences' | 'json', path: string, bytes: number): BackupFile => ({
      path,
      // One in ten files is another one on each phone.
      body: content(kind, `${name}/${path}${random.int(10) === 0 ? place : ''}`, bytes, false),
      mtime: EPOCH + place,
      uid: 10_100 + app,
    });
    const files: (readonly [string, BackupFile])[] = [
      ['db', file('database', 'main.db', 60_000)],
      ['db', file('database', 'cache.db', 20_000)],
      ...Array.from({ length: 5 }, (_, i) => ['sp', file('preferences', `settings_${i}.xml`, 2_000)] as const),
      ...Array.from({ length: 6 }, (_, i) => ['f', file('json', `state_${i}.json`, 4_000)] as const),
    ];
    const manifest = {
      package: name,
      versionCode: 1,
      sdk: 30,
      installer: null,
      apk: false,
      signers: [certificate(name)],
    };
    return packageTar({ manifest, files });
  });
  const stream = deflateSync(concat([...apps, END_MARK]));
  return concat([utf8('ANDROID BACKUP\n5\n1\nnone\n'), stream]);
}

function prepare(pairs: number, evidences: number): string {
  mkdirSync(FOLDER, { recursive: true });
  for (let i = 0; i < evidences; i += 1) {
    const path = `${FOLDER}/${i}.ab`;
    if (!existsSync(path)) writeFileSync(path, evidence(i));
  }
  const rows = Array.from({ length: pairs }, (_, i) => {
    const source = i % evidences;
    const target = (source + 1 + Math.floor(i / evidences)) % evidences;
    return `p${i},${source}.ab,${target}.ab\n`;
  });
  const plan = `${FOLDER}/plan-${pairs}.csv`;
  writeFileSync(plan, `id,source,target\n${rows.join('')}`);
  return plan;
}

interface Measured {
  readonly seconds: number;
  readonly peak: string;
}

function outFolder(name: string): string {
  const out = `${FOLDER}/out-${name}`;
  rmSync(out, { recursive: true, force: true });
  return out;
}

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function timed(name: string, args: readonly string[]): Measured & { readonly stats: string } {
  const time = existsSync('/usr/bin/time') ? ['/usr/bin/time', '-q', '-f', '%M'] : [];
  const [program = '', ...rest] = [...time, process.execPath, CARRYOVER, ...args];
  const began = performance.now();
  const child = spawnSync(program, [...rest, '-o', outFolder(name), '--each', 'none', '-q', '--format', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  const seconds = (performance.now() - began) / 1000;
  if (child.status !== 0) throw new Error(`${name}: exit ${child.status}: ${child.stderr}`);
  const { stats } = JSON.parse(child.stdout) as { stats: Readonly<Record<string, number>> };
  const peak = time.length === 0 ? '-' : `${Math.round(Number(child.stderr.trim().split('\n').at(-1)) / 1024)} MB`;
  return { seconds, peak, stats: `decoded ${stats['decoded']} of ${stats['evidences']}, reused ${stats['reused']}` };
}

/** Two processes, one pair at a time each, on one half of the plan each, at the same time. */
async function halves(plan: string): Promise<number> {
  const [header = '', ...rows] = readFileSync(plan, 'utf8').trimEnd().split('\n');
  const began = performance.now();
  const ends = [rows.slice(0, rows.length / 2), rows.slice(rows.length / 2)].map((half, i) => {
    const own = `${FOLDER}/half-${i}.csv`;
    writeFileSync(own, `${[header, ...half].join('\n')}\n`);
    const args = [CARRYOVER, 'batch', own, '-o', outFolder(`half-${i}`), '--each', 'none', '-q', '--jobs', '1'];
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    return new Promise((resolve) => child.once('close', resolve));
  });
  await Promise.all(ends);
  return (performance.now() - began) / 1000;
}

async function queued(plan: string): Promise<number> {
  const engine = `redis://127.0.0.1:${PORT}`;
  const quiet = { stdio: 'ignore' } as const;
  const where = ['--port', String(PORT), '--bind', '127.0.0.1', '--dir', FOLDER, '--save', '', '--appendonly', 'no'];
  const server = spawn('redis-server', where, quiet);
  await pause(500);
  const worker = () => spawn(process.execPath, [CARRYOVER, 'worker', '--engine', engine, '--jobs', '1', '-q'], quiet);
  const workers = [worker(), worker()];
  try {
    await pause(1_500); // started, as in the other runs' process
    const began = performance.now();
    const args = ['batch', plan, '-o', outFolder('queue'), '--each', 'none', '-q', '--engine', engine];
    const child = spawn(process.execPath, [CARRYOVER, ...args], quiet);
    await new Promise((resolve) => child.once('close', resolve));
    return (performance.now() - began) / 1000;
  } finally {
    for (const each of [...workers, server]) each.kill();
  }
}

async function main([pairs = '1000', evidences = '200']: readonly string[]): Promise<void> {
  const plan = prepare(Number(pairs), Number(evidences));
  const one = timed('one', ['batch', plan, '--jobs', '1']);
  const two = timed('two', ['batch', plan, '--jobs', '2']);
  const apart = await halves(plan);
  const line = (name: string, { seconds, peak }: Measured, more: string): void =>
    say(`${name.padEnd(28)} ${seconds.toFixed(1).padStart(7)} s  ${peak.padStart(8)}  ${more}`);
  say(`${pairs} pairs of ${evidences} evidences`);
  line('one pair at a time', one, one.stats);
  line('two processes, half each', { seconds: apart, peak: '-' }, '');
  const of = (ideal: number): string => `${((ideal / two.seconds) * 100).toFixed(0)} %`;
  line('two at once', two, `${two.stats}; ${of(apart)} of two processes, ${of(one.seconds / 2)} of half the first`);
  const same = ['summary.ndjson', 'batch.sqlite'].every((name) =>
    readFileSync(`${FOLDER}/out-one/${name}`).equals(readFileSync(`${FOLDER}/out-two/${name}`)),
  );
  say(`tables equal: ${same}`);
  if (spawnSync('redis-server', ['--version']).status !== 0)
    return say('queue: left out, redis-server is not installed');
  const seconds = await queued(plan);
  line(
    'two workers at a queue',
    { seconds, peak: '-' },
    `${((two.seconds / seconds) * 100).toFixed(0)} % of one process`,
  );
}

await main(process.argv.slice(2));
