/** An IEEE double that a store keeps apart from integers: 2.0 is not 2. */
export interface Real {
  readonly real: number;
}

/** Text whose bytes are not valid in the store's encoding. */
export interface RawText {
  readonly text: Uint8Array;
}

/**
 * One typed value. INTEGER is a number while it is safe (|n| < 2^53) and a bigint beyond; REAL is boxed;
 * a blob is a Uint8Array.
 */
export type Value = null | boolean | number | bigint | string | Uint8Array | Real | RawText;

export type Row = readonly Value[];

const TELLING_BYTES = 8;
const TELLING_NUMBER = 2 ** 31;

/** Whether a value alone is unlikely to be equal by chance: text or blob of 8 bytes or more, a number of 2^31 or more. */
export function valueTells(value: Value): boolean {
  switch (typeof value) {
    case 'string':
      return (
        value.length >= TELLING_BYTES ||
        (value.length * 3 >= TELLING_BYTES && Buffer.byteLength(value) >= TELLING_BYTES)
      );
    case 'number':
      return value >= TELLING_NUMBER || value <= -TELLING_NUMBER;
    case 'bigint':
      return true;
    case 'object':
      if (value === null) return false;
      if (value instanceof Uint8Array) return value.length >= TELLING_BYTES;
      if ('real' in value) return Math.abs(value.real) >= TELLING_NUMBER;
      return value.text.length >= TELLING_BYTES;
    default:
      return false;
  }
}

/** Typed equality: 1, 1.0, true and '1' are four values. */
export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  if (b instanceof Uint8Array) return false;
  if ('real' in a) return 'real' in b && Object.is(a.real, b.real);
  return 'text' in b && Buffer.compare(a.text, b.text) === 0;
}
