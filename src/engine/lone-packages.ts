import { PRIVATE_DOMAINS } from '../android/location.ts';
import { type Artifact, artifactBytes } from '../device/artifact.ts';
import { LEAST_BYTES } from '../diff/moves.ts';
import { NO_PACKAGE, NO_PLACE } from '../vfs/sort-key.ts';
import type { Group, Range } from './groups.ts';
import type { OpenSide, TakenSides } from './sides.ts';
import type { Unit } from './unit.ts';

export type Lone = 'source' | 'target';

/** Of each side so many artifacts are read for what other packages have like them, and so many bytes of them. */
const MOST_ARTIFACTS = 1 << 15;
const MOST_BYTES = 1024 * 1024 * 1024;
/** Lines of a package that are looked through for a private file. They come first; folders stand among them. */
const MOST_LINES = 256;

/** A package whose private files one side alone has: renamed, cloned or rebuilt, it is on the other by another name. */
export interface LonePackage {
  readonly side: Lone;
  /** 1 for each unit that is to be read for records or pages that packages of the other side may have. To be called once. */
  choose(units: readonly Unit[]): Uint8Array;
}

/** Tells packages that only one side has, in the order of calls; none where the other side has no such package. */
export function lonePackages(sides: TakenSides, all: readonly Group[]): (group: Group) => LonePackage | null {
  const lone = new Map<string, Lone>();
  const count = { source: 0, target: 0 };
  for (const group of all) {
    if (group.name === NO_PACKAGE || group.name === NO_PLACE) continue;
    const source = holdsPrivate(sides.by.source, group.ranges[0]);
    if (source === holdsPrivate(sides.by.target, group.ranges[2])) continue;
    const side = source ? 'source' : 'target';
    lone.set(group.name, side);
    count[side] += 1;
  }
  if (count.source === 0 || count.target === 0) lone.clear();
  const left = {
    source: { artifacts: MOST_ARTIFACTS, bytes: MOST_BYTES },
    target: { artifacts: MOST_ARTIFACTS, bytes: MOST_BYTES },
  };
  return (group) => {
    const side = lone.get(group.name);
    if (side === undefined) return null;
    const room = left[side];
    const other = side === 'source' ? 'target' : 'source';
    const choose = (units: readonly Unit[]): Uint8Array =>
      Uint8Array.from(units, (unit) => {
        const artifact = unit[side];
        if (artifact === null || unit[other] !== null || !isPrivate(artifact)) return 0;
        const bytes = artifactBytes(artifact);
        if (bytes < LEAST_BYTES || bytes > room.bytes || room.artifacts === 0) return 0;
        room.artifacts -= 1;
        room.bytes -= bytes;
        return 1;
      });
    return { side, choose };
  };
}

function isPrivate({ location }: Artifact): boolean {
  return location !== null && PRIVATE_DOMAINS.has(location.domain);
}

function holdsPrivate(side: OpenSide | null, range: Range | null | undefined): boolean {
  if (side === null || range == null) return false;
  const to = Math.min(range.to, range.from + MOST_LINES);
  for (let line = range.from; line < to; line += 1) {
    const { type, location } = side.catalogue.entry(line);
    if (type === 'file' && location !== null && PRIVATE_DOMAINS.has(location.domain)) return true;
  }
  // What has so many other files is no left-over.
  return to < range.to;
}
