import { FLAG_DESCRIPTOR, FLAG_ENCRYPTED, LOCAL_BYTES, LOCAL_SIGNATURE, METHOD_STORED } from './record.ts';

/** Highest version a reader may need (APPNOTE 4.4.3.2), in tenths: 6.3. */
const HIGHEST_VERSION = 63;
/** Numbers of methods that stand in APPNOTE 4.4.5. */
const METHODS: ReadonlySet<number> = new Set([
  0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 14, 16, 18, 19, 20, 93, 94, 95, 96, 97, 98, 99,
]);
/** Longest path of Linux; a longer name is noise. */
const LONGEST_NAME = 4096;
const FULL_32 = 0xffffffff;
/** What traditional encryption puts in front of a member. */
const ENCRYPTION_BYTES = 12;
const FIRST_PRINTABLE = 0x20;
const DELETE = 0x7f;

/**
 * Whether bytes are a local header as far as they go: it may be cut. A signature of four bytes stands in noise now and
 * then; version, method, date, sizes and a name without control characters do not stand behind it by chance.
 */
export function headerHolds(bytes: Uint8Array): boolean {
  const fixed = new Uint8Array(LOCAL_BYTES);
  fixed.set(bytes.subarray(0, LOCAL_BYTES));
  const view = new DataView(fixed.buffer);
  const has = (end: number): boolean => bytes.length >= end;
  if (!has(4) || view.getUint32(0, true) !== LOCAL_SIGNATURE) return false;
  if (has(5) && view.getUint8(4) > HIGHEST_VERSION) return false;
  if (has(10) && !METHODS.has(view.getUint16(8, true))) return false;
  if (has(14) && !isDosDate(view.getUint16(12, true))) return false;
  if (has(26) && !sizesAgree(view)) return false;
  const nameLength = view.getUint16(26, true);
  if (has(28) && (nameLength === 0 || nameLength > LONGEST_NAME)) return false;
  const name = bytes.subarray(LOCAL_BYTES, LOCAL_BYTES + nameLength);
  return name.every((byte) => byte >= FIRST_PRINTABLE && byte !== DELETE);
}

/** None at all is a date too: programs that build apps write it. */
function isDosDate(value: number): boolean {
  const month = (value >> 5) & 15;
  return value === 0 || (month >= 1 && month <= 12 && (value & 31) !== 0);
}

/** A stored member is as long as it is; nothing is known of one whose sizes stand elsewhere. */
function sizesAgree(view: DataView): boolean {
  const [flags, packed, size] = [view.getUint16(6, true), view.getUint32(18, true), view.getUint32(22, true)];
  if (view.getUint16(8, true) !== METHOD_STORED || packed === FULL_32 || size === FULL_32) return true;
  if ((flags & FLAG_DESCRIPTOR) !== 0) return true;
  return packed === size + ((flags & FLAG_ENCRYPTED) === 0 ? 0 : ENCRYPTION_BYTES);
}
