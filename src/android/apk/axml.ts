import { EMPTY_POOL, readStringPool, type StringPool } from './string-pool.ts';
import { readValue, type TypedValue, VALUE_BYTES } from './typed-value.ts';

/** One attribute of a compiled element. */
export interface AxmlAttribute {
  /** Resource id of Android's own attributes: names may be stripped, the id decides. Null where it has none. */
  readonly id: number | null;
  readonly name: string;
  readonly namespace: string | null;
  readonly value: TypedValue;
}

/** The beginning of an element; `depth` is 0 for the root. */
export interface AxmlElement {
  readonly name: string;
  readonly depth: number;
  readonly attributes: readonly AxmlAttribute[];
}

/** Elements that a document may have, and attributes of one element: beyond, nothing more is read. */
const MOST_ELEMENTS = 100_000;
const MOST_ATTRIBUTES = 256;

const CHUNK = { pool: 0x0001, start: 0x0102, end: 0x0103, map: 0x0180 } as const;
const CHUNK_BYTES = 8;
/** Line, comment; then namespace, name, three sizes, three indexes. */
const NODE_BYTES = 16;
const ELEMENT_BYTES = 20;
const ATTRIBUTE_BYTES = 20;
const NO_INDEX = 0xffffffff;

/**
 * The elements of a compiled XML document (AOSP ResourceTypes.h, ResXMLTree), in order. Reads what Android would:
 * unknown chunks are passed over, stated sizes count no further than the bytes at hand, and a chunk that makes no
 * sense ends the document. Never throws.
 */
export function* readAxml(bytes: Uint8Array): Generator<AxmlElement> {
  if (bytes.length < CHUNK_BYTES) return;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const size = Math.min(bytes.length, view.getUint32(4, true));
  let strings: StringPool = EMPTY_POOL;
  let map: { readonly at: number; readonly count: number } | null = null;
  let depth = 0;
  let elements = 0;
  for (let at = Math.max(CHUNK_BYTES, view.getUint16(2, true)); at + CHUNK_BYTES <= size; ) {
    const type = view.getUint16(at, true);
    const head = view.getUint16(at + 2, true);
    const length = view.getUint32(at + 4, true);
    if (length < CHUNK_BYTES) return;
    const end = Math.min(size, at + length);
    if (type === CHUNK.pool && strings === EMPTY_POOL) strings = readStringPool(bytes, at, end);
    else if (type === CHUNK.map) map = { at: at + head, count: Math.max(0, Math.floor((end - at - head) / 4)) };
    else if (type === CHUNK.start && at + head + ELEMENT_BYTES <= end) {
      if (++elements > MOST_ELEMENTS) return;
      yield {
        name: strings.get(view.getUint32(at + head + 4, true)) ?? '',
        depth,
        attributes: [...attributesOf(view, at + Math.max(NODE_BYTES, head), end, strings, map)],
      };
      depth += 1;
    } else if (type === CHUNK.end) depth = Math.max(0, depth - 1);
    at += length;
  }
}

function* attributesOf(
  view: DataView,
  element: number,
  end: number,
  strings: StringPool,
  map: { readonly at: number; readonly count: number } | null,
): Generator<AxmlAttribute> {
  if (element + ELEMENT_BYTES > end) return;
  const start = element + view.getUint16(element + 8, true);
  // A later platform may make them longer; shorter they cannot be.
  const step = Math.max(ATTRIBUTE_BYTES, view.getUint16(element + 10, true));
  const count = Math.min(MOST_ATTRIBUTES, view.getUint16(element + 12, true));
  for (let i = 0; i < count; i++) {
    const at = start + i * step;
    if (at + 12 + VALUE_BYTES > end) return;
    const space = view.getUint32(at, true);
    const name = view.getUint32(at + 4, true);
    const mapped = map !== null && name < map.count && map.at + name * 4 + 4 <= view.byteLength;
    const id = mapped ? view.getUint32(map.at + name * 4, true) : 0;
    yield {
      id: id === 0 ? null : id,
      name: strings.get(name) ?? '',
      namespace: space === NO_INDEX ? null : strings.get(space),
      value: readValue(view, at + 12, strings),
    };
  }
}
