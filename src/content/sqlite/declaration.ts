import { affinityOf } from './affinity.ts';
import { createdTable, createdUniqueIndex } from './create-text.ts';
import { applyAffinity, openMemory, type SqliteConnection } from './engine.ts';
import { literalValue } from './literal.ts';
import type { Shape, ShapeKey } from './shape.ts';

/** Declarations remembered: apps of one phone share many, two phones nearly all. */
const KEPT_DECLARATIONS = 4096;
/** A longer text is asked again each time: what is kept stays below 64 MiB. */
const MAX_KEPT_LENGTH = 16_384;
/** Unique indexes of one table that are looked at. */
const MAX_INDEXES = 64;
/** Of table_xinfo: a generated column that is computed, not stored. */
const VIRTUAL_COLUMN = 2;
const NOCASE = 'NOCASE';

const known = new Map<string, Shape | null>();
let scratch: SqliteConnection | null = null;

interface ColumnInfo {
  readonly cid: number;
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
  readonly pk: number;
  readonly hidden: number;
}

/** A row of pragma_index_xinfo; `cid` is negative for the rowid and for an expression. */
interface IndexColumn {
  readonly cid: number;
  readonly key: number;
  readonly coll: string | null;
}

interface IndexInfo {
  readonly name: string;
  readonly unique: number;
  readonly origin: string;
  readonly partial: number;
}

/**
 * What SQLite makes of a CREATE TABLE text and of the CREATE UNIQUE INDEX texts that go with it. It is given these
 * texts alone, in memory: first as statements, then, where it refuses them, as the schema of an existing file, which
 * it reads with more patience (unknown collations and functions, double-quoted strings). Null where it refuses both.
 */
export function declaredShape(table: string, uniqueIndexes: readonly string[]): Shape | null {
  const name = createdTable(table);
  if (name === null) return null;
  const indexes = uniqueIndexes.filter((index) => createdUniqueIndex(index) !== null).slice(0, MAX_INDEXES);
  const key = [table, ...indexes].join('\0');
  const found = known.get(key);
  if (found !== undefined) return found;
  const shape = askAsStatements(table, indexes) ?? askAsSchema(name, table, indexes) ?? askAsSchema(name, table, []);
  if (key.length <= MAX_KEPT_LENGTH) {
    if (known.size >= KEPT_DECLARATIONS) known.clear();
    known.set(key, shape);
  }
  return shape;
}

function askAsStatements(table: string, indexes: readonly string[]): Shape | null {
  scratch ??= openMemory();
  const connection = scratch;
  connection.exec('BEGIN');
  try {
    // `prepare` refuses a second statement behind the first.
    connection.prepare(table).run();
    for (const index of indexes) connection.prepare(index).run();
    return shapeIn(connection);
  } catch {
    return null;
  } finally {
    if (connection.inTransaction) connection.exec('ROLLBACK');
  }
}

const PLACEHOLDER = 'carryover_placeholder';

function askAsSchema(name: string, table: string, indexes: readonly string[]): Shape | null {
  const author = openMemory();
  let image: Buffer;
  try {
    author.unsafeMode();
    author.exec(`CREATE TABLE ${PLACEHOLDER} (x)`);
    author.pragma('writable_schema = ON');
    const insert = author.prepare('INSERT INTO sqlite_master VALUES (?, ?, ?, 2, ?)');
    insert.run('table', name, name, table);
    for (const index of indexes) insert.run('index', createdUniqueIndex(index), name, index);
    image = author.serialize();
  } finally {
    author.close();
  }
  const reader = openMemory(image);
  try {
    return shapeIn(reader);
  } catch {
    return null;
  } finally {
    reader.close();
  }
}

/** The one table that the connection knows besides the placeholder. */
function shapeIn(connection: SqliteConnection): Shape | null {
  const tables = connection
    .prepare("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    .all() as { name: string; wr: number }[];
  const table = tables.find(({ name }) => name !== PLACEHOLDER && !name.startsWith('sqlite_'));
  if (table === undefined) return null;
  const infos = connection.prepare('SELECT * FROM pragma_table_xinfo(?)').all(table.name) as ColumnInfo[];
  const indexes = connection.prepare('SELECT * FROM pragma_index_list(?)').all(table.name) as IndexInfo[];
  const stored = infos.filter((info) => info.hidden !== VIRTUAL_COLUMN);
  const position = new Map(stored.map((info, at) => [info.cid, at]));
  const columns = stored.map((info) => {
    const affinity = affinityOf(info.type);
    const missing = info.dflt_value === null ? null : literalValue(info.dflt_value, affinity);
    return {
      name: info.name,
      real: affinity === 'real',
      affinity,
      notNull: info.notnull === 1,
      missing: applyAffinity(missing, affinity),
    };
  });

  const columnsOf = (index: IndexInfo, keyOnly: boolean): IndexColumn[] =>
    (connection.prepare('SELECT cid, key, coll FROM pragma_index_xinfo(?)').all(index.name) as IndexColumn[]).filter(
      (row) => !keyOnly || row.key === 1,
    );
  const placesOf = (index: IndexInfo, keyOnly: boolean): number[] | null => {
    const places = columnsOf(index, keyOnly).map((row) => position.get(row.cid));
    return places.every((place) => place !== undefined) ? (places as number[]) : null;
  };

  const withoutRowid = table.wr === 1;
  const primary = indexes.find((index) => index.origin === 'pk');
  const keyed = stored.filter((info) => info.pk > 0).sort((a, b) => a.pk - b.pk);
  const keyPlaces = keyed.map((info) => position.get(info.cid) as number);
  // A primary key without an index of its own is the rowid under another name.
  const alias = !withoutRowid && primary === undefined && keyPlaces.length === 1 ? (keyPlaces[0] as number) : null;
  const slots = withoutRowid && primary !== undefined ? placesOf(primary, false) : columns.map((_, at) => at);
  if (slots === null) return null;

  const keys: ShapeKey[] = [];
  const addKey = (places: readonly number[], mayBeNull: boolean): void => {
    const same = (key: ShapeKey) => key.columns.join() === places.join();
    if (places.length > 0 && !keys.some(same)) keys.push({ columns: places, mayBeNull });
  };
  const notNull = (place: number): boolean =>
    withoutRowid && keyPlaces.includes(place) ? true : stored[place]?.notnull === 1;
  // A key over a computed column cannot be looked up in what is stored.
  if (keyed.length === infos.filter((info) => info.pk > 0).length) {
    addKey(keyPlaces, alias === null && !keyPlaces.every(notNull));
  }
  const unique = indexes.filter((index) => index.unique === 1 && index.partial === 0 && index.origin !== 'pk');
  for (const index of unique.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const places = placesOf(index, true);
    if (places?.every((place) => notNull(place) || place === alias)) addKey(places, false);
  }
  // A column that one key folds and another does not tells two rows of the table apart.
  const collations = [...(primary === undefined ? [] : [primary]), ...unique].flatMap((index) =>
    columnsOf(index, true),
  );
  const folds = ({ coll }: IndexColumn): boolean => coll?.toUpperCase() === NOCASE;
  const exact = new Set(collations.filter((column) => !folds(column)).map(({ cid }) => cid));
  const folded = new Set(
    collations.flatMap((column) => (folds(column) && !exact.has(column.cid) ? (position.get(column.cid) ?? []) : [])),
  );
  const more = folded.size === 0 ? {} : { folded: [...folded] };
  return { columns, slots, withoutRowid, alias, keys, ...more, guessed: false };
}
