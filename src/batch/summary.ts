import { VERDICTS } from '../diff/change.ts';
import { STATUSES } from '../findings/finding.ts';
import { type Cell, csvRow } from '../report/csv.ts';
import { APP_VERDICTS, SIDE_NAMES } from '../report/result.ts';
import type { PairRecord } from './record.ts';

/**
 * One row a pair, in the order of the plan. Nothing in it depends on the clock, on how long it took or on where the
 * results lie, so that two runs of a plan give the same bytes.
 */
export interface SummaryRow {
  readonly id: string;
  /** `done`, `partial` (something of the evidence was lost or could not be read) or `fault`. */
  readonly status: 'done' | 'partial' | 'fault';
  readonly exit: number;
  readonly fault: { readonly code: string; readonly message: string } | null;
  readonly source: string | null;
  readonly bundle: string | null;
  readonly target: string | null;
  readonly sha256: Readonly<Record<string, string | null>>;
  readonly apps: Readonly<Record<string, number>> | null;
  readonly artifacts: Readonly<Record<string, number>> | null;
  readonly credentials: Readonly<Record<string, number>> | null;
  /** Free columns of the plan. */
  readonly columns: Readonly<Record<string, string>>;
}

export function summaryRow(record: PairRecord): SummaryRow {
  const { fault, summary, paths, evidence } = record;
  const partial = summary?.partial === true;
  return {
    id: record.id,
    status: fault !== null ? 'fault' : partial ? 'partial' : 'done',
    exit: fault?.exit ?? (partial ? 5 : 0),
    fault: fault === null ? null : { code: fault.code, message: fault.message },
    source: paths.source,
    bundle: paths.bundle,
    target: paths.target,
    sha256: Object.fromEntries(SIDE_NAMES.map((name) => [name, evidence[name]?.sha256 ?? null])),
    apps: summary?.apps ?? null,
    artifacts: summary?.artifacts ?? null,
    credentials: summary?.credentials ?? null,
    columns: record.columns,
  };
}

/** Free columns of all pairs, in the order in which the plan names them. */
export function freeColumns(records: readonly PairRecord[]): readonly string[] {
  return [...new Set(records.flatMap(({ columns }) => Object.keys(columns)))];
}

export function summaryNdjson(records: readonly PairRecord[]): string {
  return records.map((record) => `${JSON.stringify(summaryRow(record))}\n`).join('');
}

export function summaryCsv(records: readonly PairRecord[]): string {
  const free = freeColumns(records);
  const header = [
    ...['id', 'status', 'exit', 'fault.code', 'fault.message', 'source', 'bundle', 'target'],
    ...SIDE_NAMES.map((name) => `sha256.${name}`),
    ...APP_VERDICTS.map((verdict) => `apps.${verdict}`),
    ...VERDICTS.map((verdict) => `artifacts.${verdict}`),
    ...STATUSES.map((status) => `credentials.${status}`),
    ...free,
  ];
  const cells = (row: SummaryRow): Cell[] => [
    row.id,
    row.status,
    row.exit,
    row.fault?.code ?? null,
    row.fault?.message ?? null,
    row.source,
    row.bundle,
    row.target,
    ...SIDE_NAMES.map((name) => row.sha256[name] ?? null),
    ...APP_VERDICTS.map((verdict) => row.apps?.[verdict] ?? null),
    ...VERDICTS.map((verdict) => row.artifacts?.[verdict] ?? null),
    ...STATUSES.map((status) => row.credentials?.[status] ?? null),
    ...free.map((name) => row.columns[name] ?? null),
  ];
  return [csvRow(header), ...records.map((record) => csvRow(cells(summaryRow(record))))].join('');
}
