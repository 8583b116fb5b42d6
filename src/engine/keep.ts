import { isNamedSystemStore } from '../android/layouts.ts';
import { isStorePart } from '../device/store-files.ts';
import type { Sniff } from '../vfs/catalogue.ts';
import type { Entry } from '../vfs/entry.ts';

/** Opaque content up to this size is scanned for credentials and measured for similarity (contract, "Credentials"). */
export const OPAQUE_KEPT_BYTES = 1024 * 1024;
/** Text and the files of key-value stores beyond this are compared by their bytes only. */
export const TEXT_KEPT_BYTES = 64 * 1024 * 1024;

/** Keeps what a reader can compare or a rule can scan; the rest is hashed and passes by. */
export function keepComparable(entry: Entry, sniff: Sniff, size: number | null): boolean {
  const place = entry.location;
  if (place?.domain === 'manifest' || place?.domain === 'apk') return false;
  if (place?.storage === 'system' && !isNamedSystemStore(place)) return false;
  if (sniff === 'sqlite' || sniff === 'wal' || sniff === 'journal') return true;
  if (size === null) return sniff === 'text';
  const readable = sniff === 'text' || isStorePart(place?.path ?? entry.member.path);
  return size <= (readable ? TEXT_KEPT_BYTES : OPAQUE_KEPT_BYTES);
}
