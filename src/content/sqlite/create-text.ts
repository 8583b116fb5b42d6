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

/** Columns that a full-text table declares: the first name of each argument that sets no option (fts5.html, 4). */
export function fullTextColumns(sql: string): string[] {
  const columns: string[] = [];
  let depth = 0;
  let item: SqlToken[] = [];
  const close = (): void => {
    const [name] = item;
    if (isName(name) && item[1]?.text !== '=') columns.push(name.value);
    item = [];
  };
  for (const token of tokensOf(sql)) {
    const mark = token.kind === 'mark' ? token.text : '';
    if (mark === ')' && --depth === 0) {
      close();
      break;
    }
    if (depth === 1 && mark === ',') close();
    else if (depth > 0) item.push(token);
    if (mark === '(') depth++;
  }
  return columns;
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
