import { ContentFault, type ContentNotice, type Document, type Parts, type Reader, type Sighting } from '../reader.ts';
import { type RowList, rowsDocument } from '../rows.ts';
import { decodeText } from '../text.ts';
import type { Row, Value } from '../value.ts';
import { CONTACT_PARTS, KINDS, type Kind } from './kinds.ts';
import { type Field, plainMessage, plainValue, readField, readMessage } from './message.ts';
import { readNetworks } from './networks.ts';

const READER = 'miui-agent';
/** Names under which agents store their data, the latter up to MIUI V5 (formats/mimover/README.md). */
const NAME = /^(?:_tmp_bak|[a-z]+\.store)$/;
const SIZE_LIMIT = 256 * 1024 * 1024;
/** The name, and a first field that is a list. */
const MESSAGE_BITS = 9;
const TEXT_BITS = 12;
const POLL_RECORDS = 4096;
/** Fields of all records: about a quarter of a million messages, and 500 MB of memory. */
const FIELDS_LIMIT = 4_000_000;
/** Text longer than this is no list of networks. */
const TEXT_LIMIT = 16 * 1024 * 1024;
/** Where a list of records lies in its message. */
const LIST = 1;

/** What apps built on MIUI's own backup agent store: SMS, calls, contacts and notes as protobuf, Wi-Fi as text. */
export const miuiAgentReader: Reader = {
  id: READER,
  title: "data of MIUI's backup agents: SMS, calls, contacts, notes, Wi-Fi",

  bid({ name, head }: Sighting): number {
    if (!NAME.test(name) || head.length === 0) return 0;
    if (/ssid/i.test(Buffer.from(head).toString('latin1'))) return TEXT_BITS;
    const [first = 0] = head;
    return (first & 7) === 2 ? MESSAGE_BITS : 0;
  },

  read(parts: Parts, poll: () => void): Document {
    const main = parts.get('main');
    if (main === undefined) throw new ContentFault('miui-agent.no-content');
    if (main.size > SIZE_LIMIT) throw new ContentFault('miui-agent.too-large', { bytes: main.size, limit: SIZE_LIMIT });
    const bytes = main.whole();
    const found = findLists(bytes, poll) ?? findNetworks(bytes);
    if (found === null) throw new ContentFault('miui-agent.malformed');
    const document = rowsDocument(READER, found.lists, found.notices, {
      kind: found.lists.map((l) => l.name).join(','),
    });
    // The same message on another phone has other local numbers: by its key it counts as found, as changed.
    return { ...document, sections: document.sections.map((section) => ({ ...section, partial: 'row' })) };
  },
};

interface Found {
  readonly lists: readonly RowList[];
  readonly notices: readonly ContentNotice[];
}

interface Records {
  readonly messages: readonly (readonly Field[])[];
  /** Offset where the bytes stop being a message; null where they are one to the end. */
  readonly brokenAt: number | null;
  readonly others: readonly Field[];
}

/** Messages of the list field, as far as the bytes go. */
function recordsOf(bytes: Uint8Array, poll: () => void): Records {
  const messages: (readonly Field[])[] = [];
  const others: Field[] = [];
  let fields = 0;
  for (let at = 0; at < bytes.length; ) {
    if (fields > FIELDS_LIMIT) throw new ContentFault('miui-agent.too-large', { bytes: bytes.length });
    const read = readField(bytes, at);
    if (read === null) return { messages, others, brokenAt: at };
    const { field, end } = read;
    const message = field.number === LIST && field.value instanceof Uint8Array ? readMessage(field.value) : null;
    if (message === null && field.number === LIST) return { messages, others, brokenAt: at };
    if (message === null) others.push(field);
    else messages.push(message);
    fields += 1 + (message?.length ?? 0);
    if (messages.length % POLL_RECORDS === 0) poll();
    at = end;
  }
  return { messages, others, brokenAt: null };
}

/** The kind that all records may be of, and at least half surely are: a draft has no time. Null where none is. */
function kindOf(messages: readonly (readonly Field[])[]): Kind | null {
  const sure = (kind: Kind) => 2 * messages.filter((message) => kind.tells(message)).length >= messages.length;
  if (messages.length === 0) return null;
  return KINDS.find((kind) => messages.every((message) => kind.allows(message)) && sure(kind)) ?? null;
}

function findLists(bytes: Uint8Array, poll: () => void): Found | null {
  const direct = recordsOf(bytes, poll);
  const kind = kindOf(direct.messages);
  if (kind !== null) return { lists: listsOf(kind, direct), notices: noticesOf(direct) };
  const single = direct.brokenAt === null ? readMessage(bytes) : null;
  if (single === null) return null;
  // One note stands for itself in some versions.
  const note = KINDS.find((kind) => kind.section === 'notes' && kind.allows(single) && kind.tells(single));
  if (note !== undefined)
    return { lists: listsOf(note, { messages: [single], others: [], brokenAt: null }), notices: [] };
  return umbrella(single, poll);
}

/** The umbrella message (SyncRoot), which may hold several lists. */
function umbrella(fields: readonly Field[], poll: () => void): Found | null {
  const lists: RowList[] = [];
  const notices: ContentNotice[] = [];
  for (const field of fields) {
    if (!(field.value instanceof Uint8Array)) continue;
    const kind = KINDS.find((each) => each.umbrella === field.number);
    if (kind === undefined) continue;
    const records = recordsOf(field.value, poll);
    if (kindOf(records.messages) !== kind) return null;
    lists.push(...listsOf(kind, records));
    notices.push(...noticesOf(records));
  }
  return lists.length === 0 ? null : { lists, notices };
}

function noticesOf({ brokenAt, messages }: Records): readonly ContentNotice[] {
  if (brokenAt === null) return [];
  return [{ detail: 'miui-agent.broken', lost: true, args: { at: brokenAt, records: messages.length } }];
}

function listsOf(kind: Kind, { messages, others }: Records): readonly RowList[] {
  const names = new Map<number, string>(Object.entries(kind.fields).map(([number, name]) => [Number(number), name]));
  for (const number of Object.keys(kind.nested)) names.set(Number(number), CONTACT_PARTS[Number(number)] ?? number);
  const unknown = new Set<number>();
  for (const message of messages) for (const { number } of message) if (!names.has(number)) unknown.add(number);
  for (const number of [...unknown].sort((a, b) => a - b)) names.set(number, `#${number}`);
  // What no record has is no column: a field that is unknown is absent.
  const present = new Set(messages.flatMap((message) => message.map(({ number }) => number)));
  const numbers = [...names.keys()].filter((number) => present.has(number));
  const columns = numbers.map((number) => names.get(number) ?? '');
  const keyed = kind.key.length > 0 && kind.key.every((name) => columns.includes(name));
  const list: RowList = {
    name: kind.section,
    columns,
    keys: keyed ? [kind.key.map((name) => columns.indexOf(name))] : [],
    address: [],
    *records() {
      for (const message of messages) yield rowOf(message, numbers, kind);
    },
  };
  if (others.length === 0) return [list];
  // SMS have bookmarks beside them: shown by number.
  const rest: RowList = {
    name: `${kind.section}-other`,
    columns: ['field', 'value'],
    keys: [],
    address: [],
    *records() {
      for (const field of others) {
        const message = field.value instanceof Uint8Array ? readMessage(field.value) : null;
        const value =
          message === null || message.length === 0 ? plainValue(field) : JSON.stringify(plainMessage(message, {}));
        yield [field.number, value];
      }
    },
  };
  return [list, rest];
}

function rowOf(message: readonly Field[], numbers: readonly number[], kind: Kind): Row {
  return numbers.map((number): Value => {
    const own = message.filter((field) => field.number === number);
    const [first] = own;
    if (first === undefined) return null;
    const nested = kind.nested[number];
    if (nested === undefined) return plainValue(own.at(-1) ?? first);
    return JSON.stringify(
      own.map(({ value }) => plainMessage(value instanceof Uint8Array ? (readMessage(value) ?? []) : [], nested)),
    );
  });
}

function findNetworks(bytes: Uint8Array): Found | null {
  const text = bytes.length > TEXT_LIMIT ? undefined : decodeText(bytes)?.text;
  const networks = text === undefined ? [] : readNetworks(text);
  if (networks.length === 0) return null;
  const columns = [...new Set(networks.flatMap((network) => [...network.keys()]))];
  const key = ['SSID', 'AllowedKeyMgmt'].map((name) => columns.indexOf(name)).filter((column) => column >= 0);
  return {
    lists: [
      {
        name: 'networks',
        columns,
        keys: key.length === 0 ? [] : [key],
        address: [],
        *records() {
          for (const network of networks) yield columns.map((name) => network.get(name) ?? null);
        },
      },
    ],
    notices: [],
  };
}
