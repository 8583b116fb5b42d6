import { modifiedUtf8 } from '../bytes/modified-utf8.ts';
import type { Value } from './value.ts';

/**
 * What a value holds as a content of its own, in bytes that a reader can be asked about: a blob as it is, a text that
 * begins like JSON or XML, JSON quoted once more, and the lists that Flutter's shared_preferences puts into strings.
 */

/** A longer value is shown as it is. */
const MOST_BYTES = 1 << 20;
const LEAST_BYTES = 2;
/**
 * Base64 of "This is the prefix for a list.", "… BigInteger" and "… Double." (shared_preferences_android,
 * SharedPreferencesPlugin.java). Behind the first: in new versions `!` and JSON, before an ArrayList in base64.
 */
const FLUTTER_LIST = 'VGhpcyBpcyB0aGUgcHJlZml4IGZvciBhIGxpc3Qu';
const JAVA_STREAM = Buffer.from([0xac, 0xed, 0x00, 0x05]);
/** TC_BLOCKDATA of four bytes: the list's capacity, before its elements (java.util.ArrayList.writeObject). */
const CAPACITY = Buffer.from([0x77, 0x04]);
const TC_STRING = 0x74;
const TC_REFERENCE = 0x71;
const TC_ENDBLOCKDATA = 0x78;
const BASE_HANDLE = 0x7e0000;

/** Null where a value is only what it is. */
export function contentOfValue(value: Value): Uint8Array | null {
  const bytes = value instanceof Uint8Array ? value : typeof value === 'string' ? contentOfText(value) : null;
  return bytes === null || bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES ? null : bytes;
}

function contentOfText(text: string): Uint8Array | null {
  if (text.length > MOST_BYTES) return null;
  if (text.startsWith(FLUTTER_LIST)) return flutterList(text.slice(FLUTTER_LIST.length));
  const first = /^\s*([{["<])/.exec(text)?.[1];
  if (first === '"') {
    const inner = parsed(text);
    return typeof inner === 'string' && /^\s*[{[]/.test(inner) ? Buffer.from(inner, 'utf8') : null;
  }
  return first === undefined ? null : Buffer.from(text, 'utf8');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

function flutterList(rest: string): Uint8Array | null {
  if (rest.startsWith('!')) return Buffer.from(rest.slice(1), 'utf8');
  const list = javaStrings(Buffer.from(rest, 'base64'));
  return list === null ? null : Buffer.from(JSON.stringify(list), 'utf8');
}

/**
 * The texts of a serialised ArrayList<String> (Java Object Serialization Specification, 6.4). A text that occurs again
 * is a reference: handles are counted from that of the class, so the first text's is two further on.
 */
function javaStrings(bytes: Buffer): string[] | null {
  const start = bytes.indexOf(CAPACITY);
  if (!bytes.subarray(0, JAVA_STREAM.length).equals(JAVA_STREAM) || start < 0) return null;
  const list: string[] = [];
  const seen: string[] = [];
  let at = start + CAPACITY.length + 4;
  while (at < bytes.length && bytes[at] !== TC_ENDBLOCKDATA) {
    const kind = bytes[at];
    if (kind === TC_STRING && at + 3 <= bytes.length) {
      const end = at + 3 + bytes.readUInt16BE(at + 1);
      if (end > bytes.length) return null;
      const text = modifiedUtf8(bytes.subarray(at + 3, end));
      seen.push(text);
      list.push(text);
      at = end;
    } else if (kind === TC_REFERENCE && at + 5 <= bytes.length) {
      const text = seen[bytes.readUInt32BE(at + 1) - BASE_HANDLE - 2];
      if (text === undefined) return null;
      list.push(text);
      at += 5;
    } else return null;
  }
  return at < bytes.length ? list : null;
}
