import { concat, u16le, u32le } from './bytes.ts';
import { chunk, stringPool } from './string-pool.ts';

/** `resources.arsc` (AOSP ResourceTypes.h, ResTable_header): one package, one chunk for each type and configuration. */

export type ArscValue = string | boolean | { readonly reference: number };

export interface ArscEntry {
  /** Index of the entry in its type: the last four digits of the id. */
  readonly index: number;
  readonly name: string;
  readonly value: ArscValue;
}

export interface ArscType {
  /** `xml`, `bool` …; types are numbered from 1 in the order in which their names appear first. */
  readonly type: string;
  /** Platform version of the configuration, 0 for any. */
  readonly sdk?: number;
  /** ISO 639-1, for a translation. */
  readonly language?: string;
  readonly layout?: 'plain' | 'sparse' | 'offset16' | 'compact';
  readonly entries: readonly ArscEntry[];
}

const TABLE = 0x0002;
const PACKAGE = 0x0200;
const TYPE = 0x0201;
const SPEC = 0x0202;
const VALUE = { reference: 0x01, string: 0x03, boolean: 0x12 } as const;
const CONFIG_BYTES = 64;
const NAME_UNITS = 128;
const PACKAGE_HEAD = 284;
const COMPACT = 8;
const NONE_16 = 0xffff;
const NONE_32 = 0xffffffff;

/** Ids of a table: 0xPPTTEEEE. */
export const resourceId = (packageId: number, type: number, index: number): number =>
  ((packageId << 24) | (type << 16) | index) >>> 0;

export function arsc(packageName: string, types: readonly ArscType[], packageId = 0x7f, utf16 = false): Uint8Array {
  const strings: string[] = [];
  const index = (list: string[], text: string): number => {
    const at = list.indexOf(text);
    return at >= 0 ? at : list.push(text) - 1;
  };
  const typeNames: string[] = [];
  const keys: string[] = [];
  const value = (of: ArscValue): readonly [type: number, data: number] =>
    typeof of === 'string'
      ? [VALUE.string, index(strings, of)]
      : typeof of === 'boolean'
        ? [VALUE.boolean, of ? NONE_32 : 0]
        : [VALUE.reference, of.reference];

  const typeChunk = (each: ArscType): Uint8Array => {
    const id = index(typeNames, each.type) + 1;
    const layout = each.layout ?? 'plain';
    const count = Math.max(...each.entries.map((entry) => entry.index)) + 1;
    const at = new Map<number, number>();
    const bodies: Uint8Array[] = [];
    let size = 0;
    for (const entry of [...each.entries].sort((a, b) => a.index - b.index)) {
      const [type, data] = value(entry.value);
      const key = index(keys, entry.name);
      const body =
        layout === 'compact'
          ? concat([u16le(key), u16le((type << 8) | COMPACT), u32le(data)])
          : concat([u16le(8), u16le(0), u32le(key), u16le(8), Uint8Array.of(0, type), u32le(data)]);
      at.set(entry.index, size);
      bodies.push(body);
      size += body.length;
    }
    const all = Array.from({ length: count }, (_, i) => at.get(i));
    const offsets =
      layout === 'sparse'
        ? [...at].map(([i, offset]) => concat([u16le(i), u16le(offset / 4)]))
        : layout === 'offset16'
          ? all.map((offset) => u16le(offset === undefined ? NONE_16 : offset / 4))
          : all.map((offset) => u32le(offset ?? NONE_32));
    const table = concat(offsets);
    const padded = concat([table, new Uint8Array((4 - (table.length % 4)) % 4)]);
    const config = new Uint8Array(CONFIG_BYTES);
    const view = new DataView(config.buffer);
    view.setUint32(0, CONFIG_BYTES, true);
    if (each.language !== undefined) config.set(Buffer.from(each.language, 'latin1'), 8);
    view.setUint16(24, each.sdk ?? 0, true);
    const flags = layout === 'sparse' ? 1 : layout === 'offset16' ? 2 : 0;
    const headBytes = 20 + CONFIG_BYTES;
    const entryCount = layout === 'sparse' ? at.size : count;
    return chunk(
      TYPE,
      concat([Uint8Array.of(id, flags), u16le(0), u32le(entryCount), u32le(headBytes + padded.length), config]),
      concat([padded, ...bodies]),
    );
  };

  const chunks = types.map(typeChunk);
  const specs = typeNames.map((name, i) => {
    const counts = types
      .filter(({ type }) => type === name)
      .flatMap(({ entries }) => entries.map((entry) => entry.index));
    const count = Math.max(...counts) + 1;
    return chunk(SPEC, concat([Uint8Array.of(i + 1, 0), u16le(0), u32le(count)]), new Uint8Array(4 * count));
  });
  const names = stringPool(typeNames, utf16);
  const keyPool = stringPool(keys);
  const title = new Uint8Array(NAME_UNITS * 2);
  title.set(Buffer.from(packageName.slice(0, NAME_UNITS - 1), 'utf16le'));
  const packageChunk = chunk(
    PACKAGE,
    concat([
      u32le(packageId),
      title,
      u32le(PACKAGE_HEAD + 4),
      u32le(typeNames.length),
      u32le(PACKAGE_HEAD + 4 + names.length),
      u32le(keys.length),
      u32le(0),
    ]),
    concat([names, keyPool, ...specs, ...chunks]),
  );
  return chunk(TABLE, u32le(1), concat([stringPool(strings, utf16), packageChunk]));
}
