import { concat, u16le, u32le } from './bytes.ts';
import { chunk, stringPool } from './string-pool.ts';

/** Compiled Android XML (AOSP ResourceTypes.h, ResXMLTree): string pool, resource map, one namespace, elements. */

export interface XmlAttribute {
  readonly name: string;
  /** Resource id, where the attribute is Android's own. */
  readonly id?: number;
  readonly value: string | number | boolean | { readonly reference: number };
}

export interface XmlElement {
  readonly name: string;
  readonly attributes?: readonly XmlAttribute[];
  readonly children?: readonly XmlElement[];
}

const CHUNK = {
  xml: 0x0003,
  startSpace: 0x0100,
  endSpace: 0x0101,
  start: 0x0102,
  end: 0x0103,
  map: 0x0180,
} as const;
const TYPE = { reference: 0x01, string: 0x03, decimal: 0x10, boolean: 0x12 } as const;
const NONE = 0xffffffff;
const ANDROID = 'http://schemas.android.com/apk/res/android';
const VALUE_BYTES = 8;

/** What obfuscators and later tools do to a document that every device reads all the same. */
export interface AxmlOptions {
  readonly utf16?: boolean;
  /** The names of Android's own attributes are emptied: their ids say which they are. */
  readonly stripNames?: boolean;
  /** Bytes of an attribute beyond the 20 that there are. */
  readonly longerAttributes?: number;
  /** A chunk of no known type before the first element. */
  readonly strangeChunk?: boolean;
}

/** The bytes of a compiled document. */
export function axml(root: XmlElement, options: AxmlOptions = {}): Uint8Array {
  const all = (element: XmlElement): XmlElement[] => [element, ...(element.children ?? []).flatMap(all)];
  const elements = all(root);
  // Names with a resource id come first: the resource map runs parallel to the head of the pool.
  const ids = new Map<string, number>();
  for (const element of elements)
    for (const { name, id } of element.attributes ?? []) if (id !== undefined) ids.set(name, id);
  const mapped = [...ids].sort((a, b) => a[1] - b[1]);
  const strings = mapped.map(([name]) => name);
  const index = (text: string): number => {
    const at = strings.indexOf(text);
    return at >= 0 ? at : strings.push(text) - 1;
  };
  const space = index(ANDROID);
  const prefix = index('android');
  const node = (line: number) => concat([u32le(line), u32le(NONE)]);

  const extra = new Uint8Array(options.longerAttributes ?? 0);
  const body: Uint8Array[] = [chunk(CHUNK.startSpace, node(1), concat([u32le(prefix), u32le(space)]))];
  let line = 1;
  const write = (element: XmlElement) => {
    line += 1;
    const at = line;
    const attributes = [...(element.attributes ?? [])].sort((a, b) => (a.id ?? NONE) - (b.id ?? NONE));
    const packed = attributes.map(({ name, id, value }) => {
      const text = typeof value === 'string' ? index(value) : NONE;
      const [type, data] =
        typeof value === 'string'
          ? [TYPE.string, text]
          : typeof value === 'number'
            ? [TYPE.decimal, value]
            : typeof value === 'boolean'
              ? [TYPE.boolean, value ? NONE : 0]
              : [TYPE.reference, value.reference];
      return concat([
        u32le(id === undefined ? NONE : space),
        u32le(index(name)),
        u32le(text),
        u16le(VALUE_BYTES),
        Uint8Array.of(0, type),
        u32le(data),
        extra,
      ]);
    });
    const name = index(element.name);
    body.push(
      chunk(
        CHUNK.start,
        node(at),
        concat([
          u32le(NONE),
          u32le(name),
          u16le(20),
          u16le(20 + extra.length),
          u16le(packed.length),
          u16le(0),
          u16le(0),
          u16le(0),
          ...packed,
        ]),
      ),
    );
    for (const child of element.children ?? []) write(child);
    body.push(chunk(CHUNK.end, node(at), concat([u32le(NONE), u32le(name)])));
  };
  write(root);
  body.push(chunk(CHUNK.endSpace, node(line), concat([u32le(prefix), u32le(space)])));

  const shown = options.stripNames === true ? strings.map((text, i) => (i < mapped.length ? '' : text)) : strings;
  const pool = stringPool(shown, options.utf16);
  const map = chunk(CHUNK.map, new Uint8Array(0), concat(mapped.map(([, id]) => u32le(id))));
  return chunk(
    CHUNK.xml,
    new Uint8Array(0),
    concat([
      pool,
      map,
      ...(options.strangeChunk === true ? [chunk(0x7777, new Uint8Array(0), new Uint8Array(12))] : []),
      ...body,
    ]),
  );
}
