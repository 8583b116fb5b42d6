import { type Ordering, ordering } from './ordered.ts';
import type { ProfileView } from './profile/profile.ts';
import type {
  AppView,
  ArtifactSideView,
  ArtifactView,
  ChangeView,
  EvidenceView,
  NoticeView,
  PastView,
  PolicyView,
  RunView,
  Summary,
} from './result.ts';

/**
 * The order of keys in every JSON output (contract, "JSON of diff"). A view may carry more: such keys follow, by name.
 */
const RUN = ordering(
  'tool version commit node sqlite catalogue started at argv timezone limits case revealed'.split(' '),
);
const EVIDENCE = ordering(
  'label format formatVersion encryption bytes sha256 sha256After declared entries apps notExamined partial newest because'.split(
    ' ',
  ),
);
const SUMMARY = ordering(['partial', 'apps', 'artifacts', 'credentials']);
const APP = ordering([
  'package',
  'user',
  'label',
  'verdict',
  'because',
  'coverage',
  'versionCode',
  'movedTo',
  'policy',
]);
const POLICY = ordering(
  'apk targetSdk allowBackup debuggable backupAgent fullBackupOnly fullBackupContent dataExtractionRules routes members'.split(
    ' ',
  ),
);
const ARTIFACT = ordering(
  'devicePath storage domain path kind verdict likeness route compared moved schemaChanged schemaChanges renamed rekeyed rewritten similarity copies similar reason apkMembers source bundle target records'.split(
    ' ',
  ),
);
const ARTIFACT_SIDE = ordering(['sha256', 'bytes', 'modified', 'entry', 'at', 'proof', 'parts', 'store', 'apk']);
const APK = ordering(['versionCode', 'versionName', 'signers', 'formerSigners', 'schemes', 'members']);
const APK_MEMBERS = ordering(['same', 'changed', 'sourceOnly', 'targetOnly', 'signatureOnly']);
const PART = ordering(['role', 'sha256', 'bytes', 'entry']);
const MOVED = ordering(['devicePath', 'user', 'basis', 'share']);
const RECORDS = ordering(['same', 'changed', 'sourceOnly', 'targetOnly', 'telling']);
const FINDING = ordering(
  'id rule package user devicePath where status portability expiry certainty service cookie secret target targetSecret bindings side trace files records of telling intact liveOnTarget onTarget sections cut cipher key derived onSource args policy because explained restored apk members bytes listed standards'.split(
    ' ',
  ),
);
const SECRET = ordering(['shape', 'length', 'preview', 'fingerprint', 'value']);
const PROFILE = ordering(['id', 'title', 'about', 'answer', 'sources', 'claims', 'apps']);
const CLAIM = ordering('id claim shows cannot verdict reason count of apps'.split(' '));
const PROFILED = ordering(
  'package user label category verdict coverage session bound packed allowBackup because'.split(' '),
);
const NOTICE = ordering(['side', 'code', 'gravity', 'at', 'message', 'detail', 'args']);
const PAST = ordering(['devicePath', 'section', 'kind', 'key', 'source', 'target', 'fields', 'times']);
const CHANGE = ordering([
  'package',
  'user',
  'devicePath',
  'section',
  'kind',
  'key',
  'source',
  'target',
  'times',
  'within',
  'shownAlike',
]);

/** An object ready for JSON.stringify. */
export type Shape = Record<string, unknown>;

const orNull = (view: object | null, order: Ordering): Shape | null => (view === null ? null : order(view));

export const runShape = (view: RunView): Shape => RUN(view);
export const evidenceShape = (view: EvidenceView): Shape => EVIDENCE(view);
export const evidenceShapeOrNull = (view: EvidenceView | null): Shape | null => orNull(view, EVIDENCE);
export const summaryShape = (view: Summary): Shape => SUMMARY(view);
export const policyShape = (view: PolicyView): Shape => POLICY(view);

export function appShape(view: AppView): Shape {
  const shape = APP(view);
  if (view.policy !== undefined) shape['policy'] = policyShape(view.policy);
  return shape;
}

/** The parts of a profile in the order of its schema. */
export function profileShape(view: ProfileView): Shape {
  return {
    ...PROFILE(view),
    claims: view.claims.map((claim) => CLAIM(claim)),
    apps: view.apps.map((app) => PROFILED(app)),
  };
}

export const noticeShape = (view: NoticeView): Shape => NOTICE(view);
export const pastShape = (view: PastView): Shape => PAST(view);
export const changeShape = (view: ChangeView): Shape => CHANGE(view);

function sideShape(view: ArtifactSideView | null): Shape | null {
  if (view === null) return null;
  const shape = ARTIFACT_SIDE(view);
  shape['parts'] = view.parts.map((part) => PART(part));
  if (view.apk !== undefined) shape['apk'] = APK(view.apk);
  return shape;
}

export function artifactShape(view: ArtifactView): Shape {
  const shape = ARTIFACT(view);
  shape['moved'] = orNull(view.moved, MOVED);
  if (view.apkMembers !== undefined) shape['apkMembers'] = APK_MEMBERS(view.apkMembers);
  shape['source'] = sideShape(view.source);
  shape['bundle'] = sideShape(view.bundle);
  shape['target'] = sideShape(view.target);
  shape['records'] = orNull(view.records, RECORDS);
  return shape;
}

export function findingShape(view: object): Shape {
  const shape = FINDING(view);
  for (const key of ['secret', 'targetSecret']) {
    const secret = shape[key];
    if (typeof secret === 'object' && secret !== null) shape[key] = SECRET(secret);
  }
  return shape;
}
