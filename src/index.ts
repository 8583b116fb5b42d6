/**
 * carryover as a library: what its commands use, and nothing else. Nothing here reads the environment, writes to a
 * standard stream or ends the process; work is stopped by an AbortSignal and fails with a Fault.
 */

export { FORMATS } from '../formats/index.ts';
export type { Area, Coverage, Gap, UnseenReason } from './android/coverage.ts';
export { DOMAINS, type Domain, type Location, STORAGES, type Storage } from './android/location.ts';
export type { Args } from './base/args.ts';
export { EXIT, FAULT_EXITS, Fault, type FaultCode, type FaultRecord } from './base/fault.ts';
export type { Json } from './base/json.ts';
export { type Gravity, NOTICE_CODES, type NoticeCode } from './base/notice.ts';
export { writeAggregate } from './batch/aggregate.ts';
export type { BatchOptions, BatchOutcome, PairEvent } from './batch/batch.ts';
export { batchDifferences, type PairDifference } from './batch/differences.ts';
export { type Plan, type PlannedPair, type PlanProblem, readPlan } from './batch/plan.ts';
export { engineAddress } from './batch/queue/connect.ts';
export { type EnqueueOptions, enqueueBatch } from './batch/queue/enqueue.ts';
export { type QueueStatus, queueStatus } from './batch/queue/status.ts';
export { runWorker, type WorkerOptions } from './batch/queue/worker.ts';
export type { PairRecord } from './batch/record.ts';
export { runBatch } from './batch/run.ts';
export { DEFAULT_LIMITS, type Limits } from './bytes/limits.ts';
export { type Likeness, type RecordCounts, ROUTES, type Route, VERDICTS, type Verdict } from './diff/change.ts';
export { auditEvidence } from './engine/audit.ts';
export { type CompareOptions, type Comparison, compare } from './engine/compare.ts';
export { type DecodedEntry, decodeEntry } from './engine/decode-entry.ts';
export { compareOptions, runOptions } from './engine/default-options.ts';
export { type Extracted, type ExtractRequest, extract } from './engine/extract.ts';
export { type ArchiveKind, extractArchive } from './engine/extract-archive.ts';
export { type DiffFilter, NO_FILTER } from './engine/filter.ts';
export { inspect } from './engine/info.ts';
export { type Listed, list } from './engine/list.ts';
export { loadProfile } from './engine/load-profile.ts';
export { lockedView } from './engine/locked-view.ts';
export { type OpenedEvidence, openEvidence } from './engine/open-evidence.ts';
export { type PasswordHash, passwordHashes } from './engine/password-hashes.ts';
export { canonicalPath, type ReadEntry, readEntry } from './engine/read-entry.ts';
export type { ReadTrack, RunOptions } from './engine/run-options.ts';
export { openResult, type SavedOptions, type SavedResult } from './engine/saved-result.ts';
export { scanCredentials } from './engine/scan-credentials.ts';
export { type Shown, showArtifact } from './engine/show.ts';
export type { EvidenceName } from './engine/side-request.ts';
export type { EvidenceNames } from './engine/sides.ts';
export { type TakenSnapshot, takeSnapshot } from './engine/taken-snapshot.ts';
export { TOOL_VERSION } from './engine/version.ts';
export { type ReportTarget, writeReport } from './engine/write-report.ts';
export { type WrittenSnapshot, writeSnapshot } from './engine/write-snapshot.ts';
export {
  type Certainty,
  type Expiry,
  PORTABILITIES,
  type Portability,
  type SecretView,
  STATUSES,
  type Status,
} from './findings/finding.ts';
export {
  auditDocument,
  documentText,
  entryLine,
  infoDocument,
  recordLine,
  writeShowCsv,
  writeShowJson,
  writeShowNdjson,
} from './report/documents.ts';
export { type ExplainReport, explain, explainable } from './report/explain.ts';
export { WRITERS, writerFor } from './report/index.ts';
export { streamOutput } from './report/output.ts';
export {
  APP_VERDICTS,
  type ApkView,
  type AppReport,
  type AppVerdict,
  type AppView,
  type ArtifactSideView,
  type ArtifactView,
  type AuditReport,
  type BareApkView,
  type ChangeView,
  type CoverageView,
  type CredentialFinding,
  type DeclaredHash,
  type DiffReport,
  type EntryView,
  type EvidenceView,
  type FindingView,
  type FormatView,
  type IdentifierFinding,
  type InfoView,
  type Moved,
  type NoticeView,
  type PackageView,
  type PartView,
  type PolicyFinding,
  type RecordView,
  type RestoreTraceFinding,
  type RunView,
  type ShowReport,
  SIDE_NAMES,
  type SideName,
  type Summary,
} from './report/result.ts';
export { schemaFor, schemaNames } from './report/schemas/index.ts';
export { faultMessage } from './report/words/faults.ts';
export type { Output, Writer } from './report/writer.ts';
export type { CatalogueEntry } from './vfs/catalogue.ts';
export type { Format, Validation } from './vfs/format.ts';
