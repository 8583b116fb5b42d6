import type { Reader } from '../reader.ts';
import { readDatabase } from './database.ts';
import { looksRandom } from './entropy.ts';
import { hasMagic } from './header.ts';

const MAGIC_BITS = 128;
const NAME_BITS = 1;
const DATABASE_NAME = /\.(?:db3?|sqlite[23]?|sqlitedb|s3db|sl3)$/i;
const SMALLEST_PAGE = 512;

/**
 * SQLite databases with their write-ahead log and rollback journal, read from the bytes: SQLite itself is only asked
 * what a CREATE TABLE text means. An empty file, or noise in whole pages, is claimed by its name alone: the first has
 * no records, the second is said to be encrypted.
 */
export const sqliteReader: Reader = {
  id: 'sqlite',
  title: 'SQLite database',
  bid({ name, head, size, roles = [] }) {
    if (hasMagic(head)) return MAGIC_BITS;
    if (!DATABASE_NAME.test(name) && !roles.some((role) => role === 'wal' || role === 'journal')) return 0;
    return size === 0 || (size % SMALLEST_PAGE === 0 && looksRandom(head)) ? NAME_BITS : 0;
  },
  read: readDatabase,
};
