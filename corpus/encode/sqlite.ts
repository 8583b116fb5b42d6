import Database from 'better-sqlite3';
import { concat, u32be } from './bytes.ts';

/**
 * Databases made by SQLite itself in memory, with the header fields that differ between builds set to fixed values;
 * and the -wal and -journal files beside them, laid out by hand (sqlite.org/fileformat2.html) so that salts are ours.
 */

/** SQLite 3.9.2, the version in Android 7.0. */
const ANDROID_7_SQLITE = 3_009_002;
const HEADER = {
  pageSize: 16,
  writeVersion: 18,
  readVersion: 19,
  changeCounter: 24,
  pages: 28,
  validFor: 92,
  version: 96,
} as const;
const WAL_MAGIC_BIG_ENDIAN = 0x377f0683;
const WAL_FORMAT = 3_007_000;
const JOURNAL_MAGIC = Uint8Array.of(0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7);
const SECTOR_BYTES = 512;
const SECTOR_WORD_STEP = 200;

export type Cell = null | number | bigint | string | Uint8Array;

export interface DatabaseOptions {
  readonly pageSize?: number;
  readonly encoding?: 'UTF-8' | 'UTF-16le' | 'UTF-16be';
  /** What `PRAGMA user_version` says: Android keeps the schema version there. */
  readonly userVersion?: number;
  /** File change counter in the header. */
  readonly changes?: number;
  /** Mark the header as WAL mode. */
  readonly wal?: boolean;
  readonly autoVacuum?: boolean;
  /** Bytes at the end of each page that SQLite leaves alone. */
  readonly reserved?: number;
}

/** What a step may do to the database. */
export interface Builder {
  run(sql: string): void;
  /** Inserts rows into a table, values in column order. */
  insert(table: string, rows: Iterable<readonly Cell[]>): void;
}

function sealed(image: Uint8Array, options: DatabaseOptions): Uint8Array {
  const bytes = new Uint8Array(image);
  const view = new DataView(bytes.buffer);
  const size = view.getUint16(HEADER.pageSize);
  view.setUint32(HEADER.changeCounter, options.changes ?? 1);
  view.setUint32(HEADER.validFor, options.changes ?? 1);
  view.setUint32(HEADER.version, ANDROID_7_SQLITE);
  view.setUint32(HEADER.pages, bytes.length / (size === 1 ? 65_536 : size));
  bytes[HEADER.writeVersion] = options.wal === true ? 2 : 1;
  bytes[HEADER.readVersion] = options.wal === true ? 2 : 1;
  return bytes;
}

/** An empty database with reserved bytes, which SQLite takes from the header of a file that has one. */
function reservedImage({ pageSize = 4096, reserved = 0 }: DatabaseOptions): Buffer {
  const db = new Database(':memory:');
  try {
    db.pragma(`page_size = ${pageSize}`);
    db.pragma('user_version = 1');
    db.pragma('user_version = 0');
    const image = Buffer.from(db.serialize());
    image[20] = reserved;
    // Start of the cell content of the first page, whose header follows that of the file.
    image.writeUInt16BE(pageSize - reserved, 105);
    return image;
  } finally {
    db.close();
  }
}

/** Runs the steps one after the other and gives the image after each of them. */
export function databaseSteps(
  options: DatabaseOptions,
  ...steps: readonly ((db: Builder) => void)[]
): readonly Uint8Array[] {
  const db = options.reserved === undefined ? new Database(':memory:') : new Database(reservedImage(options));
  try {
    db.pragma(`page_size = ${options.pageSize ?? 4096}`);
    db.pragma(`encoding = '${options.encoding ?? 'UTF-8'}'`);
    db.pragma(`auto_vacuum = ${options.autoVacuum === true ? 'FULL' : 'NONE'}`);
    if (options.userVersion !== undefined) db.pragma(`user_version = ${options.userVersion}`);
    const builder: Builder = {
      run: (sql) => void db.exec(sql),
      insert(table, rows) {
        let statement: Database.Statement | null = null;
        for (const row of rows) {
          statement ??= db.prepare(`INSERT INTO ${table} VALUES (${row.map(() => '?').join(',')})`);
          // Whole numbers are bound as INTEGER: better-sqlite3 binds a plain number as REAL.
          statement.run(...row.map((cell) => (Number.isSafeInteger(cell) ? BigInt(cell as number) : cell)));
        }
      },
    };
    return steps.map((step) => {
      step(builder);
      return sealed(db.serialize(), options);
    });
  } finally {
    db.close();
  }
}

/** One database. */
export function database(options: DatabaseOptions, build: (db: Builder) => void): Uint8Array {
  return databaseSteps(options, build)[0] as Uint8Array;
}

function pageSizeOf(image: Uint8Array): number {
  const size = new DataView(image.buffer, image.byteOffset).getUint16(HEADER.pageSize);
  return size === 1 ? 65_536 : size;
}

function changedPages(
  before: Uint8Array,
  after: Uint8Array,
  size = pageSizeOf(after),
): [number: number, page: Uint8Array][] {
  const pages: [number, Uint8Array][] = [];
  for (let at = 0; at < after.length; at += size) {
    const page = after.subarray(at, at + size);
    const old = before.subarray(at, at + size);
    if (Buffer.compare(page, old) !== 0) pages.push([at / size + 1, page]);
  }
  return pages;
}

function walChecksum(bytes: Uint8Array, start: readonly [number, number]): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [a, b] = start;
  for (let at = 0; at < bytes.length; at += 8) {
    a = (a + view.getUint32(at) + b) >>> 0;
    b = (b + view.getUint32(at + 4) + a) >>> 0;
  }
  return [a, b];
}

export interface WalOptions {
  /** Where the image does not show it. */
  readonly pageSize?: number;
  readonly salts: readonly [number, number];
  /** Images of the commits to write, in order; each becomes one transaction. */
  readonly commits: readonly Uint8Array[];
  /** Frames of a transaction that was never committed. */
  readonly uncommitted?: Uint8Array;
}

/** A write-ahead log that leads from `base` to the last of the commits, checksums big-endian. */
export function wal(base: Uint8Array, options: WalOptions): Uint8Array {
  const size = options.pageSize ?? pageSizeOf(base);
  const head = concat([
    u32be(WAL_MAGIC_BIG_ENDIAN),
    u32be(WAL_FORMAT),
    u32be(size),
    u32be(0),
    u32be(options.salts[0]),
    u32be(options.salts[1]),
  ]);
  let sums = walChecksum(head, [0, 0]);
  const parts = [head, u32be(sums[0]), u32be(sums[1])];
  let before = base;
  const write = (after: Uint8Array, commit: boolean) => {
    const pages = changedPages(before, after, size);
    pages.forEach(([number, page], index) => {
      const last = commit && index === pages.length - 1;
      const frame = concat([u32be(number), u32be(last ? after.length / size : 0)]);
      sums = walChecksum(page, walChecksum(frame, sums));
      parts.push(frame, u32be(options.salts[0]), u32be(options.salts[1]), u32be(sums[0]), u32be(sums[1]), page);
    });
    before = after;
  };
  for (const commit of options.commits) write(commit, true);
  if (options.uncommitted !== undefined) write(options.uncommitted, false);
  return concat(parts);
}

/** A hot rollback journal beside `now`: with it, the database is `before` again. */
export function journal(before: Uint8Array, now: Uint8Array, nonce: number, size = pageSizeOf(before)): Uint8Array {
  const pages = changedPages(now.subarray(0, before.length), before, size);
  const head = new Uint8Array(SECTOR_BYTES);
  head.set(
    concat([
      JOURNAL_MAGIC,
      u32be(pages.length),
      u32be(nonce),
      u32be(before.length / size),
      u32be(SECTOR_BYTES),
      u32be(size),
    ]),
  );
  const records = pages.map(([number, page]) => {
    let sum = nonce;
    for (let at = size - SECTOR_WORD_STEP; at > 0; at -= SECTOR_WORD_STEP) sum += page[at] as number;
    return concat([u32be(number), page, u32be(sum)]);
  });
  return concat([head, ...records]);
}
