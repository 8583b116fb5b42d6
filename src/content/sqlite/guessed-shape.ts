import type { Value } from '../value.ts';
import { type Affinity, affinityOf } from './affinity.ts';
import { MAX_SQL_LENGTH } from './create-text.ts';
import { applyAffinity } from './engine.ts';
import { literalValue } from './literal.ts';
import type { Shape, ShapeColumn } from './shape.ts';
import { isName, isWord, type SqlToken, tokensOf } from './sql-tokens.ts';

/** Words that end a column's type, and those that open a constraint on the whole table. */
const COLUMN_CLAUSES = new Set(
  'CONSTRAINT PRIMARY NOT NULL UNIQUE CHECK DEFAULT COLLATE REFERENCES GENERATED AS ON HIDDEN'.split(' '),
);
const TABLE_CLAUSES = new Set('CONSTRAINT PRIMARY UNIQUE CHECK FOREIGN'.split(' '));

/** SQLite's own default limit: an app cannot have opened a wider table. */
const MAX_COLUMNS = 2000;

const has = (tokens: readonly SqlToken[], ...words: readonly string[]): boolean =>
  tokens.some((_, at) => words.every((word, offset) => isWord(tokens[at + offset], word)));

/**
 * Our own reading of a CREATE TABLE text that SQLite refuses: names, defaults, the rowid's column and the order of a
 * WITHOUT ROWID table, no keys besides. Null where there is no column list.
 */
export function guessedShape(sql: string): Shape | null {
  const parts = sql.length > MAX_SQL_LENGTH ? null : splitList(sql);
  // More items than a table can have columns and constraints are not taken one by one.
  if (parts === null || parts.items.length > 2 * MAX_COLUMNS) return null;
  const columns: (ShapeColumn & { readonly virtual: boolean })[] = [];
  let alias: string | null = null;
  let key: readonly string[] = [];
  for (const tokens of parts.items) {
    const [first] = tokens;
    if (first === undefined) continue;
    if (first.kind === 'word' && TABLE_CLAUSES.has(first.text.toUpperCase())) {
      const at = tokens.findIndex((_, index) => has(tokens.slice(index, index + 2), 'PRIMARY', 'KEY'));
      if (at >= 0) key = listedNames(tokens.slice(at + 3));
      continue;
    }
    if (!isName(first)) continue;
    const clause = tokens.findIndex(
      (token, at) => at > 0 && token.kind === 'word' && COLUMN_CLAUSES.has(token.text.toUpperCase()),
    );
    const clauses = clause < 0 ? [] : tokens.slice(clause);
    const type = tokens
      .slice(1, clause < 0 ? undefined : clause)
      .map((token) => token.value)
      .join(' ');
    const affinity = affinityOf(type);
    if (has(clauses, 'PRIMARY', 'KEY')) {
      key = [first.value];
      if (type.toUpperCase() === 'INTEGER' && !has(clauses, 'KEY', 'DESC')) alias = first.value;
    }
    const virtual = clauses.some((token) => isWord(token, 'AS')) && !has(clauses, 'STORED');
    columns.push({
      name: first.value,
      real: affinity === 'real',
      affinity,
      notNull: has(clauses, 'NOT', 'NULL'),
      missing: defaultOf(clauses, affinity),
      virtual,
    });
  }
  if (columns.length > MAX_COLUMNS) return null;
  const taken = new Set<string>();
  const stored = columns
    .filter((column) => !column.virtual)
    .map(({ virtual, ...column }) => ({ ...column, name: freeName(column.name, taken) }));
  if (stored.length === 0) return null;
  const position = (name: string): number =>
    stored.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
  const natural = stored.map((_, at) => at);
  if (parts.withoutRowid) {
    const first = key.map(position).filter((place, at, all) => place >= 0 && all.indexOf(place) === at);
    const slots = [...first, ...natural.filter((place) => !first.includes(place))];
    return {
      columns: stored,
      slots,
      withoutRowid: true,
      alias: null,
      keys: [{ columns: first, mayBeNull: false }],
      guessed: true,
    };
  }
  const place = alias === null ? -1 : position(alias);
  return {
    columns: stored,
    slots: natural,
    withoutRowid: false,
    alias: place < 0 ? null : place,
    keys: place < 0 ? [] : [{ columns: [place], mayBeNull: false }],
    guessed: true,
  };
}

/** Columns by number, where not even names can be had. */
export function numberedShape(fields: number, withoutRowid: boolean): Shape {
  const columns = Array.from({ length: Math.min(fields, MAX_COLUMNS) }, (_, at) => ({
    name: `c${at}`,
    real: false,
    affinity: 'blob' as const,
    notNull: false,
    missing: null,
  }));
  return { columns, slots: columns.map((_, at) => at), withoutRowid, alias: null, keys: [], guessed: true };
}

/** Names are told apart by a number where a text that is no valid SQL gives one twice. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let copy = 2; taken.has(free.toLowerCase()); copy++) free = `${name}:${copy}`;
  taken.add(free.toLowerCase());
  return free;
}

function defaultOf(clauses: readonly SqlToken[], affinity: Affinity): Value {
  const at = clauses.findIndex((token) => isWord(token, 'DEFAULT'));
  if (at < 0) return null;
  let end = at + 1;
  while (clauses[end]?.text === '-' || clauses[end]?.text === '+') end++;
  const text = clauses.slice(at + 1, end + 1).map((token) => token.text);
  return applyAffinity(literalValue(text.join(' '), affinity), affinity);
}

/** Names of a list such as `a, b COLLATE x DESC)`, up to its closing bracket. */
function listedNames(tokens: readonly SqlToken[]): string[] {
  const names: string[] = [];
  let expected = true;
  for (const token of tokens) {
    if (token.text === ')') break;
    if (expected && isName(token)) names.push(token.value);
    expected = token.text === ',';
  }
  return names;
}

/** The items between the outer brackets, and what follows them. */
function splitList(sql: string): { readonly items: readonly SqlToken[][]; readonly withoutRowid: boolean } | null {
  const items: SqlToken[][] = [];
  const rest: SqlToken[] = [];
  let depth = 0;
  let closed = false;
  for (const token of tokensOf(sql)) {
    if (closed) rest.push(token);
    else if (token.kind === 'mark' && token.text === '(') {
      if (depth++ === 0) items.push([]);
      else items.at(-1)?.push(token);
    } else if (token.kind === 'mark' && token.text === ')') {
      if (--depth === 0) closed = true;
      else items.at(-1)?.push(token);
    } else if (depth === 1 && token.kind === 'mark' && token.text === ',') items.push([]);
    else if (depth > 0) items.at(-1)?.push(token);
  }
  return items.length === 0 ? null : { items, withoutRowid: has(rest, 'WITHOUT', 'ROWID') };
}
