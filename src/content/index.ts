import { apkReader } from './apk/index.ts';
import { datastoreReader } from './datastore/index.ts';
import { jsonReader } from './json/index.ts';
import { leveldbReader } from './leveldb/index.ts';
import { linesReader } from './lines/index.ts';
import { miuiAgentReader } from './miui-agent/index.ts';
import { mmkvReader } from './mmkv/index.ts';
import { phoneRecordsReader } from './phone-records/index.ts';
import { preferencesReader } from './preferences/index.ts';
import { protobufReader } from './protobuf/index.ts';
import { ContentFault, type Document, type Parts, type Reader, type Sighting } from './reader.ts';
import { recognisedReader } from './recognised/index.ts';
import { rowsDocument } from './rows.ts';
import { sqliteReader } from './sqlite/index.ts';
import { isWrapped, type Unwrapped, unwrap, wrapped } from './unwrap.ts';

/** Every reader there is. A new one is one file or folder beside these, and one line here. */
export const READERS: readonly Reader[] = [
  sqliteReader,
  preferencesReader,
  mmkvReader,
  leveldbReader,
  datastoreReader,
  recognisedReader,
  protobufReader,
  jsonReader,
  miuiAgentReader,
  phoneRecordsReader,
  linesReader,
];

/** Readers of what is only shown (`cat --decoded`): nothing is compared or scanned by them. */
export const VIEWERS: readonly Reader[] = [apkReader];

const HEAD_BYTES = 4096;
/** A reader that finds no trace of its structure says so with this ending: then the next one is asked. */
const NOT_MINE = /malformed$/;
/** Bits from which a content is recognised by what it holds: a name or mere printable bytes verify fewer. */
const RECOGNISED_BITS = 8;
/** What gzip adds to the name of the file that it packs: readers that go by names want the name before. */
const PACKED_NAME = /\.gz$/i;

/**
 * What reading one side gave: a document, or why its reader could not read it. Both null where the side is absent, or
 * opaque: no reader recognises it, or not the one that reads the other sides.
 */
export interface SideReading {
  readonly document: Document | null;
  readonly fault: ContentFault | null;
}

/** What reading the sides of one artifact gave. The reader is null where not all of them are of one kind. */
export interface Readings {
  readonly reader: Reader | null;
  readonly sides: readonly SideReading[];
}

const ABSENT: SideReading = { document: null, fault: null };

/** What readers look at before they bid. A `.bak`, where there is one, stands for the main part. */
export function sightingOf(parts: Parts, name: string): Sighting {
  const content = parts.get('bak') ?? parts.get('main');
  const head = content?.read(0, HEAD_BYTES) ?? new Uint8Array();
  return { name, head, size: content?.size ?? 0, roles: [...parts.keys()] };
}

/** The readers that claim a content, surest first. */
export function readersFor(sighting: Sighting): Reader[] {
  return READERS.map((reader) => ({ reader, bits: reader.bid(sighting) }))
    .filter(({ bits }) => bits > 0)
    .sort((a, b) => b.bits - a.bits)
    .map(({ reader }) => reader);
}

/** What a reader that only shows makes of a content; null where none claims it. The caller disposes of the document. */
export function readToShow(parts: Parts, name: string, poll: () => void): SideReading | null {
  const sighting = sightingOf(parts, name);
  const viewer = VIEWERS.find((each) => each.bid(sighting) > 0);
  return viewer === undefined ? null : readSide(viewer, parts, name, poll, []);
}

/** Reads one content. Null where nothing understands it. The caller disposes of the document. */
export function readDocument(
  parts: Parts,
  name: string,
  poll: () => void,
  keys: readonly string[] = [],
):
  | { readonly reader: Reader; readonly document: Document }
  | { readonly reader: Reader; readonly fault: ContentFault }
  | null {
  const { reader, sides } = readAlike([parts], name, poll, keys);
  const [side] = sides;
  if (reader === null || side === undefined) return null;
  if (side.document !== null) return { reader, document: side.document };
  return side.fault === null ? null : { reader, fault: side.fault };
}

/**
 * Reads the sides of one artifact by one reader, because only documents of one shape can be compared: the surest
 * that can read all of them; so a JSON file against a half-written one is compared line by line. A side without bytes
 * is an empty document of whatever the others are. Where no reader can read all, the surest that can read some does;
 * what of the rest it recognises carries its fault, for it is broken. What it does not recognise is whole, and of
 * another kind: opaque beside the others. The caller disposes of the documents.
 */
export function readAlike(
  sides: readonly (Parts | null)[],
  name: string,
  poll: () => void,
  keys: readonly string[] = [],
): Readings {
  let partial: Readings | null = null;
  const opened = sides.map((parts) => (parts === null ? null : unwrap(parts)));
  const plain = sides.map((parts, i) => opened[i]?.parts ?? parts);
  const inner = opened.some((one) => one?.wrapping === 'gzip') ? name.replace(PACKED_NAME, '') : name;
  for (const reader of candidates(plain, inner)) {
    const read = plain.map((parts, i) =>
      parts === null ? ABSENT : inWrapping(readSide(reader, parts, inner, poll, keys), opened[i] ?? null),
    );
    const foreign = read.map(({ fault }, i) => fault !== null && isForeign(reader, plain[i] as Parts, inner, fault));
    if (!foreign.includes(true)) {
      if (partial !== null) dispose(partial.sides);
      return { reader, sides: read };
    }
    if (partial === null && read.some(({ document }) => document !== null)) partial = { reader, sides: read };
    else dispose(read);
  }
  if (partial?.reader == null) return { reader: null, sides: sides.map(() => ABSENT) };
  const { reader } = partial;
  const apart = partial.sides.map((side, i) => {
    const parts = plain[i];
    if (side.fault === null || parts == null || bitsOf(reader, parts, inner) >= RECOGNISED_BITS) return side;
    return opened[i] === null && isWrapped(sightingOf(parts, name).head)
      ? { document: null, fault: new ContentFault('wrapping.broken') }
      : apartFrom(parts, inner, poll, keys);
  });
  const isOneKind = apart.every((side, i) => sides[i] === null || side.document !== null || side.fault !== null);
  return { reader: isOneKind ? reader : null, sides: apart };
}

function bitsOf(reader: Reader, parts: Parts, name: string): number {
  return reader.bid(sightingOf(parts, name));
}

/** Whether a side that a reader refused is none of its kind: the reader says so, or only others recognise it. */
function isForeign(reader: Reader, parts: Parts, name: string, fault: ContentFault): boolean {
  if (NOT_MINE.test(fault.detail)) return true;
  return bitsOf(reader, parts, name) === 0 && readersFor(sightingOf(parts, name)).length > 0;
}

/** A side of another kind than the others: opaque, unless what it is by itself cannot be read (encrypted, over a limit). */
function apartFrom(parts: Parts, name: string, poll: () => void, keys: readonly string[]): SideReading {
  const { sides } = readAlike([parts], name, poll, keys);
  dispose(sides);
  return { document: null, fault: sides[0]?.fault ?? null };
}

/** Readers that claim any of the sides, by the highest bid. */
function candidates(sides: readonly (Parts | null)[], name: string): Reader[] {
  const best = new Map<Reader, number>();
  for (const parts of sides) {
    if (parts === null) continue;
    const sighting = sightingOf(parts, name);
    for (const reader of READERS) {
      const bits = reader.bid(sighting);
      if (bits > (best.get(reader) ?? 0)) best.set(reader, bits);
    }
  }
  return [...best].sort((a, b) => b[1] - a[1]).map(([reader]) => reader);
}

function readSide(reader: Reader, parts: Parts, name: string, poll: () => void, keys: readonly string[]): SideReading {
  let bytes = 0;
  for (const [role, content] of parts) if (role !== 'shm') bytes += content.size;
  if (bytes === 0 && reader.bid(sightingOf(parts, name)) === 0) {
    return { document: rowsDocument(reader.id, [], [], {}), fault: null };
  }
  try {
    return { document: reader.read(parts, poll, keys), fault: null };
  } catch (error) {
    if (error instanceof ContentFault) return { document: null, fault: error };
    throw error;
  }
}

function inWrapping(side: SideReading, opened: Unwrapped | null): SideReading {
  if (opened === null || side.document === null) return side;
  return { ...side, document: wrapped(side.document, opened) };
}

function dispose(sides: readonly SideReading[]): void {
  for (const { document } of sides) document?.[Symbol.dispose]();
}
