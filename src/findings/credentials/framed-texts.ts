import { isUtf8 } from 'node:buffer';

/** A text and the one before it, which may be its name. */
export interface NamedText {
  readonly name: string;
  readonly value: string;
}

const MAX_DEPTH = 12;
const MAX_TEXTS = 50_000;
/** Tag and length around the text of a message that holds one. */
const MAX_FRAME_BYTES = 4;
const CONTROLS = /\p{Cc}/u;

class Cursor {
  at = 0;
  readonly bytes: Buffer;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Null at the end, and where it is longer than 32 bits. */
  varint(): number | null {
    let value = 0;
    for (let digit = 0; digit < 5; digit += 1) {
      const byte = this.bytes[this.at];
      if (byte === undefined) return null;
      this.at += 1;
      value += (byte & 0x7f) * 2 ** (7 * digit);
      if (byte < 0x80) return value;
    }
    return null;
  }

  take(length: number): Buffer | null {
    if (this.at + length > this.bytes.length) return null;
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

function textOf(bytes: Buffer): string | null {
  if (!isUtf8(bytes)) return null;
  const text = bytes.toString('utf8');
  return CONTROLS.test(text.replace(/[\t\n\r]/g, '')) ? null : text;
}

/** The texts of a protocol buffer, in order, each with the one before it; null where the bytes are none. */
export function protoTexts(bytes: Uint8Array): readonly NamedText[] | null {
  const texts: string[] = [];
  if (bytes.length < 4 || !message(bytes, texts, 0) || texts.length === 0) return null;
  return texts.map((value, index) => ({ name: texts[index - 1] ?? '', value }));
}

/** Wire types 0, 1, 2 and 5 (protobuf.dev, "Encoding"). A field of bytes that is no text may be a message. */
function message(bytes: Uint8Array, texts: string[], depth: number): boolean {
  const cursor = new Cursor(bytes);
  while (cursor.at < bytes.length) {
    const tag = cursor.varint();
    if (tag === null || tag < 8 || texts.length > MAX_TEXTS) return false;
    const kind = tag & 7;
    if (kind === 0) {
      for (let digit = 0; ; digit += 1) {
        const byte = cursor.take(1)?.[0];
        if (byte === undefined || digit > 9) return false;
        if (byte < 0x80) break;
      }
    } else if (kind === 1 || kind === 5) {
      if (cursor.take(kind === 1 ? 8 : 4) === null) return false;
    } else if (kind === 2) {
      const length = cursor.varint();
      const body = length === null ? null : cursor.take(length);
      if (body === null) return false;
      const text = body.length === 0 ? '' : textOf(body);
      // What is text throughout may be a message still, with letters for a tag and a length.
      const before = texts.length;
      if (depth < MAX_DEPTH && message(body, texts, depth + 1)) {
        const inside = texts.slice(before).reduce((sum, each) => sum + each.length, 0);
        if (text === null || inside >= body.length - MAX_FRAME_BYTES) continue;
      }
      texts.length = before;
      if (text !== null && text !== '') texts.push(text);
    } else return false;
  }
  return true;
}

const MMKV_HEADER_BYTES = 4;
const MMKV_MIN_KEYS = 2;

/**
 * Keys and texts of an MMKV file: u32 of the bytes used, a varint, then keys and values, each with its length before
 * it; a text's value holds its own length (Tencent, MMKV Core, MiniPBCoder). The last one wins. Null for other bytes.
 */
export function mmkvTexts(bytes: Uint8Array): readonly NamedText[] | null {
  if (bytes.length < 16) return null;
  const used = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(0);
  if (used < 8 || used + MMKV_HEADER_BYTES > bytes.length) return null;
  const cursor = new Cursor(bytes.subarray(MMKV_HEADER_BYTES, MMKV_HEADER_BYTES + used));
  cursor.varint();
  const values = new Map<string, string>();
  let keys = 0;
  while (cursor.at < used) {
    const length = cursor.varint();
    const key = length === null || length === 0 ? null : cursor.take(length);
    const name = key === null ? null : textOf(key);
    const held = cursor.varint();
    const value = held === null ? null : cursor.take(held);
    if (name === null || value === null) return null;
    keys += 1;
    const inner = new Cursor(value);
    const own = inner.varint();
    const text = own === value.length - inner.at ? textOf(value.subarray(inner.at)) : null;
    if (text === null) values.delete(name);
    else values.set(name, text);
  }
  return keys < MMKV_MIN_KEYS ? null : [...values].map(([name, value]) => ({ name, value }));
}
