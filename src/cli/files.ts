import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Fault } from '../base/fault.ts';
import { makePause } from '../base/pause.ts';
import { isRunning } from '../engine/is-running.ts';
import type { Output } from '../report/writer.ts';

/** A file being written: under another name until it is whole, so that a killed run leaves no half result. */
export interface FileOutput extends Output {
  /** Puts the file in place, and for JSON its SHA-256 beside it. */
  commit(): void;
  /** Removes what was written, unless it was put in place. */
  discard(): void;
}

function unwritable(path: string, error: unknown): Fault {
  return new Fault('output.unwritable', 'system', path, { error: (error as NodeJS.ErrnoException).code ?? 'unknown' });
}

const partialName = (path: string, pid: number): string => `${path}.partial-${pid}`;

/** Files being written: removed even where the process is told to end at once. */
const unfinished = new Set<string>();
process.on('exit', () => {
  for (const path of unfinished) rmSync(path, { force: true });
});

/** Removes what a run that was killed left of this very output. */
function removeStalePartials(path: string): void {
  const prefix = `${basename(path)}.partial-`;
  for (const name of readdirSync(dirname(path))) {
    const pid = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    if (/^\d+$/.test(pid) && !isRunning(Number(pid))) rmSync(join(dirname(path), name), { force: true });
  }
}

/** `.json` outputs get a `.sha256` beside them. Throws Fault `output.unwritable`, and `interrupted` by the signal. */
export function fileOutput(path: string, signal: AbortSignal = new AbortController().signal): FileOutput {
  const partial = partialName(path, process.pid);
  const hash = createHash('sha256');
  const pause = makePause(signal);
  let handle: number | null;
  try {
    removeStalePartials(path);
    handle = openSync(partial, 'wx', 0o644);
  } catch (error) {
    throw unwritable(path, error);
  }
  unfinished.add(partial);
  const close = (): void => {
    const open = handle;
    handle = null;
    if (open !== null) closeSync(open);
  };
  return {
    async write(data) {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      hash.update(bytes);
      try {
        for (let done = 0; done < bytes.length; ) done += writeSync(handle as number, bytes, done);
      } catch (error) {
        throw unwritable(path, error);
      }
      await pause();
    },
    commit() {
      try {
        close();
        renameSync(partial, path);
        unfinished.delete(partial);
        if (path.endsWith('.json')) writeFileSync(`${path}.sha256`, `${hash.digest('hex')}  ${basename(path)}\n`);
      } catch (error) {
        throw unwritable(path, error);
      }
    },
    discard() {
      try {
        close();
      } catch {
        // The fault that led here is the one to be told.
      }
      if (unfinished.delete(partial)) rmSync(partial, { force: true });
    },
  };
}

/** What goes into one file. */
export interface PlannedFile {
  readonly path: string;
  write(out: Output): Promise<void>;
}

/** Writes all files, or none: each is put in place when all are whole. Throws Fault. */
export async function writeFiles(files: readonly PlannedFile[], signal: AbortSignal): Promise<void> {
  const open: FileOutput[] = [];
  try {
    for (const file of files) {
      const out = fileOutput(file.path, signal);
      open.push(out);
      await file.write(out);
    }
    for (const out of open) out.commit();
  } catch (error) {
    for (const out of open) out.discard();
    throw error;
  }
}

/** Writes one file, or none. Gives what `write` gives. Throws Fault. */
export async function writeFile<T>(path: string, signal: AbortSignal, write: (out: Output) => Promise<T>): Promise<T> {
  const out = fileOutput(path, signal);
  try {
    const done = await write(out);
    out.commit();
    return done;
  } catch (error) {
    out.discard();
    throw error;
  }
}

/** A path with the symbolic links of what exists of it resolved. */
function realPath(path: string): string {
  let there = resolve(path);
  let rest = '';
  while (!existsSync(there) && dirname(there) !== there) {
    rest = join(basename(there), rest);
    there = dirname(there);
  }
  return rest === '' ? realpathSync(there) : join(realpathSync(there), rest);
}

/** Where evidence lies on disk: its path may go on inside a file. */
function placeOnDisk(evidence: string): string {
  const whole = resolve(evidence);
  for (let place = whole; ; place = dirname(place)) {
    if (existsSync(place)) return place === whole || statSync(place).isFile() ? realpathSync(place) : whole;
    if (dirname(place) === place) return whole;
  }
}

/** Whether a path is a piece of the evidence, or would lie inside it. */
export function liesInEvidence(path: string, evidence: readonly string[]): boolean {
  const whole = realPath(path);
  return evidence.map(placeOnDisk).some((place) => {
    if (whole === place || whole.startsWith(place === '/' ? place : `${place}/`)) return true;
    if (!existsSync(whole) || !existsSync(place)) return false;
    const [one, other] = [statSync(whole), statSync(place)];
    return one.dev === other.dev && one.ino === other.ino; // another name of the same file
  });
}

/** Refuses an output that cannot be, or that would write into the evidence. Throws Fault `output.unwritable`. */
export function checkOutput(path: string, evidence: readonly string[]): void {
  const beside = path.endsWith('.json') ? [`${path}.sha256`] : [];
  if ([path, ...beside].some((each) => liesInEvidence(each, evidence)))
    throw new Fault('output.unwritable', 'inside-evidence', path);
  const whole = resolve(path);
  if (!existsSync(dirname(whole))) throw new Fault('output.unwritable', 'no-folder', path);
  if (!existsSync(whole)) return;
  const there = statSync(whole);
  if (there.isDirectory()) throw new Fault('output.unwritable', 'is-folder', path);
  // The output is put in place by its name, which would take that of a device or a pipe away.
  if (!there.isFile()) throw new Fault('output.unwritable', 'not-a-file', path);
}

/** Refuses a folder that would lie inside the evidence. Throws Fault `output.unwritable`. */
export function checkFolder(path: string, evidence: readonly string[]): void {
  if (liesInEvidence(path, evidence)) throw new Fault('output.unwritable', 'inside-evidence', path);
}

/** Checks all outputs of a run before its work begins. Throws Fault `output.unwritable` or `usage.invalid`. */
export function checkOutputs(paths: readonly string[], evidence: readonly string[]): void {
  const seen = new Set<string>();
  for (const path of paths) {
    checkOutput(path, evidence);
    const whole = realPath(path);
    if (seen.has(whole)) throw new Fault('usage.invalid', 'output-twice', path);
    seen.add(whole);
  }
}
