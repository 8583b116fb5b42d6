import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { Fault } from '../base/fault.ts';
import type { Output } from '../report/writer.ts';
import { PAIR_SCHEMA, type PairRecord } from './record.ts';

/** Where a batch puts things: `pairs/<id>/` for each pair, tables beside it (docs/batch.md). */

const PAIRS = 'pairs';
/** Begins the name of a pair's folder until it is whole; no id begins with a dot. */
const PARTIAL = '.partial-';
const OLD = '.old-';
export const RECORD_FILE = 'pair.json';
export const RESULT_FILE = 'result.json';

function unwritable(path: string, error: unknown): Fault {
  return new Fault('output.unwritable', 'system', path, { error: (error as NodeJS.ErrnoException).code ?? 'unknown' });
}

/** Makes the folder of a batch, and throws away what a run that was killed left half done. Throws Fault. */
export function prepareFolder(out: string): void {
  try {
    mkdirSync(join(out, PAIRS), { recursive: true });
  } catch (error) {
    throw unwritable(out, error);
  }
  for (const name of readdirSync(join(out, PAIRS))) {
    if (!name.startsWith('.')) continue;
    // Killed between its two renames, a pair has only the folder that was to be replaced.
    const id = name.startsWith(OLD) ? name.slice(OLD.length) : null;
    if (id !== null && !existsSync(join(out, PAIRS, id))) renameSync(join(out, PAIRS, name), join(out, PAIRS, id));
    else if (id !== null || name.startsWith(PARTIAL)) rmSync(join(out, PAIRS, name), { recursive: true, force: true });
  }
}

export const pairFolder = (out: string, id: string): string => join(out, PAIRS, id);
/** The way from the batch's folder to a file of a pair. */
export const pairPath = (id: string, file: string): string => `${PAIRS}/${id}/${file}`;

/** The record of a pair that was finished before; null where there is none, or it cannot be read. */
export function readRecord(out: string, id: string): PairRecord | null {
  try {
    const record = JSON.parse(readFileSync(join(pairFolder(out, id), RECORD_FILE), 'utf8')) as PairRecord;
    return record.schema === PAIR_SCHEMA && record.id === id ? record : null;
  } catch {
    return null;
  }
}

/** A file being written piece by piece; its SHA-256 as lines of sha256sum have it. */
export interface WrittenFile extends Output {
  /** Closes it once it is on the disk. */
  end(): string;
}

/** Throws Fault `output.unwritable`. */
export function newFile(path: string): WrittenFile {
  const hash = createHash('sha256');
  let handle: number;
  try {
    handle = openSync(path, 'wx', 0o644);
  } catch (error) {
    throw unwritable(path, error);
  }
  return {
    async write(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      hash.update(bytes);
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(handle, bytes, done);
      } catch (error) {
        throw unwritable(path, error);
      }
    },
    end() {
      fsyncSync(handle);
      closeSync(handle);
      return `${hash.digest('hex')}  ${basename(path)}\n`;
    },
  };
}

/**
 * Fills the folder of a pair under another name and gives it its own once it is whole. Another run's folder of the
 * same pair gives way. Throws what `fill` throws, and then nothing is left.
 */
export async function writePair(out: string, id: string, fill: (folder: string) => Promise<void>): Promise<void> {
  const whole = pairFolder(out, id);
  const partial = join(out, PAIRS, `${PARTIAL}${process.pid}-${id}`);
  const old = join(out, PAIRS, `${OLD}${id}`);
  rmSync(partial, { recursive: true, force: true });
  try {
    mkdirSync(partial);
    await fill(partial);
    rmSync(old, { recursive: true, force: true });
    if (existsSync(whole)) renameSync(whole, old);
    renameSync(partial, whole);
    rmSync(old, { recursive: true, force: true });
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw error instanceof Fault ? error : unwritable(whole, error);
  }
}

/** Puts a whole file in place of another of its name. Throws Fault `output.unwritable`. */
export function replaceFile(path: string, data: string | Uint8Array): void {
  const partial = `${path}.partial-${process.pid}`;
  try {
    writeFileSync(partial, data);
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw unwritable(path, error);
  }
}
