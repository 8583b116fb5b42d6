/** What a gzip header says (RFC 1952). */
export interface GzipHeader {
  /** The name of what was compressed, as Latin-1; null where it is not stored. */
  readonly name: string | null;
  /** Milliseconds since 1970; null where it is not stored. */
  readonly modified: number | null;
  /** Bytes of the header; null where it does not end in the bytes at hand. */
  readonly length: number | null;
}

const MAGIC = [0x1f, 0x8b, 0x08] as const;
const FLAG_CHECKSUM = 2;
const FLAG_EXTRA = 4;
const FLAG_NAME = 8;
const FLAG_COMMENT = 16;
const RESERVED_FLAGS = 0xe0;
const FIXED_BYTES = 10;

/** Whether the bytes begin a gzip member: magic, method deflate, and no flag that is not defined. */
export function isGzip(head: Uint8Array): boolean {
  if (head.length < FIXED_BYTES) return false;
  return MAGIC.every((byte, i) => head[i] === byte) && ((head[3] as number) & RESERVED_FLAGS) === 0;
}

/** Reads the header at the start of `head`. */
export function readGzipHeader(head: Uint8Array): GzipHeader {
  if (!isGzip(head)) return { name: null, modified: null, length: null };
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const flags = view.getUint8(3);
  const seconds = view.getUint32(4, true);
  let at = FIXED_BYTES;
  let whole = true;
  if ((flags & FLAG_EXTRA) !== 0) {
    whole = head.length >= at + 2;
    if (whole) at += 2 + view.getUint16(at, true);
  }
  const passText = (): Uint8Array | null => {
    const end = whole ? head.indexOf(0, at) : -1;
    if (end === -1) {
      whole = false;
      return null;
    }
    const text = head.subarray(at, end);
    at = end + 1;
    return text;
  };
  const name = (flags & FLAG_NAME) === 0 ? null : passText();
  if ((flags & FLAG_COMMENT) !== 0) passText();
  if ((flags & FLAG_CHECKSUM) !== 0) at += 2;
  return {
    name: name === null || name.length === 0 ? null : Buffer.from(name).toString('latin1'),
    modified: seconds === 0 ? null : seconds * 1000,
    length: whole && at <= head.length ? at : null,
  };
}
