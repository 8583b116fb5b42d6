import type { Section } from '../content/reader.ts';
import type { Row } from '../content/value.ts';
import { type DigestTable, digestTable } from './digest-table.ts';
import { inPass, type Stretch, stretchesFor } from './partition.ts';
import { digestColumns, LANES } from './row-digest.ts';

const POLL_ROWS = 1 << 14;
/** Of more rows only those are looked at whose digests fall into one stretch: the same ones on both sides. */
const LOOKED_AT_ROWS = 1 << 20;
/** Of the rows that tell, of the side that has fewer, those that both must have: else two only look alike. */
const COMMON_SHARE = 0.5;

/** The rows of a section as they are looked for on the other side: the columns that count, in one order on both. */
export interface Look {
  readonly section: Section;
  readonly columns: readonly number[];
  /** Rows that do not tell are passed over: they are equal by chance. */
  tells(row: Row): boolean;
}

/**
 * Pairs what has at least half of its rows in common, one to one, as places in both lists: those with the most rows in
 * common first, ties by place.
 */
export function mostInCommon(
  mine: readonly Look[],
  theirs: readonly Look[],
  poll: () => void,
): (readonly [number, number])[] {
  const total = mine.reduce((sum, { section }) => sum + section.counts().records, 0);
  const [stretch] = stretchesFor(total, LOOKED_AT_ROWS) as [Stretch];
  const owners = digestTable(Math.min(total, LOOKED_AT_ROWS));
  const rows = mine.map((look, i) => own(owners, look, i + 1, stretch, poll));
  const found = theirs.map((look) => meet(owners, look, mine.length, stretch, poll));
  const candidates = found.flatMap(({ common, rows: others }, t) =>
    [...common].flatMap((count, s) => {
      const enough = Math.min(rows[s] as number, others) * COMMON_SHARE;
      return count > 0 && count >= enough ? [{ s, t, count }] : [];
    }),
  );
  candidates.sort((a, b) => b.count - a.count || a.s - b.s || a.t - b.t);
  const [taken, met] = [new Set<number>(), new Set<number>()];
  return candidates.flatMap(({ s, t }) => {
    if (taken.has(s) || met.has(t)) return [];
    taken.add(s);
    met.add(t);
    return [[s, t] as const];
  });
}

/** Enters rows under a number, but those that an earlier one entered. Gives how many. */
function own(owners: DigestTable, look: Look, number: number, stretch: Stretch, poll: () => void): number {
  let rows = 0;
  for (const digest of tellingDigests(look, stretch, poll)) {
    const slot = owners.insert(digest);
    if (owners.get(slot) !== 0) continue;
    owners.set(slot, number);
    rows += 1;
  }
  return rows;
}

/** How many rows are in common with each that was entered, by its number less one. Each row is met once. */
function meet(
  owners: DigestTable,
  look: Look,
  entered: number,
  stretch: Stretch,
  poll: () => void,
): { readonly common: Uint32Array; readonly rows: number } {
  const common = new Uint32Array(entered);
  let rows = 0;
  for (const digest of tellingDigests(look, stretch, poll)) {
    rows += 1;
    const slot = owners.find(digest);
    const owner = slot < 0 ? 0 : owners.get(slot);
    if (owner <= 0) continue;
    common[owner - 1] = (common[owner - 1] as number) + 1;
    // A slot whose number is 0 would be free to the table.
    owners.set(slot, -owner);
  }
  return { common, rows };
}

/** Digests of the rows that tell. One array for all, overwritten by the next. */
function* tellingDigests(look: Look, { index, of }: Stretch, poll: () => void): Generator<Int32Array> {
  const digest = new Int32Array(LANES);
  let seen = 0;
  for (const row of look.section.records()) {
    seen += 1;
    if (seen % POLL_ROWS === 0) poll();
    if (!look.tells(row)) continue;
    digestColumns(row, look.columns, digest);
    if (inPass(digest, index, of)) yield digest;
  }
}
