import { SIDE_NAMES } from '../result.ts';
import { ARTIFACT } from './artifact.ts';
import { BATCH_SCHEMAS } from './batch.ts';
import { CHANGE, PAST } from './changes.ts';
import { FINDING } from './findings.ts';
import { APP, DEFS, ENTRY, EVIDENCE, EXPLANATION, FORMAT, INFO_MORE, NOTICE, RECORD, RUN, SUMMARY } from './parts.ts';
import { POLICY } from './policy.ts';
import { PROFILE, PROFILE_FILE } from './profile.ts';
import {
  COUNT,
  COUNT_OR_NULL,
  constant,
  list,
  nullable,
  object,
  oneOf,
  type Schema,
  shared,
  TEXT,
  TEXT_OR_NULL,
  TRUE,
  whole,
  withFields,
  YES_NO,
} from './schema.ts';

const AUDITED_APP = object({ package: TEXT, user: COUNT, policy: POLICY });
const OWNER = { package: TEXT_OR_NULL, user: COUNT_OR_NULL };
const { artifactSide, change, secret, notice } = DEFS;

/** Every line of a kind, told apart by `type`. */
function lines(byType: Readonly<Record<string, Schema>>): Schema {
  const all = Object.entries(byType).map(([type, part]) => withFields({ type: constant(type) }, part));
  return { type: 'object', required: ['type'], oneOf: all };
}

const DIFF = whole(
  'carryover.diff/1',
  'Result of carryover diff',
  object(
    {
      schema: constant('carryover.diff/1'),
      run: RUN,
      evidence: object(Object.fromEntries(SIDE_NAMES.map((side) => [side, nullable(shared('evidence'))]))),
      summary: SUMMARY,
      apps: list(withFields({ artifacts: list(shared('artifact')) }, APP)),
      shared: list(shared('artifact')),
      findings: list(shared('finding')),
      notices: list(shared('notice')),
    },
    { profile: shared('profile') },
  ),
  { evidence: EVIDENCE, artifact: ARTIFACT, artifactSide, change, finding: FINDING, secret, notice, profile: PROFILE },
);

const DIFF_NDJSON = whole(
  'carryover.diff-ndjson/1',
  'One line of carryover diff --format ndjson',
  lines({
    run: withFields({ schema: constant('carryover.diff-ndjson/1') }, RUN),
    evidence: withFields({ side: oneOf(SIDE_NAMES) }, EVIDENCE),
    app: APP,
    artifact: withFields(OWNER, ARTIFACT),
    change: CHANGE,
    finding: FINDING,
    notice: NOTICE,
    profile: PROFILE,
    summary: SUMMARY,
  }),
  { artifactSide, change, secret },
);

const SCHEMAS: Readonly<Record<string, Schema>> = {
  ...BATCH_SCHEMAS,
  diff: DIFF,
  'diff-ndjson': DIFF_NDJSON,
  profile: PROFILE_FILE,
  info: whole(
    'carryover.info/1',
    'Result of carryover info',
    object({ schema: constant('carryover.info/1'), evidence: list({ allOf: [EVIDENCE, INFO_MORE] }) }),
    { notice },
  ),
  ls: whole('carryover.ls/1', 'One line of carryover ls --format ndjson', ENTRY),
  cat: whole('carryover.cat/1', 'One line of carryover cat --decoded --format ndjson', RECORD),
  show: whole(
    'carryover.show/1',
    'Result of carryover show',
    object(
      {
        schema: constant('carryover.show/1'),
        ...OWNER,
        artifact: shared('artifact'),
        changes: list(shared('change')),
      },
      { past: list(PAST), changesCut: TRUE, changesTotal: COUNT, pastCut: TRUE, pastTotal: COUNT },
    ),
    { artifact: ARTIFACT, artifactSide, change },
  ),
  'show-ndjson': whole(
    'carryover.show-ndjson/1',
    'One line of carryover show --format ndjson',
    lines({
      artifact: withFields({ schema: constant('carryover.show-ndjson/1'), ...OWNER }, ARTIFACT),
      change: CHANGE,
      past: PAST,
      summary: object(
        { changes: COUNT },
        { past: COUNT, changesCut: TRUE, changesTotal: COUNT, pastCut: TRUE, pastTotal: COUNT },
      ),
    }),
    { artifactSide, change },
  ),
  audit: whole(
    'carryover.audit/1',
    'Result of carryover audit',
    object({
      schema: constant('carryover.audit/1'),
      evidence: EVIDENCE,
      apps: list(AUDITED_APP),
      findings: list(FINDING),
      notices: list(shared('notice')),
    }),
    { notice, secret },
  ),
  'audit-ndjson': whole(
    'carryover.audit-ndjson/1',
    'One line of carryover audit --format ndjson',
    lines({
      evidence: withFields({ schema: constant('carryover.audit-ndjson/1') }, EVIDENCE),
      app: AUDITED_APP,
      finding: FINDING,
      notice: NOTICE,
      summary: object({ findings: COUNT, partial: YES_NO }),
    }),
    { secret },
  ),
  'info-ndjson': whole(
    'carryover.info-ndjson/1',
    'One line of carryover info --format ndjson',
    lines({ evidence: { allOf: [EVIDENCE, INFO_MORE] } }),
    { notice },
  ),
  extract: whole(
    'carryover.extract/1',
    'Result of carryover extract --format json',
    object({ schema: constant('carryover.extract/1'), files: COUNT, bytes: COUNT, folder: TEXT }),
  ),
  'snapshot-written': whole(
    'carryover.snapshot-written/1',
    'Result of carryover snapshot --format json',
    object({ schema: constant('carryover.snapshot-written/1'), entries: COUNT, contents: COUNT, file: TEXT }),
  ),
  completion: whole(
    'carryover.completion/1',
    'Result of carryover completion',
    object({ schema: constant('carryover.completion/1'), script: { type: 'string' } }),
  ),
  formats: whole(
    'carryover.formats/1',
    'Result of carryover formats',
    object({ schema: constant('carryover.formats/1'), formats: list(FORMAT) }),
  ),
  'formats-ndjson': whole(
    'carryover.formats-ndjson/1',
    'One line of carryover formats --format ndjson',
    lines({ format: FORMAT }),
  ),
  explain: whole(
    'carryover.explain/1',
    'Result of carryover explain',
    object({ schema: constant('carryover.explain/1'), explanations: list(EXPLANATION) }),
  ),
  'explain-ndjson': whole(
    'carryover.explain-ndjson/1',
    'One line of carryover explain --format ndjson',
    lines({ explanation: EXPLANATION }),
  ),
};

/** Names that `schema` takes, sorted. */
export function schemaNames(): readonly string[] {
  return Object.keys(SCHEMAS).sort();
}

/** The JSON Schema (draft 2020-12) of an output, by name (`diff`) or id (`carryover.diff/1`); null where there is none. */
export function schemaFor(name: string): Schema | null {
  const short = /^carryover\.(.+)\/1$/.exec(name)?.[1] ?? name;
  return Object.hasOwn(SCHEMAS, short) ? (SCHEMAS[short] ?? null) : null;
}
