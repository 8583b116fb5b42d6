/** The longest code word of deflate, in bits. */
export const MOST_CODE_BITS = 15;

/** A prefix code as one table: by the next `bits` bits, the symbol shifted left by four, and the length of its word. */
export interface Code {
  readonly table: Uint16Array;
  readonly bits: number;
}

/**
 * The code that the lengths of its words define (RFC 1951, 3.2.2). Null where they define none: over-full, or not
 * full, which is allowed only for a single word of one bit and only where `lone` (as zlib's inflate_table does).
 */
export function buildCode(lengths: Uint8Array, lone: boolean): Code | null {
  const counts = new Uint16Array(MOST_CODE_BITS + 1);
  for (const length of lengths) counts[length] = (counts[length] as number) + 1;
  let bits = MOST_CODE_BITS;
  while (bits > 0 && counts[bits] === 0) bits--;
  if (bits === 0) return lone ? { table: new Uint16Array(1), bits: 0 } : null;
  let left = 1;
  const next = new Uint16Array(MOST_CODE_BITS + 2);
  for (let size = 1, word = 0; size <= MOST_CODE_BITS; size++) {
    left = 2 * left - (counts[size] as number);
    if (left < 0) return null;
    next[size] = word;
    word = (word + (counts[size] as number)) << 1;
  }
  if (left > 0 && !(lone && bits === 1)) return null;
  const table = new Uint16Array(1 << bits);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const size = lengths[symbol] as number;
    if (size === 0) continue;
    const word = next[size] as number;
    next[size] = word + 1;
    // Words are stored with their first bit lowest.
    let reversed = 0;
    for (let i = 0; i < size; i++) if ((word >> i) & 1) reversed |= 1 << (size - 1 - i);
    for (let at = reversed; at < table.length; at += 1 << size) table[at] = (symbol << 4) | size;
  }
  return { table, bits };
}
