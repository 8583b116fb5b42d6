import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { type WarmCli, warmCli } from './warm-cli.ts';

/** The built command line in a child process: what it says, and how it ends. */

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const BIN = join(ROOT, 'bin/carryover.js');
/** Under SOURCE_DATE_EPOCH: 2024-01-03T00:00:00Z. */
export const EPOCH = '1704240000';

export const built = existsSync(join(ROOT, 'dist/src/cli/main.js'));
if (!built) process.stderr.write('command line: skipped, dist/ is not built (npm run build)\n');

export const isRoot = process.getuid?.() === 0;

export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A clock, a width and a language that are everywhere the same; nothing else of the environment. */
export const ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: process.env['PATH'] ?? '',
  LANG: 'C.UTF-8',
  TZ: 'Asia/Tokyo',
  SHELL: '/bin/bash',
  SOURCE_DATE_EPOCH: EPOCH,
  COLUMNS: '100',
  NO_COLOR: '1',
};

export interface RunSettings {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly uid?: number;
}

const OUTPUT_LIMIT = 256 << 20;
/** A command that hangs is a failure, not a wait. */
const LONGEST_MS = 300_000;

function settings({ env = {}, cwd = ROOT, uid }: RunSettings): SpawnOptions {
  return { cwd, env: { ...ENVIRONMENT, ...env }, ...(uid === undefined ? {} : { uid, gid: uid }) };
}

/** Runs `carryover` with these arguments to its end, as a process of its own. Paths are relative to the repository. */
export function installed(args: readonly string[], how: RunSettings = {}): Ended {
  return ended(process.execPath, [BIN, ...args], how);
}

let warm: WarmCli | null = null;

/** The same in a process that is loaded already, which is much faster; as another user, in one of its own. */
export function carryover(args: readonly string[], how: RunSettings = {}): Ended {
  // --version is answered before the command line is loaded.
  if (how.uid !== undefined || args[0] === '--version') return installed(args, how);
  warm ??= warmCli(ROOT, ENVIRONMENT, LONGEST_MS);
  try {
    return warm.run(args, how.cwd ?? ROOT, how.env ?? {});
  } catch (error) {
    // What it answers later would be taken for the answer to the next command.
    warm = null;
    throw error;
  }
}

/** Runs any program likewise. */
export function ended(program: string, args: readonly string[], how: RunSettings = {}): Ended {
  const child = spawnSync(program, args, {
    ...settings(how),
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: OUTPUT_LIMIT,
    timeout: LONGEST_MS,
  });
  if (child.error !== undefined) throw child.error;
  return { status: child.status, signal: child.signal, stdout: child.stdout, stderr: child.stderr };
}

/** Runs a shell line in which `carryover` is the built command. */
export function shell(line: string, how: RunSettings = {}): Ended {
  const command = `carryover() { '${process.execPath}' '${BIN}' "$@"; }; ${line}`;
  return ended('/bin/bash', ['-c', command], how);
}

/** Starts `carryover` and leaves it running; stderr is gathered. */
export function start(args: readonly string[], how: RunSettings = {}): { child: ChildProcess; end: Promise<Ended> } {
  const child = spawn(process.execPath, [BIN, ...args], { ...settings(how), stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (data) => (stdout += String(data)));
  child.stderr?.on('data', (data) => (stderr += String(data)));
  const end = new Promise<Ended>((resolve) => {
    child.on('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
  });
  return { child, end };
}

/** Whether a program is there to be used. */
export function has(program: string): boolean {
  return ended('/bin/bash', ['-c', `command -v ${program}`]).status === 0;
}

function terminalLine(args: readonly string[], width: number): string {
  const quoted = [process.execPath, BIN, ...args].map((arg) => `'${arg.replaceAll("'", `'\\''`)}'`).join(' ');
  return `stty cols ${width} rows 50; exec ${quoted}`;
}

/** Runs `carryover` on a terminal of this width, as a person would see it. Line ends are LF. */
export function onTerminal(args: readonly string[], width: number): Ended {
  const run = ended('script', ['-qec', terminalLine(args, width), '/dev/null'], { env: { TERM: 'xterm' } });
  return { ...run, stdout: run.stdout.replaceAll('\r\n', '\n') };
}

/** The same, with something typed at each prompt for a password: in order, or by the label that is asked about. */
export function typed(
  args: readonly string[],
  answers: readonly string[] | ((label: string) => string),
): Promise<Ended> {
  const child = spawn('script', ['-qec', terminalLine(args, 100), '/dev/null'], {
    ...settings({ env: { TERM: 'xterm' } }),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let stdout = '';
  let answered = 0;
  child.stdout?.on('data', (data) => {
    stdout += String(data);
    for (const [, label = ''] of [...stdout.matchAll(/password for (.*?): /g)].slice(answered)) {
      child.stdin?.write(typeof answers === 'function' ? answers(label) : (answers[answered] ?? ''));
      answered += 1;
    }
  });
  return new Promise((resolve) => {
    child.on('close', (status, signal) =>
      resolve({ status, signal, stdout: stdout.replaceAll('\r\n', '\n'), stderr: '' }),
    );
  });
}

/** A folder that is gone when the tests of the file are over. */
export function tempFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `cli-${name}-`));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An empty folder below another. */
export function subFolder(folder: string, name: string): string {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** The one line that a fault is, with its shape checked: evidence, code, and a way on. */
export function faultLine(run: Ended): string {
  const lines = run.stderr.split('\n').filter((line) => line !== '');
  if (lines.length !== 1) throw new Error(`not one line on stderr: ${run.stderr}`);
  const line = lines[0] as string;
  if (!/^carryover: .*\([a-z.-]+\): .+; .+$/.test(line)) throw new Error(`not the shape of a fault: ${line}`);
  return line;
}
