import { SIGNING_SCHEMES } from '../../android/apk/signing.ts';
import { DOMAINS, STORAGES } from '../../android/location.ts';
import { CHROMIUM_STORES } from '../../content/chromium/store.ts';
import { ROUTES, VERDICTS } from '../../diff/change.ts';
import { SIDE_NAMES } from '../result.ts';
import {
  COUNT,
  COUNT_OR_NULL,
  constant,
  LONG,
  list,
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

/** An artifact of a comparison, and its sides. */

const LIKENESSES = ['bytes', 'content', 'superset', 'partial', 'none'];

/** How decryption or decompression of a member was verified. */
export const PROOFS = ['tag', 'hmac', 'checksum', 'magic', 'none'];
/** A database that is known by its tables: `session`, `partitioned` and `expired` of cookies, `blocked` of logins. */
const STORE = object(
  {
    kind: oneOf(CHROMIUM_STORES),
    version: nullable(LONG),
    rows: COUNT,
    sealed: COUNT,
    prefixes: list(TEXT),
  },
  { session: COUNT, partitioned: COUNT, expired: COUNT_OR_NULL, blocked: COUNT },
);

/** What an APK states of itself. Unverified. */
const STATED = {
  versionCode: nullable(LONG),
  versionName: TEXT_OR_NULL,
  signers: list(SHA256),
  schemes: list(oneOf(SIGNING_SCHEMES)),
  members: COUNT_OR_NULL,
};
export const APK = object(STATED, { formerSigners: list(SHA256) });
/** The same of an APK that is evidence by itself. */
export const BARE_APK = object({ package: TEXT, split: TEXT_OR_NULL, ...STATED }, { formerSigners: list(SHA256) });

export const ARTIFACT_SIDE = object(
  {
    sha256: nullable(SHA256),
    bytes: COUNT,
    modified: nullable(TIME),
    entry: TEXT,
    at: TEXT,
    parts: list(object({ role: TEXT, sha256: SHA256, bytes: COUNT, entry: TEXT })),
  },
  { proof: oneOf(PROOFS), store: STORE, apk: APK },
);

const RECORDS = object({ same: COUNT, changed: COUNT, sourceOnly: COUNT, targetOnly: COUNT, telling: COUNT });

const SECTION_RECORDS = object({ section: TEXT, records: COUNT });

/** Whose place it is, where that is not the artifact's own package. */
const OTHER_PACKAGE = { package: TEXT_OR_NULL };
/** Other places with the same content. */
const COPIES = list(object({ devicePath: TEXT, user: USER, basis: oneOf(['bytes', 'content']) }, OTHER_PACKAGE));

export const ARTIFACT = object(
  {
    devicePath: TEXT,
    storage: oneOfOrNull(STORAGES),
    domain: oneOfOrNull(DOMAINS),
    path: TEXT,
    kind: TEXT,
    verdict: oneOf(VERDICTS),
    likeness: oneOfOrNull(LIKENESSES),
    route: oneOfOrNull(ROUTES),
    moved: nullable(
      object({
        devicePath: TEXT,
        user: USER,
        basis: oneOf(['bytes', 'content', 'representation']),
        share: { type: 'number', minimum: 0, maximum: 1 },
      }),
    ),
    schemaChanged: YES_NO,
    source: nullable(shared('artifactSide')),
    bundle: nullable(shared('artifactSide')),
    target: nullable(shared('artifactSide')),
    records: nullable(RECORDS),
  },
  {
    compared: constant('bundle-target'),
    schemaChanges: object({
      total: COUNT,
      listed: list(
        object(
          {
            kind: oneOf(['header', 'table', 'index', 'trigger', 'view']),
            name: TEXT,
            change: oneOf(['added', 'gone', 'changed']),
          },
          { source: { type: 'integer' }, target: { type: 'integer' } },
        ),
      ),
    }),
    renamed: list(object({ source: TEXT, target: TEXT })),
    rekeyed: list(SECTION_RECORDS),
    rewritten: list(SECTION_RECORDS),
    similarity: { type: 'number', minimum: 0, maximum: 1 },
    copies: COPIES,
    similar: list(
      object(
        {
          devicePath: TEXT,
          user: USER,
          basis: oneOf(['chunks', 'pages']),
          share: { type: 'number', minimum: 0.5, maximum: 1 },
          shared: COUNT,
        },
        OTHER_PACKAGE,
      ),
    ),
    apkMembers: object({ same: COUNT, changed: COUNT, sourceOnly: COUNT, targetOnly: COUNT, signatureOnly: YES_NO }),
    reason: object({ side: oneOf(SIDE_NAMES), code: TEXT, at: TEXT_OR_NULL }),
    changes: list(shared('change')),
    changesCut: TRUE,
  },
);
