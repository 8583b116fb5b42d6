import type { Section } from '../content/reader.ts';
import { type DigestTable, digestTable } from './digest-table.ts';
import { foldedName } from './pair-names.ts';
import { inPass, type Stretch, stretchesFor } from './partition.ts';
import { digestColumns, LANES } from './row-digest.ts';
import { beyondAddress, recordTells } from './section-pair.ts';
import { POLL_ROWS } from './tally.ts';

/** Of tables with more rows only those are looked at whose digests fall into one stretch: the same ones on both sides. */
const LOOKED_AT_ROWS = 1 << 20;
/** Of the rows that tell, of the table that has fewer, those that both must have: else two tables only look alike. */
const COMMON_SHARE = 0.5;

/**
 * Tables of databases that lost their twin, by the one that holds the same under another name: the same columns, and at
 * least half of the telling rows. The tables must be those that no table of the other side has the name of.
 */
export function renamedTables(
  mine: readonly Section[],
  theirs: readonly Section[],
  poll: () => void,
): ReadonlyMap<Section, Section> {
  const renamed = new Map<Section, Section>();
  const others = byColumns(theirs);
  for (const [columns, tables] of byColumns(mine)) {
    const candidates = others.get(columns) ?? [];
    if (candidates.length > 0)
      for (const [one, other] of mostInCommon(tables, candidates, poll)) renamed.set(one, other);
  }
  return renamed;
}

function byColumns(sections: readonly Section[]): Map<string, Section[]> {
  const groups = new Map<string, Section[]>();
  for (const section of sections) {
    if (section.foldsNames !== true || section.counts().telling === 0) continue;
    const columns = JSON.stringify(section.columns.map(foldedName).sort());
    groups.set(columns, [...(groups.get(columns) ?? []), section]);
  }
  return groups;
}

/** Pairs tables one to one, those with the most rows in common first; ties by place. */
function mostInCommon(mine: Section[], theirs: Section[], poll: () => void): [Section, Section][] {
  const total = mine.reduce((sum, section) => sum + section.counts().records, 0);
  const [stretch] = stretchesFor(total, LOOKED_AT_ROWS) as [Stretch];
  const owners = digestTable(Math.min(total, LOOKED_AT_ROWS));
  const rows = mine.map((section, i) => own(owners, section, i + 1, stretch, poll));
  const found = theirs.map((section) => meet(owners, section, mine.length, stretch, poll));
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
    return [[mine[s] as Section, theirs[t] as Section]];
  });
}

/** Enters a table's rows under its number, but those that an earlier one entered. Gives how many. */
function own(owners: DigestTable, section: Section, number: number, stretch: Stretch, poll: () => void): number {
  let rows = 0;
  for (const digest of tellingDigests(section, stretch, poll)) {
    const slot = owners.insert(digest);
    if (owners.get(slot) !== 0) continue;
    owners.set(slot, number);
    rows += 1;
  }
  return rows;
}

/** How many rows a table has in common with each that was entered, by its number less one. Each row is met once. */
function meet(
  owners: DigestTable,
  section: Section,
  tables: number,
  stretch: Stretch,
  poll: () => void,
): { readonly common: Uint32Array; readonly rows: number } {
  const common = new Uint32Array(tables);
  let rows = 0;
  for (const digest of tellingDigests(section, stretch, poll)) {
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

/** Digests of the rows that tell, over the columns in the order of their names. One array for all. */
function* tellingDigests(section: Section, { index, of }: Stretch, poll: () => void): Generator<Int32Array> {
  const digest = new Int32Array(LANES);
  const beyond = beyondAddress(section);
  const names = section.columns.map(foldedName);
  const columns = [...names.keys()].sort((a, b) => ((names[a] as string) < (names[b] as string) ? -1 : 1));
  let seen = 0;
  for (const row of section.records()) {
    seen += 1;
    if (seen % POLL_ROWS === 0) poll();
    if (!recordTells(section, row, beyond)) continue;
    digestColumns(row, columns, digest);
    if (inPass(digest, index, of)) yield digest;
  }
}
