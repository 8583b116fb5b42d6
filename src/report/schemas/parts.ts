import { UNSEEN_REASONS } from '../../android/coverage.ts';
import { DOMAINS, STORAGES } from '../../android/location.ts';
import { NOTICE_CODES } from '../../base/notice.ts';
import { PAST_GRADES, PAST_STATES } from '../../content/reader.ts';
import { VERDICTS } from '../../diff/change.ts';
import { STATUSES } from '../../findings/finding.ts';
import { APP_VERDICTS, SIDE_NAMES } from '../result.ts';
import { APK, ARTIFACT_SIDE, BARE_APK, PROOFS } from './artifact.ts';
import { CHANGE, TIMES } from './changes.ts';
import { POLICY } from './policy.ts';
import {
  COUNT,
  COUNT_OR_NULL,
  constant,
  countsOf,
  LONG,
  list,
  mapOf,
  nullable,
  object,
  oneOf,
  oneOfOrNull,
  SHA256,
  shared,
  TEXT,
  TEXT_OR_NULL,
  TIME,
  TRUE,
  USER,
  YES_NO,
} from './schema.ts';

const ARGS = mapOf({ type: ['string', 'number', 'boolean', 'null'] });
const VALIDATIONS = ['real', 'vector', 'synthetic'];

export const RUN = object(
  {
    tool: constant('carryover'),
    version: TEXT,
    commit: TEXT_OR_NULL,
    node: TEXT,
    sqlite: TEXT_OR_NULL,
    catalogue: TEXT,
    started: TIME,
    at: TIME,
    argv: list(TEXT),
    timezone: TEXT,
    limits: mapOf({ type: 'number' }),
    case: TEXT_OR_NULL,
  },
  { revealed: TRUE },
);

export const EVIDENCE = object(
  {
    label: TEXT,
    format: TEXT,
    formatVersion: TEXT_OR_NULL,
    encryption: TEXT_OR_NULL,
    bytes: COUNT,
    sha256: SHA256,
    declared: list(object({ from: TEXT, sha256: TEXT, holds: YES_NO })),
    entries: COUNT,
    apps: COUNT,
    notExamined: COUNT,
    partial: YES_NO,
    newest: nullable(TIME),
    because: TEXT,
  },
  { sha256After: SHA256 },
);

export const SUMMARY = object({
  partial: YES_NO,
  apps: countsOf(APP_VERDICTS),
  artifacts: countsOf(VERDICTS),
  credentials: countsOf(STATUSES),
});

export const APP = object(
  {
    package: TEXT,
    user: USER,
    label: TEXT_OR_NULL,
    verdict: oneOf(APP_VERDICTS),
    because: list(TEXT),
    coverage: oneOf(['full', 'partial']),
    versionCode: object({ source: nullable(LONG), target: nullable(LONG) }),
  },
  { movedTo: object({ user: USER }), policy: POLICY },
);

const SECRET = object(
  {
    shape: TEXT,
    length: COUNT,
    preview: { type: ['string', 'null'], maxLength: 4 },
    fingerprint: nullable({ type: 'string', pattern: '^[0-9a-f]{16}$' }),
  },
  { value: { anyOf: [TEXT, object({ base64: TEXT })] } },
);

export const NOTICE = object(
  {
    side: oneOf(SIDE_NAMES),
    code: oneOf(NOTICE_CODES),
    gravity: oneOf(['info', 'doubt', 'damage']),
    at: TEXT,
    message: TEXT,
  },
  { detail: TEXT, args: ARGS },
);

const COVERAGE = object(
  {
    covered: YES_NO,
    user: COUNT_OR_NULL,
    storage: oneOfOrNull(STORAGES),
    package: TEXT_OR_NULL,
    domains: nullable(list(oneOf(DOMAINS))),
    reason: oneOfOrNull(UNSEEN_REASONS),
    at: TEXT_OR_NULL,
  },
  { volume: TEXT, paths: list(TEXT) },
);

const PACKAGE = object(
  {
    package: TEXT,
    user: USER,
    label: TEXT_OR_NULL,
    versionCode: nullable(LONG),
    domains: {
      type: 'object',
      propertyNames: oneOf(DOMAINS),
      additionalProperties: object({ files: COUNT, bytes: COUNT }),
    },
  },
  { apk: APK },
);

/** What `info` adds to a piece of evidence. */
export const INFO_MORE = object(
  {
    validated: oneOf(VALIDATIONS),
    nesting: list(TEXT),
    coverage: list(COVERAGE),
    packages: list(PACKAGE),
    notices: list(shared('notice')),
  },
  { facts: ARGS, apk: BARE_APK, otherBundles: list(object({ path: TEXT, format: TEXT })) },
);

export const ENTRY = object(
  {
    devicePath: TEXT,
    entry: TEXT,
    type: oneOf(['file', 'directory', 'symlink', 'special']),
    package: TEXT_OR_NULL,
    user: COUNT_OR_NULL,
    storage: oneOfOrNull(STORAGES),
    domain: oneOfOrNull(DOMAINS),
    bytes: COUNT_OR_NULL,
    sha256: nullable(SHA256),
    modified: nullable(TIME),
    mode: COUNT_OR_NULL,
    uid: { type: ['integer', 'null'] },
    gid: { type: ['integer', 'null'] },
    proof: oneOfOrNull(PROOFS),
  },
  { link: TEXT },
);

export const RECORD = object(
  {
    type: constant('record'),
    section: TEXT,
    key: TEXT_OR_NULL,
    state: oneOf(['live', ...PAST_STATES]),
    fields: { type: 'object' },
  },
  { grade: oneOf(PAST_GRADES), at: TEXT, through: constant('wal'), times: TIMES, typed: { type: 'object' } },
);

export const FORMAT = object({
  id: TEXT,
  title: TEXT,
  container: YES_NO,
  bundle: YES_NO,
  validated: oneOf(VALIDATIONS),
});

export const EXPLANATION = object({
  code: TEXT,
  kind: TEXT,
  title: TEXT,
  meaning: TEXT,
  whatItProves: TEXT,
  whatItDoesNot: TEXT,
  next: TEXT,
});

/** Parts that others refer to by name. */
export const DEFS = {
  artifactSide: ARTIFACT_SIDE,
  change: CHANGE,
  secret: SECRET,
  notice: NOTICE,
} as const;
