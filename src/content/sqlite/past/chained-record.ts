import type { Scene } from './candidate.ts';

/** A record that goes on in overflow pages is put together up to this size. */
export const MAX_OVERFLOW_BYTES = 16 * 2 ** 20;

/**
 * A record whose first `local` bytes are on the page from `start` on, with what its chain of overflow pages holds. Null
 * where the chain cannot be followed to its end, or leads through a page that something live has.
 */
export function chainedRecord(
  { bytes, chains }: Pick<Scene, 'bytes' | 'chains'>,
  start: number,
  local: number,
  total: number,
  perPage: number,
): Buffer | null {
  if (chains === null || total > MAX_OVERFLOW_BYTES) return null;
  const whole = Buffer.allocUnsafe(total);
  bytes.copy(whole, 0, start, start + local);
  let next = bytes.readUInt32BE(start + local);
  const seen = new Set<number>();
  for (let filled = local; filled < total; ) {
    if (next < 1 || next > chains.pages.count || chains.claims.has(next) || seen.has(next)) return null;
    seen.add(next);
    const page = chains.pages.page(next);
    const wanted = Math.min(perPage, total - filled);
    if (page === null || page.length < 4 + wanted) return null;
    page.copy(whole, filled, 4, 4 + wanted);
    filled += wanted;
    next = page.readUInt32BE(0);
  }
  return next === 0 ? whole : null;
}
