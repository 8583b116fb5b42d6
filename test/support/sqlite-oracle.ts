import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Content, Document, PartRole, Parts } from '../../src/content/reader.ts';
import { sqliteReader } from '../../src/content/sqlite/index.ts';
import type { Row, Value } from '../../src/content/value.ts';

/** Bytes as the content of a part. */
export function contentOf(bytes: Uint8Array): Content {
  return {
    size: bytes.length,
    read: (offset, length) => bytes.subarray(offset, offset + length),
    whole: () => bytes,
  };
}

export function partsOf(files: Partial<Record<PartRole, Uint8Array>>): Parts {
  const entries = Object.entries(files) as [PartRole, Uint8Array][];
  return new Map(entries.map(([role, bytes]) => [role, contentOf(bytes)]));
}

export function readFiles(files: Partial<Record<PartRole, Uint8Array>>): Document {
  return sqliteReader.read(partsOf(files), () => undefined);
}

/** A folder of its own for the time of `work`. */
export function inTemporary<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'carryover-sqlite-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The parts of a database as they lie on disk at this moment. */
export function filesAt(path: string): Partial<Record<PartRole, Uint8Array>> {
  const parts: Partial<Record<PartRole, Uint8Array>> = { main: readFileSync(path) };
  if (existsSync(`${path}-wal`)) parts.wal = readFileSync(`${path}-wal`);
  if (existsSync(`${path}-journal`)) parts.journal = readFileSync(`${path}-journal`);
  return parts;
}

/** Makes a database by statements, closed, and gives its bytes. */
export function databaseOf(...statements: readonly string[]): Buffer {
  return inTemporary((folder) => {
    const path = join(folder, 'made.db');
    const database = new Database(path);
    for (const statement of statements) database.exec(statement);
    database.close();
    return readFileSync(path);
  });
}

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** One value in a spelling that keeps types apart. */
export function spell(value: Value): string {
  if (value === null) return 'null';
  if (typeof value === 'bigint' || typeof value === 'number') return `integer ${value}`;
  if (typeof value === 'string') return `text ${Buffer.from(value).toString('hex')}`;
  if (value instanceof Uint8Array) return `blob ${Buffer.from(value).toString('hex')}`;
  if (typeof value === 'object' && 'real' in value) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value.real);
    return `real ${bytes.toString('hex')}`;
  }
  return `raw ${Buffer.from((value as { text: Uint8Array }).text).toString('hex')}`;
}

/** What SQLite itself says the rows of a table are, spelt, in order of rowid or key. Text is taken as stored bytes. */
export function oracleRows(database: Database.Database, table: string, columns: readonly string[]): string[] {
  const encoding = String(database.pragma('encoding', { simple: true })).toLowerCase();
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const term = (name: string): string =>
    `typeof(${name}), CASE typeof(${name}) WHEN 'text' THEN CAST(${name} AS BLOB) ELSE ${name} END`;
  const rows = database
    .prepare(`SELECT ${columns.map((column) => term(quote(column))).join(', ')} FROM ${quote(table)}`)
    .safeIntegers()
    .raw()
    .all() as unknown[][];
  const spellStored = (type: unknown, value: unknown): string => {
    if (type === 'real') return spell({ real: Number(value) });
    if (type !== 'text') return spell(value as Value);
    const bytes = value as Uint8Array;
    try {
      return spell(decoder.decode(bytes));
    } catch {
      return spell({ text: bytes });
    }
  };
  return rows.map((row) => columns.map((_, at) => spellStored(row[2 * at], row[2 * at + 1])).join(' | '));
}

export const spellRow = (row: Row): string => row.map(spell).join(' | ');

export function section(document: Document, name: string) {
  const found = document.sections.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no section ${name} among ${document.sections.map((s) => s.name).join()}`);
  return found;
}

export function rowsOf(document: Document, name: string): string[] {
  return [...section(document, name).records()].map(spellRow);
}
