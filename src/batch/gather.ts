import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, FAULT_EXITS, Fault, type FaultCode } from '../base/fault.ts';
import type { AppView, DiffReport, FindingView, NoticeView } from '../report/result.ts';
import { pairFolder, RECORD_FILE, RESULT_FILE, replaceFile } from './folders.ts';
import type { PlannedPair } from './plan.ts';
import { faultRecord, type PairRecord, recordOf } from './record.ts';

/** What `carryover diff` said on stderr, and its exit code, where another engine ran it (batch/workflow). */
export const LOG_FILE = 'log.txt';
export const EXIT_FILE = 'exit';

/** The document of a result, as far as a record needs it. */
interface ResultDocument extends Pick<DiffReport, 'schema' | 'run' | 'evidence' | 'summary'> {
  readonly apps: readonly AppView[];
  readonly findings: readonly FindingView[];
  readonly notices: readonly NoticeView[];
}

const text = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');

/** A pair that ended without a result: the line that says why names its code. */
function faultOf(pair: PlannedPair, folder: string): PairRecord {
  const log = text(join(folder, LOG_FILE)).trimEnd().split('\n');
  const message = log.findLast((line) => /\(([a-z]+(?:\.[a-z-]+)?)\): /.test(line)) ?? '';
  const code = (/\(([a-z]+(?:\.[a-z-]+)?)\): /.exec(message)?.[1] ?? 'bug') as FaultCode;
  const known = Object.hasOwn(FAULT_EXITS, code);
  const exit = Number.parseInt(text(join(folder, EXIT_FILE)), 10);
  return faultRecord(pair, {
    code: known ? code : 'bug',
    detail: 'told',
    at: null,
    args: {},
    message: message === '' ? `carryover: ${pair.id}: no result, and nothing was said` : message,
    exit: Number.isNaN(exit) ? EXIT.bug : exit,
  });
}

/** The record of a pair whose comparison was run elsewhere, and written beside its result. Throws Fault. */
export function gatherPair(out: string, pair: PlannedPair): PairRecord {
  const folder = pairFolder(out, pair.id);
  const path = join(folder, RESULT_FILE);
  if (!existsSync(path)) return faultOf(pair, folder);
  let document: ResultDocument;
  try {
    document = JSON.parse(readFileSync(path, 'utf8')) as ResultDocument;
  } catch {
    throw new Fault('usage.invalid', 'not-a-result', path);
  }
  if (document.schema !== 'carryover.diff/1') throw new Fault('usage.invalid', 'not-a-result', path);
  const record = recordOf(pair, '', {
    ...document,
    apps: () => document.apps.map((app) => ({ app, artifacts: () => [] })),
    shared: () => [],
    findings: () => document.findings,
  });
  const unkeyed = { ...record, key: null };
  replaceFile(join(folder, RECORD_FILE), `${JSON.stringify(unkeyed)}\n`);
  return unkeyed;
}
