import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
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

/** Colours honour --color, NO_COLOR (no-color.org) and FORCE_COLOR; symbols fall back where the locale is not UTF-8. */
export function describeTerminal(color: 'auto' | 'always' | 'never', env: NodeJS.ProcessEnv): Terminal {
  const interactive = process.stdout.isTTY === true;
  const forced = (env['FORCE_COLOR'] ?? '0') !== '0';
  const auto = (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb' && (interactive || forced);
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  const columns = Number(env['COLUMNS']);
  return {
    interactive,
    talks: process.stderr.isTTY === true,
    width: interactive ? (process.stdout.columns ?? DEFAULT_WIDTH) : columns > 0 ? columns : DEFAULT_WIDTH,
    color: color === 'always' || (color === 'auto' && auto),
    unicode: locale === '' ? process.platform !== 'win32' : /utf-?8/i.test(locale),
  };
}

/** stdout as an Output. A reader that went away ends the writing quietly: `gone` tells. */
export function stdoutOutput(): Output & { readonly gone: () => boolean } {
  let gone = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') gone = true;
    else throw error;
  });
  return {
    gone: () => gone,
    write: (data) =>
      gone ? Promise.resolve() : new Promise((resolve) => void process.stdout.write(data, () => resolve())),
  };
}

/** A file being written: under another name until it is whole, so that a killed run leaves no half result. */
export interface FileOutput extends Output {
  /** Puts the file in place, and for JSON its SHA-256 beside it. */
  commit(): void;
  discard(): void;
}

/** Throws Fault `output.unwritable`. `.json` outputs get a `.sha256` beside them. */
export function fileOutput(path: string): FileOutput {
  const partial = `${path}.partial-${process.pid}`;
  const hash = createHash('sha256');
  let handle: number;
  try {
    handle = openSync(partial, 'w', 0o644);
  } catch (error) {
    throw new Fault('output.unwritable', 'system', path, { error: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
  return {
    async write(data) {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      hash.update(bytes);
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
      } catch (error) {
        throw new Fault('output.unwritable', 'system', path, {
          error: (error as NodeJS.ErrnoException).code ?? 'unknown',
        });
      }
    },
    commit() {
      closeSync(handle);
      renameSync(partial, path);
      if (path.endsWith('.json')) writeFileSync(`${path}.sha256`, `${hash.digest('hex')}  ${basename(path)}\n`);
    },
    discard() {
      closeSync(handle);
      rmSync(partial, { force: true });
    },
  };
}

/** Refuses an output that cannot be, or that would write into the evidence. Throws Fault. */
export function checkOutput(path: string, evidence: readonly string[]): void {
  const whole = resolve(path);
  for (const each of evidence) {
    const place = resolve(each);
    const inside =
      whole === place || (existsSync(place) && statSync(place).isDirectory() && whole.startsWith(`${place}/`));
    if (inside) throw new Fault('output.unwritable', 'inside-evidence', path);
  }
  if (!existsSync(dirname(whole))) throw new Fault('output.unwritable', 'no-folder', path);
  if (existsSync(whole) && statSync(whole).isDirectory()) throw new Fault('output.unwritable', 'is-folder', path);
}
