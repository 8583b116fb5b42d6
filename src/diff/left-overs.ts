import { type Row, sameValue } from '../content/value.ts';
import type { Change } from './change.ts';
import { rowBytes } from './keyed.ts';
import { countTarget, leftOfTarget, matchSource } from './multiset.ts';
import { changed, oneSided } from './one-change.ts';
import { stretchesFor } from './partition.ts';
import { digestValue, LANES, type Lanes } from './row-digest.ts';
import type { SectionPair } from './section-pair.ts';
import type { Pass } from './tally.ts';

/** Rows of each side that are held to be paired; further ones stand alone. */
const HELD_ROWS = 10_000;
const HELD_BYTES = 32 * 1024 * 1024;
/** A value that more rows share is no clue to which of them belong together. */
const BUCKET_ROWS = 64;
/** Of the columns, what must agree for two rows to be shown as one that changed. */
const AGREEING_SHARE = 0.5;
/** Partners of one row that are weighed against each other. */
const BEST_PARTNERS = 8;

/** What a multiset comparison leaves over: rows alike enough are paired, the others stand on one side only. */
export function* leftOverChanges(pass: Pass): Generator<Change> {
  const { pair } = pass;
  // Lines and elements of arrays are what they are: another text is another record.
  const pairs = pair.rows && pair.sharedSource.length > 1;
  for (const stretch of stretchesFor(pass.expected)) {
    const { table } = countTarget(pass, stretch);
    const sources = heldRows(pairs);
    for (const { row, found } of matchSource(pass, stretch, table)) {
      if (!found && !sources.hold(row)) yield oneSided(pair.source, row, 'source-only');
    }
    const targets = heldRows(pairs && sources.rows.length > 0);
    for (const row of leftOfTarget(pass, stretch, table)) {
      if (!targets.hold(row)) yield oneSided(pair.target, row, 'target-only');
    }
    yield* pairedChanges(pair, sources.rows, targets.rows, pass.poll);
  }
}

/** Rows kept for pairing, as long as there is room. */
export function heldRows(wanted: boolean): { readonly rows: readonly Row[]; hold(row: Row): boolean } {
  const rows: Row[] = [];
  let bytes = 0;
  return {
    rows,
    hold(row) {
      if (!wanted || rows.length >= HELD_ROWS || bytes >= HELD_BYTES) return false;
      bytes += rowBytes(row);
      rows.push(row);
      return true;
    },
  };
}

function* pairedChanges(
  pair: SectionPair,
  sources: readonly Row[],
  targets: readonly Row[],
  poll: () => void,
): Generator<Change> {
  const partner = pairRows(pair, sources, targets, poll);
  const taken = new Set(partner.values());
  for (const [s, row] of sources.entries()) {
    const t = partner.get(s);
    if (t === undefined) yield oneSided(pair.source, row, 'source-only');
    else yield changed(pair, [], row, targets[t] as Row);
  }
  for (const [t, row] of targets.entries()) if (!taken.has(t)) yield oneSided(pair.target, row, 'target-only');
}

/** Pairs rows by the number of columns that agree, the most first; ties by place. Source place to target place. */
function pairRows(
  pair: SectionPair,
  sources: readonly Row[],
  targets: readonly Row[],
  poll: () => void,
): Map<number, number> {
  const { sharedSource, sharedTarget } = pair;
  const buckets = sharedTarget.map((column, i) => bucketsOf(targets, column, i));
  const digest: Lanes = new Int32Array(LANES);
  const least = Math.max(1, Math.ceil(sharedSource.length * AGREEING_SHARE));
  const candidates: { s: number; t: number; agree: number }[] = [];
  sources.forEach((row, s) => {
    if (s % 256 === 0) poll();
    const partners = new Set<number>();
    sharedSource.forEach((column, i) => {
      digestValue(row[column] ?? null, i, digest);
      const bucket = buckets[i]?.get(bucketKey(digest)) ?? [];
      if (bucket.length <= BUCKET_ROWS) for (const t of bucket) partners.add(t);
    });
    const weighed = [...partners]
      .map((t) => ({ s, t, agree: agreeing(pair, row, targets[t] as Row) }))
      .filter(({ agree }) => agree >= least)
      .sort((a, b) => b.agree - a.agree || a.t - b.t);
    candidates.push(...weighed.slice(0, BEST_PARTNERS));
  });
  candidates.sort((a, b) => b.agree - a.agree || a.s - b.s || a.t - b.t);
  const partner = new Map<number, number>();
  const taken = new Set<number>();
  for (const { s, t } of candidates) {
    if (partner.has(s) || taken.has(t)) continue;
    partner.set(s, t);
    taken.add(t);
  }
  return partner;
}

function bucketsOf(rows: readonly Row[], column: number, about: number): Map<number, number[]> {
  const buckets = new Map<number, number[]>();
  const digest: Lanes = new Int32Array(LANES);
  rows.forEach((row, place) => {
    digestValue(row[column] ?? null, about, digest);
    const key = bucketKey(digest);
    const bucket = buckets.get(key);
    if (bucket === undefined) buckets.set(key, [place]);
    else if (bucket.length <= BUCKET_ROWS) bucket.push(place);
  });
  return buckets;
}

/** Two words of a digest in one number: a clash only offers one more partner to weigh. */
function bucketKey(digest: Lanes): number {
  return ((digest[0] as number) >>> 0) * 2 ** 20 + ((digest[1] as number) >>> 12);
}

function agreeing({ sharedSource, sharedTarget }: SectionPair, source: Row, target: Row): number {
  let agree = 0;
  for (let i = 0; i < sharedSource.length; i += 1) {
    const value = source[sharedSource[i] as number] ?? null;
    if (sameValue(value, target[sharedTarget[i] as number] ?? null)) agree += 1;
  }
  return agree;
}
