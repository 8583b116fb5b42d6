import type { Value } from '../value.ts';
import type { Affinity } from './affinity.ts';
import { tokensOf } from './sql-tokens.ts';
import { narrow } from './varint.ts';

/**
 * The value of a DEFAULT that is a literal: a number, signed or not, a string, a blob, NULL, TRUE, FALSE, or a bare
 * name, which SQLite takes for a string. Null for expressions: a column added later cannot have one. A text column
 * takes a number that is no integer as it is spelt (SQLite vdbemem.c, valueFromExpr).
 */
export function literalValue(sql: string, affinity: Affinity): Value {
  const tokens = [...tokensOf(sql)];
  let negative = false;
  while (tokens.length > 1 && (tokens[0]?.text === '-' || tokens[0]?.text === '+')) {
    if (tokens.shift()?.text === '-') negative = !negative;
    if (tokens[0]?.kind !== 'number' && tokens[0]?.kind !== 'mark') return null;
  }
  const [token] = tokens;
  if (token === undefined || tokens.length !== 1) return null;
  switch (token.kind) {
    case 'number':
      return numberValue(token.text, negative, affinity);
    case 'string':
    case 'quoted':
      return token.value;
    case 'blob':
      return new Uint8Array(Buffer.from(token.value, 'hex'));
    case 'word':
      return wordValue(token.text);
    default:
      return null;
  }
}

function wordValue(word: string): Value {
  switch (word.toUpperCase()) {
    case 'NULL':
    case 'CURRENT_TIME':
    case 'CURRENT_DATE':
    case 'CURRENT_TIMESTAMP':
      return null;
    case 'TRUE':
      return 1;
    case 'FALSE':
      return 0;
    default:
      return word;
  }
}

function numberValue(text: string, negative: boolean, affinity: Affinity): Value {
  if (/^0x/i.test(text)) {
    const bits = BigInt.asIntN(64, BigInt(text));
    return narrow(negative ? BigInt.asIntN(64, -bits) : bits);
  }
  if (/^\d+$/.test(text)) {
    const whole = negative ? -BigInt(text) : BigInt(text);
    if (BigInt.asIntN(64, whole) === whole) return narrow(whole);
  }
  if (affinity === 'text') return negative ? `-${text}` : text;
  return { real: negative ? -Number(text) : Number(text) };
}
