import type { Scene } from './candidate.ts';
import { holdsLetters, isForeign } from './scripts.ts';

const REAL = 7;
const FARTHEST_EXPONENT = 300;

/**
 * Tells values that hardly any row holds: a real beyond all measure; in UTF-16, a text in a script that no live row is
 * written in, and a blob of letters.
 */
export function farFetched({
  encoding,
  scripts,
}: Scene): (bytes: Buffer, serial: number, from: number, size: number) => boolean {
  const upper = encoding === 'utf16be' ? 0 : 1;
  return (bytes, serial, from, size) => {
    if (serial === REAL) return isBeyondMeasure(bytes, from);
    if (serial < 12 || scripts === null) return false;
    const to = from + size;
    return serial % 2 === 1 ? isForeign(bytes, from, to, upper, scripts) : holdsLetters(bytes, from, to);
  };
}

/** Whether the exponent of a double is more than 2^300 one way or the other, zero aside. */
function isBeyondMeasure(bytes: Buffer, at: number): boolean {
  const exponent = ((((bytes[at] as number) & 127) << 4) | ((bytes[at + 1] as number) >> 4)) - 1023;
  return exponent !== -1023 && Math.abs(exponent) > FARTHEST_EXPONENT;
}
