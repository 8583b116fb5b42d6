import { isUtf8 } from 'node:buffer';
import { hasControls } from '../printable.ts';
import { asBuffer } from '../text.ts';
import type { Value } from '../value.ts';
import { readLength, readVarint, signed } from '../varint.ts';

/** A value as its bytes let it be guessed: MMKV keeps no types. Equal bytes give equal guesses, and only they do. */
export interface Guess {
  readonly type: 'text' | 'list' | 'bytes' | 'number' | 'float' | 'double' | 'raw';
  readonly value: Value;
}

const FLOAT_BYTES = 4;
const DOUBLE_BYTES = 8;
/** A real number that a person or a program chose has few digits; whole numbers read as one have many. */
const CHOSEN_FLOAT_DIGITS = 4;
const CHOSEN_DOUBLE_DIGITS = 7;

/**
 * In this order: a list of texts, text, other bytes with their length, a whole number, a float or double. Booleans are
 * the numbers 0 and 1, as they are in the file; so is an empty text (README.md, "Values").
 */
export function guessValue(bytes: Uint8Array): Guess {
  const sized = readLength(bytes, 0);
  if (
    sized !== null &&
    sized.value > 0 &&
    sized.end + sized.value === bytes.length &&
    isShortest(sized.value, sized.end)
  ) {
    const body = bytes.subarray(sized.end);
    const list = textsIn(body);
    if (list !== null) return { type: 'list', value: JSON.stringify(list) };
    const text = textOf(body);
    if (text !== null && !hasControls(text)) return { type: 'text', value: text };
    return { type: 'bytes', value: body };
  }
  const number = readVarint(bytes, 0);
  const whole = number !== null && number.end === bytes.length ? signed(number.value) : null;
  const real = realOf(bytes, whole === null);
  if (real !== null) return { type: bytes.length === FLOAT_BYTES ? 'float' : 'double', value: { real } };
  return whole === null ? { type: 'raw', value: bytes } : { type: 'number', value: whole };
}

/** As few bytes as a length needs: else two spellings would be one value. */
function isShortest(value: number, bytes: number): boolean {
  return bytes === 1 || value >= 2 ** (7 * (bytes - 1));
}

function textOf(bytes: Uint8Array): string | null {
  return isUtf8(bytes) ? asBuffer(bytes).toString('utf8') : null;
}

function textsIn(bytes: Uint8Array): string[] | null {
  const list: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = readLength(bytes, at);
    if (length === null || length.end + length.value > bytes.length) return null;
    if (!isShortest(length.value, length.end - at)) return null;
    const text = textOf(bytes.subarray(length.end, length.end + length.value));
    if (text === null || hasControls(text)) return null;
    list.push(text);
    at = length.end + length.value;
  }
  return list;
}

/** `alone`: the bytes can be no whole number. */
function realOf(bytes: Uint8Array, alone: boolean): number | null {
  if (bytes.length !== FLOAT_BYTES && bytes.length !== DOUBLE_BYTES) return null;
  const float = bytes.length === FLOAT_BYTES;
  const real = float ? asBuffer(bytes).readFloatLE(0) : asBuffer(bytes).readDoubleLE(0);
  // A number that is none has many spellings: its bytes tell them apart.
  if (Number.isNaN(real)) return null;
  if (alone) return real;
  const digits = float ? floatDigits(real) : digitsOf(String(real));
  return Number.isFinite(real) && digits <= (float ? CHOSEN_FLOAT_DIGITS : CHOSEN_DOUBLE_DIGITS) ? real : null;
}

function digitsOf(text: string): number {
  return text
    .replace(/e.*$/, '')
    .replace(/^-?0?\.?0*/, '')
    .replace('.', '').length;
}

/** Digits of the shortest spelling that gives this float again. */
function floatDigits(real: number): number {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = real.toPrecision(digits);
    if (Math.fround(Number(text)) === real) return digitsOf(text.replace(/0+(?=e|$)/, ''));
  }
  return 9;
}
