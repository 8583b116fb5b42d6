import { concat, utf8 } from './bytes.ts';

/** Binary XML as AOSP's BinaryXmlSerializer writes it (frameworks/libs/modules-utils). */
export type AbxValue =
  | string
  | boolean
  | null
  | { readonly int: number }
  | { readonly intHex: number }
  | { readonly long: bigint }
  | { readonly longHex: bigint }
  | { readonly float: number }
  | { readonly double: number }
  | { readonly hex: Uint8Array }
  | { readonly base64: Uint8Array }
  | { readonly interned: string };

export interface AbxElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, AbxValue>>;
  readonly children?: readonly (AbxElement | string)[];
}

const START_DOCUMENT = 0;
const END_DOCUMENT = 1;
const START_TAG = 2;
const END_TAG = 3;
const TEXT = 4;
const ATTRIBUTE = 15;

const TYPES = {
  none: 1,
  text: 2,
  interned: 3,
  hex: 4,
  base64: 5,
  int: 6,
  intHex: 7,
  long: 8,
  longHex: 9,
  float: 10,
  double: 11,
  true: 12,
  false: 13,
} as const;

function u16be(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}

function filled(length: number, fill: (view: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(length);
  fill(new DataView(bytes.buffer));
  return bytes;
}

/** DataOutput.writeUTF: what lies beyond the plane as two surrogates, NUL as two bytes. */
function modified(text: string): Uint8Array {
  const bytes: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0 && code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
    else bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  return concat([u16be(bytes.length), Uint8Array.from(bytes)]);
}

/** One document. Strings of names are interned, in the order in which they come. */
export function abx(root: AbxElement): Uint8Array {
  const pool: string[] = [];
  const out: Uint8Array[] = [utf8('ABX\0'), Uint8Array.of(START_DOCUMENT | (TYPES.none << 4))];
  const interned = (text: string): Uint8Array => {
    const known = pool.indexOf(text);
    if (known >= 0) return u16be(known);
    pool.push(text);
    return concat([u16be(0xffff), modified(text)]);
  };
  const typed = (value: AbxValue): readonly [number, Uint8Array] => {
    const none = new Uint8Array();
    if (value === null) return [TYPES.none, none];
    if (typeof value === 'string') return [TYPES.text, modified(value)];
    if (typeof value === 'boolean') return [value ? TYPES.true : TYPES.false, none];
    if ('interned' in value) return [TYPES.interned, interned(value.interned)];
    if ('hex' in value) return [TYPES.hex, concat([u16be(value.hex.length), value.hex])];
    if ('base64' in value) return [TYPES.base64, concat([u16be(value.base64.length), value.base64])];
    if ('int' in value) return [TYPES.int, filled(4, (view) => view.setInt32(0, value.int))];
    if ('intHex' in value) return [TYPES.intHex, filled(4, (view) => view.setInt32(0, value.intHex))];
    if ('long' in value) return [TYPES.long, filled(8, (view) => view.setBigInt64(0, value.long))];
    if ('longHex' in value) return [TYPES.longHex, filled(8, (view) => view.setBigInt64(0, value.longHex))];
    if ('float' in value) return [TYPES.float, filled(4, (view) => view.setFloat32(0, value.float))];
    return [TYPES.double, filled(8, (view) => view.setFloat64(0, value.double))];
  };
  const element = ({ name, attributes = {}, children = [] }: AbxElement): void => {
    out.push(Uint8Array.of(START_TAG | (TYPES.interned << 4)), interned(name));
    for (const [key, value] of Object.entries(attributes)) {
      // The name joins the pool before the value does.
      const place = interned(key);
      const [type, bytes] = typed(value);
      out.push(Uint8Array.of(ATTRIBUTE | (type << 4)), place, bytes);
    }
    for (const child of children) {
      if (typeof child === 'string') out.push(Uint8Array.of(TEXT | (TYPES.text << 4)), modified(child));
      else element(child);
    }
    out.push(Uint8Array.of(END_TAG | (TYPES.interned << 4)), interned(name));
  };
  element(root);
  out.push(Uint8Array.of(END_DOCUMENT | (TYPES.none << 4)));
  return concat(out);
}
