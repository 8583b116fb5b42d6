import { PRIVATE_DOMAINS } from '../android/location.ts';
import type { Sketch } from '../content/sketch.ts';
import { type Artifact, mainPart, sameBytes } from '../device/artifact.ts';
import { type Contents, contentKey, type Holdings, NOT_TOLD } from '../diff/elsewhere.ts';
import { LEAST_BYTES } from '../diff/moves.ts';
import { addressOf } from './entry-view.ts';
import { digestOf, sizeOf } from './find-moves.ts';
import type { JobResult } from './job.ts';
import type { Lone } from './lone-packages.ts';
import type { Unit } from './unit.ts';

/** What was read of an artifact of a package that one side alone has. */
export interface ReadTrace {
  /** Of its piece in the result store. */
  readonly id: number;
  readonly owner: string | null;
  readonly user: number;
  readonly devicePath: string;
  /** Of its records (`logicalDigest`), where at least one of them tells. */
  readonly digest: string | null;
  readonly sketch: Sketch | null;
}

/** What remains of a package for others to be held against: numbers of pieces in the result store. */
export interface Traces extends Holdings {
  readonly lone: Lone | null;
  /** Keys of files, one of each artifact of the source that is to be told of: without one of them a package holds none. */
  readonly signs: readonly number[];
  readonly read: readonly ReadTrace[];
  /** Private artifacts of the source that are large enough to be found elsewhere, by user. */
  readonly countable: ReadonlyMap<number, number>;
}

/** Marks of the packages read for this that are held at a time: 2 MB. What comes after has no near twins told. */
export const MOST_MARKS = 1 << 19;

interface Row {
  readonly index: number;
  readonly id: number;
}

/** Collects the traces of one package while its units are judged, in any order. */
export interface TraceCollector {
  /** Whether the unit is to have a piece in the result store, listed or not. */
  take(index: number, unit: Unit, carried: boolean, result: JobResult | null): boolean;
  /** `rows`: the pieces of units by their index, ascending. */
  finish(rows: readonly Row[]): Traces;
}

/** `isWanted`: whether copies are to be found of an artifact of the source. */
export function collectTraces(
  owner: string | null,
  lone: Lone | null,
  isWanted: (unit: Unit) => boolean = () => true,
): TraceCollector {
  const sources = { keys: [] as number[], at: [] as number[] };
  const targets = { keys: [] as number[], at: [] as number[] };
  const signs: number[] = [];
  const held: number[] = [];
  const read: (Omit<ReadTrace, 'id'> & { readonly index: number })[] = [];
  const countable = new Map<number, number>();
  let marks = 0;

  const takeRead = (index: number, artifact: Artifact, reading: JobResult[Lone]): boolean => {
    if (reading === null || (reading.digest === null && reading.sketch === null)) return false;
    const digest = (reading.telling ?? 0) > 0 ? reading.digest : null;
    const count = reading.sketch?.marks.length ?? 0;
    const fits = count > 0 && marks + count <= MOST_MARKS;
    if (digest === null && !fits) return false;
    if (fits) marks += count;
    const user = artifact.location?.user ?? 0;
    read.push({ index, owner, user, devicePath: addressOf(artifact), digest, sketch: fits ? reading.sketch : null });
    return true;
  };

  return {
    take(index, unit, carried, result) {
      const { source, target } = unit;
      const atHome =
        carried || unit.moved !== null || (source !== null && target !== null && sameBytes(source, target));
      const [from, to] = [keyOf(source), keyOf(target)];
      if (source !== null && isCountable(source)) {
        const user = source.location?.user ?? 0;
        countable.set(user, (countable.get(user) ?? 0) + 1);
      }
      if (atHome) {
        if (to !== null) held.push(to);
        return false;
      }
      let kept = false;
      if (from !== null) {
        const wanted = isWanted(unit);
        sources.keys.push(from);
        sources.at.push(wanted ? index : NOT_TOLD);
        if (wanted) signs.push(contentKey(mainPart(source as Artifact).sha256 as string));
        kept = wanted;
      }
      if (to !== null) {
        targets.keys.push(to);
        targets.at.push(index);
        kept = true;
      }
      const alone = lone === null ? null : unit[lone];
      if (lone !== null && alone !== null && unit[lone === 'source' ? 'target' : 'source'] === null) {
        if (lone === 'target' || isWanted(unit)) kept = takeRead(index, alone, result?.[lone] ?? null) || kept;
      }
      return kept;
    },
    finish(rows) {
      const contents = ({ keys, at }: typeof sources): Contents => ({
        keys,
        ids: at.map((index) => idOf(rows, index)),
      });
      return {
        owner,
        lone,
        signs,
        sources: contents(sources),
        targets: contents(targets),
        held,
        read: read.map(({ index, ...rest }) => ({ ...rest, id: idOf(rows, index) })),
        countable,
      };
    },
  };
}

function keyOf(artifact: Artifact | null): number | null {
  if (artifact === null || sizeOf(artifact) < LEAST_BYTES) return null;
  const digest = digestOf(artifact);
  return digest === null ? null : contentKey(digest);
}

function isCountable(artifact: Artifact): boolean {
  const { location } = artifact;
  return location !== null && PRIVATE_DOMAINS.has(location.domain) && sizeOf(artifact) >= LEAST_BYTES;
}

function idOf(rows: readonly Row[], index: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle] as Row).index < index) low = middle + 1;
    else high = middle;
  }
  return (rows[low] as Row).id;
}
