import { VERDICTS, type Verdict } from '../diff/change.ts';
import { STATUSES, type Status } from '../findings/finding.ts';
import { APP_VERDICTS, type AppVerdict, type NoticeView, type SideName, type Summary } from '../report/result.ts';

/** What one package adds to the sums of a run. */
export interface Counted {
  readonly artifacts: Readonly<Partial<Record<Verdict, number>>>;
  readonly appVerdicts: readonly AppVerdict[];
  /** Distinct values per app, by status. */
  readonly credentials: Readonly<Partial<Record<Status, number>>>;
  readonly findings: readonly number[];
  readonly moments: readonly number[];
  readonly notices: readonly NoticeView[];
  /** Private content that no rule could look into. */
  readonly notScanned: Readonly<Partial<Record<SideName, { readonly files: number; readonly bytes: number }>>>;
  readonly privateOnBoth: boolean;
}

export interface RunTally {
  add(counted: Counted): void;
  /** Adds what was noticed over all packages. */
  note(more: readonly NoticeView[]): void;
  readonly privateOnBoth: boolean;
  readonly findings: readonly number[];
  readonly moments: readonly number[];
  readonly notices: readonly NoticeView[];
  notScannedOf(side: SideName): { readonly files: number; readonly bytes: number };
  summary(partial: boolean): Summary;
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}

/** Sums over packages, in the order they are added. */
export function makeTally(): RunTally {
  const artifacts = zeros(VERDICTS);
  const apps = zeros(APP_VERDICTS);
  const credentials = zeros(STATUSES);
  const findings: number[] = [];
  const moments: number[] = [];
  const notices: NoticeView[] = [];
  const unscanned: Partial<Record<SideName, { files: number; bytes: number }>> = {};
  let privateOnBoth = false;
  return {
    add(counted) {
      for (const verdict of VERDICTS) artifacts[verdict] += counted.artifacts[verdict] ?? 0;
      for (const verdict of counted.appVerdicts) apps[verdict] += 1;
      for (const status of STATUSES) credentials[status] += counted.credentials[status] ?? 0;
      for (const id of counted.findings) findings.push(id);
      for (const id of counted.moments) moments.push(id);
      for (const notice of counted.notices) notices.push(notice);
      for (const [side, more] of Object.entries(counted.notScanned) as [SideName, { files: number; bytes: number }][]) {
        const sum = unscanned[side] ?? { files: 0, bytes: 0 };
        unscanned[side] = { files: sum.files + more.files, bytes: sum.bytes + more.bytes };
      }
      privateOnBoth ||= counted.privateOnBoth;
    },
    note(more) {
      for (const one of more) notices.push(one);
    },
    get privateOnBoth() {
      return privateOnBoth;
    },
    findings,
    moments,
    notices,
    notScannedOf: (side) => unscanned[side] ?? { files: 0, bytes: 0 },
    summary: (partial) => ({ partial, apps, artifacts, credentials }),
  };
}
