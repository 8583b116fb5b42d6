import type { Document } from '../reader.ts';
import type { Row, Value } from '../value.ts';
import { dialled, FACTS_LIMIT, type FactList, type FactSource } from './fact-list.ts';

const COLUMNS = ['name', 'phones', 'emails'] as const;
/** Kinds of details (ContactsContract.CommonDataKinds) that these columns hold, and those that they do not. */
const NAME = 'vnd.android.cursor.item/name';
const PHONE = 'vnd.android.cursor.item/phone_v2';
const EMAIL = 'vnd.android.cursor.item/email_v2';
const BEYOND: ReadonlySet<string> = new Set(
  ['photo', 'note', 'organization', 'postal-address_v2', 'website', 'im', 'nickname', 'contact_event'].map(
    (kind) => `vnd.android.cursor.item/${kind}`,
  ),
);
/** Columns of records of agents and cards that these do not hold. */
const BEYOND_COLUMNS: ReadonlySet<string> = new Set(
  'photo note organization postal website im nickname event PHOTO NOTE ORG ADR URL NICKNAME BDAY IMPP'.split(' '),
);

interface Contact {
  name: string | null;
  readonly phones: string[];
  readonly emails: string[];
}

/** Contacts of contacts2.db, of agents and of vCards: name, numbers and addresses of each, in no order. */
export function readContacts({ document }: FactSource): FactList | null {
  return ofProvider(document) ?? ofRecords(document);
}

function rowOf({ name, phones, emails }: Contact): Row {
  const list = (values: readonly string[]): string | null =>
    values.length === 0 ? null : [...new Set(values)].sort().join('\n');
  return [name, list(phones), list(emails)];
}

/** raw_contacts, and data with its kind in mimetypes (AOSP ContactsDatabaseHelper). Deleted ones are none. */
function ofProvider(document: Document): FactList | null {
  const kinds = table(document, 'mimetypes', ['_id', 'mimetype']);
  const raw = table(document, 'raw_contacts', ['_id', 'deleted', 'display_name']);
  const data = table(document, 'data', ['raw_contact_id', 'mimetype_id', 'data1']);
  if (kinds === null || raw === null || data === null) return null;
  const kindOf = new Map([...kinds].map(([id, kind]) => [String(id), kind]));
  const contacts = new Map<string, Contact>();
  for (const [id, deleted, name] of raw) {
    if (deleted === 1) continue;
    if (contacts.size >= FACTS_LIMIT) return null;
    contacts.set(String(id), { name: textOf(name), phones: [], emails: [] });
  }
  let beyond = 0;
  for (const [owner, kindId, value] of data) {
    const contact = contacts.get(String(owner));
    const kind = kindOf.get(String(kindId));
    if (contact === undefined) continue;
    if (kind === NAME) contact.name = textOf(value) ?? contact.name;
    else if (kind === PHONE) put(contact.phones, dialled(value ?? null));
    else if (kind === EMAIL) put(contact.emails, value ?? null);
    else if (typeof kind === 'string' && BEYOND.has(kind)) beyond += 1;
  }
  return { columns: COLUMNS, rows: [...contacts.values()].map(rowOf), beyond };
}

function table(document: Document, name: string, columns: readonly string[]): Iterable<Row> | null {
  const section = document.sections.find((each) => each.name === name);
  if (section === undefined || !columns.every((column) => section.columns.includes(column))) return null;
  const places = columns.map((column) => section.columns.indexOf(column));
  return {
    *[Symbol.iterator]() {
      for (const row of section.records()) yield places.map((place) => row[place] ?? null);
    },
  };
}

/** Records of one contact each: details as JSON lists (agents), or as text of a line each (cards). */
function ofRecords(document: Document): FactList | null {
  const section = document.sections.find(({ name }) => name === 'contacts');
  if (section === undefined) return null;
  const place = (name: string): number => section.columns.indexOf(name);
  const [name, phone, email] = [place('name'), place('phone'), place('email')];
  if (name < 0 && phone < 0) return null;
  const more = section.columns.flatMap((column, i) => (BEYOND_COLUMNS.has(column) ? [i] : []));
  const rows: Row[] = [];
  let beyond = 0;
  for (const row of section.records()) {
    if (rows.length >= FACTS_LIMIT) return null;
    const contact: Contact = { name: details(row[name])[0] ?? null, phones: [], emails: [] };
    for (const each of details(row[phone])) put(contact.phones, dialled(each));
    for (const each of details(row[email])) put(contact.emails, each);
    beyond += more.filter((column) => row[column] != null).length;
    rows.push(rowOf(contact));
  }
  return { columns: COLUMNS, rows, beyond };
}

/** Field 1 of each message of a list is what it is about: a number, an address, a name as it is displayed. */
function details(value: Value | undefined): string[] {
  if (typeof value !== 'string') return [];
  if (!value.startsWith('[')) return value.split('\n');
  let list: readonly Readonly<Record<string, unknown>>[];
  try {
    list = JSON.parse(value) as typeof list;
  } catch {
    return value.split('\n');
  }
  return list.flatMap((each) => [each['value'] ?? each['#1']].filter((text) => typeof text === 'string'));
}

function put(list: string[], value: Value): void {
  if (typeof value === 'string' && value !== '') list.push(value);
}

function textOf(value: Value | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
