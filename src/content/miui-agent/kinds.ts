import { type Field, readMessage, textOf } from './message.ts';

/** What one record of an agent's data is: its fields by number, as the agent's own classes name them. */
export interface Kind {
  readonly section: string;
  /** Field of the umbrella message (SyncRoot) that holds the list. */
  readonly umbrella: number;
  readonly fields: Readonly<Record<number, string>>;
  /** Fields that are messages and may repeat, with the names of their own fields. */
  readonly nested: Readonly<Record<number, Readonly<Record<number, string>>>>;
  /** Names by which a record is known on another phone: its local numbers differ there. */
  readonly key: readonly string[];
  /** Whether the fields of a message are of the types they have here. */
  allows(fields: readonly Field[]): boolean;
  /** Whether it holds what no other kind has in this place. */
  tells(fields: readonly Field[]): boolean;
}

/** Milliseconds since 1970 that a phone may have written: 1990 to 2100. */
const EARLIEST_MS = 631_152_000_000;
const LATEST_MS = 4_102_444_800_000;

const find = (fields: readonly Field[], number: number): Field | undefined =>
  fields.find((field) => field.number === number);

function isTime(field: Field | undefined): boolean {
  return typeof field?.value === 'number' && field.value >= EARLIEST_MS && field.value <= LATEST_MS;
}

function areText(fields: readonly Field[], numbers: readonly number[]): boolean {
  return fields.every((field) => !numbers.includes(field.number) || textOf(field) !== null);
}

function hasAny(fields: readonly Field[], numbers: readonly number[]): boolean {
  return fields.some(({ number }) => numbers.includes(number));
}

function areNumbers(fields: readonly Field[], numbers: readonly number[]): boolean {
  return fields.every((field) => !numbers.includes(field.number) || field.wire === 0);
}

const IDS = { 1: 'guid', 2: 'luid' } as const;
const ACTIONS = { 20: 'actionType', 21: 'conflictType' } as const;
const TRIPLE = { 1: 'value', 2: 'type', 3: 'label' } as const;

/** Names of the nested lists of a contact. */
export const CONTACT_PARTS: Readonly<Record<number, string>> = {
  5: 'name',
  6: 'phone',
  7: 'email',
  8: 'event',
  9: 'im',
  10: 'nickname',
  11: 'note',
  12: 'organization',
  13: 'photo',
  14: 'postal',
  15: 'website',
  16: 'groupMembership',
  25: 'callIncomingPhoto',
};

const CONTACT_LISTS: readonly number[] = Object.keys(CONTACT_PARTS).map(Number);

function messageOf(value: Field['value']): readonly Field[] | null {
  return value instanceof Uint8Array ? readMessage(value) : null;
}

/** Numbers and names: com.android.mms.backup and com.miui.milk (formats/mimover/README.md, "Payloads"). */
export const KINDS: readonly Kind[] = [
  {
    section: 'sms',
    umbrella: 4,
    fields: {
      ...IDS,
      3: 'type',
      4: 'address',
      5: 'subject',
      6: 'body',
      7: 'date',
      8: 'read',
      9: 'seen',
      10: 'status',
      11: 'serverDate',
      12: 'serviceCenter',
      13: 'protocol',
      14: 'replyPathPresent',
      15: 'locked',
      16: 'mxId',
      17: 'mxStatus',
    },
    nested: {},
    key: ['address', 'date', 'type'],
    allows: (fields) => areText(fields, [1, 2, 4, 5, 6]) && areNumbers(fields, [3, 7, 8, 9, 11, 14, 15]),
    tells: (fields) => isTime(find(fields, 7)) && hasAny(fields, [4, 6]),
  },
  {
    section: 'calls',
    umbrella: 2,
    fields: { ...IDS, 3: 'number', 4: 'date', 5: 'duration', 6: 'type', 7: 'new', ...ACTIONS },
    nested: {},
    key: ['number', 'date', 'type'],
    allows: (fields) => areText(fields, [1, 2, 3]) && areNumbers(fields, [4, 5, 6, 7, 20, 21]),
    tells: (fields) => isTime(find(fields, 4)),
  },
  {
    section: 'notes',
    umbrella: 6,
    fields: { 4: 'content', 14: 'title', 15: 'folder' },
    nested: {},
    key: [],
    allows: (fields) => areText(fields, [4, 14, 15]),
    tells: (fields) => hasAny(fields, [4]) && hasAny(fields, [14, 15]),
  },
  {
    section: 'contacts',
    umbrella: 1,
    fields: { ...IDS, 3: 'version', 4: 'deleted', 17: 'sourceId', 18: 'starred', ...ACTIONS },
    nested: Object.fromEntries(CONTACT_LISTS.map((number) => [number, number === 6 ? TRIPLE : {}])),
    key: ['name', 'phone'],
    allows: (fields) =>
      areText(fields, [1, 2, 17]) &&
      areNumbers(fields, [3, 4, 18, 20, 21]) &&
      fields.every(({ number, value }) => !CONTACT_LISTS.includes(number) || messageOf(value) !== null),
    tells: (fields) =>
      hasAny(fields, CONTACT_LISTS) &&
      // A phone is a value first of all: without it any two nested messages would be a contact.
      fields.every(
        ({ number, value }) => number !== 6 || textOf(messageOf(value)?.find((field) => field.number === 1)) !== null,
      ),
  },
];
