import { statSync } from 'node:fs';
import { Fault } from '../base/fault.ts';
import type { Purpose } from './purpose.ts';
import type { ReadTrack, RunOptions } from './run-options.ts';
import type { SideRequest } from './side-pass.ts';
import type { TakenSnapshot } from './taken-snapshot.ts';

/** What is said to a thread that is to take a side. Nothing of what a decoder needs is loaded here. */

/** Evidence as the user named it. */
export interface EvidenceName {
  readonly path: string;
  readonly as: string | null;
}

/** Shared by the threads of a run: bytes read, and a flag to stop. */
export interface Watch {
  readonly progress: SharedArrayBuffer;
  readonly stop: SharedArrayBuffer;
  readonly track: ReadTrack;
}

export function makeWatch(name: EvidenceName, signal: AbortSignal): Watch {
  const progress = new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT);
  const stop = new SharedArrayBuffer(4);
  const halt = (): void => void Atomics.store(new Int32Array(stop), 0, 1);
  if (signal.aborted) halt();
  else signal.addEventListener('abort', halt, { once: true });
  const read = new Float64Array(progress);
  let total: number | null = null;
  try {
    const stat = statSync(name.path);
    total = stat.isFile() ? stat.size : null;
  } catch {
    total = null;
  }
  return {
    progress,
    stop,
    track: { label: name.path, total: () => total ?? (read[1] || null), done: () => read[0] ?? 0 },
  };
}

export function sideRequest(
  name: EvidenceName,
  purpose: Purpose,
  options: RunOptions,
  watch: Watch,
  extra: readonly string[] = [],
  hashAside = false,
): SideRequest {
  return {
    path: name.path,
    as: name.as,
    passwords: [...options.passwords(name.path), ...extra],
    limits: options.limits,
    workDir: options.workDir,
    purpose,
    hashAside,
    verify: options.verify,
    progress: watch.progress,
    stop: watch.stop,
    marks: null,
    contents: null,
  };
}

/** Tries, and where the evidence proves locked and a person is there, asks for a password and tries again. */
export async function unlocking<T>(
  name: EvidenceName,
  options: RunOptions,
  attempt: (extra: readonly string[]) => Promise<T>,
): Promise<T> {
  const given: string[] = [];
  const ATTEMPTS = 3;
  for (let i = 0; ; i++) {
    try {
      return await attempt(given);
    } catch (error) {
      if (
        !(error instanceof Fault) ||
        error.code !== 'evidence.locked' ||
        i >= ATTEMPTS ||
        options.askPassword === null
      )
        throw error;
      const typed = await options.askPassword(name.path);
      if (typed === null) throw error;
      given.push(typed);
    }
  }
}

export const isSnapshot = (name: EvidenceName | TakenSnapshot): name is TakenSnapshot => 'side' in name;
