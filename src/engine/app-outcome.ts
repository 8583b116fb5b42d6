import { covers } from '../android/coverage.ts';
import { type Location, location } from '../android/location.ts';
import type { Verdict } from '../diff/change.ts';
import { judgeApp } from '../findings/app-verdict.ts';
import type { Credential, Placed } from '../findings/credential.ts';
import type { Sighted, Status } from '../findings/finding.ts';
import { countStatuses, pairSightings } from '../findings/pair.ts';
import { type Redactor, redactor } from '../report/redact.ts';
import type { AppView, FindingView, Moved, SideName } from '../report/result.ts';
import type { RunOptions } from './run-options.ts';
import type { TakenSides } from './sides.ts';

/** What one artifact adds to the findings and the verdict of its app. */
export interface UnitFacts {
  readonly place: Location | null;
  readonly devicePath: string;
  readonly verdict: Verdict;
  readonly telling: number;
  readonly empty: boolean;
  readonly onSource: boolean;
  readonly onTarget: boolean;
  readonly private: boolean;
  readonly found: boolean;
  readonly moved: Moved | null;
  readonly sightings: { readonly source: readonly Sighted[]; readonly target: readonly Sighted[] };
  /** Whether each side's content was read: what is held but was not looked into says nothing of what it lacks. */
  readonly looked: { readonly source: boolean; readonly target: boolean };
  /** Where the target's part lies, if not at `devicePath`. */
  readonly targetPlace: { readonly devicePath: string; readonly user: number } | null;
}

export interface PackageFindings {
  readonly apps: readonly AppView[];
  readonly findings: readonly FindingView[];
  /** Distinct values by user and status. */
  readonly credentials: ReadonlyMap<number, Readonly<Partial<Record<Status, number>>>>;
  /** Hides every value found in this package; null where values are to be shown. */
  readonly secrets: Redactor | null;
}

/** The findings and verdicts of one package, app by app; of what has no package, findings only. */
export function appOutcomes(
  owner: string | null,
  facts: readonly UnitFacts[],
  sides: TakenSides,
  options: RunOptions,
): PackageFindings {
  const users = [...new Set(facts.map(({ place }) => place?.user ?? 0))].sort((a, b) => a - b);
  const apk = { source: has(facts, 'onSource'), target: has(facts, 'onTarget') };
  const apps: AppView[] = [];
  const views: FindingView[] = [];
  const credentials = new Map<number, Readonly<Partial<Record<Status, number>>>>();
  for (const user of users) {
    const own = facts.filter(({ place }) => (place?.user ?? 0) === user);
    const found = credentialsOf(owner, user, own, sides, options);
    views.push(...found.map(({ view }) => view));
    credentials.set(user, countStatuses(found));
    if (owner !== null) apps.push(appView(owner, user, own, found, apk, sides));
  }
  const values = facts.flatMap(({ sightings }) => [...sightings.source, ...sightings.target]);
  const secrets = options.reveal || values.length === 0 ? null : redactor(values);
  const findings = secrets === null ? views : views.map((view) => hideLocators(view, secrets));
  return { apps, findings, credentials, secrets };
}

/** A locator that names its row by a value found elsewhere in the package would tell it. */
export function hideLocators(view: FindingView, { text }: Redactor): FindingView {
  const hide = (where: string | null): string | null => {
    const bracket = where?.indexOf('[') ?? -1;
    return where === null || bracket < 0 ? where : where.slice(0, bracket) + text(where.slice(bracket));
  };
  const { target } = view;
  return {
    ...view,
    where: hide(view.where),
    ...(target === undefined ? {} : { target: { ...target, where: hide(target.where) } }),
  };
}

/** Whether a side has the app's code: what the system compiled of it, or unpacked, is not the APK. */
function has(facts: readonly UnitFacts[], side: 'onSource' | 'onTarget'): boolean {
  return facts.some(({ place, ...each }) => place?.domain === 'apk' && place.path.endsWith('.apk') && each[side]);
}

/**
 * Whether a private place of the app was covered: one that the source holds, even without records, or, where it holds
 * none, the app's own folder on both sides.
 */
function coversPrivate(owner: string, user: number, facts: readonly UnitFacts[], sides: TakenSides): boolean {
  const onSource = facts.filter((each) => each.onSource);
  const own = onSource.filter((each) => each.private);
  if (own.length > 0) return own.some(({ verdict }) => verdict !== 'unseen');
  const place = location(user, owner, 'ce', 'files', '');
  const shows = (side: 'source' | 'target'): boolean => {
    const coverage = sides.by[side]?.coverage;
    return coverage !== undefined && covers(coverage, place).covered;
  };
  return onSource.length > 0 && shows('source') && shows('target');
}

function credentialsOf(
  owner: string | null,
  user: number,
  facts: readonly UnitFacts[],
  sides: TakenSides,
  options: RunOptions,
): Credential[] {
  const placed = (side: 'source' | 'target'): Placed[] =>
    facts.flatMap((each) =>
      each.sightings[side].map((sighted) => ({
        devicePath: side === 'target' ? (each.targetPlace?.devicePath ?? each.devicePath) : each.devicePath,
        sighted,
      })),
    );
  const source = placed('source');
  const target = placed('target');
  if (source.length === 0 && target.length === 0) return [];
  const places = new Map(facts.map(({ devicePath, place }) => [devicePath, place]));
  const coversOn =
    (side: SideName) =>
    (devicePath: string): boolean => {
      const place = places.get(devicePath) ?? null;
      const coverage = sides.by[side]?.coverage;
      return place !== null && coverage !== undefined && covers(coverage, place).covered;
    };
  // Of what lies on both sides the content decides, whatever coverage says of absences.
  const held = new Map(
    facts.filter(({ onSource, onTarget }) => onSource && onTarget).map((each) => [each.devicePath, each.looked]),
  );
  return pairSightings({
    package: owner,
    user,
    at: Math.floor(options.at.getTime() / 1000),
    caseKey: options.caseKey,
    reveal: options.reveal,
    source,
    target,
    coversOnSource: (path) => held.get(path)?.source ?? coversOn('source')(path),
    coversOnTarget: (path) => held.get(path)?.target ?? coversOn('target')(path),
  });
}

function appView(
  owner: string,
  user: number,
  facts: readonly UnitFacts[],
  found: readonly Credential[],
  apk: { readonly source: boolean; readonly target: boolean },
  sides: TakenSides,
): AppView {
  const judged = judgeApp({
    artifacts: facts.flatMap(({ place, devicePath, verdict, telling, onSource, onTarget, empty }) =>
      place === null ? [] : [{ devicePath, domain: place.domain, verdict, telling, onSource, onTarget, empty }],
    ),
    credentials: found,
    apk,
    privateCovered: coversPrivate(owner, user, facts, sides),
  });
  const fact = (side: SideName) => sides.by[side]?.packages.get(`${user}/${owner}`) ?? null;
  const movedTo = facts.find(({ moved, private: own }) => own && moved !== null && moved.user !== user)?.moved?.user;
  return {
    package: owner,
    user,
    label: fact('source')?.label ?? fact('target')?.label ?? fact('bundle')?.label ?? null,
    verdict: judged.verdict,
    because: judged.because,
    coverage: judged.coverage,
    versionCode: { source: fact('source')?.versionCode ?? null, target: fact('target')?.versionCode ?? null },
    ...(movedTo === undefined ? {} : { movedTo: { user: movedTo } }),
  };
}
