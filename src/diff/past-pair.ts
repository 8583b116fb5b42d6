import { type PastRecords, pastKey } from '../content/past-documents.ts';
import type { Document, PastGrade, PastRecord, PastState } from '../content/reader.ts';
import { columnsHash } from '../content/row-hash.ts';
import { sameValue, type Value, valueTells } from '../content/value.ts';

/** How a record stands on one side: past, or alive there. */
export interface Standing {
  readonly state: PastState | 'live';
  readonly grade: PastGrade | null;
  readonly at: string | null;
}

/** A record that is past on one side at least, beside what the other side has of it. */
export interface PastMatch {
  readonly section: string;
  readonly key: string | null;
  readonly fields: Readonly<Record<string, Value>>;
  readonly source: Standing | null;
  readonly target: Standing | null;
}

/** What two contents no longer show, counted side by side. */
export interface PastSums {
  /** Past records of each side. */
  readonly source: number;
  readonly target: number;
  /** Of the source's: those that are past on the target too, of these those that tell, and with whole frames on both. */
  readonly both: number;
  readonly telling: number;
  readonly intact: number;
  /** Of the source's: those that the target shows as live. */
  readonly live: number;
  /** Past on both, by section, most first. */
  readonly sections: readonly { readonly section: string; readonly records: number }[];
  /** There are more past records than were taken. */
  readonly cut: boolean;
}

export interface PastPair {
  readonly sums: PastSums;
  /** In the order in which they lie: those of the source, then what only the target has. */
  readonly matches: readonly PastMatch[];
  /** How many there are, where more were found than are given; null where more were found than anybody counted. */
  readonly total?: number | null;
}

/** One side: its document, and what that no longer shows. */
export interface PastSide {
  readonly document: Document;
  readonly past: PastRecords;
}

const SECTIONS_NAMED = 20;
const POLL_ROWS = 4096;

/** Records of one section with the same known columns. */
interface Shape {
  readonly section: string;
  readonly columns: readonly string[];
  readonly places: number[];
}

function shapesOf(records: readonly PastRecord[]): Shape[] {
  const shapes = new Map<string, Shape>();
  records.forEach(({ section, columns }, place) => {
    const name = [section, ...columns].join('\0');
    const shape = shapes.get(name) ?? { section, columns, places: [] };
    shapes.set(name, shape);
    shape.places.push(place);
  });
  return [...shapes.values()].sort((a, b) => b.columns.length - a.columns.length);
}

/** Columns that both know, as places in the rows of each. Null where one lacks more than what may have been lost: its key, or what it came to. */
function sharedColumns(mine: readonly string[], theirs: readonly string[]): [number[], number[]] | null {
  const shared = mine.filter((name) => theirs.includes(name));
  if (shared.length === 0 || mine.length - shared.length > 1 || theirs.length - shared.length > 1) return null;
  return [shared.map((name) => mine.indexOf(name)), shared.map((name) => theirs.indexOf(name))];
}

function sameIn(a: readonly Value[], b: readonly Value[], [mine, theirs]: readonly [number[], number[]]): boolean {
  return mine.every((column, at) => sameValue(a[column] ?? null, b[theirs[at] as number] ?? null));
}

function tells({ row }: PastRecord): boolean {
  return row.some(valueTells);
}

/** Pairs past records one to one by all that both know of them. `partners`: for each of `mine`, its place in `theirs` or -1. */
function pairPast(mine: readonly PastRecord[], theirs: readonly PastRecord[]): Int32Array {
  const partners = new Int32Array(mine.length).fill(-1);
  const taken = new Uint8Array(theirs.length);
  const others = shapesOf(theirs);
  const ways = shapesOf(mine).flatMap((shape) =>
    others.flatMap((other) => {
      const shared = other.section === shape.section ? sharedColumns(shape.columns, other.columns) : null;
      return shared === null ? [] : [{ shape, other, shared }];
    }),
  );
  ways.sort((a, b) => b.shared[0].length - a.shared[0].length);
  for (const { shape, other, shared } of ways) {
    const byHash = new Map<number, number[]>();
    for (const place of other.places) {
      if (taken[place] === 1) continue;
      const hash = columnsHash((theirs[place] as PastRecord).row, shared[1]);
      const list = byHash.get(hash);
      if (list === undefined) byHash.set(hash, [place]);
      else list.push(place);
    }
    for (const place of shape.places) {
      if (partners[place] !== -1) continue;
      const { row } = mine[place] as PastRecord;
      const list = byHash.get(columnsHash(row, shared[0]));
      const found = list?.findIndex(
        (twin) => taken[twin] === 0 && sameIn(row, (theirs[twin] as PastRecord).row, shared),
      );
      if (list === undefined || found === undefined || found < 0) continue;
      const [twin] = list.splice(found, 1);
      partners[place] = twin as number;
      taken[twin as number] = 1;
    }
  }
  return partners;
}

/** Marks those of the past records, 1 each, that a document shows as live. */
function liveIn(
  document: Document,
  records: readonly PastRecord[],
  wanted: (place: number) => boolean,
  poll: () => void,
): Uint8Array {
  const live = new Uint8Array(records.length);
  const shapes = shapesOf(records);
  for (const section of document.sections) {
    const indexes = shapes.flatMap((shape) => {
      const shared = shape.section === section.name ? sharedColumns(shape.columns, section.columns) : null;
      if (shared === null) return [];
      const byHash = new Map<number, number[]>();
      for (const place of shape.places.filter(wanted)) {
        const hash = columnsHash((records[place] as PastRecord).row, shared[0]);
        byHash.set(hash, [...(byHash.get(hash) ?? []), place]);
      }
      return byHash.size === 0 ? [] : [{ byHash, shared }];
    });
    if (indexes.length === 0) continue;
    let seen = 0;
    for (const row of section.records()) {
      if (++seen % POLL_ROWS === 0) poll();
      for (const { byHash, shared } of indexes) {
        for (const place of byHash.get(columnsHash(row, shared[1])) ?? []) {
          if (live[place] === 0 && sameIn((records[place] as PastRecord).row, row, shared)) live[place] = 1;
        }
      }
    }
  }
  return live;
}

const LIVE: Standing = { state: 'live', grade: null, at: null };

function standing({ state, grade, at }: PastRecord): Standing {
  return { state, grade, at };
}

/** One content on both sides, byte for byte: whatever is past on one is past on the other. */
export function pairSame(side: PastSide): PastPair {
  const { records, cut } = side.past;
  const matches = records.map((record) => match(side.document, record, standing(record), standing(record)));
  const sums = {
    source: records.length,
    target: records.length,
    both: records.length,
    telling: records.filter(tells).length,
    intact: records.filter(({ grade }) => grade === 'intact').length,
    live: 0,
    sections: bySection(records),
    cut,
  };
  return { sums, matches };
}

/** Compares what two contents no longer show: with each other, and with what the other one shows. */
export function pairPastSides(source: PastSide, target: PastSide, poll: () => void): PastPair {
  const [mine, theirs] = [source.past.records, target.past.records];
  const partners = pairPast(mine, theirs);
  const met = new Uint8Array(theirs.length);
  for (const twin of partners) if (twin >= 0) met[twin] = 1;
  const alive = liveIn(target.document, mine, (place) => partners[place] === -1, poll);
  const stillThere = liveIn(source.document, theirs, (place) => met[place] === 0, poll);
  const matches: PastMatch[] = [];
  const both: PastRecord[] = [];
  let [telling, intact, live] = [0, 0, 0];
  mine.forEach((record, place) => {
    const twin = theirs[partners[place] as number];
    if (twin !== undefined) {
      both.push(record);
      if (tells(record)) telling++;
      if (record.grade === 'intact' && twin.grade === 'intact') intact++;
    } else if (alive[place] === 1) live++;
    const there = twin === undefined ? (alive[place] === 1 ? LIVE : null) : standing(twin);
    matches.push(match(source.document, record, standing(record), there));
  });
  theirs.forEach((record, place) => {
    if (met[place] === 1) return;
    matches.push(match(target.document, record, stillThere[place] === 1 ? LIVE : null, standing(record)));
  });
  const sums = {
    source: mine.length,
    target: theirs.length,
    both: both.length,
    telling,
    intact,
    live,
    sections: bySection(both),
    cut: source.past.cut || target.past.cut,
  };
  return { sums, matches };
}

function match(document: Document, record: PastRecord, source: Standing | null, target: Standing | null): PastMatch {
  const { section, columns, row } = record;
  const fields = Object.fromEntries(columns.map((name, at) => [name, row[at] ?? null]));
  return { section, key: pastKey(document, record), fields, source, target };
}

function bySection(records: readonly PastRecord[]): PastSums['sections'] {
  const counts = new Map<string, number>();
  for (const { section } of records) counts.set(section, (counts.get(section) ?? 0) + 1);
  return [...counts]
    .map(([section, count]) => ({ section, records: count }))
    .sort((a, b) => b.records - a.records || (a.section < b.section ? -1 : 1))
    .slice(0, SECTIONS_NAMED);
}
