import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Fault, faultOfSystemError } from '../base/fault.ts';
import { DEFAULT_LIMITS, type Limits } from '../bytes/limits.ts';
import type { RunOptions } from '../engine/run-options.ts';
import { liesInEvidence } from './files.ts';
import { type Flags, timeOf, timeZone, wholeNumber } from './flags.ts';
import { askPassword, readPasswords } from './passwords.ts';
import { makeProgress, type Progress, type ProgressMode } from './progress.ts';
import { describeTerminal, type Terminal } from './terminal.ts';

/** What a command works with: the flags read once, the terminal described once. */
export interface Context {
  readonly flags: Flags;
  readonly format: 'text' | 'json' | 'ndjson' | 'csv';
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly quiet: boolean;
  readonly run: RunOptions;
}

/** SOURCE_DATE_EPOCH fixes the clock (reproducible-builds.org/specs/source-date-epoch). */
function clock(env: NodeJS.ProcessEnv): Date {
  const epoch = env['SOURCE_DATE_EPOCH'];
  if (epoch === undefined || epoch === '') return new Date();
  const time = new Date(/^\d+$/.test(epoch) ? Number(epoch) * 1000 : Number.NaN);
  if (Number.isNaN(time.getTime())) throw new Fault('usage.invalid', 'time', epoch, { option: 'SOURCE_DATE_EPOCH' });
  return time;
}

/** Commands about the tool itself take no limits. */
function limitsOf(flags: Flags): Limits {
  if (flags['limit-entries'] === undefined) return DEFAULT_LIMITS;
  return {
    entries: wholeNumber(flags, 'limit-entries', 1),
    bytes: wholeNumber(flags, 'limit-bytes', 1),
    depth: wholeNumber(flags, 'limit-depth', 1),
  };
}

/** The work folder, once known to be writable and no part of the evidence. Throws Fault `work.unusable`. */
function workFolder(flags: Flags): string | null {
  const given = (flags['work-dir'] as string | undefined) ?? null;
  const evidence = ['evidence', 'source', 'target', 'via'].flatMap(
    (name) => (flags[name] as string | readonly string[] | undefined) ?? [],
  );
  if (liesInEvidence(given ?? tmpdir(), evidence)) {
    throw new Fault('work.unusable', 'inside-evidence', given ?? tmpdir());
  }
  if (given === null) return null;
  try {
    if (!statSync(given).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' });
    accessSync(given, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new Fault('work.unusable', 'spool', given, { error: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
  return given;
}

/** Throws Fault `usage.invalid`. */
export function caseKeyAt(path: string): Uint8Array {
  let key: Uint8Array;
  try {
    key = readFileSync(path);
  } catch (error) {
    throw new Fault('usage.invalid', 'case-key', path, { reason: faultOfSystemError(error, path).detail });
  }
  if (key.length === 0) throw new Fault('usage.invalid', 'case-key', path, { reason: 'empty' });
  return key;
}

/** Reads the flags that all commands share. Throws Fault `usage.invalid` or `work.unusable`. */
export function makeContext(flags: Flags, argv: readonly string[], signal: AbortSignal): Context {
  const { env } = process;
  const terminal = describeTerminal((flags['color'] as 'auto' | 'always' | 'never') ?? 'auto', env);
  const quiet = flags['quiet'] === true;
  const progress = makeProgress((flags['progress'] as ProgressMode) ?? 'auto', terminal.talks, quiet);
  const started = clock(env);
  return {
    flags,
    format: (flags['format'] as Context['format']) ?? 'text',
    terminal,
    progress,
    quiet,
    run: {
      argv,
      started,
      at: flags['at'] === undefined ? started : timeOf(String(flags['at']), '--at'),
      timezone: timeZone(flags['tz'] as string | undefined),
      limits: limitsOf(flags),
      workDir: workFolder(flags),
      caseKey: flags['case-key'] === undefined ? null : caseKeyAt(String(flags['case-key'])),
      reveal: flags['reveal-secrets'] === true,
      verify: flags['verify'] === true,
      passwords: readPasswords({
        files: (flags['password-file'] as string[] | undefined) ?? [],
        keychains: (flags['keychain'] as string[] | undefined) ?? [],
        env,
      }),
      askPassword: quiet ? null : (label) => progress.aside(() => askPassword(label)),
      signal,
      onRead: (tracks) => progress.start(tracks),
      onCompare: (done, total) => progress.phase('comparing', done, total),
    },
  };
}
