import type { Document, Parts, Reader, Sighting } from '../reader.ts';
import { rowsDocument } from '../rows.ts';
import type { Row } from '../value.ts';
import { liveEntries, pastEntries } from './past.ts';
import type { Shape, ShapeSection } from './shape.ts';
import { isLocalStorage, localStorageShape } from './shapes/local-storage.ts';
import { plainShape } from './shapes/plain.ts';
import { isSessionStorage, sessionStorageShape } from './shapes/session-storage.ts';
import { type LevelStore, readLevelStore } from './store.ts';

const READER = 'leveldb';
/** The names of a folder's files are the store's own. */
const FOLDER_BITS = 64;

/**
 * LevelDB stores: every version of every key from logs and tables, what counts by the manifest. WebView's Local Storage
 * and Session Storage are told apart and read as such.
 */
export const leveldbReader: Reader = {
  id: READER,
  title: 'LevelDB store',

  bid: ({ roles }: Sighting): number => (roles?.some((role) => role.startsWith('./')) === true ? FOLDER_BITS : 0),

  read(parts: Parts, poll: () => void): Document {
    const store = readLevelStore(parts, poll);
    const shape = shapeOf(store);
    const rows = new Map<ShapeSection, Row[]>(shape.sections.map((section) => [section, []]));
    for (const entry of liveEntries(store)) {
      const record = shape.recordOf(entry);
      if (record !== null) rows.get(record.section)?.push(record.row);
    }
    const lists = shape.sections.map((section) => ({
      name: section.name,
      columns: section.columns,
      keys: [section.key],
      address: section.address,
      records: () => rows.get(section) ?? [],
    }));
    const facts = {
      content: shape.id,
      files: store.files,
      versions: store.entries.length,
      sequence: String(store.lastSequence),
      ...(store.comparator === null ? {} : { comparator: store.comparator }),
    };
    return {
      ...rowsDocument(READER, lists, store.notices, facts),
      veiled: true,
      past: () => pastEntries(store, shape),
    };
  },
};

function shapeOf({ entries }: LevelStore): Shape {
  if (isSessionStorage(entries)) return sessionStorageShape;
  return isLocalStorage(entries) ? localStorageShape : plainShape;
}
