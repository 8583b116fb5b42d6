import { Fault } from '../base/fault.ts';
import type { Output } from '../report/writer.ts';

/** What the standard streams can show. */
export interface Terminal {
  /** stdout is a terminal: tables for people; else clean rows for programs. */
  readonly interactive: boolean;
  /** stderr is a terminal: progress may be drawn there. */
  readonly talks: boolean;
  readonly width: number;
  readonly color: boolean;
  readonly unicode: boolean;
}

const DEFAULT_WIDTH = 100;

/** Columns of stdout: the terminal's own, else those of COLUMNS. A terminal that does not know its size says 0. */
export function terminalWidth(env: NodeJS.ProcessEnv): number {
  const columns = process.stdout.isTTY === true ? process.stdout.columns : Number(env['COLUMNS']);
  return columns > 0 ? columns : DEFAULT_WIDTH;
}

/** Colours honour --color, NO_COLOR (no-color.org) and FORCE_COLOR; symbols fall back where the locale is not UTF-8. */
export function describeTerminal(color: 'auto' | 'always' | 'never', env: NodeJS.ProcessEnv): Terminal {
  const interactive = process.stdout.isTTY === true;
  const forced = (env['FORCE_COLOR'] ?? '0') !== '0';
  const auto = (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb' && (interactive || forced);
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return {
    interactive,
    talks: process.stderr.isTTY === true,
    width: terminalWidth(env),
    color: color === 'always' || (color === 'auto' && auto),
    unicode: locale === '' ? process.platform !== 'win32' : /utf-?8/i.test(locale),
  };
}

export interface StandardOutput extends Output {
  /** The reader went away: what is written from now on is for nobody. */
  readonly gone: () => boolean;
}

let gone = false;

/**
 * stdout as an Output. A reader that went away (EPIPE) ends the writing quietly: `gone` tells. Throws Fault
 * `output.unwritable` where it cannot take more for another reason. Without `listenToStreams` a failed write would
 * also be thrown as an event.
 */
export function stdoutOutput(): StandardOutput {
  return {
    gone: () => gone,
    write: (data) =>
      new Promise((resolve, reject) => {
        if (gone) return resolve();
        process.stdout.write(data, (error) => {
          const code = (error as NodeJS.ErrnoException | null | undefined)?.code;
          if (error == null) return resolve();
          gone = true;
          if (code === 'EPIPE' || code === 'ERR_STREAM_DESTROYED') return resolve();
          reject(new Fault('output.unwritable', 'system', 'stdout', { error: code ?? 'unknown' }));
        });
      }),
  };
}

/** Why stdout took no more, where it was not that its reader went away. */
let failed: string | null = null;

/** Keeps errors of the standard streams from ending the process: who writes hears of them. */
export function listenToStreams(): void {
  for (const stream of [process.stdout, process.stderr]) {
    const onError = (error: NodeJS.ErrnoException): void => {
      gone = true;
      if (stream === process.stdout && error.code !== 'EPIPE') failed ??= error.code ?? 'unknown';
    };
    if (!stream.listeners('error').some((listener) => listener.name === 'onError')) stream.on('error', onError);
  }
}

/**
 * Resolves when what was written to stdout without waiting for it (help, a completion script) has gone out. Throws Fault
 * `output.unwritable` where it could not.
 */
export async function stdoutSettled(): Promise<void> {
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  // A write that failed is told as an event, which comes after.
  await new Promise<void>((resolve) => setImmediate(resolve));
  if (failed !== null) throw new Fault('output.unwritable', 'system', 'stdout', { error: failed });
}
