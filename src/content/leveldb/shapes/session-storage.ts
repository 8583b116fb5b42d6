import { asBuffer } from '../../text.ts';
import type { Value } from '../../value.ts';
import type { LevelEntry } from '../entry.ts';
import type { Shape, ShapeSection } from '../shape.ts';
import { textOrBytes } from './plain.ts';

const ITEMS: ShapeSection = {
  name: 'session-storage',
  columns: ['map', 'key', 'value'],
  key: [0, 1],
  address: [0, 1],
};
/** Which tab and origin a map belongs to; beside it the version and the next number of a map. */
const NAMESPACES: ShapeSection = {
  name: 'namespaces',
  columns: ['entry', 'map'],
  key: [0],
  address: [0, 1],
};
const ITEM = /^map-(\d+)-/;
const NAMESPACE = 'namespace-';
const NEXT_MAP = 'next-map-id';

/** Web storage of tabs (Chromium, components/services/storage/dom_storage/session_storage_metadata.cc). */
export const sessionStorageShape: Shape = {
  id: 'session-storage',
  sections: [ITEMS, NAMESPACES],
  recordOf({ key, value }) {
    const text = asBuffer(key).toString('utf8');
    const map = ITEM.exec(text);
    if (map !== null) {
      return {
        section: ITEMS,
        row: [map[1] as string, text.slice(map[0].length), value === null ? null : utf16(value)],
      };
    }
    return { section: NAMESPACES, row: [textOrBytes(key), value === null ? null : textOrBytes(value)] };
  },
};

/** By any of its keys: no tab need be open, and a table that is missing may have held all namespaces. */
export function isSessionStorage(entries: readonly LevelEntry[]): boolean {
  return entries.some(({ key }) => {
    const text = asBuffer(key).toString('latin1', 0, 32);
    return text.startsWith(NAMESPACE) || text === NEXT_MAP || ITEM.test(text);
  });
}

function utf16(bytes: Uint8Array): Value {
  return bytes.length % 2 === 0 ? asBuffer(bytes).toString('utf16le') : bytes;
}
