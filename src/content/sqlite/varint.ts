/** A place in a buffer that reading moves on. */
export interface Cursor {
  at: number;
}

/**
 * A variable-length integer of 1 to 9 bytes (sqlite.org/fileformat2.html, 1.6), unsigned. Exact below 2^53; sizes and
 * serial types beyond that are never valid. Behind the end of the buffer bytes count as absent: check `at` after it.
 */
export function readVarint(bytes: Buffer, cursor: Cursor): number {
  let byte = bytes[cursor.at++] as number;
  if (byte < 128) return byte;
  let value = byte & 127;
  for (let index = 1; index < 8; index++) {
    byte = bytes[cursor.at++] as number;
    value = value * 128 + (byte & 127);
    if (byte < 128) return value;
  }
  return value * 256 + ((bytes[cursor.at++] as number) | 0);
}

/** The same as a signed 64-bit integer: a rowid. A number while it is safe, a bigint beyond. */
export function readRowid(bytes: Buffer, cursor: Cursor): number | bigint {
  const start = cursor.at;
  const value = readVarint(bytes, cursor);
  if (value <= Number.MAX_SAFE_INTEGER && cursor.at - start < 9) return value;
  let exact = 0n;
  for (let at = start; at < cursor.at; at++) {
    const byte = BigInt((bytes[at] as number) | 0);
    exact = at - start === 8 ? (exact << 8n) | byte : (exact << 7n) | (byte & 127n);
  }
  return narrow(BigInt.asIntN(64, exact));
}

/** A number where that is exact, else the bigint itself. */
export function narrow(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
