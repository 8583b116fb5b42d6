import type { Document } from '../../src/content/reader.ts';
import { readDatabase } from '../../src/content/sqlite/database.ts';

/** A database of one file, in memory, as its reader opens it. */
export function readDatabaseBytes(bytes: Uint8Array): Document {
  const main = {
    size: bytes.length,
    read: (offset: number, length: number) => bytes.subarray(offset, offset + length),
    whole: () => bytes,
  };
  return readDatabase(new Map([['main', main]]), () => undefined);
}
