import { checkSignal, makePause } from '../base/pause.ts';
import type { Artifact } from '../device/artifact.ts';
import { type ExaminedApp, type ExaminedArtifact, NOTHING_OBSERVED } from '../findings/examined.ts';
import { examine } from '../findings/index.ts';
import { judgePolicy } from '../findings/policy/judge-policy.ts';
import { redactor } from '../report/redact.ts';
import type { AuditedApp, AuditReport, FindingView, NoticeView } from '../report/result.ts';
import { readCatalogue } from '../vfs/catalogue.ts';
import { checkLent } from '../vfs/content-store.ts';
import { NO_PACKAGE, NO_PLACE } from '../vfs/sort-key.ts';
import { hideLocators } from './app-outcome.ts';
import { arrangeSide } from './arrange-side.ts';
import { contentNotices } from './content-notices.ts';
import { addressOf } from './entry-view.ts';
import { evidenceView, noticeViews } from './evidence-view.ts';
import type { DiffFilter } from './filter.ts';
import { entriesOf, groups } from './groups.ts';
import { installationOf, packageOfUid } from './installations.ts';
import type { Job, SideReading } from './job.ts';
import { isSealed, KeysBeside } from './keys-beside.ts';
import { listedEntry } from './own-folder.ts';
import { runJob } from './run-job.ts';
import type { RunOptions } from './run-options.ts';
import { heldPolicies, type PolicySide, sidePolicies } from './side-policies.ts';
import type { EvidenceName } from './side-request.ts';
import { type TakenSnapshot, takenOrHeld } from './taken-snapshot.ts';
import { jobOf, type Unit } from './unit.ts';

/** What the rules find in one piece of evidence alone. Throws Fault. */
export async function auditEvidence(
  name: EvidenceName | TakenSnapshot,
  options: RunOptions,
  filter: DiffFilter,
): Promise<AuditReport> {
  const { side, store } = await takenOrHeld(name, { kind: 'compare' }, options);
  const pause = makePause(options.signal);
  try {
    const catalogue = readCatalogue(side.catalogue);
    const keys = options.passwords(name.path);
    const packages = new Map(side.packages.map((fact) => [`${fact.user}/${fact.package}`, fact]));
    const findings: FindingView[] = [];
    const apps: AuditedApp[] = [];
    const own: PolicySide = {
      side,
      packages,
      policies: heldPolicies(side.apks),
    };
    const notices: NoticeView[] = noticeViews('source', side.notices);
    for (const group of groups([catalogue])) {
      const owner = group.name === NO_PACKAGE || group.name === NO_PLACE ? null : group.name;
      if (filter.app !== null && !filter.app(owner)) continue;
      const byUser = new Map<number, ExaminedArtifact[]>();
      const beside = new KeysBeside();
      const sealed: { readonly artifact: Artifact; readonly unit: Unit; readonly job: Job }[] = [];
      for (const artifact of arrangeSide(entriesOf(catalogue, group.ranges[0]), side.store)) {
        const unit: Unit = {
          location: artifact.location,
          entry: listedEntry(artifact, side.label),
          source: artifact,
          bundle: null,
          target: null,
          moved: null,
          copies: [],
        };
        await pause();
        const job = jobOf(unit, { changes: 0, digest: false, past: null });
        const result =
          job === null ? null : runJob(job, { source: store.view() }, () => checkSignal(options.signal), keys);
        beside.take(result, addressOf(unit));
        if (owner !== null && job !== null && isSealed(result)) {
          sealed.push({ artifact, unit, job });
          continue;
        }
        notices.push(...contentNotices(unit, result));
        const user = artifact.location?.user ?? 0;
        const list = byUser.get(user) ?? [];
        list.push(examinedAlone(artifact, addressOf(unit), result?.source ?? null));
        byUser.set(user, list);
      }
      const found = sealed.length === 0 ? [] : beside.keys(sealed.length);
      for (const { artifact, unit, job } of sealed) {
        await pause();
        const opening = found.length === 0 ? job : { ...job, keys: found };
        const result = runJob(opening, { source: store.view() }, () => checkSignal(options.signal), keys);
        notices.push(...contentNotices(unit, result));
        const user = artifact.location?.user ?? 0;
        const list = byUser.get(user) ?? [];
        list.push(examinedAlone(artifact, addressOf(unit), result.source));
        byUser.set(user, list);
      }
      const values = [...byUser.values()].flat().flatMap(({ source }) => source?.observed.sightings ?? []);
      const hide = options.reveal || values.length === 0 ? null : redactor(values);
      for (const [user, artifacts] of [...byUser].sort(([a], [b]) => a - b)) {
        const app: ExaminedApp = {
          package: owner,
          user,
          at: Math.floor(options.at.getTime() / 1000),
          caseKey: options.caseKey,
          reveal: options.reveal,
          compared: false,
          policies: owner === null ? [] : sidePolicies(owner, user, { source: own, bundle: null, target: null }),
          bundle: null,
          artifacts: () => artifacts,
          covers: () => false,
          coversDomain: () => false,
          installed: (name) => (name === 'source' ? installationOf(packages, user, owner) : null),
          packageOf: (name, uid) => (name === 'source' ? packageOfUid(packages, uid) : null),
        };
        const found = examine(app);
        const { view: policy } = judgePolicy(app);
        if (owner !== null && policy !== null) apps.push({ package: owner, user, policy });
        for (const { view } of found) {
          if (filter.rules !== null && !filter.rules.includes(view.rule)) continue;
          findings.push(hide === null ? view : hideLocators(view, hide));
        }
      }
    }
    checkLent(store.view(), side.label);
    return { schema: 'carryover.audit/1', evidence: evidenceView(side, notices), apps, findings, notices };
  } finally {
    store.close();
  }
}

/** An artifact as the rules see it where there is nothing to compare it with. */
function examinedAlone(artifact: Artifact, devicePath: string, reading: SideReading | null): ExaminedArtifact {
  const side = {
    artifact,
    devicePath,
    looked: reading !== null && reading.fault === null,
    observed: reading?.observed ?? NOTHING_OBSERVED,
    opened: reading?.opened ?? null,
  };
  return { devicePath, place: artifact.location, source: side, bundle: null, target: null };
}
