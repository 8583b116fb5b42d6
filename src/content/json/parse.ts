import type { Real } from '../value.ts';

/** JSON as it was written: integers are exact, 1.0 is not 1, an object is a Map in order of its keys. */
export type JsonNode =
  | null
  | boolean
  | string
  | number
  | bigint
  | Real
  | readonly JsonNode[]
  | ReadonlyMap<string, JsonNode>;

export interface ParsedJson {
  readonly root: JsonNode;
  /** Keys that an object held twice; the last one is kept, as Android's org.json keeps it. */
  readonly duplicates: number;
}

/** Where and why text is not JSON. */
export interface JsonFailure {
  readonly at: number;
  readonly reason: 'syntax' | 'depth' | 'end' | 'trailing';
}

const DEPTH_LIMIT = 512;
/** An integer of more digits is kept as a REAL: no store that apps use holds it, and BigInt is slow on it. */
const INTEGER_DIGITS = 400;
const POLL_VALUES = 1 << 16;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them in strings
const PLAIN_STRING = /[^"\\\u0000-\u001f]*/y;
const SPACES = /[ \t\n\r]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/** Not an Error: a stack trace for each file that is no JSON would cost more than reading it. */
class Failure {
  readonly failure: JsonFailure;
  constructor(at: number, reason: JsonFailure['reason']) {
    this.failure = { at, reason };
  }
}

/** Parses all of `text` by RFC 8259. */
export function parseJson(text: string, poll: () => void = () => undefined): ParsedJson | JsonFailure {
  let at = 0;
  let duplicates = 0;
  let values = 0;

  const match = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) throw fail('syntax');
    at = pattern.lastIndex;
    return found[0];
  };
  const fail = (reason: JsonFailure['reason']): Failure =>
    new Failure(at, at >= text.length && reason === 'syntax' ? 'end' : reason);
  const space = (): void => {
    if (text.charCodeAt(at) <= 0x20) match(SPACES);
  };
  const expect = (mark: string): void => {
    if (text[at] !== mark) throw fail('syntax');
    at += 1;
  };

  const string = (): string => {
    expect('"');
    let out = match(PLAIN_STRING);
    while (text[at] !== '"') {
      expect('\\');
      const c = text[at] ?? '';
      at += 1;
      if (c === 'u') {
        const hex = text.slice(at, at + 4);
        if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw fail('syntax');
        at += 4;
        out += String.fromCharCode(Number.parseInt(hex, 16));
      } else {
        const plain = ESCAPES[c];
        if (plain === undefined) throw fail('syntax');
        out += plain;
      }
      out += match(PLAIN_STRING);
    }
    at += 1;
    return out;
  };

  const number = (): JsonNode => {
    NUMBER.lastIndex = at;
    const found = NUMBER.exec(text);
    if (found === null) throw fail('syntax');
    at = NUMBER.lastIndex;
    const [raw, fraction, exponent] = found;
    const value = Number(raw);
    if (fraction !== undefined || exponent !== undefined || raw.length > INTEGER_DIGITS) return { real: value };
    return Number.isSafeInteger(value) ? (value === 0 ? 0 : value) : BigInt(raw);
  };

  const literal = <T extends JsonNode>(word: string, value: T): T => {
    if (!text.startsWith(word, at)) throw fail('syntax');
    at += word.length;
    return value;
  };

  const object = (depth: number): JsonNode => {
    const members = new Map<string, JsonNode>();
    at += 1;
    space();
    if (text[at] === '}') {
      at += 1;
      return members;
    }
    for (;;) {
      space();
      const key = string();
      space();
      expect(':');
      const member = value(depth + 1);
      if (members.has(key)) duplicates += 1;
      members.set(key, member);
      if (text[at] !== ',') break;
      at += 1;
    }
    expect('}');
    return members;
  };

  const array = (depth: number): JsonNode => {
    const elements: JsonNode[] = [];
    at += 1;
    space();
    if (text[at] === ']') {
      at += 1;
      return elements;
    }
    for (;;) {
      elements.push(value(depth + 1));
      if (text[at] !== ',') break;
      at += 1;
    }
    expect(']');
    return elements;
  };

  const bare = (depth: number): JsonNode => {
    if (depth > DEPTH_LIMIT) throw fail('depth');
    switch (text[at]) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string();
      case 't':
        return literal('true', true);
      case 'f':
        return literal('false', false);
      case 'n':
        return literal('null', null);
      default:
        return number();
    }
  };

  /** A value with the white space around it. */
  const value = (depth: number): JsonNode => {
    values += 1;
    if (values % POLL_VALUES === 0) poll();
    space();
    const node = bare(depth);
    space();
    return node;
  };

  try {
    const root = value(0);
    if (at < text.length) throw fail('trailing');
    return { root, duplicates };
  } catch (error) {
    if (error instanceof Failure) return error.failure;
    throw error;
  }
}
