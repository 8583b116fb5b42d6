import { isName, isWord, type SqlToken, tokensOf } from './sql-tokens.ts';

/** Longer CREATE texts are not looked into: SQLite's own default limit for a statement, in characters. */
export const MAX_SQL_LENGTH = 1_000_000;

/** What a CREATE VIRTUAL TABLE text says. */
export interface VirtualTable {
  readonly name: string;
  /** In lower case. */
  readonly module: string;
}

/** Name and module of a CREATE VIRTUAL TABLE text; null for anything else. */
export function virtualTable(sql: string): VirtualTable | null {
  const tokens = firstTokens(sql, 12);
  let at = 0;
  for (const word of ['CREATE', 'VIRTUAL', 'TABLE']) if (!isWord(tokens[at++], word)) return null;
  if (isWord(tokens[at], 'IF')) at += 3;
  if (tokens[at + 1]?.text === '.') at += 2;
  const [name, using, module] = tokens.slice(at, at + 3);
  if (!isName(name) || !isWord(using, 'USING') || !isName(module)) return null;
  return { name: name.value, module: module.value.toLowerCase() };
}

/** What stands between the commas of a CREATE VIRTUAL TABLE text. */
function moduleArguments(sql: string): SqlToken[][] {
  const items: SqlToken[][] = [];
  let depth = 0;
  let item: SqlToken[] = [];
  for (const token of tokensOf(sql)) {
    const mark = token.kind === 'mark' ? token.text : '';
    if (mark === ')' && --depth === 0) break;
    if (depth === 1 && mark === ',') {
      items.push(item);
      item = [];
    } else if (depth > 0) item.push(token);
    if (mark === '(') depth++;
  }
  return [...items, item];
}

/** Columns that a full-text table declares: the first name of each argument that sets no option (fts5.html, 4). */
export function fullTextColumns(sql: string): string[] {
  const columns: string[] = [];
  for (const [name, next] of moduleArguments(sql)) {
    if (isName(name) && next?.text !== '=') columns.push(name.value);
  }
  return columns;
}

/** The table that a full-text table takes its content from: '' where it keeps none, null where it keeps its own. */
export function fullTextSource(sql: string): string | null {
  for (const [name, equals, value] of moduleArguments(sql)) {
    if (isWord(name, 'CONTENT') && equals?.text === '=') return value?.value ?? '';
  }
  return null;
}

/** Columns that an R-tree declares, id first. `auxiliary`: written with a plus, kept and not searched (rtree.html). */
export interface BoxColumns {
  readonly plain: readonly string[];
  readonly auxiliary: readonly string[];
}

export function boxColumns(sql: string): BoxColumns {
  const plain: string[] = [];
  const auxiliary: string[] = [];
  for (const [first, second] of moduleArguments(sql)) {
    if (first?.text === '+') auxiliary.push(second?.value ?? '');
    else if (first !== undefined) plain.push(first.value);
  }
  return { plain, auxiliary };
}

/** Name in what sqlite_master keeps for an ordinary table: a column list, no SELECT in its place. Null for anything else. */
export function createdTable(sql: string): string | null {
  if (sql.length > MAX_SQL_LENGTH) return null;
  const [create, table, name, open] = firstTokens(sql, 4);
  const fits = isWord(create, 'CREATE') && isWord(table, 'TABLE') && isName(name) && open?.text === '(';
  return fits ? name.value : null;
}

/** Name in what sqlite_master keeps for a unique index; null for anything else. */
export function createdUniqueIndex(sql: string): string | null {
  if (sql.length > MAX_SQL_LENGTH) return null;
  const [create, unique, index, name, on] = firstTokens(sql, 5);
  const opens = isWord(create, 'CREATE') && isWord(unique, 'UNIQUE') && isWord(index, 'INDEX');
  return opens && isName(name) && isWord(on, 'ON') ? name.value : null;
}

function firstTokens(sql: string, count: number): SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const token of tokensOf(sql)) {
    tokens.push(token);
    if (tokens.length === count) break;
  }
  return tokens;
}
