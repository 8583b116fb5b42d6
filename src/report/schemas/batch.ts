import { VERDICTS } from '../../diff/change.ts';
import { STATUSES } from '../../findings/finding.ts';
import { APP_VERDICTS, SIDE_NAMES } from '../result.ts';
import { FINDING } from './findings.ts';
import { DEFS, SUMMARY } from './parts.ts';
import {
  COUNT,
  constant,
  countsOf,
  list,
  mapOf,
  nullable,
  object,
  oneOf,
  type Schema,
  SHA256,
  shared,
  TEXT,
  TEXT_OR_NULL,
  USER,
  whole,
} from './schema.ts';

/** Schemas of what `batch` writes: the rows of its summary, the record of a pair, and what differs between two runs. */

const bySide = (schema: Schema): Schema => object(Object.fromEntries(SIDE_NAMES.map((side) => [side, schema])));

const ROW = object({
  id: TEXT,
  status: oneOf(['done', 'partial', 'fault']),
  exit: COUNT,
  fault: nullable(object({ code: TEXT, message: TEXT })),
  source: TEXT_OR_NULL,
  bundle: TEXT_OR_NULL,
  target: TEXT_OR_NULL,
  sha256: bySide(nullable(SHA256)),
  apps: nullable(countsOf(APP_VERDICTS)),
  artifacts: nullable(countsOf(VERDICTS)),
  credentials: nullable(countsOf(STATUSES)),
  columns: mapOf(TEXT),
});

const DIFFERENCE = object({
  id: TEXT,
  kind: oneOf(['pair-added', 'pair-gone', 'fault', 'app', 'credentials', 'evidence']),
  what: TEXT,
  before: { type: ['string', 'integer', 'null'] },
  after: { type: ['string', 'integer', 'null'] },
});

const STATS = countsOf(['evidences', 'decoded', 'reused', 'compared', 'kept']);

export const BATCH_SCHEMAS: Readonly<Record<string, Schema>> = {
  'batch-row': whole('carryover.batch-row/1', 'One line of summary.ndjson', ROW),
  'batch-summary': whole(
    'carryover.batch-summary/1',
    'Result of carryover batch --format json',
    object({
      schema: constant('carryover.batch-summary/1'),
      pairs: list(ROW),
      stats: STATS,
      differences: nullable(list(DIFFERENCE)),
    }),
  ),
  'batch-difference': whole('carryover.batch-difference/1', 'One line of differences.ndjson', DIFFERENCE),
  'batch-status': whole(
    'carryover.batch-status/1',
    'How far a batch in a queue is: carryover batch --engine --status --format json',
    object({
      schema: constant('carryover.batch-status/1'),
      state: oneOf(['waiting', 'running', 'done', 'failed', 'lost']),
      pairs: COUNT,
      done: COUNT,
      failed: COUNT,
      left: COUNT,
      workers: COUNT,
    }),
  ),
  'batch-pair': whole(
    'carryover.batch-pair/1',
    'pair.json: what a batch keeps of one pair',
    object({
      schema: constant('carryover.batch-pair/1'),
      id: TEXT,
      key: nullable(SHA256),
      columns: mapOf(TEXT),
      paths: bySide(TEXT_OR_NULL),
      fault: nullable(
        object({ code: TEXT, detail: TEXT, at: TEXT_OR_NULL, args: mapOf({}), message: TEXT, exit: COUNT }),
      ),
      evidence: bySide(
        nullable(object({ path: TEXT, sha256: SHA256, bytes: COUNT, format: TEXT, entries: COUNT, apps: COUNT })),
      ),
      summary: nullable(SUMMARY),
      apps: list(
        object({
          package: TEXT,
          user: USER,
          label: TEXT_OR_NULL,
          verdict: oneOf(APP_VERDICTS),
          coverage: oneOf(['full', 'partial']),
        }),
      ),
      findings: list(shared('finding')),
      notices: list(object({ side: oneOf(SIDE_NAMES), code: TEXT, gravity: oneOf(['info', 'doubt', 'damage']) })),
      more: mapOf({}),
    }),
    { finding: FINDING, secret: DEFS.secret },
  ),
};
