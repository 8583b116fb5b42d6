import type { Verdict } from '../diff/change.ts';
import { STATUSES, type Status } from '../findings/finding.ts';
import { HOLDS_NOTHING } from '../report/profile/judge.ts';
import type { ArtifactView, NoticeView, SideName } from '../report/result.ts';
import { SIDE_NAMES } from '../report/result.ts';
import { appOutcomes, type UnitFacts } from './app-outcome.ts';
import type { CompareOptions } from './compare.ts';
import { contentNotices } from './content-notices.ts';
import type { AppRecord, StoredArtifact } from './diff-report.ts';
import { type Judged, moveByBytes, moveByContent } from './find-moves.ts';
import { boundSketches, withNearTwins } from './find-near-twins.ts';
import type { Job, JobResult } from './job.ts';
import { judgeUnit } from './judge-unit.ts';
import { isSealed, KeysBeside } from './keys-beside.ts';
import type { LonePackage } from './lone-packages.ts';
import { redactChanges, redactPast } from './redact-changes.ts';
import type { ResultStore } from './result-store.ts';
import { findSameRecords, withMoreCopies } from './same-records.ts';
import type { TakenSides } from './sides.ts';
import { signerNotices } from './signer-notices.ts';
import type { Counted } from './tally.ts';
import { collectTraces, type Traces } from './traces.ts';
import { isIdleArtifact, jobOf, type Prepared, plainUnit, type Unit } from './unit.ts';

/** One package of all users, compared: its apps, or what belongs to no app. */
export interface PackageOutcome extends Counted {
  readonly apps: readonly AppRecord[];
  readonly shared: readonly number[];
  readonly entries: number;
  /** For other packages to be held against. */
  readonly traces: Traces;
}

/** Units whose jobs are handed out at a time, and such slices under way at once: the rest waits without a job. */
const SLICE_UNITS = 2_048;
const SLICES_AHEAD = 3;

async function* readUnits(
  units: readonly Unit[],
  wantsDigest: (unit: Unit, index: number) => boolean,
  sides: TakenSides,
  options: CompareOptions,
): AsyncGenerator<{ readonly unit: Unit; readonly index: number; readonly result: JobResult | null }> {
  const ahead: Promise<readonly (JobResult | null)[]>[] = [];
  const starts: number[] = [];
  let next = 0;
  const start = (): void => {
    const from = next;
    const slice = units.slice(from, from + SLICE_UNITS);
    const jobs = slice.map((unit, i) =>
      unit.ready === undefined ? jobOf(unit, { ...options, digest: wantsDigest(unit, from + i) }) : null,
    );
    const real = jobs.filter((job): job is Job => job !== null);
    const run = sides.pool.run(real).then((results) => {
      let at = 0;
      return jobs.map((job, i) => (job === null ? (slice[i]?.ready ?? null) : (results[at++] as JobResult)));
    });
    run.catch(() => undefined); // thrown where it is awaited
    ahead.push(run);
    starts.push(from);
    next += slice.length;
  };
  while (next < units.length && ahead.length < SLICES_AHEAD) start();
  while (ahead.length > 0) {
    const results = await (ahead.shift() as Promise<readonly (JobResult | null)[]>);
    const from = starts.shift() as number;
    if (next < units.length) start();
    for (const [i, result] of results.entries()) yield { unit: units[from + i] as Unit, index: from + i, result };
  }
}

/**
 * Compares one package: moves by bytes first, then everything is read once, then moves by content and near twins,
 * then verdicts, then copies by records in places that are taken.
 */
export async function processPackage(
  owner: string | null,
  aligned: readonly Prepared[],
  entries: number,
  sides: TakenSides,
  results: ResultStore,
  options: CompareOptions,
  lone: LonePackage | null,
): Promise<PackageOutcome> {
  const units = owner === null ? aligned.map(plainUnit) : moveByBytes(aligned.map(plainUnit));
  const lonely = (unit: Unit): boolean => (unit.source === null) !== (unit.target === null);
  const bothLeft =
    owner !== null &&
    units.some((u) => u.source !== null && u.target === null) &&
    units.some((u) => u.source === null && u.target !== null);
  const chosen = lone?.choose(units) ?? null;
  const wantsDigest = (unit: Unit, index: number): boolean => (bothLeft && lonely(unit)) || chosen?.[index] === 1;
  const sameRecords = findSameRecords();
  const traces = collectTraces(owner, lone?.side ?? null, options.asked);

  const ids: { readonly index: number; readonly id: number; readonly verdict: Verdict | null }[] = [];
  const facts: UnitFacts[] = [];
  const notices: NoticeView[] = [];
  const notScanned: Partial<Record<SideName, { files: number; bytes: number }>> = {};
  const waiting: Judged[] = [];
  const bounded = boundSketches();
  const changed: {
    readonly index: number;
    readonly view: ArtifactView;
    readonly result: JobResult;
    readonly unit: Unit;
  }[] = [];
  let privateOnBoth = false;
  const beside = new KeysBeside();
  const sealed: { readonly unit: Unit; readonly index: number; readonly result: JobResult | null }[] = [];

  const emit = (index: number, unit: Unit, result: JobResult | null): void => {
    const { view, facts: own } = judgeUnit(unit, result, sides, options.at.getTime());
    facts.push(own);
    privateOnBoth ||= own.private && own.found && !own.empty;
    if (owner !== null) sameRecords.take(index, unit, view, result);
    const isTraced = traces.take(index, unit, view.verdict === 'carried', result);
    const listed = isListed(view, options);
    if (!listed && !isTraced) return;
    if (listed && result !== null && isToldOf(result)) changed.push({ index, view, result, unit });
    else {
      const id = results.put({
        view,
        user: userOf(unit),
        changes: null,
        cut: null,
        past: null,
        pastCut: null,
      } satisfies StoredArtifact);
      ids.push({ index, id, verdict: listed ? view.verdict : null });
    }
  };

  const take = (index: number, unit: Unit, result: JobResult | null): void => {
    notices.push(...contentNotices(unit, result));
    countUnscanned(unit, result, notScanned);
    if (bothLeft && lonely(unit)) waiting.push({ unit, index, result: bounded(result) });
    else emit(index, unit, result);
  };

  for await (const { unit, index, result } of readUnits(units, wantsDigest, sides, options)) {
    beside.take(result, unit.entry);
    if (owner !== null && isSealed(result)) sealed.push({ unit, index, result });
    else take(index, unit, result);
  }
  const keys = sealed.length === 0 ? [] : beside.keys(sealed.length);
  // A sealed artifact was read once: there is a job for it.
  const jobs = sealed.flatMap(({ unit, index }) => jobOf(unit, { ...options, digest: wantsDigest(unit, index) }) ?? []);
  const again =
    keys.length === 0
      ? sealed.map(({ result }) => result)
      : await sides.pool.run(jobs.map((job) => ({ ...job, keys })));
  for (const [at, { unit, index, result }] of sealed.entries()) take(index, unit, again[at] ?? result);
  for (const { unit, index, result } of withNearTwins(moveByContent(waiting, units))) emit(index, unit, result);

  const copies = await sameRecords.find((jobs) => sides.pool.run(jobs.map((job) => ({ ...job, keys }))));
  // All are read before one is written anew: each change from the one to the other empties a buffer.
  const revised = ids.flatMap(({ index, id }): { readonly id: number; readonly stored: StoredArtifact }[] => {
    const more = copies.get(index);
    if (more === undefined) return [];
    const stored = JSON.parse(results.text(id)) as StoredArtifact;
    return [{ id, stored: { ...stored, view: withMoreCopies(stored.view, more) } }];
  });
  for (const { id, stored } of revised) results.replace(id, stored);

  if (owner !== null) notices.push(...signerNotices(owner, units, sides));
  const outcome = appOutcomes(owner, facts, sides, options);
  for (const { index, view: judged, result, unit } of changed) {
    const view = withMoreCopies(judged, copies.get(index));
    const changes = redactChanges(result, view, unit, outcome.secrets);
    const past = redactPast(result, view, outcome.secrets);
    const cut = result.changesCut ? { listed: changes.length, total: result.changesTotal ?? null } : null;
    const total = result.past?.total;
    const pastCut = total === undefined ? null : { listed: past.length, total };
    const stored: StoredArtifact = { view, user: userOf(unit), changes, cut, past, pastCut };
    ids.push({ index, id: results.put(stored), verdict: view.verdict });
  }
  ids.sort((a, b) => a.index - b.index);
  const { filter } = options;
  const wanted = outcome.apps.filter((app) => keepsApp(app.verdict, options));
  // Asked for apps by their verdict, what belongs to another app, or to none, is neither listed nor counted.
  const kept = namesApps(filter.verdicts) ? new Set(wanted.map(({ user }) => user)) : null;
  const keeps = (user: number): boolean => kept === null || kept.has(user);
  const withRule = (rule: string): boolean => filter.rules === null || filter.rules.includes(rule);
  const verdicts: Partial<Record<Verdict, number>> = {};
  const byUser = new Map<number, number[]>();
  for (const { index, id, verdict } of ids) {
    const user = userOf(units[index]);
    if (verdict === null || !keeps(user)) continue;
    verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
    const list = byUser.get(user) ?? [];
    list.push(id);
    byUser.set(user, list);
  }
  const credentials: Partial<Record<Status, number>> = {};
  for (const [user, counts] of outcome.credentials) {
    if (!keeps(user) || !withRule('credential')) continue;
    for (const status of STATUSES) credentials[status] = (credentials[status] ?? 0) + (counts[status] ?? 0);
  }
  return {
    apps:
      owner === null
        ? []
        : wanted.map((view) => ({
            view,
            artifacts: byUser.get(view.user) ?? [],
            held: outcome.held.get(view.user) ?? HOLDS_NOTHING,
          })),
    // By place, whichever user it is of.
    shared: owner === null && kept === null ? ids.flatMap(({ id, verdict }) => (verdict === null ? [] : [id])) : [],
    entries,
    artifacts: verdicts,
    appVerdicts: owner === null ? [] : wanted.map(({ verdict }) => verdict),
    credentials,
    findings: outcome.findings
      .filter(({ rule, user }) => withRule(rule) && keeps(user))
      .map((finding) => results.put(finding)),
    moments: outcome.moments.filter(({ rule, user }) => withRule(rule) && keeps(user)).map((one) => results.put(one)),
    notices,
    notScanned,
    privateOnBoth,
    traces: traces.finish(ids),
  };
}

function userOf(unit: Unit | undefined): number {
  return unit?.location?.user ?? 0;
}

function isListed(view: ArtifactView, { filter }: CompareOptions): boolean {
  if (filter.domains !== null && (view.domain === null || !filter.domains.includes(view.domain))) return false;
  return filter.verdicts === null || filter.verdicts.includes(view.verdict) || !namesArtifacts(filter.verdicts);
}

const APP_WORDS = new Set(['session-carried', 'data-carried', 'apk-only', 'not-carried']);

/** Whether differences of it, or what it no longer shows, are put aside with it. */
function isToldOf({ changes, changesCut, past }: JobResult): boolean {
  return changes.length > 0 || changesCut || (past !== null && (past.matches.length > 0 || past.total !== undefined));
}

/** Some words are verdicts of artifacts, some of apps, two of both. */
function namesArtifacts(verdicts: readonly string[]): boolean {
  return verdicts.some((verdict) => !APP_WORDS.has(verdict));
}

function namesApps(verdicts: readonly string[] | null): verdicts is readonly string[] {
  return verdicts?.some((verdict) => APP_WORDS.has(verdict)) === true;
}

function keepsApp(verdict: string, { filter }: CompareOptions): boolean {
  return !namesApps(filter.verdicts) || filter.verdicts.includes(verdict);
}

/** Private content that was neither read nor small enough to be looked into. */
function countUnscanned(
  unit: Unit,
  result: JobResult | null,
  sums: Partial<Record<SideName, { files: number; bytes: number }>>,
): void {
  for (const name of SIDE_NAMES) {
    const artifact = unit[name];
    const domain = artifact?.location?.domain;
    if (artifact === null || domain === 'apk' || domain === 'obb' || domain === 'media') continue;
    if (result !== null && result[name] !== null) continue;
    if (isIdleArtifact(artifact)) continue;
    const bytes = artifact.parts.reduce((sum, [, part]) => sum + (part.bytes ?? 0), 0);
    if (bytes === 0) continue;
    const sum = sums[name] ?? { files: 0, bytes: 0 };
    sums[name] = { files: sum.files + 1, bytes: sum.bytes + bytes };
  }
}
