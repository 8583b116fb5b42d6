import { modifiedUtf8 } from './modified-utf8.ts';

/**
 * Android's binary XML, put into the text that Android itself would have written.
 *
 * Sources: AOSP frameworks/libs/modules-utils, BinaryXmlSerializer.java and BinaryXmlPullParser.java (tokens, types,
 * pool of strings); FastXmlSerializer.java (spelling of the text form); measured against samples with their text twins.
 * Byte table in src/content/preferences/README.md.
 */
export interface AbxText {
  readonly text: string;
  /** False where the bytes end or break before the end of the document, or the text grew beyond its limit. */
  readonly complete: boolean;
  /** Tokens that were read. */
  readonly tokens: number;
}

export const ABX_MAGIC = Uint8Array.of(0x41, 0x42, 0x58, 0x00);

/** A few bytes may name a long text again and again: what is made of them is bounded. */
const TEXT_LIMIT = 64 * 1024 * 1024;
const DEEPEST = 4096;
const DECLARATION = "<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n";
const INDENT = '    ';
const NEW_STRING = 0xffff;

const START_DOCUMENT = 0;
const END_DOCUMENT = 1;
const START_TAG = 2;
const END_TAG = 3;
const TEXT = 4;
const CDATA = 5;
const ENTITY = 6;
const WHITE_SPACE = 7;
const INSTRUCTION = 8;
const COMMENT = 9;
const DOCTYPE = 10;
const ATTRIBUTE = 15;

/** Whether bytes begin as binary XML does. */
export function isAbx(head: Uint8Array): boolean {
  return ABX_MAGIC.every((byte, i) => head[i] === byte);
}

/** Null where the bytes are no binary XML at all. */
export function textOfAbx(bytes: Uint8Array): AbxText | null {
  if (!isAbx(bytes)) return null;
  const from = reader(bytes);
  const plain = writer(false);
  const indented = writer(true);
  // Where the document brings its own white space, none is added.
  let own = false;
  let tokens = 0;
  let complete = false;
  try {
    while (!from.done()) {
      const token = from.byte();
      const [kind, type] = [token & 0x0f, token >> 4];
      const value = kind === ATTRIBUTE ? [from.pooled(), from.value(type)] : [from.value(type)];
      if ((kind === TEXT || kind === WHITE_SPACE) && (value[0] ?? '').trim() === '') own = true;
      if (!plain.token(kind, value) || (!own && !indented.token(kind, value))) break;
      tokens += 1;
      // Several documents may follow one another.
      complete = kind === END_DOCUMENT || (kind === END_TAG && plain.depth() === 0) || complete;
      if (kind === START_TAG) complete = false;
    }
    complete &&= from.done();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    complete = false;
  }
  if (tokens === 0) return null;
  return { text: (own ? plain : indented).text(), complete, tokens };
}

interface AbxReader {
  done(): boolean;
  byte(): number;
  /** A string of the pool, or a new one that joins it. */
  pooled(): string;
  /** The value of a token as its text form spells it; '' where it has none. Throws RangeError at the end. */
  value(type: number): string;
}

function reader(bytes: Uint8Array): AbxReader {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const pool: string[] = [];
  let at = ABX_MAGIC.length;
  const take = (length: number): Buffer => {
    if (at + length > view.length) throw new RangeError('the bytes end');
    at += length;
    return view.subarray(at - length, at);
  };
  const short = (): number => take(2).readUInt16BE(0);
  const text = (): string => modifiedUtf8(take(short()));
  const pooled = (): string => {
    const index = short();
    if (index !== NEW_STRING) {
      const known = pool[index];
      if (known === undefined) throw new RangeError('no such string');
      return known;
    }
    const added = text();
    pool.push(added);
    return added;
  };
  const values: Readonly<Record<number, () => string>> = {
    1: () => '',
    2: text,
    3: pooled,
    4: () => take(short()).toString('hex'),
    5: () => take(short()).toString('base64'),
    6: () => String(take(4).readInt32BE(0)),
    7: () => take(4).readInt32BE(0).toString(16),
    8: () => String(take(8).readBigInt64BE(0)),
    9: () => take(8).readBigInt64BE(0).toString(16),
    10: () => javaReal(take(4).readFloatBE(0), true),
    11: () => javaReal(take(8).readDoubleBE(0), false),
    12: () => 'true',
    13: () => 'false',
  };
  return {
    done: () => at >= view.length,
    byte: () => take(1)[0] as number,
    pooled,
    value: (type) => {
      const read = values[type];
      if (read === undefined) throw new RangeError('no such type');
      return read();
    },
  };
}

interface AbxWriter {
  /** False where the document cannot be: an end without a start, too deep, too long. */
  token(kind: number, value: readonly string[]): boolean;
  depth(): number;
  text(): string;
}

function writer(indent: boolean): AbxWriter {
  const out: string[] = [DECLARATION];
  const open: string[] = [];
  let length = DECLARATION.length;
  let inTag = false;
  let lineStart = true;
  const put = (text: string): void => {
    out.push(text);
    length += text.length;
  };
  const close = (newline: boolean): void => {
    if (inTag) put(newline && indent ? '>\n' : '>');
    inTag = false;
  };
  return {
    token(kind, value) {
      if (length > TEXT_LIMIT || open.length > DEEPEST) return false;
      const [first = '', second = ''] = value;
      switch (kind) {
        case START_DOCUMENT:
        case END_DOCUMENT:
        case DOCTYPE:
        case INSTRUCTION:
          break;
        case START_TAG:
          close(true);
          put(`${indent ? INDENT.repeat(open.length) : ''}<${first}`);
          open.push(first);
          inTag = true;
          lineStart = false;
          break;
        case ATTRIBUTE:
          if (!inTag) return false;
          put(` ${first}="${escaped(second)}"`);
          break;
        case END_TAG: {
          const name = open.pop();
          if (name === undefined) return false;
          if (inTag) put(indent ? ' />\n' : ' />');
          else put(`${indent && lineStart ? INDENT.repeat(open.length) : ''}</${name}>${indent ? '\n' : ''}`);
          inTag = false;
          lineStart = true;
          break;
        }
        case COMMENT:
          close(false);
          put(`<!--${first.replaceAll('--', '- -')}-->`);
          break;
        case TEXT:
        case CDATA:
        case ENTITY:
        case WHITE_SPACE:
          close(false);
          put(kind === ENTITY ? `&${first};` : first.trim() === '' ? first : escaped(first));
          // Android itself indents the end tag after a text that ends its line, which lengthens the text: not here.
          lineStart = false;
          break;
        default:
          return false;
      }
      return true;
    },
    depth: () => open.length,
    text: () => out.join(''),
  };
}

/** As FastXmlSerializer escapes: the four characters, and whatever is below a space, as a decimal reference. */
function escaped(text: string): string {
  return text.replace(/[&<>"]|[^ -\uffff]/g, (char) => {
    const named = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[char];
    return named ?? `&#${char.charCodeAt(0)};`;
  });
}

/** A number as Float.toString and Double.toString spell it. */
function javaReal(value: number, single: boolean): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0.0' : '0.0';
  const shortest = single ? shortestSingle(value) : String(value);
  const size = Math.abs(value);
  const [digits = '0', power] = Number(shortest).toExponential().split('e');
  if (size >= 1e-3 && size < 1e7) {
    const fixed = Number(shortest).toString();
    return fixed.includes('.') ? fixed : `${fixed}.0`;
  }
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(power)}`;
}

function shortestSingle(value: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(value);
}
