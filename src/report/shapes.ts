import { ordered, orderedOrNull } from './ordered.ts';
import type {
  AppView,
  ArtifactSideView,
  ArtifactView,
  ChangeView,
  EvidenceView,
  FindingView,
  NoticeView,
  RunView,
  Summary,
} from './result.ts';

/**
 * The order of keys in every JSON output (contract, "JSON of diff"). A view may carry more: such keys follow, by name.
 */
const RUN = 'tool version commit node sqlite catalogue started at argv timezone limits case revealed'.split(' ');
const EVIDENCE =
  'label format formatVersion encryption bytes sha256 sha256After declared entries apps notExamined partial newest because'.split(
    ' ',
  );
const SUMMARY = ['partial', 'apps', 'artifacts', 'credentials'];
const APP = ['package', 'user', 'label', 'verdict', 'because', 'coverage', 'versionCode', 'movedTo'];
const ARTIFACT =
  'devicePath storage domain path kind verdict likeness route compared moved schemaChanged similarity copies similar reason source bundle target records'.split(
    ' ',
  );
const ARTIFACT_SIDE = ['sha256', 'bytes', 'modified', 'entry', 'at', 'parts'];
const PART = ['role', 'sha256', 'bytes', 'entry'];
const MOVED = ['devicePath', 'user', 'basis', 'share'];
const RECORDS = ['same', 'changed', 'sourceOnly', 'targetOnly', 'telling'];
const FINDING =
  'id rule package user devicePath where status portability expiry certainty service secret target targetSecret policy because'.split(
    ' ',
  );
const SECRET = ['shape', 'length', 'preview', 'fingerprint', 'value'];
const NOTICE = ['side', 'code', 'gravity', 'at', 'message', 'detail', 'args'];
const CHANGE = ['package', 'user', 'devicePath', 'section', 'kind', 'key', 'source', 'target'];

/** An object ready for JSON.stringify. */
export type Shape = Record<string, unknown>;

export const runShape = (view: RunView): Shape => ordered(view, RUN);
export const evidenceShape = (view: EvidenceView): Shape => ordered(view, EVIDENCE);
export const evidenceShapeOrNull = (view: EvidenceView | null): Shape | null => orderedOrNull(view, EVIDENCE);
export const summaryShape = (view: Summary): Shape => ordered(view, SUMMARY);
export const appShape = (view: AppView): Shape => ordered(view, APP);
export const noticeShape = (view: NoticeView): Shape => ordered(view, NOTICE);
export const changeShape = (view: ChangeView): Shape => ordered(view, CHANGE);

function sideShape(view: ArtifactSideView | null): Shape | null {
  if (view === null) return null;
  const shape = ordered(view, ARTIFACT_SIDE);
  shape['parts'] = view.parts.map((part) => ordered(part, PART));
  return shape;
}

export function artifactShape(view: ArtifactView): Shape {
  const shape = ordered(view, ARTIFACT);
  shape['moved'] = orderedOrNull(view.moved, MOVED);
  shape['source'] = sideShape(view.source);
  shape['bundle'] = sideShape(view.bundle);
  shape['target'] = sideShape(view.target);
  shape['records'] = orderedOrNull(view.records, RECORDS);
  return shape;
}

export function findingShape(view: object): Shape {
  const shape = ordered(view as FindingView, FINDING);
  for (const key of ['secret', 'targetSecret']) {
    const secret = shape[key];
    if (typeof secret === 'object' && secret !== null) shape[key] = ordered(secret, SECRET);
  }
  return shape;
}
