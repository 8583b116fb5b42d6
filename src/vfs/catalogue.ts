import type { Location } from '../android/location.ts';
import type { Ref } from './content-store.ts';
import type { Proof } from './entry.ts';
import { placeOf, sortKey } from './sort-key.ts';

/** What the first bytes of a content look like; decides what is kept and which files form one artifact. */
export type Sniff = 'empty' | 'sqlite' | 'wal' | 'journal' | 'text' | 'opaque';
const SNIFFS: readonly Sniff[] = ['empty', 'sqlite', 'wal', 'journal', 'text', 'opaque'];

export type EntryType = 'file' | 'directory' | 'symlink' | 'special';

/** One line of a catalogue: an entry of the evidence, hashed, and where its content was kept. */
export interface CatalogueEntry {
  readonly type: EntryType;
  readonly location: Location | null;
  /** Legal path as stored in its container. */
  readonly entry: string;
  readonly bytes: number | null;
  readonly sha256: string | null;
  readonly modified: number | null;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  readonly link: string | null;
  readonly proof: Proof | null;
  /** Rendered citation. */
  readonly at: string;
  readonly sniff: Sniff;
  /** Where the content was kept; null where it was not. */
  readonly kept: Ref | null;
  /** Not kept because it was looked into as it passed, and nothing that a reader or a rule wants was found. */
  readonly idle: boolean;
  /** Another entry has the same address and wins over this one. */
  readonly shadowed: boolean;
}

const SEGMENT_BYTES = 4 * 1024 * 1024;
/** A catalogue in a form that crosses threads without copying: lines in segments, and their order. */
export interface PackedCatalogue {
  readonly segments: readonly (ArrayBuffer | SharedArrayBuffer)[];
  /** For each line in order: segment * SEGMENT_BYTES + offset. */
  readonly order: Float64Array;
  /** Prefixes of citations, shared by many lines. */
  readonly layers: readonly string[];
  readonly count: number;
}

/** Lengths of key and rest, then where the content was kept: it may be known only later. */
const HEADER_BYTES = 24;
const REST_LENGTH_AT = 4;
const KEPT_OFFSET_AT = 8;
const KEPT_LENGTH_AT = 16;
/** In place of an offset. */
const NOT_KEPT = -1;
const IDLE = -2;

type Rest = readonly [
  type: number,
  entry: string | null,
  bytes: number | null,
  sha256: string | null,
  modified: number | null,
  mode: number | null,
  uid: number | null,
  gid: number | null,
  link: string | null,
  proof: Proof | null,
  layer: number,
  offset: string,
  sniff: number,
];

const TYPES: readonly EntryType[] = ['file', 'directory', 'symlink', 'special'];

export interface CatalogueBuilder {
  /** Gives a handle of the line. */
  add(entry: Omit<CatalogueEntry, 'shadowed'>): number;
  /** Says where a content was kept, of a line added before it was known. */
  keep(line: number, kept: Ref | null): void;
  readonly count: number;
  finish(): PackedCatalogue;
}

/** Collects entries in any order into packed, sorted lines: about 200 bytes an entry, whatever their number. */
export function buildCatalogue(): CatalogueBuilder {
  const segments: Buffer[] = [];
  const layers: string[] = [];
  const layerIds = new Map<string, number>();
  let current: Buffer | null = null;
  let used = 0;
  let count = 0;
  let places = new Float64Array(1024);

  const layerOf = (at: string): [number, string] => {
    const cut = at.lastIndexOf(' @');
    const layer = cut <= 0 ? '' : at.slice(0, cut);
    let id = layerIds.get(layer);
    if (id === undefined) {
      id = layers.length;
      layers.push(layer);
      layerIds.set(layer, id);
    }
    return [id, cut <= 0 ? at : at.slice(cut + 2)];
  };

  return {
    add(entry) {
      const key = sortKey(entry.location, entry.entry);
      const [layer, offset] = layerOf(entry.at);
      const rest: Rest = [
        TYPES.indexOf(entry.type),
        entry.entry,
        entry.bytes,
        entry.sha256,
        entry.modified,
        entry.mode,
        entry.uid,
        entry.gid,
        entry.link,
        entry.proof,
        layer,
        offset,
        SNIFFS.indexOf(entry.sniff),
      ];
      const text = JSON.stringify(rest);
      const most = HEADER_BYTES + (key.length + text.length) * 3;
      if (current === null || used + most > current.length) {
        current = Buffer.allocUnsafeSlow(Math.max(SEGMENT_BYTES, most));
        segments.push(current);
        used = 0;
      }
      const start = used;
      const keyLength = current.write(key, start + HEADER_BYTES);
      const textLength = current.write(text, start + HEADER_BYTES + keyLength);
      current.writeUInt32LE(keyLength, start);
      current.writeUInt32LE(textLength, start + REST_LENGTH_AT);
      current.writeDoubleLE(entry.kept?.offset ?? (entry.idle ? IDLE : NOT_KEPT), start + KEPT_OFFSET_AT);
      current.writeDoubleLE(entry.kept?.length ?? 0, start + KEPT_LENGTH_AT);
      used = start + HEADER_BYTES + keyLength + textLength;
      if (count === places.length) {
        const more = new Float64Array(places.length * 2);
        more.set(places);
        places = more;
      }
      const line = (segments.length - 1) * 2 ** 32 + start;
      places[count] = line;
      count += 1;
      return line;
    },
    keep(line, kept) {
      const segment = segments[Math.floor(line / 2 ** 32)] as Buffer;
      const start = line % 2 ** 32;
      segment.writeDoubleLE(kept?.offset ?? IDLE, start + KEPT_OFFSET_AT);
      segment.writeDoubleLE(kept?.length ?? 0, start + KEPT_LENGTH_AT);
    },
    get count() {
      return count;
    },
    finish() {
      const order = places.slice(0, count);
      const packed = { segments: segments.map((s) => s.buffer as ArrayBuffer), order, layers, count };
      const keyAt = keyReader(packed);
      order.sort((a, b) => {
        const x = keyAt(a);
        const y = keyAt(b);
        const byKey = x.buffer.compare(y.buffer, y.start, y.end, x.start, x.end);
        return byKey !== 0 ? byKey : a - b;
      });
      return packed;
    },
  };
}

/** The same lines in memory that threads share, no larger than they are: for a side that is compared often. */
export function sharedCatalogue(packed: PackedCatalogue): PackedCatalogue {
  const ends = packed.segments.map(() => 0);
  for (const place of packed.order) {
    const segment = Math.floor(place / 2 ** 32);
    const start = place % 2 ** 32;
    const head = Buffer.from(packed.segments[segment] as ArrayBuffer, start, HEADER_BYTES);
    const end = start + HEADER_BYTES + head.readUInt32LE(0) + head.readUInt32LE(REST_LENGTH_AT);
    ends[segment] = Math.max(ends[segment] ?? 0, end);
  }
  const segments = packed.segments.map((segment, i) => {
    const shared = new SharedArrayBuffer(ends[i] ?? 0);
    new Uint8Array(shared).set(new Uint8Array(segment, 0, shared.byteLength));
    return shared;
  });
  const order = new Float64Array(new SharedArrayBuffer(packed.order.byteLength));
  order.set(packed.order);
  return { ...packed, segments, order };
}

interface KeySpan {
  readonly buffer: Buffer;
  readonly start: number;
  readonly end: number;
}

/** Where the key of a line lies, by its place in the order. */
export function keyReader(packed: Pick<PackedCatalogue, 'segments'>): (place: number) => KeySpan {
  const buffers = packed.segments.map((segment) => Buffer.from(segment));
  return (place) => {
    const buffer = buffers[Math.floor(place / 2 ** 32)] as Buffer;
    const start = place % 2 ** 32;
    const length = buffer.readUInt32LE(start);
    return { buffer, start: start + HEADER_BYTES, end: start + HEADER_BYTES + length };
  };
}

/** Reads a packed catalogue, line by line, in order. */
export interface Catalogue {
  readonly count: number;
  entry(index: number): CatalogueEntry;
  /** The package of a line, or NO_PACKAGE, or NO_PLACE: cheap, for grouping. */
  group(index: number): string;
  entries(from?: number, to?: number): Iterable<CatalogueEntry>;
}

export function readCatalogue(packed: PackedCatalogue): Catalogue {
  const keyAt = keyReader(packed);
  const alike = (a: number, b: number): boolean => {
    if (b < 0 || b >= packed.count) return false;
    const x = keyAt(packed.order[a] as number);
    const y = keyAt(packed.order[b] as number);
    return x.end - x.start === y.end - y.start && x.buffer.compare(y.buffer, y.start, y.end, x.start, x.end) === 0;
  };
  const read = (index: number): CatalogueEntry => {
    const span = keyAt(packed.order[index] as number);
    const head = span.start - HEADER_BYTES;
    const length = span.buffer.readUInt32LE(head + REST_LENGTH_AT);
    const keptAt = span.buffer.readDoubleLE(head + KEPT_OFFSET_AT);
    const rest = JSON.parse(span.buffer.toString('utf8', span.end, span.end + length)) as Rest;
    const layer = packed.layers[rest[10]] as string;
    return {
      type: TYPES[rest[0]] as EntryType,
      location: placeOf(span.buffer.toString('utf8', span.start, span.end)),
      entry: rest[1] ?? '',
      bytes: rest[2],
      sha256: rest[3],
      modified: rest[4],
      mode: rest[5],
      uid: rest[6],
      gid: rest[7],
      link: rest[8],
      proof: rest[9],
      at: layer === '' ? rest[11] : `${layer} @${rest[11]}`,
      sniff: SNIFFS[rest[12]] as Sniff,
      kept: keptAt < 0 ? null : { offset: keptAt, length: span.buffer.readDoubleLE(head + KEPT_LENGTH_AT) },
      idle: keptAt === IDLE,
      shadowed: false,
    };
  };
  /** Of several entries with one address the winner is not shadowed (contract, "Duplicates"). */
  const entry = (index: number): CatalogueEntry => {
    const own = read(index);
    if (own.type !== 'file' || own.location === null) return own;
    if (!alike(index, index - 1) && !alike(index, index + 1)) return own;
    let first = index;
    while (alike(index, first - 1)) first -= 1;
    let last = index;
    while (alike(index, last + 1)) last += 1;
    let winner = first;
    for (let i = first + 1; i <= last; i++) if (aliasRank(read(i).entry) <= aliasRank(read(winner).entry)) winner = i;
    return winner === index ? own : { ...own, shadowed: true };
  };
  return {
    count: packed.count,
    entry,
    group(index) {
      const span = keyAt(packed.order[index] as number);
      const cut = span.buffer.indexOf(0, span.start);
      return span.buffer.toString('utf8', span.start, cut < 0 || cut > span.end ? span.end : cut);
    },
    *entries(from = 0, to = packed.count) {
      for (let i = from; i < to; i++) yield entry(i);
    },
  };
}

/** Of two spellings of one place, /data/data is preferred; otherwise the last stored wins. */
export function aliasRank(stored: string): number {
  return /(?:^|\/)data\/data\//.test(stored) ? 0 : 1;
}
