import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { Fault } from '../../base/fault.ts';
import type { Value } from '../value.ts';
import type { Affinity } from './affinity.ts';
import { narrow } from './varint.ts';

export type SqliteConnection = BetterSqlite3.Database;

let loaded: typeof BetterSqlite3 | null = null;

/** SQLite itself, asked about declarations only: loaded when first needed. Throws Fault `engine.missing`. */
export function sqliteEngine(): typeof BetterSqlite3 {
  if (loaded === null) {
    try {
      loaded = createRequire(import.meta.url)('better-sqlite3') as typeof BetterSqlite3;
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? 'load';
      throw new Fault('engine.missing', 'better-sqlite3', null, { reason });
    }
  }
  return loaded;
}

/** An empty database in memory. Throws Fault `engine.missing`. */
export function openMemory(image?: Buffer): SqliteConnection {
  const Connection = sqliteEngine();
  try {
    return image === undefined ? new Connection(':memory:') : new Connection(image);
  } catch (error) {
    // The native half is loaded by the first connection.
    if (image !== undefined) throw error;
    throw new Fault('engine.missing', 'better-sqlite3', null, {
      reason: (error as NodeJS.ErrnoException).code ?? 'load',
    });
  }
}

/** Version of the SQLite that is asked, such as `3.53.2`; null where it cannot be loaded. */
export function sqliteVersion(): string | null {
  try {
    const connection = openMemory();
    try {
      return connection.prepare('SELECT sqlite_version()').pluck().get() as string;
    } finally {
      connection.close();
    }
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}

let converter: SqliteConnection | null = null;

/** What a column of an affinity would hold if given a value: SQLite's own conversion, so that none of it is retold here. */
export function applyAffinity(value: Value, affinity: Affinity): Value {
  if (value === null || affinity === 'blob') return value;
  if (converter === null) {
    converter = openMemory();
    converter.exec('CREATE TABLE one (integer INTEGER, text TEXT, real REAL, numeric NUMERIC)');
  }
  const given =
    typeof value === 'number'
      ? BigInt(value)
      : typeof value === 'object' && 'real' in value
        ? value.real
        : value instanceof Uint8Array
          ? Buffer.from(value)
          : value;
  converter.exec('BEGIN');
  try {
    converter.prepare(`INSERT INTO one (${affinity}) VALUES (?)`).run(given);
    const held = converter.prepare(`SELECT ${affinity} FROM one`).safeIntegers().pluck().get();
    if (typeof held === 'bigint') return narrow(held);
    if (typeof held === 'number') return { real: held };
    return held instanceof Uint8Array ? new Uint8Array(held) : (held as string | null);
  } finally {
    converter.exec('ROLLBACK');
  }
}
