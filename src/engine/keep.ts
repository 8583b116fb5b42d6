import { isNamedSystemStore } from '../android/layouts.ts';
import { readersFor } from '../content/index.ts';
import { TEXT_LIMIT } from '../content/lines/index.ts';
import { isWrapped } from '../content/unwrap.ts';
import { isStorePart } from '../device/store-files.ts';
import { rowsAt } from '../findings/credentials/catalogue.ts';
import { mayHoldCredential } from '../findings/credentials/prefilter.ts';
import { hasPrintableRun } from '../findings/credentials/printable-run.ts';
import type { Sniff } from '../vfs/catalogue.ts';
import type { Entry } from '../vfs/entry.ts';

/** Opaque content up to this size is scanned for credentials and measured for similarity (contract, "Credentials"). */
export const OPAQUE_KEPT_BYTES = 1024 * 1024;
/** The files of key-value stores beyond this are compared by their bytes only. */
const STORE_KEPT_BYTES = 64 * 1024 * 1024;

/** Keeps what a reader can compare or a rule can scan; the rest is hashed and passes by. */
export function keepComparable(entry: Entry, sniff: Sniff, size: number | null): boolean {
  const place = entry.location;
  if (place?.domain === 'manifest' || place?.domain === 'apk') return false;
  if (place?.storage === 'system' && !isNamedSystemStore(place)) return false;
  if (sniff === 'sqlite' || sniff === 'wal' || sniff === 'journal') return true;
  if (sniff === 'text') return size === null || size <= TEXT_LIMIT;
  if (size === null) return false;
  return size <= (isStorePart(place?.path ?? entry.member.path) ? STORE_KEPT_BYTES : OPAQUE_KEPT_BYTES);
}

/** Contents below this size cost less to keep than to look into. */
const IDLE_LEAST_BYTES = 512;
/** What a reader looks at before it bids. */
const HEAD_BYTES = 4096;
/** Shapes of credentials in opaque bytes are text of at least this length. */
const SHAPE_BYTES = 16;
/** Opaque content up to this size is asked for short texts too: a password of eight letters in a store of its own. */
const SMALL_BYTES = 64 * 1024;

/** Whether opaque bytes have text that is long enough for a credential. */
export function hasTellingText(bytes: Uint8Array): boolean {
  return bytes.length <= SMALL_BYTES || hasPrintableRun(bytes, SHAPE_BYTES);
}

/** Opaque bytes that no reader claims, at a place that no rule knows, and in which no credential can be. */
export function isIdle(entry: Entry, sniff: Sniff, bytes: Uint8Array): boolean {
  if (sniff !== 'opaque' || bytes.length < IDLE_LEAST_BYTES || bytes.length > OPAQUE_KEPT_BYTES) return false;
  const place = entry.location;
  const path = place?.path ?? entry.member.path;
  if (isStorePart(path) || isWrapped(bytes)) return false;
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (readersFor({ name, head: bytes.subarray(0, HEAD_BYTES), size: bytes.length }).length > 0) return false;
  if (rowsAt({ package: place?.package ?? null, domain: place?.domain ?? null, path }).length > 0) return false;
  return !hasTellingText(bytes) || !mayHoldCredential(bytes);
}
