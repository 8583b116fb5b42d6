import { PRIVATE_DOMAINS } from '../../android/location.ts';
import type { SideName } from '../../device/side-name.ts';
import type { CatalogueEntry } from '../../vfs/catalogue.ts';
import type { ExaminedApp } from '../examined.ts';
import type { RestoreTrace } from '../finding-view.ts';

/** A trace on one side: how many of the files that could bear it do. */
export interface Trace {
  readonly trace: RestoreTrace;
  readonly files: number;
  readonly of: number;
  readonly args: Readonly<Record<string, string | number>>;
}

/** One file on one side, and the same file on the side that it is held against. */
interface Pair {
  readonly own: CatalogueEntry;
  readonly other: CatalogueEntry | null;
}

/** The side that each side is held against: the other phone, else the bundle. */
const OTHERS: Readonly<Record<SideName, readonly SideName[]>> = {
  source: ['target', 'bundle'],
  bundle: ['source', 'target'],
  target: ['source', 'bundle'],
};

/** Private files of an app on one side. */
export function filePairs(app: ExaminedApp, side: SideName): Pair[] {
  const out: Pair[] = [];
  for (const { place, ...sides } of app.artifacts()) {
    const own = sides[side];
    if (own === null || place === null || !PRIVATE_DOMAINS.has(place.domain)) continue;
    const other = OTHERS[side].map((name) => sides[name]).find((each) => each !== null) ?? null;
    const twins = new Map(other?.artifact.parts ?? []);
    for (const [role, part] of own.artifact.parts) out.push({ own: part, other: twins.get(role) ?? null });
  }
  return out;
}

const MS_PER_S = 1000;
/** Seconds since 1970 of 9 September 2001 and of 2 February 2103: between them lie the times of phones. */
const [EARLIEST_S, LATEST_S] = [1_000_000_000, 4_200_000_000];

/**
 * adb restore hands `File.setLastModified`, which takes milliseconds, the seconds of the archive (AOSP
 * FullBackup.restoreFile): 2023 becomes 20 January 1970. Where the other side has the file with the very time that this
 * came from, it is confirmed.
 */
export function secondsAsMilliseconds(pairs: readonly Pair[]): Trace | null {
  const dated = pairs.filter(({ own }) => own.modified !== null && own.modified > 0);
  const early = dated.filter(({ own: { modified } }) => {
    const time = modified ?? 0;
    return time >= EARLIEST_S - MS_PER_S && time <= LATEST_S;
  });
  if (early.length === 0) return null;
  // Archives keep whole seconds: of 1,700,000,000 ms they say 1,700,000 s.
  const confirmed = early.filter(
    ({ own, other }) =>
      other?.modified != null &&
      Math.floor(other.modified / MS_PER_S / MS_PER_S) === Math.floor((own.modified ?? 0) / MS_PER_S),
  ).length;
  return { trace: 'seconds-as-milliseconds', files: early.length, of: dated.length, args: { confirmed } };
}

const GROUP_AND_OTHERS = 0o77;
const OWNER = 0o700;
/** One file may have lost its rights by itself. */
const LEAST_MASKED = 2;

/** adb restore keeps the owner's rights only, of private files (AOSP FullBackup.restoreFile: mode & 0700). */
export function maskedModes(pairs: readonly Pair[]): Trace | null {
  const shared = pairs.filter(({ other }) => ((other?.mode ?? 0) & GROUP_AND_OTHERS) !== 0);
  const masked = shared.filter(
    ({ own, other }) => own.mode !== null && (own.mode & 0o777) === ((other?.mode ?? 0) & OWNER),
  );
  if (masked.length < LEAST_MASKED || masked.length * 2 < shared.length) return null;
  return { trace: 'masked-modes', files: masked.length, of: shared.length, args: {} };
}

const CLUSTER_MS = 60 * MS_PER_S;
const LEAST_CLUSTERED = 5;
/** Of the files, how many lie together where they were written at once, and how many do where they were not. */
const [TOGETHER, APART] = [0.8, 0.5];

/** Files that came at different times on the other side and within one minute on this. */
export function writtenAtOnce(pairs: readonly Pair[]): Trace | null {
  const own: number[] = [];
  const others: number[] = [];
  for (const pair of pairs) {
    const [time, other] = [pair.own.modified, pair.other?.modified ?? null];
    if (time === null || other === null || time <= LATEST_S || other <= LATEST_S) continue;
    own.push(time);
    others.push(other);
  }
  if (own.length < LEAST_CLUSTERED) return null;
  const here = largestCluster(own);
  if (here.count < own.length * TOGETHER || largestCluster(others).count > own.length * APART) return null;
  const args = { from: new Date(here.from).toISOString(), seconds: Math.ceil((here.to - here.from) / MS_PER_S) };
  return { trace: 'written-at-once', files: here.count, of: own.length, args };
}

interface Cluster {
  readonly count: number;
  readonly from: number;
  readonly to: number;
}

/** The most times that lie within one minute. */
export function largestCluster(times: readonly number[], span = CLUSTER_MS): Cluster {
  const sorted = [...times].sort((a, b) => a - b);
  let best: Cluster = { count: 0, from: 0, to: 0 };
  let start = 0;
  for (const [at, time] of sorted.entries()) {
    while (time - (sorted[start] as number) > span) start += 1;
    if (at - start + 1 > best.count) best = { count: at - start + 1, from: sorted[start] as number, to: time };
  }
  return best;
}
