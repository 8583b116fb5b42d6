import { spawnSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { DAMAGES } from './damaged.ts';
import { DATA } from './data.ts';
import { SEALED } from './encrypted.ts';
import { zstdOf } from './zstd-floor.ts';

/**
 * Times whole processes against a baseline of the same run, in turns, and prints medians and ratios:
 * `node dist/bench/run.js [rounds] [word]`: only groups with the word in their title. What was not generated is left out.
 * Nothing is asserted.
 */

const TIME = '/usr/bin/time';
const CARRYOVER = 'bin/carryover.js';
const SHELL = '/bin/sh';
/** Of SQLite's own tools (Debian: sqlite3-tools). */
const SQLDIFF = '/usr/bin/sqldiff';
const DEFAULT_ROUNDS = 5;
const ONLY = process.argv[3] ?? '';

interface Run {
  readonly seconds: number;
  /** User and system time; null without GNU time. */
  readonly cpu: number | null;
  /** Peak resident set in MB; null without GNU time. */
  readonly peak: number | null;
  readonly status: number | null;
}

const quiet = openSync('/dev/null', 'w');

/** One process, its output thrown away. Processor time and peak memory come from GNU time, where it is. */
function run(args: readonly string[], program: string): Run {
  const measured = existsSync(TIME);
  const command = measured ? TIME : program;
  const all = measured ? ['-q', '-f', '%U %S %M', program, ...args] : [...args];
  const started = performance.now();
  const child = spawnSync(command, all, { stdio: ['ignore', quiet, 'pipe'], encoding: 'utf8' });
  const seconds = (performance.now() - started) / 1000;
  const [user, system, peak] = (child.stderr.trim().split('\n').pop() ?? '').split(' ').map(Number);
  if (!measured || user === undefined || system === undefined || peak === undefined || Number.isNaN(peak)) {
    return { seconds, cpu: null, peak: null, status: child.status };
  }
  return { seconds, cpu: user + system, peak: peak / 1024, status: child.status };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly needs: readonly string[];
  /** Other than Node. */
  readonly program?: string;
}

function median3(runs: readonly Run[]): string {
  const cpu = runs.map((one) => one.cpu).filter((one) => one !== null);
  const peak = runs.map((one) => one.peak).filter((one) => one !== null);
  const exits = [...new Set(runs.map((one) => one.status))].join(',');
  return `${median(runs.map((one) => one.seconds))
    .toFixed(3)
    .padStart(9)} s ${cpu.length === 0 ? '        -' : `${median(cpu).toFixed(2).padStart(8)} s`} cpu ${
    peak.length === 0
      ? '      -'
      : Math.max(...peak)
          .toFixed(0)
          .padStart(6)
  } MB  exit ${exits}`;
}

/**
 * Runs the cases of a group in turns; the first is the baseline of the ratios. With `started`, the last two cases are
 * what starting the baseline and the second case costs, and the ratio of what is left is told too: that of throughput.
 */
function group(title: string, cases: readonly Case[], rounds: number, started = false): void {
  if (!title.includes(ONLY)) return;
  const ready = cases.filter((one) => one.needs.every((path) => existsSync(path)));
  if (ready.length < (started ? cases.length : 2))
    return void process.stdout.write(`\n${title}: left out, data not generated\n`);
  const runs = ready.map((): Run[] => []);
  for (let round = 0; round < rounds; round += 1)
    ready.forEach((one, i) => void runs[i]?.push(run(one.args, one.program ?? process.execPath)));
  process.stdout.write(`\n${title}\n`);
  ready.forEach((one, i) => {
    const mine = runs[i] ?? [];
    // A run that failed says nothing of speed. Exit 5 is a whole run over damaged evidence.
    const failed = mine.some((own) => own.status !== 0 && own.status !== 5);
    const ratios = mine.map((own, round) => own.seconds / (runs[0]?.[round]?.seconds ?? Number.NaN));
    process.stdout.write(
      `  ${one.name.padEnd(30)} ${median3(mine)}  ${failed ? 'failed' : `ratio ${median(ratios).toFixed(2)}`}\n`,
    );
  });
  if (!started) return;
  const beyond = (of: (one: Run) => number): string => {
    const [bare = 0, own = 0, bareStart = 0, ownStart = 0] = runs.map((mine) => median(mine.map(of)));
    return ((own - ownStart) / (bare - bareStart)).toFixed(2);
  };
  const seconds = beyond((one) => one.seconds);
  const cpu = beyond((one) => one.cpu ?? Number.NaN);
  process.stdout.write(`  ${'without the start of either'.padEnd(30)} ${' '.repeat(45)}ratio ${seconds}, cpu ${cpu}\n`);
}

/** What the floor of an encrypted format unpacks with. */
const unpackedBy = (packed: string): string =>
  packed === 'none' ? '' : packed === 'zstd' ? `, ${zstdOf().name}` : ', zlib';

function main(rounds: number): void {
  const at = (name: string) => `${DATA}/${name}`;
  const pair = [at('source.ab'), at('target.ab')];
  const floor = (files: readonly string[]): Case => ({
    name: 'floor',
    args: ['dist/bench/floor.js', ...files],
    needs: files,
  });
  const carryover = (name: string, args: readonly string[], needs: readonly string[]): Case => ({
    name,
    args: [CARRYOVER, ...args],
    needs,
  });
  group(
    'start-up',
    [
      { name: 'node -e 0', args: ['-e', '0'], needs: [] },
      carryover('--version', ['--version'], []),
      carryover('--help', ['--help'], []),
    ],
    rounds,
  );
  group('pair of 0.27 GB', [floor(pair), carryover('diff', ['diff', ...pair, '--format', 'json'], pair)], rounds);
  group(
    'one of 0.27 GB',
    [floor([pair[0] as string]), carryover('ls with hashes', ['ls', pair[0] as string, '--format', 'ndjson'], pair)],
    rounds,
  );
  const folder = at('outputs');
  const outputs = ['html', 'sqlite', 'json', 'ndjson', 'csv', 'sarif', 'jsonld', 'dfxml', 'body', 'jsonl', 'hashdeep'];
  const all = outputs.map((ending) => `-o ${folder}/r.${ending}`).join(' ');
  group(
    'pair of 0.27 GB, outputs',
    [
      carryover('diff as JSON', ['diff', ...pair, '--format', 'json'], pair),
      {
        name: `and ${outputs.length} files`,
        program: SHELL,
        args: [
          '-c',
          `rm -rf ${folder} && mkdir ${folder} && node ${CARRYOVER} diff ${pair.join(' ')} --format json ${all}`,
        ],
        needs: [SHELL, ...pair],
      },
    ],
    rounds,
  );
  const whole = at('source.ab');
  group(
    'damaged 0.27 GB',
    [
      carryover('whole', ['ls', whole, '--format', 'ndjson'], [whole]),
      ...DAMAGES.map((how) => {
        const path = at(`${how}.ab`);
        return carryover(how, ['ls', path, '--format', 'ndjson'], [path]);
      }),
    ],
    rounds,
  );
  const trees = [at('trees/source'), at('trees/target')];
  group(
    'trees of 2,000 small files and 200 databases',
    [
      {
        name: 'sha256sum',
        program: SHELL,
        args: ['-c', `find ${at('trees')} -type f -print0 | xargs -0 sha256sum`],
        needs: [SHELL, ...trees],
      },
      carryover('diff', ['diff', ...trees, '--format', 'json'], trees),
    ],
    rounds,
  );
  for (const [format, { cipher, packed }] of Object.entries(SEALED)) {
    const [folder, floor] = [at(`encrypted/${format}`), at(`encrypted/${format}.floor`)];
    const small = `${folder}.small`;
    const passwords = at('encrypted/passwords.txt');
    group(
      `encrypted, 100 MB: ${format}`,
      [
        {
          name: `bare ${cipher}${unpackedBy(packed)}`,
          args: ['dist/bench/cipher-floor.js', cipher, packed, floor],
          needs: [floor],
        },
        carryover('ls', ['ls', folder, '--password-file', passwords, '--format', 'ndjson'], [folder]),
        { name: 'node -e 0', args: ['-e', '0'], needs: [] },
        carryover('ls of 1 kB', ['ls', small, '--password-file', passwords, '--format', 'ndjson'], [small]),
      ],
      rounds,
      true,
    );
  }
  for (const size of ['200k', '1m']) {
    const tars = [at(`source-${size}.tar`), at(`target-${size}.tar`)];
    group(
      `tars of ${size} files`,
      [
        { name: 'read and hash', args: ['dist/bench/read.js', ...tars], needs: tars },
        carryover('diff', ['diff', ...tars, '--format', 'json'], tars),
        carryover('ls', ['ls', tars[0] as string, '--format', 'ndjson'], tars),
      ],
      size === '1m' ? Math.min(rounds, 2) : rounds,
    );
  }
  const large = [at('large.ab')];
  group(
    '10 GB',
    [
      { name: 'read and hash', args: ['dist/bench/read.js', ...large], needs: large },
      carryover('ls with hashes', ['ls', ...large, '--format', 'ndjson'], large),
    ],
    1,
  );
  const messages = [at('messages.db'), at('messages-changed.db')];
  group(
    'database of 2 GB, one row changed',
    [
      { name: 'read and hash', args: ['dist/bench/read.js', ...messages], needs: messages },
      carryover('diff', ['diff', ...messages, '--format', 'json'], messages),
    ],
    Math.min(rounds, 2),
  );
  const shuffled = [at('shuffled-source.db'), at('shuffled-target.db')];
  group(
    '100,000 rows without keys, shuffled',
    [
      { name: 'sqldiff', program: SQLDIFF, args: shuffled, needs: [SQLDIFF, ...shuffled] },
      carryover('diff', ['diff', ...shuffled, '--format', 'json'], shuffled),
    ],
    rounds,
  );
}

main(Number(process.argv[2] ?? DEFAULT_ROUNDS));
