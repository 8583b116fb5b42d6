import { localBytes, readPayload, type Spill, spillOf } from '../payload.ts';
import type { Shape } from '../shape.ts';
import type { Ground, Table } from '../table.ts';
import { openTreePage, type TreeKind } from '../tree.ts';
import { type Cursor, readVarint } from '../varint.ts';
import { bitOf, classesOf, NULL_BIT } from './serial-class.ts';

/** Records of a live table that are looked at to learn what its columns hold. */
const SAMPLE_RECORDS = 4000;
const SAMPLE_PAGES = 64;

/** How often each serial type occurs; every text counts as 13, every blob as 12. */
export interface FieldCounts {
  total: number;
  readonly classes: Map<number, number>;
}

/** What a record of a table can look like: by its declaration, and by what its live rows show. */
export interface PastTable {
  readonly name: string;
  readonly shape: Shape;
  readonly kind: TreeKind;
  readonly spill: Spill;
  /** No live table: its declaration was found in free space. */
  readonly dropped: boolean;
  /** Known so that its rows are not taken for those of another: it held the index of a virtual table. */
  readonly holdsNoRecords?: true;
  /** Fields of a record, most and least. */
  readonly fields: number;
  readonly least: number;
  /** By field: classes of serial types that it may have, and those that live rows have there. */
  readonly legal: Uint16Array;
  readonly seen: Uint16Array;
  /** By field: how often known rows have what there. */
  readonly usual: readonly FieldCounts[];
}

/** A table whose live rows, if any, are at hand. */
export function pastTable(name: string, shape: Shape, live: Table | null, ground: Ground): PastTable {
  const kind: TreeKind = shape.withoutRowid ? 'index' : 'rowid';
  const fields = shape.slots.length;
  const spill = spillOf(ground.usable, kind);
  const sample = live === null ? null : sampleRecords(live, ground, kind, spill, fields);
  const seen = sample?.seen ?? new Uint16Array(fields);
  const legal = Uint16Array.from(shape.slots, (column, place) => {
    if (column === shape.alias) return NULL_BIT;
    const declared = shape.columns[column];
    const own = declared === undefined ? 0 : classesOf(declared.affinity, declared.notNull);
    return own | (seen[place] as number);
  });
  const least = sample !== null && sample.least <= fields ? sample.least : fields;
  const usual = sample?.usual ?? shape.slots.map(() => newCounts());
  return { name, shape, kind, spill, dropped: live === null, fields, least: Math.max(1, least), legal, seen, usual };
}

const newCounts = (): FieldCounts => ({ total: 0, classes: new Map() });

/** Adds one more known row to what is usual. */
export function learn(usual: readonly FieldCounts[], serials: readonly number[]): void {
  for (const [place, serial] of serials.entries()) {
    const counts = usual[place];
    if (counts === undefined) return;
    const about = serial < 12 ? serial : 12 + (serial % 2);
    counts.total++;
    counts.classes.set(about, (counts.classes.get(about) ?? 0) + 1);
  }
}

interface Sample {
  readonly seen: Uint16Array;
  readonly usual: readonly FieldCounts[];
  readonly least: number;
}

function sampleRecords(live: Table, ground: Ground, kind: TreeKind, spill: Spill, fields: number): Sample {
  const { leaves } = live;
  const seen = new Uint16Array(fields);
  const usual = Array.from({ length: fields }, newCounts);
  const serials: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  let records = 0;
  const step = Math.max(1, Math.floor(leaves.count / SAMPLE_PAGES));
  const cursor: Cursor = { at: 0 };
  for (let at = 0; at < leaves.count && records < SAMPLE_RECORDS; at += step) {
    const page = openTreePage(ground.pages, ground.usable, leaves.pages[at] as number, kind);
    // A page with damaged cells teaches nothing.
    if (page === null || (leaves.records[at] as number) !== page.cells) continue;
    for (let index = 0; index < page.cells; index++, records++) {
      cursor.at = page.bytes.readUInt16BE(page.pointers + 2 * index) + page.prefix;
      const payload = readVarint(page.bytes, cursor);
      if (kind === 'rowid') readVarint(page.bytes, cursor);
      const local = localBytes(payload, spill);
      let { bytes } = page;
      let start = cursor.at;
      const header = readVarint(bytes, cursor);
      if (header > local) {
        bytes = readPayload(ground.pages, bytes, start, local, header, spill);
        cursor.at -= start;
        start = 0;
      }
      let place = 0;
      for (; cursor.at < start + header && place < fields; place++) {
        const serial = readVarint(bytes, cursor);
        seen[place] = (seen[place] as number) | bitOf(serial);
        serials[place] = serial;
      }
      serials.length = place;
      learn(usual, serials);
      least = Math.min(least, place);
    }
  }
  return { seen, usual, least };
}

/** Whether each field holds what live rows show, or a column that says of itself what it holds. */
export function isExpected(table: PastTable, serials: readonly number[]): boolean {
  return serials.every((serial, place) => {
    const column = table.shape.columns[table.shape.slots[place] as number];
    const seen = table.seen[place] as number;
    return seen === 0 ? column?.affinity !== 'blob' : (bitOf(serial) & seen) !== 0;
  });
}
