import { covers } from '../android/coverage.ts';
import { type Location, location } from '../android/location.ts';
import type { Verdict } from '../diff/change.ts';
import { judgeApp } from '../findings/app-verdict.ts';
import type { Credential } from '../findings/credential.ts';
import type { ExaminedApp, ExaminedArtifact } from '../findings/examined.ts';
import type { Portability, Status } from '../findings/finding.ts';
import { examine } from '../findings/index.ts';
import { countStatuses } from '../findings/pair.ts';
import { judgePolicy } from '../findings/policy/judge-policy.ts';
import { isValue } from '../findings/rule.ts';
import type { AppCredentials } from '../report/profile/judge.ts';
import { type Redactor, redactor } from '../report/redact.ts';
import type { AppView, FindingView, MomentView, Moved, SideName } from '../report/result.ts';
import { isPartial } from './evidence-view.ts';
import { installationOf, packageOfUid } from './installations.ts';
import { momentsOf } from './moments.ts';
import type { RunOptions } from './run-options.ts';
import { sidePolicies } from './side-policies.ts';
import type { TakenSides } from './sides.ts';

/** What one artifact adds to the findings and the verdict of its app. */
export interface UnitFacts extends ExaminedArtifact {
  readonly verdict: Verdict;
  readonly telling: number;
  readonly empty: boolean;
  readonly onSource: boolean;
  readonly onTarget: boolean;
  readonly private: boolean;
  readonly found: boolean;
  readonly moved: Moved | null;
}

export interface PackageFindings {
  readonly apps: readonly AppView[];
  readonly findings: readonly FindingView[];
  readonly moments: readonly MomentView[];
  /** What a profile asks of each app, by user. */
  readonly held: ReadonlyMap<number, AppCredentials>;
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
  const held = new Map<number, AppCredentials>();
  for (const user of users) {
    const own = facts.filter(({ place }) => (place?.user ?? 0) === user);
    const app = examinedApp(owner, user, own, sides, options);
    const found = examine(app);
    const values = found.filter(isValue);
    for (const { view } of found) views.push(view);
    credentials.set(user, countStatuses(values));
    held.set(user, heldBy(own, values));
    if (owner !== null) {
      const policy = judgePolicy(app).view;
      const view = appView(owner, user, own, values, apk, sides);
      apps.push(policy === null ? view : { ...view, policy });
    }
  }
  const values = facts.flatMap(({ source, target }) => [
    ...(source?.observed.sightings ?? []),
    ...(source?.observed.hidden ?? []),
    ...(target?.observed.sightings ?? []),
    ...(target?.observed.hidden ?? []),
  ]);
  const secrets = options.reveal || values.length === 0 ? null : redactor(values);
  const findings = secrets === null ? views : views.map((view) => hideLocators(view, secrets));
  const moments = users.flatMap((user) =>
    momentsOf(
      { package: owner, user },
      facts.filter(({ place }) => (place?.user ?? 0) === user),
      secrets,
    ),
  );
  return { apps, findings, moments, held, credentials, secrets };
}

const BOUND: ReadonlySet<Portability> = new Set(['keystore-bound', 'device-bound']);

function heldBy(facts: readonly UnitFacts[], values: readonly Credential[]): AppCredentials {
  const onSource = values.filter(({ view }) => view.rule === 'credential' && view.status !== 'new-on-target');
  return {
    session: onSource.some(({ session, view }) => session && view.certainty !== 'suspected'),
    // Push tokens are cleared on restore too, and say nothing of a person's session.
    bound: onSource.some(
      ({ session, view: { portability } }) =>
        BOUND.has(portability) || (session && portability === 'cleared-on-restore'),
    ),
    packed: facts.some((each) => each.private && each.bundle !== null),
  };
}

/** A locator that names its row by a value found elsewhere in the package would tell it. */
export function hideLocators<F extends FindingView>(view: F, { text }: Redactor): F {
  if (!('where' in view)) return view;
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

function bundleOf({ by: { bundle } }: TakenSides): ExaminedApp['bundle'] {
  if (bundle === null) return null;
  return isPartial(bundle.side.notices) ? 'partial' : 'whole';
}

function examinedApp(
  owner: string | null,
  user: number,
  facts: readonly UnitFacts[],
  sides: TakenSides,
  { at, caseKey, reveal }: RunOptions,
): ExaminedApp {
  let places: Map<string, Location | null> | null = null;
  return {
    package: owner,
    user,
    at: Math.floor(at.getTime() / 1000),
    caseKey,
    reveal,
    compared: true,
    policies: owner === null ? [] : sidePolicies(owner, user, sides.by),
    bundle: bundleOf(sides),
    artifacts: () => facts,
    covers(side, path) {
      places ??= new Map(facts.map(({ devicePath, place }) => [devicePath, place]));
      const place = places.get(path) ?? null;
      const coverage = sides.by[side]?.coverage;
      return place !== null && coverage !== undefined && covers(coverage, place).covered;
    },
    coversDomain(side, domain) {
      const coverage = sides.by[side]?.coverage;
      return coverage !== undefined && covers(coverage, location(user, owner, 'ce', domain, '')).covered;
    },
    installed: (side) => installationOf(sides.by[side]?.packages, user, owner),
    packageOf: (side, uid) => packageOfUid(sides.by[side]?.packages, uid),
  };
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
  // An APK is shared by all users: it speaks for those that have the app.
  const version = (side: SideName, on: 'onSource' | 'onTarget'): string | null => {
    const ofApk = facts.some((each) => each[on]) ? sides.by[side]?.policies.get(owner)?.policy.versionCode : null;
    return fact(side)?.versionCode ?? ofApk ?? null;
  };
  const movedTo = facts.find(({ moved, private: own }) => own && moved !== null && moved.user !== user)?.moved?.user;
  return {
    package: owner,
    user,
    label: fact('source')?.label ?? fact('target')?.label ?? fact('bundle')?.label ?? null,
    verdict: judged.verdict,
    because: judged.because,
    coverage: judged.coverage,
    versionCode: { source: version('source', 'onSource'), target: version('target', 'onTarget') },
    ...(movedTo === undefined ? {} : { movedTo: { user: movedTo } }),
  };
}
