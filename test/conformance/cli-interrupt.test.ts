import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { slowPhone, writePhoneTar } from '../support/big-evidence.ts';
import { built, carryover, type Ended, faultLine, start, subFolder, tempFolder } from '../support/cli.ts';

/** A run that is interrupted or killed leaves nothing behind. What it is doing is seen in /proc. */

const watched = built && existsSync('/proc/self/fd');
if (built && !watched) process.stderr.write('interruptions: skipped, there is no /proc to watch a run by\n');

const folder = built ? tempFolder('interrupt') : '';
const at = (name: string): string => join(folder, name);
const slow = at('slow.tar.gz');
const big = at('big.tar');
const MARKER = 'PLAINTEXT-OF-THE-EVIDENCE';

if (watched) {
  writeFileSync(slow, slowPhone(2_500));
  writePhoneTar(big, 200, MARKER);
}

const LONG_AGO = new Date('2020-01-01T00:00:00Z');
const PAUSE_MS = 5;
const LONGEST_WAIT_MS = 30_000;

function openFiles(child: ChildProcess): string[] {
  const place = `/proc/${child.pid}/fd`;
  try {
    return readdirSync(place).flatMap((name) => {
      try {
        return [readlinkSync(join(place, name))];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

/** Waits until the run has a file open. */
async function until(child: ChildProcess, wanted: (path: string) => boolean): Promise<void> {
  const give = Date.now() + LONGEST_WAIT_MS;
  while (Date.now() < give) {
    if (openFiles(child).some(wanted)) return;
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error('it ended before it could be interrupted');
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  throw new Error('it never came so far');
}

const OUT = 'out';

const COMMANDS: Readonly<Record<string, (out: string) => readonly string[]>> = {
  info: () => ['info', slow],
  ls: () => ['ls', slow],
  cat: () => ['cat', slow, '/data/data/com.example.slow/files/9.bin'],
  extract: (out) => ['extract', slow, '-o', join(out, 'files')],
  diff: (out) => ['diff', slow, slow, '-o', join(out, 'r.json'), '-o', join(out, 'r.csv')],
  show: (out) => ['show', slow, slow, '/data/data/com.example.slow/files/9.bin', '-o', join(out, 'r.json')],
  audit: (out) => ['audit', slow, '-o', join(out, 'r.json')],
  snapshot: (out) => ['snapshot', slow, '-o', join(out, 'r.snapshot')],
};

function expectInterrupted(run: Ended): void {
  expect(faultLine(run)).toContain(
    'interrupted (interrupted): stopped by a signal; no result was written; run it again',
  );
  expect(run).toMatchObject({ status: 130, signal: null, stdout: '' });
}

describe.skipIf(!watched)('interrupted while it reads', () => {
  test.each(Object.entries(COMMANDS))('%s', async (name, args) => {
    const place = subFolder(folder, `${OUT}-${name}`);
    const work = subFolder(folder, `work-${name}`);
    const { child, end } = start([...args(place), '--work-dir', work]);
    await until(child, (path) => path === slow);
    const sent = Date.now();
    child.kill('SIGINT');
    const run = await end;
    expect(Date.now() - sent).toBeLessThan(5_000);
    expectInterrupted(run);
    expect(readdirSync(place)).toEqual([]);
    expect(readdirSync(work)).toEqual([]);
  });

  test.each(['SIGTERM', 'SIGHUP'] as const)('by %s', async (signal) => {
    const { child, end } = start(['ls', slow]);
    await until(child, (path) => path === slow);
    child.kill(signal);
    expectInterrupted(await end);
  });
});

describe.skipIf(!watched)('interrupted while it writes', () => {
  test('a snapshot', async () => {
    const place = subFolder(folder, 'writes');
    const { child, end } = start(['snapshot', big, '-o', join(place, 'r.snapshot')]);
    await until(child, (path) => path.includes('r.snapshot.partial'));
    child.kill('SIGINT');
    expectInterrupted(await end);
    expect(readdirSync(place)).toEqual([]);
  });

  test('an extraction, into a folder that was there', async () => {
    const place = subFolder(folder, 'extracts');
    const { child, end } = start(['extract', big, '-o', place]);
    await until(child, (path) => path.startsWith(`${place}/`));
    child.kill('SIGINT');
    expectInterrupted(await end);
    expect(readdirSync(place)).toEqual([]);
  });
});

describe.skipIf(!watched)('killed', () => {
  test.each([
    ['audit', ['audit', big]],
    ['diff', ['diff', big, big]],
  ])('%s leaves no plaintext, and the next run no folder', async (name, args) => {
    const work = subFolder(folder, `killed-${name}`);
    const { child, end } = start([...args, '--work-dir', work]);
    await until(child, (path) => path.startsWith(work) && path.endsWith('(deleted)'));
    child.kill('SIGKILL');
    expect(await end).toMatchObject({ signal: 'SIGKILL', stdout: '', stderr: '' });
    expect(readdirSync(work, { recursive: true })).toEqual([]);
  });

  test('a snapshot half written is removed by the next run that writes it', async () => {
    const place = subFolder(folder, 'killed-snapshot');
    const file = join(place, 'r.snapshot');
    const { child, end } = start(['snapshot', big, '-o', file]);
    await until(child, (path) => path.includes('r.snapshot.partial'));
    child.kill('SIGKILL');
    await end;
    expect(existsSync(file)).toBe(false);
    const small = 'corpus/android-backup/ok/v5-zlib.ab';
    expect(carryover(['snapshot', small, '-o', file]).status).toBe(0);
    expect(readdirSync(place)).toEqual(['r.snapshot']);
  });

  test('stale work folders are removed, and nothing else', () => {
    const work = subFolder(folder, 'stale');
    // No process has this number: Linux counts to 4194304 (PID_MAX_LIMIT).
    const stale = ['carryover-4194305-aB3xYz', 'carryover-4194306-000000'];
    const others = [`carryover-${process.pid}-aB3xYz`, 'carryover-notes', 'other'];
    for (const name of [...stale, ...others]) mkdirSync(join(work, name));
    writeFileSync(join(work, stale[0] ?? '', 'spool'), MARKER);
    writeFileSync(join(work, 'carryover-notes/mine.txt'), 'mine');
    for (const name of [...stale, ...others]) utimesSync(join(work, name), LONG_AGO, LONG_AGO);
    expect(carryover(['ls', 'corpus/android-backup/ok/v5-zlib.ab', '--work-dir', work]).status).toBe(0);
    expect(readdirSync(work).sort()).toEqual(others.sort());
    expect(readFileSync(join(work, 'carryover-notes/mine.txt'), 'utf8')).toBe('mine');
  });

  test("a person's own folder whose name looks alike is left alone", () => {
    const work = subFolder(folder, 'alike');
    const own = ['carryover-4194305-case', 'carryover-4194305-aB3xYz'];
    for (const name of own) {
      mkdirSync(join(work, name));
      writeFileSync(join(work, name, 'report.json'), '{}');
      utimesSync(join(work, name), LONG_AGO, LONG_AGO);
    }
    expect(carryover(['ls', 'corpus/android-backup/ok/v5-zlib.ab', '--work-dir', work]).status).toBe(0);
    for (const name of own) expect(readdirSync(join(work, name))).toEqual(['report.json']);
  });
});
