import { type Coverage, covers, type UnseenReason } from '../android/coverage.ts';
import { type Location, PRIVATE_DOMAINS } from '../android/location.ts';
import { type Artifact, artifactBytes, isFolder, mainPart, sameBytes } from '../device/artifact.ts';
import type { RecordCounts, Route } from '../diff/change.ts';
import type { CommonRecords } from '../diff/common-records.ts';
import { type Holding, routeOf } from '../diff/route.ts';
import { type ContentOutcome, judge } from '../diff/verdict.ts';
import { type ExaminedSide, NOTHING_OBSERVED } from '../findings/examined.ts';
import type { ArtifactView, SideName } from '../report/result.ts';
import { apkMembers } from './apk-view.ts';
import type { UnitFacts } from './app-outcome.ts';
import { addressOf } from './entry-view.ts';
import type { JobResult, PairReading, SideReading } from './job.ts';
import { kindOf } from './kind-of.ts';
import { sideView } from './side-view.ts';
import type { TakenSides } from './sides.ts';
import type { Unit } from './unit.ts';
import { wasRead } from './was-read.ts';

/** Opaque content shorter than this is equal by chance (contract, "Comparison"). */
const TELLING_OPAQUE_BYTES = 32;

/** Reasons that say less than that the side keeps the like in another shape. */
const SELECTIVE: ReadonlySet<UnseenReason> = new Set(['agent-bundle', 'storage-not-acquired', 'excluded-by-transport']);

type Reason = NonNullable<ArtifactView['reason']>;

/** What one artifact came to: as it is shown, and as the app's verdict needs it. */
export interface Judged {
  readonly view: ArtifactView;
  readonly facts: UnitFacts;
}

function coverageAnswer(
  coverage: Coverage | undefined,
  place: Location | null,
): { covered: boolean; code: UnseenReason; at: string | null } {
  if (coverage === undefined || place === null)
    return { covered: false, code: coverage?.fallback ?? 'storage-not-acquired', at: null };
  const answer = covers(coverage, place);
  return answer.covered
    ? { covered: true, code: coverage.fallback, at: null }
    : { covered: false, code: answer.reason, at: answer.at };
}

/** Why neither phone showed what the bundle holds: the one that could not have, or else that both could. */
function bundleOnly(place: Location | null, sides: TakenSides): Reason {
  for (const side of ['source', 'target'] as const) {
    const { covered, code, at } = coverageAnswer(sides.by[side]?.coverage, place);
    if (!covered) return { side, code, at };
  }
  return { side: 'target', code: 'bundle-only', at: null };
}

/** Verdict, likeness, route and records of one artifact, from what the catalogues and the job said. */
export function judgeUnit(unit: Unit, result: JobResult | null, sides: TakenSides, at: number): Judged {
  const { source, bundle, target } = unit;
  // With nothing of the source, what the bundle and the target hold is compared instead.
  const fromBundle = source === null && bundle !== null && target !== null;
  const pair = fromBundle ? (result?.bundleTarget ?? null) : (result?.sourceTarget ?? null);
  const bytesEqual = source !== null && target !== null && sameBytes(source, target);
  const content = source === null || target === null ? null : outcomeOf(source, target, bytesEqual, pair, result);
  let reason: Reason | null = null;
  let verdict: ReturnType<typeof judge>;
  if (content !== null) {
    verdict = judge({ presence: 'both', content });
    if (content.kind === 'unreadable') reason = faultReason(result, source, target);
  } else {
    const missing: SideName = source === null ? 'source' : 'target';
    const answer = coverageAnswer(sides.by[missing]?.coverage, unit.location);
    if (source === null && target === null) {
      // Only the bundle holds it: neither phone showed it.
      verdict = { verdict: 'unseen', likeness: null };
      reason = bundleOnly(unit.location, sides);
    } else {
      verdict = judge({ presence: source === null ? 'target' : 'source', covered: answer.covered });
      if (verdict.verdict === 'unseen') {
        const inOtherShape = unit.otherShape === true && SELECTIVE.has(answer.code);
        reason = { side: missing, code: inOtherShape ? 'other-representation' : answer.code, at: answer.at };
      }
    }
  }
  const records = recordsOf(unit, result, pair, bytesEqual, content);
  const bundleBytesEqual = fromBundle && sameBytes(bundle, target);
  const likeness = fromBundle
    ? bundleBytesEqual
      ? 'bytes'
      : (result?.bundleTarget?.likeness ?? null)
    : verdict.likeness;
  const reading = result?.source ?? result?.target ?? result?.bundle ?? null;
  const place = unit.location;
  const view: ArtifactView = {
    devicePath: addressOf({ location: place, entry: unit.entry }),
    storage: place?.storage ?? null,
    domain: place?.domain ?? null,
    path: place?.path ?? unit.entry,
    kind: kindOf(unit, reading),
    verdict: verdict.verdict,
    likeness,
    route: routeOfUnit(unit, result, sides),
    ...(fromBundle ? { compared: 'bundle-target' as const } : {}),
    moved: unit.moved,
    schemaChanged: pair?.schemaChanged ?? false,
    ...(pair?.schemaChanges === undefined ? {} : { schemaChanges: pair.schemaChanges }),
    ...(pair?.renamed === undefined ? {} : { renamed: pair.renamed }),
    ...(pair?.rekeyed === undefined ? {} : { rekeyed: pair.rekeyed }),
    ...(pair?.rewritten === undefined ? {} : { rewritten: pair.rewritten }),
    ...(verdict.verdict === 'differs' && content?.kind === 'opaque' && result?.similarity != null
      ? { similarity: Math.round(result.similarity * 1000) / 1000 }
      : {}),
    // Of what is at its place as it should be, a copy tells nothing.
    ...(unit.copies.length > 0 && verdict.verdict !== 'carried' ? { copies: unit.copies } : {}),
    ...(unit.similar === undefined ? {} : { similar: unit.similar }),
    ...(reason === null ? {} : { reason }),
    ...apkMembers(source, target, sides.by),
    source: sideView(source, result?.source ?? null, at, sides.by.source?.apks),
    bundle: sideView(bundle, result?.bundle ?? null, at, sides.by.bundle?.apks),
    target: sideView(target, result?.target ?? null, at, sides.by.target?.apks),
    records,
  };
  return { view, facts: factsOf(unit, view, result, bytesEqual) };
}

function outcomeOf(
  source: Artifact,
  target: Artifact,
  bytesEqual: boolean,
  pair: PairReading | null,
  result: JobResult | null,
): ContentOutcome {
  if (bytesEqual) return { kind: 'bytes' };
  if (pair !== null) return { kind: 'records', counts: pair.counts, likeness: pair.likeness, lost: pair.lost };
  const unread = (reading: SideReading | null | undefined): boolean => reading?.fault != null;
  if (unread(result?.source) || unread(result?.target)) return { kind: 'unreadable' };
  // A content without a hash did not come out whole.
  if (!cameWhole(source) || !cameWhole(target)) return { kind: 'unreadable' };
  const known = result?.source?.reader ?? result?.target?.reader ?? null;
  const opaque = { kind: 'opaque', sourceBytes: artifactBytes(source), targetBytes: artifactBytes(target) } as const;
  // Both were looked into, and are not of one kind: only their bytes can be compared.
  if (known !== null && result?.source != null && result.target !== null) return opaque;
  if (known !== null || wantsReader(source) || wantsReader(target)) return { kind: 'unreadable' };
  return opaque;
}

/** Whether all files of it have a hash. */
function cameWhole(artifact: Artifact): boolean {
  return artifact.parts.every(([, part]) => part.sha256 !== null);
}

/** Content that a reader would have understood, had it been kept. */
function wantsReader(artifact: Artifact): boolean {
  const main = mainPart(artifact);
  if (isFolder(artifact) || artifact.parts.some(([role]) => role === 'crc')) return true;
  return main.sniff === 'sqlite' || (main.sniff === 'text' && main.kept === null);
}

function faultReason(result: JobResult | null, source: Artifact | null, target: Artifact | null): Reason {
  for (const side of ['source', 'target'] as const) {
    const fault = result?.[side]?.fault;
    if (fault != null) return { side, code: fault.detail, at: null };
  }
  const side = source !== null && mainPart(source).sha256 === null ? 'source' : 'target';
  const artifact = side === 'source' ? source : target;
  const code = artifact !== null && mainPart(artifact).sha256 === null ? 'unreadable' : 'not-kept';
  return { side, code, at: artifact === null ? null : mainPart(artifact).at };
}

function recordsOf(
  unit: Unit,
  result: JobResult | null,
  pair: PairReading | null,
  bytesEqual: boolean,
  content: ContentOutcome | null,
): RecordCounts | null {
  if (pair !== null) return pair.counts;
  if (result === null) return null;
  const { source, target, bundle } = result;
  const none = { same: 0, changed: 0, sourceOnly: 0, targetOnly: 0, telling: 0 };
  if (bytesEqual) {
    if (source?.records == null) return null;
    return { ...none, same: source.records, telling: source.telling ?? 0 };
  }
  if (unit.source === null && unit.bundle !== null && unit.target !== null && sameBytes(unit.bundle, unit.target)) {
    if (bundle?.records == null) return null;
    return { ...none, same: bundle.records, telling: bundle.telling ?? 0 };
  }
  if (content !== null) return null;
  const only = unit.source !== null ? source : target;
  if (only?.records == null) return null;
  return unit.source !== null ? { ...none, sourceOnly: only.records } : { ...none, targetOnly: only.records };
}

function holding(artifact: Artifact | null, reading: SideReading | null | undefined): Holding {
  if (artifact === null) return 'absent';
  return artifactBytes(artifact) === 0 || reading?.records === 0 ? 'empty' : 'records';
}

/** What opaque contents have in common: everything, or nothing. */
function commonBytes({ source, bundle, target }: Unit): CommonRecords {
  const share = (a: Artifact | null, b: Artifact | null) => {
    const equal = a !== null && b !== null && sameBytes(a, b);
    const tells = equal && artifactBytes(a) >= TELLING_OPAQUE_BYTES;
    return { records: equal ? 1 : 0, telling: tells ? 1 : 0 };
  };
  const sourceBundle = share(source, bundle);
  const bundleTarget = share(bundle, target);
  const sourceTarget = share(source, target);
  return {
    sourceBundle,
    bundleTarget,
    sourceTarget,
    all: sourceBundle.records > 0 ? bundleTarget : { records: 0, telling: 0 },
  };
}

/** Without a document of the bundle only the two phones can be compared by records. */
function commonOf(unit: Unit, result: JobResult | null): CommonRecords | null {
  if (result?.common != null) return result.common;
  const { source, bundle, target } = unit;
  const opaque = [result?.source, result?.bundle, result?.target].every(
    (reading) => reading == null || (reading.reader === null && reading.fault === null),
  );
  if (opaque) return commonBytes(unit);
  if (bundle !== null) return null;
  const none = { records: 0, telling: 0 };
  const pair = result?.sourceTarget?.counts;
  const equal = source !== null && target !== null && sameBytes(source, target);
  const found = equal
    ? { records: result?.source?.records ?? 0, telling: result?.source?.telling ?? 0 }
    : pair === undefined
      ? null
      : { records: pair.same + pair.changed, telling: pair.telling };
  if (found === null && target !== null) return null;
  return { sourceBundle: none, bundleTarget: none, all: none, sourceTarget: found ?? none };
}

function routeOfUnit(unit: Unit, result: JobResult | null, sides: TakenSides): Route | null {
  const side = sides.by.bundle;
  if (side === null) return null;
  // A bundle of agents shows what it holds; only damage or a lock hides what else it may have held.
  const hidden =
    unit.location === null ? false : side.coverage.gaps.some((gap) => gapHolds(gap.area, unit.location as Location));
  return routeOf({
    source: holding(unit.source, result?.source),
    bundle: holding(unit.bundle, result?.bundle),
    target: holding(unit.target, result?.target),
    common: commonOf(unit, result),
    bundleShown: !hidden,
  });
}

function gapHolds(area: Coverage['gaps'][number]['area'], place: Location): boolean {
  return !covers(
    {
      type: 'coverage',
      covered: [{ user: null, storage: null, package: null, domains: null }],
      gaps: [{ area, reason: 'damage', at: null }],
      fallback: 'damage',
      packages: null,
    },
    place,
  ).covered;
}

function sideOf(
  artifact: Artifact | null,
  devicePath: string,
  reading: SideReading | null | undefined,
  result: JobResult | null,
): ExaminedSide | null {
  if (artifact === null) return null;
  const { observed = NOTHING_OBSERVED, opened = null } = reading ?? {};
  return { artifact, devicePath, looked: wasRead(artifact, reading, result), observed, opened };
}

/** What the verdict on the app needs of this artifact. */
function factsOf(unit: Unit, view: ArtifactView, result: JobResult | null, bytesEqual: boolean): UnitFacts {
  const { source, target, location: place } = unit;
  const records = view.records;
  const opaqueTells =
    bytesEqual && records === null && source !== null && artifactBytes(source) >= TELLING_OPAQUE_BYTES;
  const isPrivate = place !== null && place.package !== null && PRIVATE_DOMAINS.has(place.domain);
  const found = view.verdict === 'carried' || view.verdict === 'partly-carried';
  return {
    place,
    devicePath: view.devicePath,
    verdict: view.verdict,
    telling: found ? (records?.telling ?? (opaqueTells ? 1 : 0)) : 0,
    empty: holding(source, result?.source) !== 'records' && holding(target, result?.target) !== 'records',
    onSource: source !== null,
    onTarget: target !== null,
    private: isPrivate,
    found,
    moved: unit.moved,
    ...(result?.past == null ? {} : { past: result.past.sums }),
    source: sideOf(source, view.devicePath, result?.source, result),
    bundle: sideOf(unit.bundle, view.devicePath, result?.bundle, result),
    target: sideOf(target, unit.moved?.devicePath ?? view.devicePath, result?.target, result),
  };
}
