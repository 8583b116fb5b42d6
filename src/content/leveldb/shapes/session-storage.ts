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

export function isSessionStorage(entries: readonly LevelEntry[]): boolean {
  return entries.some(({ key }) => asBuffer(key).toString('latin1', 0, NAMESPACE.length) === NAMESPACE);
}

function utf16(bytes: Uint8Array): Value {
  return bytes.length % 2 === 0 ? asBuffer(bytes).toString('utf16le') : bytes;
}
