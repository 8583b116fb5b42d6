import { asBuffer } from '../../text.ts';
import type { Value } from '../../value.ts';
import { readVarint, signed } from '../../varint.ts';
import type { LevelEntry } from '../entry.ts';
import type { Shape, ShapeSection } from '../shape.ts';
import { textOrBytes } from './plain.ts';

const ITEMS: ShapeSection = {
  name: 'local-storage',
  columns: ['origin', 'key', 'value'],
  key: [0, 1],
  address: [0, 1],
};
/** When an origin was last written to and how much it holds: about the store, not of it. */
const ORIGINS: ShapeSection = {
  name: 'origins',
  columns: ['entry', 'modified', 'bytes'],
  key: [0],
  address: [0, 1, 2],
};
const ITEM = 0x5f;
const UTF16 = 0;
const LATIN1 = 1;
const META = 'META';
const VERSION = 'VERSION';
const OF_SCHEME = /^_[a-z][a-z0-9+.-]*:\/\//;

/** Web storage of origins (Chromium, components/services/storage/dom_storage/local_storage_impl.cc). */
export const localStorageShape: Shape = {
  id: 'local-storage',
  sections: [ITEMS, ORIGINS],
  recordOf({ key, value }) {
    const nul = key[0] === ITEM ? key.indexOf(0) : -1;
    if (nul > 0) {
      const origin = asBuffer(key.subarray(1, nul)).toString('utf8');
      return { section: ITEMS, row: [origin, webText(key.subarray(nul + 1)), value === null ? null : webText(value)] };
    }
    const [modified, bytes] = value === null ? [null, null] : metaOf(value);
    const name = textOrBytes(key);
    return { section: ORIGINS, row: [name, modified, name === VERSION && value !== null ? textOrBytes(value) : bytes] };
  },
};

/**
 * By what is said of an origin, or by an item of one of any scheme (`https`, `file`, `capacitor` …); a store that no
 * origin has written to yet holds its version alone.
 */
export function isLocalStorage(entries: readonly LevelEntry[]): boolean {
  const isEmpty = entries.length > 0 && entries.every(({ key }) => asBuffer(key).toString('latin1') === VERSION);
  return isEmpty || entries.some(({ key }) => isOfOrigin(key));
}

function isOfOrigin(key: Uint8Array): boolean {
  const text = asBuffer(key).toString('latin1', 0, 32);
  return text.startsWith(`${META}:`) || (OF_SCHEME.test(text) && key.includes(0));
}

/** Text behind a byte that says how it is written: 0 UTF-16, little-endian, 1 Latin-1. */
function webText(bytes: Uint8Array): Value {
  const body = asBuffer(bytes).subarray(1);
  if (bytes[0] === LATIN1) return body.toString('latin1');
  return bytes[0] === UTF16 && body.length % 2 === 0 ? body.toString('utf16le') : bytes;
}

/** Fields 1 and 2 of LocalStorageAreaWriteMetaData: microseconds since 1601, bytes. */
function metaOf(bytes: Uint8Array): [Value, Value] {
  const found: [Value, Value] = [null, null];
  for (let at = 0; at < bytes.length; ) {
    const field = (bytes[at] as number) >> 3;
    const number = readVarint(bytes, at + 1);
    if (((bytes[at] as number) & 7) !== 0 || number === null || field < 1 || field > 2) return found;
    found[field - 1] = signed(number.value);
    at = number.end;
  }
  return found;
}
