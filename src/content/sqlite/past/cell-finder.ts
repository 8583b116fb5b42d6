import { localBytes } from '../payload.ts';
import { serialLength } from '../record.ts';
import type { TreeKind } from '../tree.ts';
import { type Cursor, readRowid, readVarint } from '../varint.ts';
import type { Candidate, CellFinder, Scene } from './candidate.ts';
import { chainedRecord, MAX_OVERFLOW_BYTES } from './chained-record.ts';
import { farFetched } from './far-fetched.ts';
import { isBlank } from './free-space.ts';
import { type LostSerials, longSerials, lostSerials, MOST_SHORT_SERIAL } from './lost-serials.ts';
import { isExpected, type PastTable } from './past-table.ts';
import { type Reach, reachOf } from './reach.ts';
import { holdsLetters } from './scripts.ts';
import { bitOf, LONG_BITS } from './serial-class.ts';
import { type TextCheck, textCheck } from './text-check.ts';

/** A freed cell loses its first bytes to the freeblock's own header: next block and size (fileformat2.html, 1.6). */
export const SCAR_BYTES = 4;
const LEAST_CELL_BYTES = 4;
/** A serial type of a body that is put together here. */
const MOST_SERIAL_BYTES = 5;
/** Longest varint, and longest frame before a record: sizes of three bytes, any rowid. */
const VARINT_BYTES = 9;
const MOST_FRAME_BYTES = 3 + VARINT_BYTES;

/** What tips the scale between two readings of the same bytes: all are worth less than a few bytes covered. */
const LOST_HEADER_WORTH = 0.93;
/** A whole frame that agrees with itself is rarely chance. */
const INTACT_BONUS = 2;
/** What no row holds comes of reading from the wrong byte on. */
const FAR_FETCHED_COST = 12;
const USUAL_CLASS_BONUS = 0.5;
const UNUSUAL_CLASS_COST = 1;
const SCAR_FITS_BONUS = 6;
const SCAR_FOLLOWS_BONUS = 1;
/** A row of fewer bytes says nothing that chance would not. */
const LEAST_SUBSTANCE = 3;
const LEAST_BEHEADED_SUBSTANCE = 5;

/** What is known of a cell before its record. `scar`: size that its freeblock says; `worth`: of the lost serial types. */
interface Frame {
  readonly intact: boolean;
  readonly rowid: number | bigint | null;
  readonly scar: number;
  readonly lost: number;
  readonly worth: number;
}

export function cellFinder(scene: Scene): CellFinder {
  const { bytes, usable, encoding } = scene;
  const isFarFetched = farFetched(scene);
  const text = textCheck(bytes, encoding);
  const cursor: Cursor = { at: 0 };
  // The header at hand: filled by readHeader and readSerials.
  let serials: number[] = [];
  let bodyBytes = 0;
  let headerEnd = 0;

  /** Serial types from `from` on until `stop`, or as many as `fields`. False where they break a rule. */
  const readSerials = (from: number, stop: number, fields: number): boolean => {
    cursor.at = from;
    while (cursor.at < stop && serials.length < fields) {
      const byte = bytes[cursor.at] as number;
      let serial = byte;
      if (byte < 128) cursor.at++;
      else serial = readVarint(bytes, cursor);
      if (serial === 10 || serial === 11) return false;
      bodyBytes += serialLength(serial);
      if (bodyBytes > MAX_OVERFLOW_BYTES) return false;
      serials.push(serial);
    }
    headerEnd = cursor.at;
    return headerEnd <= stop;
  };

  const reaches = new Map<readonly PastTable[], Readonly<Record<TreeKind, Reach>>>();
  const reach = (tables: readonly PastTable[]): Readonly<Record<TreeKind, Reach>> => {
    let known = reaches.get(tables);
    if (known === undefined) {
      known = { rowid: reachOf(tables, 'rowid'), index: reachOf(tables, 'index') };
      reaches.set(tables, known);
    }
    return known;
  };

  /** A header that starts at `start`, as any of the tables within reach may have one. */
  const readHeader = (start: number, end: number, { most, least, legal }: Reach): boolean => {
    const first = bytes[start] as number;
    if (first < 2 || most === 0 || start + 1 >= end) return false;
    cursor.at = start;
    const size = first < 128 ? first : readVarint(bytes, cursor);
    const from = first < 128 ? start + 1 : cursor.at;
    if (size < from - start + least || size > from - start + most * MOST_SERIAL_BYTES || start + size > end)
      return false;
    // The first serial types tell most headers that are none, before anything is kept of them.
    const next = bytes[from] as number;
    if (next < 128 && (bitOf(next) & (legal[0] as number)) === 0) return false;
    const second = bytes[from + 1] as number;
    if (next < 128 && most > 1 && size > 2 + from - start && second < 128) {
      if ((bitOf(second) & (legal[1] as number)) === 0) return false;
    }
    serials = [];
    bodyBytes = 0;
    return readSerials(from, start + size, most) && headerEnd === start + size;
  };

  const fits = ({ legal, fields, least }: PastTable, skip: number): boolean => {
    if (serials.length > fields || serials.length < least) return false;
    for (let place = skip; place < serials.length; place++) {
      if ((bitOf(serials[place] as number) & (legal[place] as number)) === 0) return false;
    }
    return true;
  };

  /** The serial types at hand as a record of `table` whose header starts at `start`: a candidate, if the body bears it out. */
  const weigh = (
    table: PastTable,
    at: number,
    start: number,
    headerBytes: number,
    end: number,
    frame: Frame,
    emit: (candidate: Candidate) => void,
  ): void => {
    const total = headerBytes + bodyBytes;
    const local = localBytes(total, table.spill);
    const length = Math.max(LEAST_CELL_BYTES, start - at + local + (local < total ? 4 : 0));
    if (at + length > end || (local < total && headerBytes > local)) return;
    if (!frame.intact) {
      const sizeBytes = total < 128 ? 1 : total < 16_384 ? 2 : 3;
      const rowidBytes = start - at - sizeBytes;
      if (table.kind === 'index' ? rowidBytes !== 0 : rowidBytes < 1 || rowidBytes > VARINT_BYTES) return;
      // A block is never smaller than the cell that it was made of, unless its end was given away.
      if (frame.scar < length) return;
      // Nothing of the header is left: only what the table is known to hold.
      if (frame.lost === serials.length && !isExpected(table, serials)) return;
    }
    let record = bytes;
    let body = start + headerBytes;
    let check: TextCheck = text;
    if (local < total) {
      const whole = chainedRecord(scene, start, local, total, table.spill.perPage);
      if (whole === null) return;
      record = whole;
      body = headerBytes;
      check = textCheck(whole, encoding);
    }
    let substance = 0;
    let score = frame.intact ? length + INTACT_BONUS : length * LOST_HEADER_WORTH + frame.worth;
    if (!frame.intact && isBlank(record, body, body + bodyBytes)) return;
    let from = body;
    for (let place = 0; place < serials.length; place++) {
      const serial = serials[place] as number;
      const size = serialLength(serial);
      if (serial >= 13 && serial % 2 === 1) {
        if (!check.readsAsText(from, from + size)) return;
      }
      if (!frame.intact && isFarFetched(record, serial, from, size)) score -= FAR_FETCHED_COST;
      if (serial !== 0) substance += 1 + size;
      from += size;
      const seen = table.seen[place] as number;
      if (seen !== 0) score += (bitOf(serial) & seen) !== 0 ? USUAL_CLASS_BONUS : -UNUSUAL_CLASS_COST;
    }
    if (substance < (frame.intact ? LEAST_SUBSTANCE : LEAST_BEHEADED_SUBSTANCE)) return;
    if (!frame.intact) {
      if (frame.scar === length) score += SCAR_FITS_BONUS;
      else if (at + frame.scar <= end) score += SCAR_FOLLOWS_BONUS;
    }
    emit({
      table,
      at,
      length,
      score,
      intact: frame.intact,
      rowid: frame.rowid,
      serials: serials.slice(),
      lost: frame.lost,
      bytes: record,
      body,
    });
  };

  const findIntact: CellFinder['findIntact'] = (at, end, tables, emit) => {
    cursor.at = at;
    const payload = readVarint(bytes, cursor);
    if (payload < 2 || payload > MAX_OVERFLOW_BYTES || cursor.at >= end) return;
    const afterSize = cursor.at;
    const rowid = readRowid(bytes, cursor);
    const afterRowid = cursor.at;
    for (const kind of ['rowid', 'index'] as const) {
      const start = kind === 'rowid' ? afterRowid : afterSize;
      let read = false;
      for (const table of tables) {
        if (table.kind !== kind) continue;
        if (!read) {
          if (!readHeader(start, end, reach(tables)[kind]) || headerEnd - start + bodyBytes !== payload) break;
          read = true;
        }
        if (!fits(table, 0)) continue;
        weigh(
          table,
          at,
          start,
          headerEnd - start,
          end,
          { intact: true, rowid: kind === 'rowid' ? rowid : null, scar: 0, lost: 0, worth: 0 },
          emit,
        );
      }
    }
  };

  /** The header starts within the lost bytes: its size is lost, and the first serial types of `lost` fields. */
  const findBeheaded = (
    table: PastTable,
    at: number,
    start: number,
    end: number,
    scar: number,
    emit: (candidate: Candidate) => void,
  ): void => {
    const lost = at + SCAR_BYTES - start - 1;
    for (let fields = table.fields; fields >= table.least && fields >= lost; fields--) {
      serials = new Array<number>(lost).fill(0);
      bodyBytes = 0;
      if (readSerials(at + SCAR_BYTES, end, fields) && serials.length === fields && fits(table, lost)) {
        weighLost(table, at, start, end, scar, lostSerials(table, lost), emit);
      }
      // The last lost type may be of two bytes, the second of which is still there.
      const low = bytes[at + SCAR_BYTES] as number;
      if (lost !== 1 || low >= 128 || ((table.legal[0] as number) & LONG_BITS) === 0) continue;
      serials = [0];
      bodyBytes = 0;
      if (readSerials(at + SCAR_BYTES + 1, end, fields) && serials.length === fields && fits(table, lost)) {
        weighLost(table, at, start, end, scar, longSerials(table, low, scar), emit);
      }
    }
  };

  const weighLost = (
    table: PastTable,
    at: number,
    start: number,
    end: number,
    scar: number,
    choices: readonly LostSerials[],
    emit: (candidate: Candidate) => void,
  ): void => {
    const headerBytes = headerEnd - start;
    if (headerBytes > MOST_SHORT_SERIAL) return;
    const rest = bodyBytes;
    const kept = serials;
    for (const { types, worth } of choices) {
      serials = kept.slice();
      bodyBytes = rest;
      for (const [place, serial] of types.entries()) {
        serials[place] = serial;
        bodyBytes += serialLength(serial);
      }
      if (start - at + headerBytes + bodyBytes > scar && bodyBytes < usable) continue;
      weigh(table, at, start, headerBytes, end, { intact: false, rowid: null, scar, lost: types.length, worth }, emit);
    }
  };

  const find: CellFinder['find'] = (at, end, tables, others, emit) => {
    findIntact(at, end, tables, emit);
    if (others.length > 0) findIntact(at, end, others, emit);
    if (at + SCAR_BYTES + 1 > end) return;
    const next = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    const scar = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    // Blocks are kept in the order in which they lie, and end within the page.
    if (scar < LEAST_CELL_BYTES || at + scar > usable || (next !== 0 && (next < at + scar || next > usable - 4)))
      return;
    // Two letters and a third are no block's header: the middle of a long text lies in pages of its own.
    if (encoding !== 'utf8' && holdsLetters(bytes, at, Math.min(end, at + SCAR_BYTES + 3))) return;
    const frame = { intact: false, rowid: null, scar, lost: 0, worth: 0 };
    const ofRows = reach(tables).rowid;
    for (let start = at + SCAR_BYTES; start <= at + MOST_FRAME_BYTES && start + 2 < end; start++) {
      // What is left of a rowid between the scar and the header: all its bytes but the last go on.
      if (start > at + SCAR_BYTES) {
        const last = bytes[start - 1] as number;
        if (start > at + SCAR_BYTES + 1 && (bytes[start - 2] as number) < 128) break;
        if (last >= 128 && start - at < 1 + VARINT_BYTES) continue;
      }
      if (!readHeader(start, end, ofRows)) continue;
      for (const table of tables) {
        if (table.kind === 'rowid' && fits(table, 0)) weigh(table, at, start, headerEnd - start, end, frame, emit);
      }
    }
    for (const table of tables) {
      for (let start = at + (table.kind === 'rowid' ? 2 : 1); start < at + SCAR_BYTES; start++) {
        findBeheaded(table, at, start, end, scar, emit);
      }
    }
  };

  return { find, findIntact };
}
