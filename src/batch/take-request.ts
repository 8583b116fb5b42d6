import type { RunOptions } from '../engine/run-options.ts';
import type { SideRequest } from '../engine/side-pass.ts';
import { sideRequest } from '../engine/side-request.ts';
import type { Unit } from './units.ts';

/** What a thread needs to take a piece of evidence for many comparisons. `stop`: [0] not zero cancels it. */
export function takeRequest(
  { name, passwords }: Pick<Unit, 'name' | 'passwords'>,
  run: RunOptions,
  stop: SharedArrayBuffer,
): SideRequest {
  const track = { label: name.path, total: () => null, done: () => 0 };
  return sideRequest(
    name,
    { kind: 'compare-often' },
    { ...run, passwords: () => passwords },
    { progress: new SharedArrayBuffer(2 * Float64Array.BYTES_PER_ELEMENT), stop, track },
  );
}
