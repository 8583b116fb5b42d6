import { type Cell, csvRow } from './csv.ts';
import type { FindingView } from './result.ts';

/** Columns of findings, named after the JSON. New ones are added at the end only. */
const COLUMNS = [
  'id',
  'rule',
  'package',
  'user',
  'devicePath',
  'where',
  'portability',
  'expiry',
  'certainty',
  'service',
  'secret.shape',
  'secret.length',
  'secret.preview',
  'secret.fingerprint',
  'policy',
  'because',
  'side',
  'trace',
  'files',
  'of',
  'records',
  'telling',
  'intact',
  'liveOnTarget',
  'onTarget',
  'explained',
  'members',
  'bytes',
  'bindings',
  'cipher',
  'derived',
  'onSource',
  'cookie.host',
  'cookie.name',
  'cookie.session',
  'cookie.expires',
] as const;

export const FINDING_CSV_HEADER = csvRow(COLUMNS);

/** One row, columns as FINDING_CSV_HEADER; what a rule does not have is empty. */
export function findingCsvRow(finding: FindingView): string {
  const flat: Record<string, unknown> = { ...finding };
  if ('secret' in finding) {
    for (const [key, value] of Object.entries(finding.secret)) flat[`secret.${key}`] = value;
  }
  if ('cookie' in finding) {
    for (const [key, value] of Object.entries(finding.cookie ?? {})) flat[`cookie.${key}`] = value;
  }
  if ('bindings' in finding) flat['bindings'] = finding.bindings?.map(({ reading }) => reading).join(' ');
  return csvRow(COLUMNS.map((column) => cellOf(flat[column])));
}

function cellOf(value: unknown): Cell {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
