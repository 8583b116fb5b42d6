import { EMPTY_POOL, readStringPool, type StringPool } from './string-pool.ts';
import { readValue, type TypedValue, VALUE_BYTES } from './typed-value.ts';

/** One value of a resource, with the configuration that it is for. */
export interface ResourceValue {
  /** Platform version that the value is for (`-v31`); 0 for any. */
  readonly sdk: number;
  /** For another language, density, country …: never picked where a plain one is there. */
  readonly qualified: boolean;
  readonly value: TypedValue;
}

/** `resources.arsc`, looked into by id. */
export interface ResourceTable {
  /** Every value of a simple resource, in the order of the file. */
  values(id: number): readonly ResourceValue[];
  /** Ids of all simple resources of the types with this name (`xml`, `bool`), at most `most`. */
  idsOfType(name: string, most: number): readonly number[];
}

const CHUNK = { pool: 0x0001, table: 0x0002, package: 0x0200, type: 0x0201 } as const;
const CHUNK_BYTES = 8;
const PACKAGE_BYTES = 284;
/** Fields of a package header, from its beginning. */
const PACKAGE_ID = 8;
const PACKAGE_TYPE_STRINGS = 268;
const TYPE_BYTES = 20;
const SPARSE = 1;
const OFFSETS_16 = 2;
const COMPLEX = 1;
const COMPACT = 8;
const NONE_16 = 0xffff;
const NONE_32 = 0xffffffff;
/** Of ResTable_config, from its size field: sdkVersion. */
const CONFIG_SDK = 24;
/** Chunks of types that a table may have: beyond, nothing more is read. */
const MOST_TYPES = 65_536;
/** Values of one resource that are looked at. */
const MOST_VALUES = 256;

interface TypeChunk {
  readonly package: number;
  readonly type: number;
  readonly name: string;
  readonly at: number;
  readonly end: number;
}

/** Opens a table (AOSP ResourceTypes.h, ResTable): only where its types lie is kept. Never throws. */
export function readResources(bytes: Uint8Array): ResourceTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const types: TypeChunk[] = [];
  let strings: StringPool = EMPTY_POOL;
  for (const { type, at, end } of chunks(view, 0, bytes.length)) {
    if (type !== CHUNK.table) continue;
    for (const inner of chunks(view, at + view.getUint16(at + 2, true), end)) {
      if (inner.type === CHUNK.pool && strings === EMPTY_POOL) strings = readStringPool(bytes, inner.at, inner.end);
      if (inner.type === CHUNK.package) collectTypes(bytes, view, inner.at, inner.end, types);
    }
  }
  return {
    values: (id) => valuesOf(view, types, id, strings),
    idsOfType(name, most) {
      const found = new Set<number>();
      for (const each of types) {
        if (each.name !== name) continue;
        for (const entry of entriesOf(view, each)) {
          if (found.size >= most) return [...found];
          if (readEntry(view, entry.at, each.end, strings) !== null)
            found.add(((each.package << 24) | (each.type << 16) | entry.index) >>> 0);
        }
      }
      return [...found];
    },
  };
}

function* chunks(view: DataView, from: number, to: number): Generator<{ type: number; at: number; end: number }> {
  const last = Math.min(to, view.byteLength);
  for (let at = from; at + CHUNK_BYTES <= last; ) {
    const length = view.getUint32(at + 4, true);
    if (length < CHUNK_BYTES) return;
    yield { type: view.getUint16(at, true), at, end: Math.min(last, at + length) };
    at += length;
  }
}

function collectTypes(bytes: Uint8Array, view: DataView, at: number, end: number, into: TypeChunk[]): void {
  if (at + PACKAGE_BYTES > end) return;
  const id = view.getUint32(at + PACKAGE_ID, true) & 0xff;
  const names = at + view.getUint32(at + PACKAGE_TYPE_STRINGS, true);
  const pool = names + CHUNK_BYTES <= end ? readStringPool(bytes, names, end) : EMPTY_POOL;
  for (const inner of chunks(view, at + Math.max(CHUNK_BYTES, view.getUint16(at + 2, true)), end)) {
    if (inner.type !== CHUNK.type || inner.at + TYPE_BYTES > inner.end || into.length >= MOST_TYPES) continue;
    const type = view.getUint8(inner.at + CHUNK_BYTES);
    into.push({ package: id, type, name: pool.get(type - 1) ?? '', at: inner.at, end: inner.end });
  }
}

function valuesOf(view: DataView, types: readonly TypeChunk[], id: number, strings: StringPool): ResourceValue[] {
  const out: ResourceValue[] = [];
  for (const each of types) {
    if (each.package !== id >>> 24 || each.type !== ((id >>> 16) & 0xff)) continue;
    const at = entryAt(view, each, id & 0xffff);
    const value = at === null ? null : readEntry(view, at, each.end, strings);
    if (value === null) continue;
    out.push({ ...configOf(view, each), value });
    if (out.length >= MOST_VALUES) break;
  }
  return out;
}

/** The platform version of a type's configuration, and whether it asks for anything else besides. */
function configOf(view: DataView, { at, end }: TypeChunk): { sdk: number; qualified: boolean } {
  const config = at + TYPE_BYTES;
  if (config + 4 > end) return { sdk: 0, qualified: false };
  const size = Math.min(view.getUint32(config, true), end - config);
  let qualified = false;
  for (let i = 4; i < size; i++) {
    if (i >= CONFIG_SDK && i < CONFIG_SDK + 4) continue;
    if (view.getUint8(config + i) !== 0) qualified = true;
  }
  return { sdk: size >= CONFIG_SDK + 2 ? view.getUint16(config + CONFIG_SDK, true) : 0, qualified };
}

interface TypeLayout {
  readonly sparse: boolean;
  readonly narrow: boolean;
  readonly count: number;
  /** Where the offsets begin, and where the entries do. */
  readonly offsets: number;
  readonly entries: number;
}

function layoutOf(view: DataView, { at, end }: TypeChunk): TypeLayout {
  const flags = view.getUint8(at + 9);
  const narrow = (flags & OFFSETS_16) !== 0 && (flags & SPARSE) === 0;
  const offsets = at + view.getUint16(at + 2, true);
  const room = Math.max(0, Math.floor((end - offsets) / (narrow ? 2 : 4)));
  return {
    sparse: (flags & SPARSE) !== 0,
    narrow,
    count: Math.min(view.getUint32(at + 12, true), room),
    offsets,
    entries: at + view.getUint32(at + 16, true),
  };
}

function* entriesOf(view: DataView, chunk: TypeChunk): Generator<{ index: number; at: number }> {
  const layout = layoutOf(view, chunk);
  for (let i = 0; i < layout.count; i++) {
    const index = layout.sparse ? view.getUint16(layout.offsets + i * 4, true) : i;
    const at = offsetAt(view, layout, i);
    if (at !== null) yield { index, at };
  }
}

function offsetAt(view: DataView, layout: TypeLayout, i: number): number | null {
  if (layout.sparse) return layout.entries + view.getUint16(layout.offsets + i * 4 + 2, true) * 4;
  if (layout.narrow) {
    const offset = view.getUint16(layout.offsets + i * 2, true);
    return offset === NONE_16 ? null : layout.entries + offset * 4;
  }
  const offset = view.getUint32(layout.offsets + i * 4, true);
  return offset === NONE_32 ? null : layout.entries + offset;
}

function entryAt(view: DataView, chunk: TypeChunk, index: number): number | null {
  const layout = layoutOf(view, chunk);
  if (!layout.sparse) return index < layout.count ? offsetAt(view, layout, index) : null;
  for (let i = 0; i < layout.count; i++)
    if (view.getUint16(layout.offsets + i * 4, true) === index) return offsetAt(view, layout, i);
  return null;
}

/** The value of a simple entry; null for a bag (a style, an array) and for what is cut. */
function readEntry(view: DataView, at: number, end: number, strings: StringPool): TypedValue | null {
  if (at < 0 || at + CHUNK_BYTES > end) return null;
  const flags = view.getUint16(at + 2, true);
  if ((flags & COMPACT) !== 0) return compactValue(view, at, strings);
  if ((flags & COMPLEX) !== 0) return null;
  const value = at + view.getUint16(at, true);
  return value + VALUE_BYTES <= end ? readValue(view, value, strings) : null;
}

/** Android 14 on: the key in the size field, the type in the upper byte of the flags, the data in the key field. */
function compactValue(view: DataView, at: number, strings: StringPool): TypedValue {
  const copy = new DataView(new ArrayBuffer(VALUE_BYTES));
  copy.setUint8(3, view.getUint16(at + 2, true) >> 8);
  copy.setUint32(4, view.getUint32(at + 4, true), true);
  return readValue(copy, 0, strings);
}
