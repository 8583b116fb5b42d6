import type { Artifact } from '../device/artifact.ts';
import { COPIES_LISTED, type Copy, LEAST_BYTES } from '../diff/moves.ts';
import type { ArtifactView } from '../report/result.ts';
import { addressOf } from './entry-view.ts';
import { sizeOf } from './find-moves.ts';
import type { Job, JobResult, SideReading } from './job.ts';
import { jobOf, type Unit } from './unit.ts';

/** Artifacts of one package that are read once more for a digest of their records, and bytes of them. */
const MOST_READ = 512;
const MOST_BYTES = 256 * 1024 * 1024;
/** What so many artifacts of a side have the counts of is not looked into: each would be read again for the others. */
const MOST_ALIKE = 32;

type Ends = 'source' | 'target';

/** Finds, within a package, where the target holds the records of what is not at its place, in a place that is taken. */
export interface SameRecords {
  /** To be called once for each unit, with what it was judged to be. */
  take(index: number, unit: Unit, view: ArtifactView, result: JobResult | null): void;
  /** Copies by the index of the unit that they are of. Reads what has equal counts; `run` gives results in order. */
  find(run: (jobs: readonly Job[]) => Promise<readonly JobResult[]>): Promise<ReadonlyMap<number, readonly Copy[]>>;
}

interface Holder {
  readonly index: number;
  readonly artifact: Artifact;
  /** Both sides have it at its place. */
  readonly paired: boolean;
  /** And the same records there. */
  readonly atHome: boolean;
  digest: string | null;
}

interface Alike {
  readonly source: Holder[];
  readonly target: Holder[];
  /** Too many have these counts. */
  over: boolean;
}

/**
 * Places that are paired were compared with their own counterpart and have no digest of all their records: of those
 * few that have as many records as a content that is missed, one is taken here, after all was read.
 */
export function findSameRecords(): SameRecords {
  const groups = new Map<string, Alike>();

  const add = (side: Ends, reading: SideReading | null, holder: Omit<Holder, 'digest'>): void => {
    // What tells nothing is equal by chance.
    if (reading === null || reading.reader === null || (reading.telling ?? 0) === 0) return;
    if (sizeOf(holder.artifact) < LEAST_BYTES) return;
    const key = `${reading.reader} ${reading.records} ${reading.telling}`;
    const group = groups.get(key) ?? { source: [], target: [], over: false };
    groups.set(key, group);
    if (group.over) return;
    group[side].push({ ...holder, digest: reading.digest });
    if (group[side].length <= MOST_ALIKE) return;
    group.over = true;
    group.source.length = 0;
    group.target.length = 0;
  };

  return {
    take(index, unit, view, result) {
      const { source, target } = unit;
      // What moved is told by that, and what was read by other means has no counts of its own.
      if (result === null || unit.moved !== null || unit.ready !== undefined) return;
      const paired = source !== null && target !== null;
      const atHome = view.likeness === 'bytes' || view.likeness === 'content';
      // Of what is there in large part, all is seldom elsewhere; reading for it would cost more than the rest.
      const missed = view.verdict !== 'carried' && view.verdict !== 'partly-carried';
      if (source !== null && missed) add('source', result.source, { index, artifact: source, paired, atHome });
      if (target !== null) add('target', result.target, { index, artifact: target, paired, atHome: paired && atHome });
    },
    async find(run) {
      const wanted = [...groups.values()].filter(isWorthReading);
      const left = { artifacts: MOST_READ, bytes: MOST_BYTES };
      const jobs: { readonly holder: Holder; readonly side: Ends; readonly job: Job }[] = [];
      for (const group of wanted) {
        const more = (['source', 'target'] as const).flatMap((side) =>
          group[side].flatMap((holder) => {
            const job = holder.digest === null ? digestJob(side, holder.artifact) : null;
            return job === null ? [] : [{ holder, side, job }];
          }),
        );
        const bytes = more.reduce((sum, { holder }) => sum + sizeOf(holder.artifact), 0);
        if (more.length > left.artifacts || bytes > left.bytes) continue;
        left.artifacts -= more.length;
        left.bytes -= bytes;
        jobs.push(...more);
      }
      const results = jobs.length === 0 ? [] : await run(jobs.map(({ job }) => job));
      for (const [at, { holder, side }] of jobs.entries()) holder.digest = results[at]?.[side]?.digest ?? null;
      const found = new Map<number, readonly Copy[]>();
      for (const { source, target } of wanted) {
        for (const one of source) {
          const copies = target.filter((other) => mayTell(one, other) && other.digest === one.digest).map(copyAt);
          if (one.digest !== null && copies.length > 0) found.set(one.index, copies.slice(0, COPIES_LISTED));
        }
      }
      return found;
    },
  };
}

/** With the copies found now: a place is told once. */
export function withMoreCopies(view: ArtifactView, more: readonly Copy[] | undefined): ArtifactView {
  if (more === undefined) return view;
  const copies = view.copies ?? [];
  const known = new Set(copies.map(({ devicePath }) => devicePath));
  const all = [...copies, ...more.filter(({ devicePath }) => !known.has(devicePath))];
  return { ...view, copies: all.slice(0, COPIES_LISTED) };
}

/** Two that are alone on their sides were held against each other when moves were looked for. */
function mayTell(source: Holder, target: Holder): boolean {
  if (source.index === target.index || !(source.paired || target.paired)) return false;
  // What lies at the same address on both sides says nothing of another address that is taken.
  return !(source.paired && target.atHome);
}

function isWorthReading({ source, target }: Alike): boolean {
  return source.some((one) => target.some((other) => mayTell(one, other)));
}

function digestJob(side: Ends, artifact: Artifact): Job | null {
  const { location, entry } = artifact;
  const alone = { location, entry, source: null, bundle: null, target: null, [side]: artifact };
  const job = jobOf(alone, { changes: 0, digest: true, past: null });
  return job === null ? null : { ...job, scan: false };
}

function copyAt({ artifact }: Holder): Copy {
  return { devicePath: addressOf(artifact), user: artifact.location?.user ?? 0, basis: 'content' };
}
