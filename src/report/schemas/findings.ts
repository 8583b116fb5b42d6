import { BINDING_READINGS } from '../../findings/binding.ts';
import { PORTABILITIES, STATUSES } from '../../findings/finding.ts';
import { ACCOUNT_BUNDLES, ACCOUNT_READINGS, RESTORE_TRACES, type RuleId } from '../../findings/finding-view.ts';
import { EXPLANATIONS, POLICIES } from '../../findings/policy/member-answer.ts';
import { SIDE_NAMES } from '../result.ts';
import {
  COUNT,
  COUNT_OR_NULL,
  constant,
  list,
  mapOf,
  nullable,
  object,
  oneOf,
  oneOfOrNull,
  type Schema,
  shared,
  TEXT,
  TEXT_OR_NULL,
  TIME,
  USER,
  YES_NO,
} from './schema.ts';

export const APK = object({ side: oneOf(SIDE_NAMES), entry: TEXT });

const COOKIE = object({
  host: TEXT,
  name: TEXT,
  path: TEXT,
  partition: TEXT_OR_NULL,
  session: YES_NO,
  secure: YES_NO,
  httpOnly: YES_NO,
  expires: nullable(TIME),
});

const VALUE = object(
  {
    where: TEXT_OR_NULL,
    portability: oneOf(PORTABILITIES),
    expiry: oneOf(['valid', 'expired', 'unknown']),
    certainty: oneOf(['observed', 'inferred', 'suspected']),
    service: TEXT_OR_NULL,
    secret: shared('secret'),
  },
  {
    status: oneOf(STATUSES),
    targetSecret: shared('secret'),
    target: object({ devicePath: TEXT, where: TEXT_OR_NULL }),
    cookie: COOKIE,
    bindings: list(
      object({ reading: oneOf(BINDING_READINGS), named: TEXT, source: TEXT_OR_NULL, target: TEXT_OR_NULL }),
    ),
  },
);

/** What a finding of each rule has beyond its head. */
const BY_RULE: Readonly<Record<RuleId, Schema>> = {
  credential: VALUE,
  identifier: VALUE,
  'restore-trace': object({
    side: oneOf(SIDE_NAMES),
    trace: oneOf(RESTORE_TRACES),
    files: COUNT,
    of: COUNT,
    args: mapOf({ type: ['string', 'number', 'boolean', 'null'] }),
  }),
  'deleted-records': object({
    records: COUNT,
    of: COUNT,
    telling: COUNT,
    intact: COUNT,
    liveOnTarget: COUNT,
    onTarget: COUNT,
    sections: list(object({ section: TEXT, records: COUNT })),
    cut: YES_NO,
  }),
  'key-beside': object({
    cipher: TEXT,
    key: object({ devicePath: TEXT, where: TEXT_OR_NULL }),
    derived: TEXT_OR_NULL,
    onSource: YES_NO,
    onTarget: YES_NO,
  }),
  account: object(
    {
      account: object({ type: TEXT, name: TEXT }),
      secrets: object({ source: COUNT, target: COUNT, same: COUNT }),
      bundle: oneOfOrNull(ACCOUNT_BUNDLES),
    },
    { reading: oneOf(ACCOUNT_READINGS) },
  ),
  keystore: object({
    holder: TEXT_OR_NULL,
    uids: object({ source: COUNT_OR_NULL, target: COUNT_OR_NULL }),
    keys: object({ source: COUNT_OR_NULL, target: COUNT_OR_NULL, both: COUNT }),
    aliases: object({ both: list(TEXT), source: list(TEXT), target: list(TEXT) }),
  }),
  policy: object(
    {
      side: oneOf(SIDE_NAMES),
      policy: oneOf(POLICIES),
      because: TEXT,
      explained: oneOfOrNull(EXPLANATIONS),
      apk: APK,
      members: COUNT,
      bytes: COUNT,
      listed: list(TEXT),
      standards: list(TEXT),
    },
    { restored: YES_NO },
  ),
};

/** A finding: `rule` says what it carries. Rules may be added: a finding of another rule has its head at the least. */
export const FINDING: Schema = {
  ...object({ id: TEXT, rule: TEXT, package: TEXT_OR_NULL, user: USER, devicePath: TEXT }),
  allOf: Object.entries(BY_RULE).map(([rule, schema]) => ({
    if: { properties: { rule: constant(rule) } },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema
    then: schema,
  })),
};
