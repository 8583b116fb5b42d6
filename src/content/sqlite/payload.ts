import type { Claims } from './claims.ts';
import type { Pages } from './pages.ts';
import type { TreeKind } from './tree.ts';

/** A longer record is not read: SQLite's own default limit is 10^9 bytes, ours is what a string can safely hold. */
export const MAX_PAYLOAD_BYTES = 256 * 2 ** 20;

/** How much of a record its page keeps, in bytes (sqlite.org/fileformat2.html, 1.6, "payload"). */
export interface Spill {
  readonly maxLocal: number;
  readonly minLocal: number;
  /** What one overflow page takes. */
  readonly perPage: number;
}

export function spillOf(usable: number, kind: TreeKind): Spill {
  return {
    maxLocal: kind === 'rowid' ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23,
    minLocal: Math.floor(((usable - 12) * 32) / 255) - 23,
    perPage: usable - 4,
  };
}

/** Bytes of a record that lie on its own page; the rest is in overflow pages. */
export function localBytes(payload: number, spill: Spill): number {
  if (payload <= spill.maxLocal) return payload;
  const local = spill.minLocal + ((payload - spill.minLocal) % spill.perPage);
  return local <= spill.maxLocal ? local : spill.minLocal;
}

/** Whether all overflow pages of a record are there, each its own. */
export function chainHolds(pages: Pages, claims: Claims, first: number, bytes: number, spill: Spill): boolean {
  if (bytes > MAX_PAYLOAD_BYTES || bytes > pages.present * spill.perPage) return false;
  let next = first;
  for (let left = bytes; left > 0; left -= spill.perPage) {
    if (next < 1 || next > pages.count || !claims.take(next)) return false;
    const page = pages.page(next);
    if (page === null || page.length < 4 + Math.min(left, spill.perPage)) return false;
    next = page.readUInt32BE(0);
  }
  return true;
}

/** The first `wanted` bytes of a record whose chain holds. */
export function readPayload(
  pages: Pages,
  page: Buffer,
  at: number,
  local: number,
  wanted: number,
  spill: Spill,
): Buffer {
  if (wanted <= local) return page.subarray(at, at + wanted);
  const whole = Buffer.allocUnsafe(wanted);
  page.copy(whole, 0, at, at + local);
  let next = page.readUInt32BE(at + local);
  for (let filled = local; filled < wanted; ) {
    const part = pages.page(next);
    if (part === null) throw new RangeError('an overflow page went away');
    const bytes = Math.min(spill.perPage, wanted - filled);
    part.copy(whole, filled, 4, 4 + bytes);
    filled += bytes;
    next = part.readUInt32BE(0);
  }
  return whole;
}
