import { PRIVATE_DOMAINS } from '../android/location.ts';
import { type Artifact, artifactBytes, mainPart } from '../device/artifact.ts';
import { contentKey, findKey } from '../diff/elsewhere.ts';
import { LEAST_BYTES } from '../diff/moves.ts';
import { NO_PACKAGE, NO_PLACE } from '../vfs/sort-key.ts';
import type { Group, Range } from './groups.ts';
import type { OpenSide, TakenSides } from './sides.ts';
import type { Unit } from './unit.ts';

export type Lone = 'source' | 'target';

/** Of each side so many artifacts are read for what other packages have like them, and so many bytes of them. */
const MOST_ARTIFACTS = 1 << 13;
const MOST_BYTES = 1024 * 1024 * 1024;
/** Of what no reader understands fewer bytes than these are two or three chunks, and alike by chance. */
const LEAST_OPAQUE = 512;
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
  const keysOf = (side: Lone): Float64Array => {
    const keys: number[] = [];
    for (const group of all) {
      const range = lone.get(group.name) === side ? group.ranges[side === 'source' ? 0 : 2] : null;
      if (range != null) for (const key of fileKeys(sides.by[side], range)) keys.push(key);
    }
    return Float64Array.from(keys).sort();
  };
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
  if (count.source === 0 || count.target === 0) return () => null;
  const keys = { source: keysOf('source'), target: keysOf('target') };
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
        const least = mainPart(artifact).sniff === 'opaque' ? LEAST_OPAQUE : LEAST_BYTES;
        if (bytes < least || bytes > room.bytes || room.artifacts === 0) return 0;
        if (isCopy(artifact, keys[other])) return 0;
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

/** What is on the other side byte for byte is told by that. Of a database what stands beside it counts as well. */
function isCopy(artifact: Artifact, keys: Float64Array): boolean {
  const { sha256, sniff } = mainPart(artifact);
  if (artifact.parts.length > 1 || sniff === 'sqlite' || sha256 === null) return false;
  return findKey(keys, contentKey(sha256)) >= 0;
}

function* fileKeys(side: OpenSide | null, { from, to }: Range): Iterable<number> {
  for (const { type, sha256 } of side?.catalogue.entries(from, to) ?? [])
    if (type === 'file' && sha256 !== null) yield contentKey(sha256);
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
