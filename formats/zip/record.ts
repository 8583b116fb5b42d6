/** What the central directory, or a local header where there is none, says of one member (APPNOTE.TXT 4.3). */
export interface ZipRecord {
  readonly name: Uint8Array;
  /** General purpose bits. */
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  /** Bytes as stored; null where only the end of the data would tell. */
  readonly packed: number | null;
  /** Bytes unpacked; null likewise. */
  readonly size: number | null;
  /** DOS date in the upper 16 bits, DOS time in the lower. */
  readonly dosTime: number;
  /** Offset of the local header in the source, junk in front of the archive counted. */
  readonly at: number;
  /** Host system that wrote the attributes; 3 is Unix. */
  readonly host: number;
  readonly attributes: number;
  readonly extra: Uint8Array;
}

export const LOCAL_SIGNATURE = 0x04034b50;
export const CENTRAL_SIGNATURE = 0x02014b50;
export const LOCAL_BYTES = 30;
export const CENTRAL_BYTES = 46;
export const FLAG_ENCRYPTED = 1;
export const FLAG_DESCRIPTOR = 8;
export const METHOD_STORED = 0;
export const METHOD_DEFLATED = 8;

const FULL_32 = 0xffffffff;
const ZIP64_EXTRA = 0x0001;

/** Length of the central record at `at`; null where none begins there or it is cut. */
export function centralLength(view: DataView, at: number): number | null {
  if (at + CENTRAL_BYTES > view.byteLength || view.getUint32(at, true) !== CENTRAL_SIGNATURE) return null;
  const length =
    CENTRAL_BYTES + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  return at + length <= view.byteLength ? length : null;
}

/** The central record at `at`, where `centralLength` found one. `shift` is the junk in front of the archive, in bytes. */
export function readCentral(bytes: Uint8Array, view: DataView, at: number, shift: number): ZipRecord {
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const nameEnd = at + CENTRAL_BYTES + nameLength;
  const extra = bytes.subarray(nameEnd, nameEnd + extraLength);
  let size = view.getUint32(at + 24, true);
  let packed = view.getUint32(at + 20, true);
  let offset = view.getUint32(at + 42, true);
  // Zip64: only the fields that are full are in the extra, in this order (APPNOTE 4.5.3).
  if (size === FULL_32 || packed === FULL_32 || offset === FULL_32) {
    const wide = wideNumbers(extra);
    if (size === FULL_32) size = wide.shift() ?? size;
    if (packed === FULL_32) packed = wide.shift() ?? packed;
    if (offset === FULL_32) offset = wide.shift() ?? offset;
  }
  return {
    name: bytes.subarray(at + CENTRAL_BYTES, nameEnd),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    dosTime: view.getUint32(at + 12, true),
    crc: view.getUint32(at + 16, true),
    packed,
    size,
    at: offset + shift,
    host: view.getUint16(at + 4, true) >> 8,
    attributes: view.getUint32(at + 38, true),
    extra,
  };
}

/** The local header that begins at `at` in `bytes`, itself at `base` in the source. Null where it is cut or none. */
export function readLocal(bytes: Uint8Array, at: number, base: number): { record: ZipRecord; length: number } | null {
  if (at + LOCAL_BYTES > bytes.length) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint32(at, true) !== LOCAL_SIGNATURE) return null;
  const nameEnd = at + LOCAL_BYTES + view.getUint16(at + 26, true);
  const end = nameEnd + view.getUint16(at + 28, true);
  if (end > bytes.length) return null;
  const flags = view.getUint16(at + 6, true);
  const extra = bytes.slice(nameEnd, end);
  let packed: number | null = view.getUint32(at + 18, true);
  let size: number | null = view.getUint32(at + 22, true);
  if (packed === FULL_32 || size === FULL_32) {
    const wide = wideNumbers(extra);
    if (size === FULL_32) size = wide.shift() ?? null;
    if (packed === FULL_32) packed = wide.shift() ?? null;
  }
  if ((flags & FLAG_DESCRIPTOR) !== 0 && packed === 0) {
    packed = null;
    size = null;
  }
  return {
    length: end - at,
    record: {
      name: bytes.slice(at + LOCAL_BYTES, nameEnd),
      flags,
      method: view.getUint16(at + 8, true),
      dosTime: view.getUint32(at + 10, true),
      crc: view.getUint32(at + 14, true),
      packed,
      size,
      at: base + at,
      host: 0,
      attributes: 0,
      extra,
    },
  };
}

/** The 64-bit numbers of the Zip64 extra, in order. Those past 2^53 cannot be, and become infinity. */
function wideNumbers(extra: Uint8Array): number[] {
  const field = extraField(extra, ZIP64_EXTRA);
  const numbers: number[] = [];
  if (field === null) return numbers;
  const view = new DataView(field.buffer, field.byteOffset, field.length);
  for (let at = 0; at + 8 <= field.length; at += 8) {
    const value = view.getBigUint64(at, true);
    numbers.push(value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value));
  }
  return numbers;
}

/** The data of an extra field; null where it is not there or cut. */
export function extraField(extra: Uint8Array, id: number): Uint8Array | null {
  for (let at = 0; at + 4 <= extra.length; ) {
    const found = (extra[at] as number) | ((extra[at + 1] as number) << 8);
    const length = (extra[at + 2] as number) | ((extra[at + 3] as number) << 8);
    if (found === id) return at + 4 + length <= extra.length ? extra.subarray(at + 4, at + 4 + length) : null;
    at += 4 + length;
  }
  return null;
}
