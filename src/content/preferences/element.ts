import { isUtf8 } from 'node:buffer';
import type { XmlToken, XmlWalk } from '../../bytes/xml.ts';
import type { Value } from '../value.ts';

type Open = Extract<XmlToken, { kind: 'open' }>;

/** A value as XmlUtils wrote it, and its one canonical spelling, in which order has no meaning where it has none. */
export interface Parsed {
  readonly type: string;
  readonly value: Value;
  /** JSON that tells the types apart: text as a string, all else as {"type": …}. */
  readonly canonical: string;
}

/** What was odd while reading elements. */
export interface Oddities {
  badNumbers: number;
  notUtf8: number;
  unknown: string | null;
  /** Elements that were cut, nested wrongly or too deeply: what they held is lost. */
  broken: number;
}

export interface ElementReader {
  /** The value of the element just opened; null where it is cut or broken. Walks past its end. */
  read(open: Open): Parsed | null;
  /** Text as a value: a string, or the bytes where they are not UTF-8. */
  text(text: string): Value;
}

const DEPTH_LIMIT = 64;
/** Longer than any spelling of a number that Java writes. */
const NUMBER_CHARACTERS = 64;
const NUMBER_TYPES: ReadonlySet<string> = new Set(['int', 'long', 'float', 'double']);
const ARRAY_ITEMS: Readonly<Record<string, string>> = {
  'int-array': 'int',
  'long-array': 'long',
  'double-array': 'double',
  'string-array': 'string',
  'boolean-array': 'boolean',
};

/**
 * Reads the values that AOSP com.android.internal.util.XmlUtils writes (writeValueXml and the array writers).
 * `bytewise`: the text is one character a byte, because the file is not valid UTF-8 as a whole.
 */
export function elementReader(walk: XmlWalk, bytewise: boolean, odd: Oddities): ElementReader {
  const text = (raw: string): Value => {
    if (!bytewise) return raw;
    const bytes = Buffer.from(raw, 'latin1');
    if (isUtf8(bytes)) return bytes.toString('utf8');
    odd.notUtf8 += 1;
    return { text: new Uint8Array(bytes) };
  };
  const quoted = (value: Value): string => {
    if (typeof value === 'string') return JSON.stringify(value);
    return `{"bytes":"${Buffer.from((value as { text: Uint8Array }).text).toString('hex')}"}`;
  };

  const scalar = (type: string, raw: string): Parsed => {
    if (NUMBER_TYPES.has(type)) {
      const number = type === 'int' || type === 'long' ? wholeNumber(raw) : realNumber(raw);
      if (number === null) odd.badNumbers += 1;
      const value = number ?? text(raw);
      return { type, value, canonical: `{"${type}":${number === null ? quoted(value) : numberText(number)}}` };
    }
    if (type === 'boolean') {
      // XmlUtils reads with Boolean.parseBoolean: whatever is not "true" is false.
      const value = raw.toLowerCase() === 'true';
      return { type, value, canonical: `{"boolean":${value}}` };
    }
    const value = text(raw);
    return { type, value, canonical: type === 'string' ? quoted(value) : `{${JSON.stringify(type)}:${quoted(value)}}` };
  };

  /** The text up to the end of an element. Null where the file ends first, or the parent ends. */
  const textOf = (open: Open): string | null => {
    if (open.empty) return '';
    let out = '';
    for (let depth = 0; ; ) {
      const token = walk.next();
      if (token === null || token.kind === 'cut') return null;
      if (token.kind === 'text') out += token.text;
      else if (token.kind === 'open') depth += token.empty ? 0 : 1;
      else if (depth > 0) depth -= 1;
      else if (token.name === open.name) return out;
      else return null;
    }
  };

  const children = (open: Open, depth: number): { name: string | null; parsed: Parsed }[] | null => {
    const found: { name: string | null; parsed: Parsed }[] = [];
    if (open.empty) return found;
    for (;;) {
      const token = walk.next();
      if (token === null || token.kind === 'cut') return null;
      if (token.kind === 'close') return token.name === open.name ? found : null;
      if (token.kind === 'open') {
        const parsed = element(token, depth + 1);
        if (parsed === null) return null;
        found.push({ name: token.attributes.get('name') ?? null, parsed });
      }
    }
  };

  const items = (open: Open, type: string): Parsed[] | null => {
    const found: Parsed[] = [];
    if (open.empty) return found;
    for (;;) {
      const token = walk.next();
      if (token === null || token.kind === 'cut') return null;
      if (token.kind === 'close' && token.name === open.name) return found;
      if (token.kind === 'open' && token.name === 'item') found.push(scalar(type, token.attributes.get('value') ?? ''));
    }
  };

  const element = (open: Open, depth: number): Parsed | null => {
    const type = open.name;
    if (depth > DEPTH_LIMIT) return null;
    const itemType = Object.hasOwn(ARRAY_ITEMS, type) ? ARRAY_ITEMS[type] : undefined;
    if (itemType !== undefined) {
      const list = items(open, itemType);
      if (list === null) return null;
      return compound(type, `[${list.map((item) => bare(item)).join(',')}]`);
    }
    if (type === 'set' || type === 'list') {
      const found = children(open, depth);
      if (found === null) return null;
      const list = found.map(({ parsed }) => parsed.canonical);
      if (type === 'set') list.sort();
      return compound(type, `[${list.join(',')}]`);
    }
    if (type === 'map') {
      const found = children(open, depth);
      if (found === null) return null;
      const byName = new Map(found.map(({ name, parsed }) => [name === null ? 'null' : quoted(text(name)), parsed]));
      const list = [...byName].map(([name, parsed]) => `[${name},${parsed.canonical}]`).sort();
      return compound(type, `[${list.join(',')}]`);
    }
    const body = textOf(open);
    if (body === null) return null;
    if (type === 'null') return { type, value: null, canonical: 'null' };
    if (type === 'string') return scalar(type, body);
    if (type === 'byte-array') {
      const hex = body.replace(/\s+/g, '');
      if (/^(?:[0-9a-fA-F]{2})*$/.test(hex)) {
        const value = new Uint8Array(Buffer.from(hex, 'hex'));
        return { type, value, canonical: `{"byte-array":"${hex.toLowerCase()}"}` };
      }
      odd.badNumbers += 1;
      return scalar(type, body);
    }
    if (type !== 'boolean' && !NUMBER_TYPES.has(type)) odd.unknown ??= type;
    return scalar(type, open.attributes.get('value') ?? body);
  };

  return { read: (open) => element(open, 0), text };
}

function compound(type: string, canonical: string): Parsed {
  return { type, value: canonical, canonical: `{"${type}":${canonical}}` };
}

/** An item of a typed array needs no type of its own. */
function bare(item: Parsed): string {
  const { canonical } = item;
  return canonical.startsWith('{"') && !canonical.startsWith('{"bytes"')
    ? canonical.slice(canonical.indexOf(':') + 1, -1)
    : canonical;
}

function wholeNumber(raw: string): number | bigint | null {
  if (!/^[+-]?\d{1,20}$/.test(raw)) return null;
  const exact = BigInt(raw.replace('+', ''));
  const small = Number(exact);
  return Number.isSafeInteger(small) ? small : exact;
}

/** Text of Float.toString or Double.toString, NaN and infinities included. */
function realNumber(raw: string): { readonly real: number } | null {
  if (raw.length > NUMBER_CHARACTERS) return null;
  if (raw === 'NaN') return { real: Number.NaN };
  if (!/^[+-]?(?:Infinity|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)$/.test(raw)) return null;
  return { real: Number(raw) };
}

function numberText(value: number | bigint | { readonly real: number }): string {
  if (typeof value !== 'object') return String(value);
  const { real } = value;
  return Number.isFinite(real) ? (Object.is(real, -0) ? '-0' : String(real)) : `"${real}"`;
}
