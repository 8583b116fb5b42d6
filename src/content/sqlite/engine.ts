import { createRequire } from 'node:module';
import type BetterSqlite3 from 'better-sqlite3';
import { Fault } from '../../base/fault.ts';
import type { Value } from '../value.ts';
import type { Affinity } from './affinity.ts';
import { narrow } from './varint.ts';

export type SqliteConnection = BetterSqlite3.Database;

/**
 * better-sqlite3 12 is the last for Node 20, but aborts under Node 24.19 and later when its objects are collected,
 * because `ObjectWrap` changed below it (hooks.cc: `env != nullptr`). 13 is built on Node-API 10, which came with
 * Node 22.14. Node 22 can take either.
 */
const NODE_API = 'better-sqlite3-node-api';
const CLASSIC = 'better-sqlite3';
const FIRST_NODE_API = 10;
const LAST_CLASSIC_NODE = 23;

function modules(): readonly string[] {
  const { napi = '0', node } = process.versions;
  const classic = Number.parseInt(node, 10) <= LAST_CLASSIC_NODE ? [CLASSIC] : [];
  return Number(napi) >= FIRST_NODE_API ? [NODE_API, ...classic] : classic;
}

function load(): typeof BetterSqlite3 {
  const require = createRequire(import.meta.url);
  let reason = 'node';
  for (const name of modules()) {
    try {
      return require(name) as typeof BetterSqlite3;
    } catch (error) {
      reason = (error as NodeJS.ErrnoException).code ?? 'load';
    }
  }
  throw new Fault('engine.missing', 'better-sqlite3', null, { reason });
}

let loaded: typeof BetterSqlite3 | null = null;

/** SQLite itself, asked about declarations only: loaded when first needed. Throws Fault `engine.missing`. */
export function sqliteEngine(): typeof BetterSqlite3 {
  loaded ??= load();
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

/** A database of our own making at a path of our own: never one of evidence. Throws Fault `engine.missing`. */
export function openFile(path: string): SqliteConnection {
  openMemory().close();
  return new (sqliteEngine())(path);
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
