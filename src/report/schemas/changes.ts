import { PAST_GRADES, PAST_STATES } from '../../content/reader.ts';
import {
  COUNT_OR_NULL,
  list,
  mapOf,
  nullable,
  object,
  oneOf,
  oneOfOrNull,
  TEXT,
  TEXT_OR_NULL,
  TIME,
  YES_NO,
} from './schema.ts';

const FIELDS = nullable({ type: 'object' });

/** UTC by column. */
export const TIMES = mapOf(TIME);

const CHANGE_FIELDS = {
  section: TEXT,
  kind: oneOf(['changed', 'source-only', 'target-only']),
  key: TEXT_OR_NULL,
  source: FIELDS,
  target: FIELDS,
};
/** What differs inside two values: of depth four at the most, each like the change around it. */
const WITHIN = list(object({ column: TEXT, reader: TEXT, changes: list({ type: 'object' }), cut: YES_NO }));

export const CHANGE = object(
  { package: TEXT_OR_NULL, user: COUNT_OR_NULL, devicePath: TEXT, ...CHANGE_FIELDS },
  { times: object({}, { source: TIMES, target: TIMES }), within: WITHIN, shownAlike: list(TEXT) },
);

const STANDING = nullable(
  object({
    state: oneOf(['live', ...PAST_STATES]),
    grade: oneOfOrNull(PAST_GRADES),
    at: TEXT_OR_NULL,
  }),
);

export const PAST = object(
  {
    devicePath: TEXT,
    section: TEXT,
    kind: oneOf(['both', 'source-only', 'target-only']),
    key: TEXT_OR_NULL,
    source: STANDING,
    target: STANDING,
    fields: { type: 'object' },
  },
  { times: TIMES },
);
