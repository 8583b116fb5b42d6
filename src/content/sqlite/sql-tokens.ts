/** One token of SQL. `text` is as written; `value` is what a quoted one means, else the same as `text`. */
export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'blob' | 'mark';
  readonly text: string;
  readonly value: string;
}

const SPACE_OR_COMMENT = /(?:[ \t\r\n\f]+|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const WORD = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const BLOB = /[xX]'[0-9a-fA-F]*'/y;
const CLOSING: Readonly<Record<string, string>> = { "'": "'", '"': '"', '`': '`', '[': ']' };

/** Splits SQL into tokens (sqlite.org/lang.html). What is no token becomes a mark of one character; never throws. */
export function* tokensOf(sql: string): Generator<SqlToken> {
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(sql)?.[0];
    if (found === undefined || found === '') return null;
    at += found.length;
    return found;
  };
  while (at < sql.length) {
    if (take(SPACE_OR_COMMENT) !== null) continue;
    const blob = take(BLOB);
    if (blob !== null) {
      yield { kind: 'blob', text: blob, value: blob.slice(2, -1) };
      continue;
    }
    const word = take(WORD);
    if (word !== null) {
      yield { kind: 'word', text: word, value: word };
      continue;
    }
    const number = take(NUMBER);
    if (number !== null) {
      yield { kind: 'number', text: number, value: number };
      continue;
    }
    const open = sql[at] as string;
    const close = CLOSING[open];
    if (close === undefined) {
      at++;
      yield { kind: 'mark', text: open, value: open };
      continue;
    }
    let end = sql.indexOf(close, at + 1);
    // A doubled quote stands for itself, but not a bracket.
    while (open !== '[' && end >= 0 && sql[end + 1] === close) end = sql.indexOf(close, end + 2);
    const text = end < 0 ? sql.slice(at) : sql.slice(at, end + 1);
    at += text.length;
    const inner = text.slice(1, end < 0 ? undefined : -1);
    const value = open === '[' ? inner : inner.replaceAll(close + close, close);
    yield { kind: open === "'" ? 'string' : 'quoted', text, value };
  }
}

/** Whether a token is this keyword, in any case. */
export function isWord(token: SqlToken | undefined, word: string): boolean {
  return token?.kind === 'word' && token.text.toUpperCase() === word;
}

/** Whether a token can name something: SQLite takes a string in that place too. */
export function isName(token: SqlToken | undefined): token is SqlToken {
  return token?.kind === 'word' || token?.kind === 'quoted' || token?.kind === 'string';
}

const PLAIN_NAME = /^[A-Za-z_][\w$]*$/;

/**
 * SQL with one spelling: single spaces, no comments, keywords and plain names unquoted and in lower case. For telling
 * whether two declarations differ, not for running.
 */
export function normaliseSql(sql: string): string {
  const parts: string[] = [];
  for (const token of tokensOf(sql)) {
    if (token.kind === 'word' || (token.kind === 'quoted' && PLAIN_NAME.test(token.value))) {
      parts.push(token.value.toLowerCase());
    } else if (token.kind === 'quoted') parts.push(`"${token.value.replaceAll('"', '""')}"`);
    else parts.push(token.text);
  }
  return parts.join(' ');
}
