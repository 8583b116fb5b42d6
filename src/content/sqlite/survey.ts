import type { Claims } from './claims.ts';
import type { Pages } from './pages.ts';
import { chainHolds, localBytes, readPayload, type Spill } from './payload.ts';
import { serialLength } from './record.ts';
import { IN_KEY, type Telling, WATCHED } from './telling.ts';
import type { TreePage } from './tree.ts';
import { type Cursor, readRowid, readVarint } from './varint.ts';

/** What the cells of pages came to. One is filled page by page. */
export interface Tally {
  records: number;
  telling: number;
  /** Rows that are there and cannot be read. */
  bad: number;
  /** Any cell that goes on in overflow pages. */
  overflows: boolean;
  /** Any row with NULL in a watched key column. */
  nullKey: boolean;
  /** Most fields of a record. */
  fields: number;
  /** Rowids ascend. */
  ascending: boolean;
  lastRowid: number | bigint | null;
}

export function newTally(): Tally {
  return {
    records: 0,
    telling: 0,
    bad: 0,
    overflows: false,
    nullKey: false,
    fields: 0,
    ascending: true,
    lastRowid: null,
  };
}

/** What looking at cells needs. */
export interface CellScene {
  readonly pages: Pages;
  readonly spill: Spill;
  readonly rowids: boolean;
  /** Null when the page was surveyed before: then `bad` cells are known and chains hold. */
  readonly claims: Claims | null;
}

/** Cells of a page that cannot be read, a bit for each. */
export type BadCells = Uint8Array;

export function isBad(bad: BadCells | null, index: number): boolean {
  return bad !== null && ((bad[index >> 3] as number) & (1 << (index & 7))) !== 0;
}

/**
 * Looks at every cell of a page: whether its record is sound and whether it tells, from sizes and serial types.
 * Only a number is looked at itself, or a short UTF-16 text. Adds to `tally` and returns the unreadable cells.
 */
export function surveyPage(
  page: TreePage,
  scene: CellScene,
  telling: Telling,
  tally: Tally,
  known: BadCells | null,
): BadCells | null {
  const { bytes, limit, pointers, cells, prefix } = page;
  const { spill, rowids, claims } = scene;
  const firstCell = pointers + 2 * cells;
  const cursor: Cursor = { at: 0 };
  let bad = known;
  // Cells do not overlap, so that their sum is bounded. Where they do, one stretch would be read over and over.
  let room = limit - firstCell;

  for (let index = 0; index < cells; index++) {
    if (claims === null && isBad(bad, index)) continue;
    const cell = ((bytes[pointers + 2 * index] as number) << 8) | (bytes[pointers + 2 * index + 1] as number);
    let sound = false;
    if (cell >= firstCell && cell < limit) {
      cursor.at = cell + prefix;
      const payload = readVarint(bytes, cursor);
      const rowid = rowids ? readRowid(bytes, cursor) : null;
      const local = localBytes(payload, spill);
      const end = cursor.at + local + (local < payload ? 4 : 0);
      if (end <= limit) room -= end - cell;
      if (end <= limit && room >= 0 && surveyRecord(bytes, cursor, payload, local, scene, telling, tally)) {
        sound = true;
        if (rowid !== null) {
          if (tally.lastRowid !== null && rowid <= tally.lastRowid) tally.ascending = false;
          tally.lastRowid = rowid;
        }
      }
    }
    if (!sound) {
      bad ??= new Uint8Array((cells + 7) >> 3);
      bad[index >> 3] = (bad[index >> 3] as number) | (1 << (index & 7));
      tally.bad++;
    }
  }
  return bad;
}

/** One record, `cursor` at its first byte. False where it is not sound. */
function surveyRecord(
  bytes: Buffer,
  cursor: Cursor,
  payload: number,
  local: number,
  scene: CellScene,
  telling: Telling,
  tally: Tally,
): boolean {
  const { pages, spill, claims } = scene;
  const { places, surely, surelyNot } = telling;
  const start = cursor.at;
  if (local < payload) {
    tally.overflows = true;
    const next = bytes.readUInt32BE(start + local);
    if (claims !== null && !chainHolds(pages, claims, next, payload - local, spill)) return false;
  }
  const headerBytes = readVarint(bytes, cursor);
  if (cursor.at - start > headerBytes || headerBytes > payload) return false;
  let header = bytes;
  let headerEnd = start + headerBytes;
  if (headerBytes > local) {
    header = readPayload(pages, bytes, start, local, headerBytes, spill);
    headerEnd = headerBytes;
    cursor.at -= start;
  }
  let tells = false;
  let nullKey = false;
  let place = 0;
  let body = headerBytes;
  while (cursor.at < headerEnd) {
    // Nearly every serial type is one byte.
    const byte = header[cursor.at] as number;
    const serial = byte < 128 ? byte : readVarint(header, cursor);
    if (byte < 128) cursor.at++;
    const length = serialLength(serial);
    const mark = place < places.length ? (places[place] as number) : IN_KEY;
    body += length;
    if (body > payload || serial === 10 || serial === 11) return false;
    if (serial === 0) {
      if ((mark & WATCHED) !== 0) nullKey = true;
    } else if (!tells && (mark & IN_KEY) === 0) {
      if (serial >= 12 && (serial % 2 === 0 || length >= surely || length <= surelyNot)) tells = length >= 8;
      else if (serial >= 12 || (serial >= 4 && serial < 8)) {
        if (body <= local) tells = telling.byValue(bytes, start + body - length, serial);
        else tells = telling.byValue(readPayload(pages, bytes, start, local, body, spill), body - length, serial);
      }
    }
    place++;
  }
  if (cursor.at !== headerEnd) return false;
  if (place < places.length) {
    tells ||= telling.defaultTells[place] as boolean;
    nullKey ||= telling.defaultNull[place] as boolean;
  }
  tally.records++;
  if (tells) tally.telling++;
  if (nullKey) tally.nullKey = true;
  if (place > tally.fields) tally.fields = place;
  return true;
}
