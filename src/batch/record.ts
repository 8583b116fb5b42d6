import type { FaultRecord } from '../base/fault.ts';
import type { Json } from '../base/json.ts';
import type { AppVerdict, AppView, DiffReport, FindingView, SideName, Summary } from '../report/result.ts';
import { SIDE_NAMES } from '../report/result.ts';
import { profileShape } from '../report/shapes.ts';
import type { PlannedPair } from './plan.ts';

/** What is kept of each pair for the tables over all pairs; beside its result as `pair.json`. */
export const PAIR_SCHEMA = 'carryover.batch-pair/1';

/** One piece of evidence as it was read. */
export interface ReadSide {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly format: string;
  readonly entries: number;
  readonly apps: number;
}

export interface RecordedApp {
  readonly package: string;
  readonly user: number;
  readonly label: string | null;
  readonly verdict: AppVerdict;
  readonly coverage: AppView['coverage'];
}

export interface PairFault extends FaultRecord {
  /** One line, as the command line would have said it. */
  readonly message: string;
  readonly exit: number;
}

/** One pair: compared, or why not. Nothing of it depends on when, how fast or where to it was made. */
export interface PairRecord {
  readonly schema: typeof PAIR_SCHEMA;
  readonly id: string;
  /** Changes whenever the result could: hashes of the evidence, version, rules, options. Null after a fault. */
  readonly key: string | null;
  readonly columns: Readonly<Record<string, string>>;
  readonly paths: Readonly<Record<SideName, string | null>>;
  readonly fault: PairFault | null;
  readonly evidence: Readonly<Record<SideName, ReadSide | null>>;
  readonly summary: Summary | null;
  readonly apps: readonly RecordedApp[];
  /** Whole, as in the result. */
  readonly findings: readonly FindingView[];
  readonly notices: readonly { readonly side: SideName; readonly code: string; readonly gravity: string }[];
  /** What else the report tells, such as the verdicts on a profile's claims. */
  readonly more: Readonly<Record<string, Json>>;
}

export function recordOf(pair: PlannedPair, key: string, report: DiffReport): PairRecord {
  const evidence = Object.fromEntries(
    SIDE_NAMES.map((name) => {
      const view = report.evidence[name];
      if (view === null) return [name, null];
      const { sha256, bytes, format, entries, apps } = view;
      return [name, { path: view.label, sha256, bytes, format, entries, apps }];
    }),
  ) as PairRecord['evidence'];
  return {
    schema: PAIR_SCHEMA,
    id: pair.id,
    key,
    columns: pair.columns,
    paths: pair.names,
    fault: null,
    evidence,
    summary: report.summary,
    apps: [...report.apps()].map(({ app }) => ({
      package: app.package,
      user: app.user,
      label: app.label,
      verdict: app.verdict,
      coverage: app.coverage,
    })),
    findings: [...report.findings()],
    notices: report.notices.map(({ side, code, gravity }) => ({ side, code, gravity })),
    more: report.profile === undefined ? {} : { profile: profileShape(report.profile) as Json },
  };
}

export function faultRecord(pair: PlannedPair, fault: PairFault): PairRecord {
  return {
    schema: PAIR_SCHEMA,
    id: pair.id,
    key: null,
    columns: pair.columns,
    paths: pair.names,
    fault,
    evidence: { source: null, bundle: null, target: null },
    summary: null,
    apps: [],
    findings: [],
    notices: [],
    more: {},
  };
}
