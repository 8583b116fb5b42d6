import { basename, resolve } from 'node:path';
import type { Location } from '../android/location.ts';

/** The entry of an artifact that is the evidence itself: a store whose files lie at its root (device/arrange.ts). */
const ITSELF = '.';

/**
 * By what an artifact without a place is listed: its stored name; where it is the evidence itself, the evidence's own
 * name. `label`: the path that was given for it.
 */
export function listedEntry(of: { readonly location: Location | null; readonly entry: string }, label: string): string {
  if (of.location !== null || of.entry !== ITSELF) return of.entry;
  return basename(resolve(label)) || ITSELF;
}
