import { readFileSync } from 'node:fs';
import { Fault, faultOfSystemError } from '../base/fault.ts';
import type { RunOptions } from '../engine/run-options.ts';
import { askPassword, readPasswords } from './passwords.ts';
import { makeProgress, type Progress, type ProgressMode } from './progress.ts';
import { describeTerminal, type Terminal } from './terminal.ts';

/** Parsed flags, as yargs gives them. */
export type Flags = Readonly<Record<string, unknown>>;

/** What a command works with: the flags read once, the terminal described once. */
export interface Context {
  readonly flags: Flags;
  readonly format: 'text' | 'json' | 'ndjson' | 'csv';
  readonly terminal: Terminal;
  readonly progress: Progress;
  readonly quiet: boolean;
  readonly run: RunOptions;
}

function timeOf(text: string, option: string): Date {
  const time = new Date(text);
  if (Number.isNaN(time.getTime())) throw new Fault('usage.invalid', 'time', text, { option });
  return time;
}

/** SOURCE_DATE_EPOCH fixes the clock (reproducible-builds.org/specs/source-date-epoch). */
function clock(env: NodeJS.ProcessEnv): Date {
  const epoch = env['SOURCE_DATE_EPOCH'];
  if (epoch === undefined || epoch === '') return new Date();
  if (!/^\d+$/.test(epoch)) throw new Fault('usage.invalid', 'time', epoch, { option: 'SOURCE_DATE_EPOCH' });
  return new Date(Number(epoch) * 1000);
}

function positive(flags: Flags, name: string): number {
  const value = Number(flags[name]);
  if (!Number.isSafeInteger(value) || value <= 0)
    throw new Fault('usage.invalid', 'number', String(flags[name]), { option: `--${name}` });
  return value;
}

function timeZone(name: string | undefined): string {
  if (name === undefined) return 'UTC';
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    throw new Fault('usage.invalid', 'time-zone', name, {});
  }
}

/** Reads the flags that all commands share. Throws Fault `usage.invalid`. */
export function makeContext(flags: Flags, argv: readonly string[], signal: AbortSignal): Context {
  const { env } = process;
  const terminal = describeTerminal((flags['color'] as 'auto' | 'always' | 'never') ?? 'auto', env);
  const quiet = flags['quiet'] === true;
  const progress = makeProgress((flags['progress'] as ProgressMode) ?? 'auto', terminal.talks, quiet);
  const started = clock(env);
  const caseKey = flags['case-key'] as string | undefined;
  let key: Uint8Array | null = null;
  if (caseKey !== undefined) {
    try {
      key = readFileSync(caseKey);
    } catch (error) {
      throw new Fault('usage.invalid', 'case-key', caseKey, { reason: faultOfSystemError(error, caseKey).detail });
    }
    if (key.length === 0) throw new Fault('usage.invalid', 'case-key', caseKey, { reason: 'empty' });
  }
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
      limits: {
        entries: positive(flags, 'limit-entries'),
        bytes: positive(flags, 'limit-bytes'),
        depth: positive(flags, 'limit-depth'),
      },
      workDir: (flags['work-dir'] as string | undefined) ?? null,
      caseKey: key,
      reveal: flags['reveal-secrets'] === true,
      verify: flags['verify'] === true,
      passwords: readPasswords({
        files: (flags['password-file'] as string[] | undefined) ?? [],
        keychains: (flags['keychain'] as string[] | undefined) ?? [],
        env,
      }),
      askPassword: quiet ? null : askPassword,
      signal,
      onRead: (tracks) => progress.start(tracks),
      onCompare: (done, total) => progress.phase('comparing', done, total),
    },
  };
}
