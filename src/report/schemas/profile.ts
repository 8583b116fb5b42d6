import { CLAIM_REASONS, CLAIM_VERDICTS } from '../profile/profile.ts';
import { APP_VERDICTS, SIDE_NAMES } from '../result.ts';
import {
  COUNT_OR_NULL,
  constant,
  list,
  object,
  oneOf,
  oneOfOrNull,
  type Schema,
  shared,
  TEXT,
  TEXT_OR_NULL,
  USER,
  whole,
  YES_NO,
} from './schema.ts';

const YES_NO_OR_NULL: Schema = { type: ['boolean', 'null'] };
const SAID = { id: TEXT, title: TEXT, about: TEXT, answer: TEXT_OR_NULL, sources: list(TEXT) };
const CLAIM = { id: TEXT, claim: TEXT, shows: TEXT, cannot: TEXT };

/** A profile that was judged: a part of the result. */
export const PROFILE: Schema = object({
  ...SAID,
  claims: list(
    object({
      ...CLAIM,
      verdict: oneOf(CLAIM_VERDICTS),
      reason: oneOfOrNull(CLAIM_REASONS),
      count: COUNT_OR_NULL,
      of: COUNT_OR_NULL,
      apps: list(object({ package: TEXT, user: USER, because: list(TEXT) })),
    }),
  ),
  apps: list(
    object({
      package: TEXT,
      user: USER,
      label: TEXT_OR_NULL,
      category: TEXT_OR_NULL,
      verdict: oneOf(APP_VERDICTS),
      coverage: oneOf(['full', 'partial']),
      session: YES_NO,
      bound: YES_NO,
      packed: YES_NO,
      allowBackup: YES_NO_OR_NULL,
      because: list(TEXT),
    }),
  ),
});

const SIDE = oneOf(SIDE_NAMES);
const APP_TEST: Schema = {
  ...object(
    {},
    {
      verdict: list(oneOf(APP_VERDICTS)),
      category: list(TEXT),
      session: YES_NO,
      bound: YES_NO,
      allowBackup: YES_NO,
      packed: YES_NO,
      any: list(shared('appTest')),
    },
  ),
  additionalProperties: false,
};
const APPS_TEST = object({
  kind: constant('apps'),
  among: shared('appTest'),
  that: shared('appTest'),
  supported: oneOf(['any', 'most']),
});

/** A profile as a file: what `--profile FILE.json` takes. */
export const PROFILE_FILE = whole(
  'carryover.profile/1',
  'Profile: claims with tests over a comparison, for carryover diff --profile FILE',
  object({
    schema: constant('carryover.profile/1'),
    ...SAID,
    categories: list(object({ name: TEXT, packages: list(TEXT) })),
    claims: list(
      object({
        ...CLAIM,
        test: {
          anyOf: [
            APPS_TEST,
            object({ kind: constant('encryption'), side: SIDE, is: TEXT }),
            object({ kind: constant('none') }),
          ],
        },
      }),
    ),
  }),
  { appTest: APP_TEST },
);
