import { fullTextColumns, fullTextSource, virtualTable } from './create-text.ts';
import type { Shape } from './shape.ts';
import { type Ground, surveyTable, type Table } from './table.ts';

/** One row of sqlite_master that stands for a tree of rows. */
export interface TableEntry {
  readonly name: string;
  readonly root: number;
  readonly sql: string;
  /** What `schemaChanged` looks at: the declaration of the virtual table where this is its content. */
  readonly declaration: string;
  /** What to call a column of the content of a full-text table; null for an ordinary table. */
  readonly rename: ((column: string) => string) | null;
  readonly uniqueIndexes: readonly string[];
}

/** A virtual table whose rows are in no table of their own: an R-tree, or a full-text table without content. */
export interface VirtualEntry {
  readonly name: string;
  /** In lower case. */
  readonly module: string;
  readonly sql: string;
  /** The tables it keeps its data in, by what follows its name: `rowid`, `node`, `segments` … */
  readonly parts: ReadonlyMap<string, { readonly root: number; readonly sql: string }>;
}

/** What else is declared. What SQLite made by itself has no text, and is not here. */
export interface OtherEntry {
  readonly kind: 'index' | 'trigger' | 'view';
  readonly name: string;
  readonly sql: string;
}

export interface Schema {
  readonly master: Table;
  readonly tables: readonly TableEntry[];
  readonly virtual: readonly VirtualEntry[];
  /** Indexes, triggers and views, which hold no records: the first of them. */
  readonly others: readonly OtherEntry[];
  /** Root pages of every table and index, whether it holds records or not. */
  readonly roots: readonly number[];
  /** Tables beyond what is kept, or whose name is taken. */
  readonly leftOut: number;
}

/** Far beyond what an app has; a hostile file could name millions. */
const MAX_TABLES = 10_000;

/** CREATE texts kept, in characters all together. */
const MAX_TEXT_LENGTH = 64 * 2 ** 20;

/** Tables that hold no records of the app (contract, "Records"). */
const NOT_RECORDS = new Set(['android_metadata', 'room_master_table']);

/** Tables that a virtual table keeps its data in, by module (sqlite.org/fts3.html, fts5.html, rtree.html, geopoly.html). */
const SHADOWS: Readonly<Record<string, readonly string[]>> = {
  fts3: ['content', 'segments', 'segdir', 'docsize', 'stat'],
  fts4: ['content', 'segments', 'segdir', 'docsize', 'stat'],
  fts5: ['content', 'data', 'idx', 'docsize', 'config'],
  rtree: ['node', 'rowid', 'parent'],
  rtree_i32: ['node', 'rowid', 'parent'],
  geopoly: ['node', 'rowid', 'parent'],
};
const CONTENT_SUFFIX = 'content';
const FULL_TEXT = /^fts[345]$/;

/** sqlite_master itself (sqlite.org/schematab.html): on page 1, always a rowid table. */
const MASTER: Shape = {
  columns: ['type', 'name', 'tbl_name', 'rootpage', 'sql'].map((name) => ({
    name,
    real: false,
    affinity: name === 'rootpage' ? 'integer' : 'text',
    notNull: false,
    missing: null,
  })),
  slots: [0, 1, 2, 3, 4],
  withoutRowid: false,
  alias: null,
  keys: [],
  guessed: false,
};

/**
 * The content of a full-text table numbers its columns: `c0subject` in FTS3 and FTS4, `c0` in FTS5, whose rowid is
 * `id` (sqlite.org/fts3.html, "Shadow Tables"; fts5.html, 9).
 */
export function contentNames(sql: string): (column: string) => string {
  const declared = fullTextColumns(sql);
  return (column) => {
    const [, place, own] = /^c(\d+)(.*)$/s.exec(column) ?? [];
    if (place === undefined) return column === 'id' ? 'rowid' : column;
    return own === '' ? (declared[Number(place)] ?? column) : (own ?? column);
  };
}

type Parts = Map<string, { readonly root: number; readonly sql: string }>;

interface DeclaredVirtual {
  readonly name: string;
  readonly module: string;
  readonly sql: string;
}

/**
 * The tables that virtual tables keep their data in, by name in lower case. `owners`: the virtual table that one is the
 * content of, null where it holds what is no record. `roles`: what one is to its virtual table; `parts` in their order.
 */
export function shadowsOf(virtual: readonly DeclaredVirtual[]): {
  readonly owners: ReadonlyMap<string, DeclaredVirtual | null>;
  readonly roles: ReadonlyMap<string, { readonly suffix: string; readonly parts: Parts }>;
  readonly parts: readonly Parts[];
} {
  const owners = new Map<string, DeclaredVirtual | null>();
  const roles = new Map<string, { readonly suffix: string; readonly parts: Parts }>();
  const partsOf = virtual.map((owner) => {
    const parts: Parts = new Map();
    for (const suffix of SHADOWS[owner.module] ?? []) {
      const name = `${owner.name}_${suffix}`.toLowerCase();
      owners.set(name, suffix === CONTENT_SUFFIX ? owner : null);
      roles.set(name, { suffix, parts });
    }
    return parts;
  });
  return { owners, roles, parts: partsOf };
}

/** Whether the rows of a virtual table are not those of an ordinary one: its content, or the table it takes it from. */
function isApart({ module, sql }: { readonly module: string; readonly sql: string }, parts: Parts): boolean {
  if (SHADOWS[module] === undefined) return false;
  if (!FULL_TEXT.test(module)) return true;
  const source = fullTextSource(sql);
  return source === '' || (source === null && !parts.has(CONTENT_SUFFIX));
}

/** Reads the list of tables from page 1. */
export function readSchema(ground: Ground): Schema {
  const master = surveyTable('sqlite_master', 1, MASTER, ground, () => MASTER);
  const plain: { name: string; root: number; sql: string }[] = [];
  const virtual: DeclaredVirtual[] = [];
  const indexes = new Map<string, string[]>();
  const others: OtherEntry[] = [];
  const roots: number[] = [];
  let length = 0;
  let leftOut = 0;
  for (const [type, name, table, root, sql] of master.records()) {
    if (typeof root === 'number' && root > 0 && roots.length < 2 * MAX_TABLES) roots.push(root);
    if (typeof name !== 'string' || typeof table !== 'string') continue;
    length += name.length + (typeof sql === 'string' ? sql.length : 0);
    if (length > MAX_TEXT_LENGTH) {
      if (type === 'table') leftOut++;
      continue;
    }
    if ((type === 'index' || type === 'trigger' || type === 'view') && typeof sql === 'string') {
      if (others.length < MAX_TABLES) others.push({ kind: type, name, sql });
    }
    if (type === 'index' && typeof sql === 'string') {
      const owner = table.toLowerCase();
      const texts = indexes.get(owner);
      if (texts === undefined) indexes.set(owner, [sql]);
      else texts.push(sql);
    }
    if (type !== 'table') continue;
    const text = typeof sql === 'string' ? sql : '';
    const declared = virtualTable(text);
    if (declared !== null) virtual.push({ name, module: declared.module, sql: text });
    else if (typeof root === 'number' && root > 0) plain.push({ name, root, sql: text });
  }

  const { owners, roles, parts: partsOf } = shadowsOf(virtual);
  const tables: TableEntry[] = [];
  const taken = new Set<string>();
  for (const { name, root, sql } of plain) {
    const lower = name.toLowerCase();
    const owner = owners.get(lower);
    const role = roles.get(lower);
    role?.parts.set(role.suffix, { root, sql });
    if (owner === null || lower.startsWith('sqlite_') || NOT_RECORDS.has(lower)) continue;
    const shown = owner?.name ?? name;
    if (taken.has(shown.toLowerCase()) || tables.length >= MAX_TABLES) {
      leftOut++;
      continue;
    }
    taken.add(shown.toLowerCase());
    tables.push({
      name: shown,
      root,
      sql,
      declaration: owner?.sql ?? sql,
      rename: owner === undefined ? null : contentNames(owner.sql),
      uniqueIndexes: indexes.get(lower) ?? [],
    });
  }
  const apart: VirtualEntry[] = [];
  virtual.forEach(({ name, module, sql }, at) => {
    const parts = partsOf[at] ?? new Map();
    if (isApart({ module, sql }, parts) && apart.length < MAX_TABLES) apart.push({ name, module, sql, parts });
  });
  return { master, tables, virtual: apart, others, roots, leftOut };
}
