import { chromiumTable, sealedColumn } from '../../content/chromium/store.ts';
import type { Document, Section } from '../../content/reader.ts';
import type { Row, Value } from '../../content/value.ts';
import { cookieFacts, cookieTimes } from './cookie.ts';
import type { Field, Visit } from './field.ts';
import { promiseOf } from './lexicon.ts';
import { mayTell } from './may-tell.ts';
import { jointName, jsonStep, PLAIN_NAMES, visitNested } from './nested.ts';
import { holdsAnchor } from './prefilter.ts';
import { walkLines } from './walk-lines.ts';

/** Columns that name a row's value, in tables of keys and values. */
const KEY_COLUMNS = [
  'key',
  'name',
  'primkey',
  'k',
  'property',
  'setting',
  'pref_key',
  'token_key',
  'type',
  'authtoken_type',
];
const VALUE_COLUMNS = ['value', 'val', 'v', 'data', 'string_value', 'token_value', 'content', 'blob'];
/** Columns by which a person would tell one row from another, best first. */
const LABEL_COLUMNS = [
  'host_key',
  'name',
  'username',
  'user_name',
  'email',
  'login',
  'account',
  'account_name',
  'handle',
  'user',
  'user_id',
  'userid',
  'uid',
  'uuid',
  'host',
  'address',
  'origin_url',
  'url',
  'domain',
  'type',
  'issuer',
  'alias',
];
const MAX_LABEL_CHARS = 160;
const MAX_LABELS = 3;
const COOKIE_LABELS = 4;
/** Two cookies of one host, name and path differ by it. */
const PARTITION = 'top_frame_site_key';
/** Shorter values are no credentials: the shortest is a PIN. */
const MIN_CHARS = 4;

/** Readers whose sections are keys with one value each, in the columns `key` and `value`. */
const KEYED_READERS: ReadonlySet<string> = new Set(['preferences', 'mmkv', 'datastore']);

export interface Walk {
  /** The file's name, which may say what its keys do not. */
  readonly store: string;
  /** Every value, where the catalogue knows the place; else those that could matter. */
  readonly all: boolean;
  /** Of tables, only those of names and values. */
  readonly pairsOnly: boolean;
}

/** Every value of a document with its name and its place, and whatever lies nested inside. */
export function walkDocument(document: Document, { store, all, pairsOnly }: Walk, visit: Visit): void {
  for (const section of document.sections) {
    if (KEYED_READERS.has(document.reader)) walkKeys(section, store, all, visit);
    else if (document.reader === 'json') walkPaths(section, all, visit);
    else if (document.reader === 'lines') walkLines(section, store, all, visit);
    else walkTable(section, all, pairsOnly, visit);
  }
}

function plain(value: Value | undefined): string | Uint8Array | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'object' && value !== null && 'text' in value) return value.text;
  return null;
}

function walkKeys(section: Section, store: string, every: boolean, visit: Visit): void {
  const [key, value] = [section.columns.indexOf('key'), section.columns.indexOf('value')];
  const all = new Map<string, Value>();
  for (const row of section.records()) {
    const name = row[key];
    if (typeof name === 'string') all.set(name, row[value] ?? null);
  }
  const sibling = (name: string): unknown => all.get(name);
  for (const [name, stored] of all) {
    const text = plain(stored);
    const called = jointName(store, name);
    if (text === null || (!every && !mayTell(called, text))) continue;
    visitNested({ where: name, name: called, value: text, keyed: false, sibling, root: null }, visit);
  }
}

/** The JSON reader gives leaves by pointer (RFC 6901), and the elements of outer arrays in their canonical spelling. */
function walkPaths(section: Section, every: boolean, visit: Visit): void {
  const [path, value] = [section.columns.indexOf('path'), section.columns.indexOf('value')];
  const leaves: (readonly [pointer: string, name: string, text: string | Uint8Array])[] = [];
  for (const row of section.records()) {
    const pointer = row[path];
    if (typeof pointer !== 'string') continue;
    const text = plain(row[value]);
    if (text === null || text.length < MIN_CHARS) continue;
    const name = nameOf(pointer);
    if (every || mayTell(name, text)) leaves.push([pointer, name, text]);
  }
  if (leaves.length === 0) return;
  const list = section.keys.length === 0;
  const { beside, root } = list
    ? NOTHING_BESIDE
    : besideOf(section, new Set(leaves.map(([pointer]) => baseOf(pointer))), path, value);
  for (const [pointer, name, text] of leaves) {
    const base = baseOf(pointer);
    const sibling = (other: string): unknown => beside.get(`${base}${other}`);
    visitNested({ where: jsonPath(pointer), name, value: text, keyed: false, sibling, root }, visit);
  }
}

interface Beside {
  readonly beside: ReadonlyMap<string, Value>;
  /** The names of the outermost members: enough to tell one kind of document from another. */
  readonly root: Readonly<Record<string, unknown>>;
}

const NOTHING_BESIDE: Beside = { beside: new Map(), root: Object.create(null) };
const MAX_ROOT_NAMES = 1000;

/** What lies in the same objects as some leaves. */
function besideOf(section: Section, bases: ReadonlySet<string>, path: number, value: number): Beside {
  const beside = new Map<string, Value>();
  const root: Record<string, unknown> = Object.create(null);
  let names = 0;
  let last = '\0';
  for (const row of section.records()) {
    const pointer = row[path];
    if (typeof pointer !== 'string') continue;
    if (bases.has(baseOf(pointer))) beside.set(pointer, row[value] ?? null);
    if (pointer.startsWith(last) || names === MAX_ROOT_NAMES) continue;
    const end = pointer.indexOf('/', 1);
    last = end < 0 ? pointer : pointer.slice(0, end + 1);
    names += 1;
    root[unescapeStep(pointer.slice(1, end < 0 ? undefined : end))] = true;
  }
  return { beside, root };
}

function baseOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf('/') + 1);
}

/** The last key of a pointer; under `value` and the like, and for elements of lists, the one before. */
function nameOf(pointer: string): string {
  const at = pointer.lastIndexOf('/');
  const last = pointer.slice(at + 1);
  const before = pointer
    .slice(0, Math.max(0, at))
    .split('/')
    .filter((step) => step !== '[]');
  const outer = unescapeStep(before.at(-1) ?? '');
  if (last !== '[]' && !PLAIN_NAMES.has(last)) return jointName(outer, unescapeStep(last));
  return outer || (last === '[]' ? '' : last);
}

function jsonPath(pointer: string): string {
  const steps = pointer.split('/').slice(1);
  return `$${steps.map((step) => (step === '[]' ? '[]' : jsonStep(unescapeStep(step)))).join('')}`;
}

function unescapeStep(step: string): string {
  return step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step;
}

function walkTable(section: Section, all: boolean, pairsOnly: boolean, visit: Visit): void {
  const columns = section.columns.map((column) => column.toLowerCase());
  const keyColumn = KEY_COLUMNS.map((name) => columns.indexOf(name)).find((at) => at >= 0) ?? -1;
  const valueColumn = VALUE_COLUMNS.map((name) => columns.indexOf(name)).find((at) => at >= 0) ?? -1;
  const pairs = keyColumn >= 0 && valueColumn >= 0 && valueColumn !== keyColumn;
  if (pairsOnly && !pairs) return;
  const names = section.columns.map((column) => jointName(section.name, column));
  const promising = names.map((name) => all || promiseOf(name) !== null);
  const labels = labelColumns(section, columns);
  const chromium = chromiumTable(section);
  const sealed = sealedColumn(section);
  const cookies =
    columns.includes('host_key') || (columns.includes('host') && section.name.toLowerCase().includes('cookie'));
  // Where no name promises anything, a credential shows in the bytes: most pages of large tables are not even decoded.
  const shown =
    section.recordsIn === undefined || pairs || sealed !== null || promising.includes(true)
      ? null
      : section.recordsIn(holdsAnchor);
  for (const row of shown ?? section.records()) {
    const sibling = (name: string): unknown => row[columns.indexOf(name.toLowerCase())] ?? undefined;
    let label: string | null = null;
    for (let at = 0; at < columns.length; at += 1) {
      const text = plain(row[at]);
      if (text === null || text.length < MIN_CHARS) continue;
      const keyed = pairs && at === valueColumn && typeof row[keyColumn] === 'string';
      if (!keyed && promising[at] !== true && at !== sealed?.at && !mayTell('', text)) continue;
      if (keyed && !all && !mayTell(row[keyColumn] as string, text)) continue;
      label ??= rowLabel(row, labels, cookies ? COOKIE_LABELS : MAX_LABELS);
      const column = section.columns[at] as string;
      const where = `${section.name}.${column}${label}`;
      const name = keyed ? (row[keyColumn] as string) : (names[at] as string);
      const field: Field = { where, name, value: text, keyed, sibling, root: null };
      if (at === sealed?.at && sealed.isSealed(row[at])) visit({ ...field, sealed: true });
      else if (keyed && cookies) {
        const about = chromium === null ? {} : { about: cookieFacts(sibling) };
        visitNested({ ...field, cookie: name, ...about, ...cookieTimes(sibling) }, visit);
      } else visitNested(field, visit);
    }
  }
}

/** The text columns of the declared key are a row's name; without one, the columns that usually are. Never a rowid. */
function labelColumns(section: Section, columns: readonly string[]): readonly number[] {
  const path = columns.includes('host_key')
    ? ['host_key', 'name', 'path']
    : columns.includes('host')
      ? ['host', 'name', 'path']
      : [];
  const cookie = path.map((name) => columns.indexOf(name)).filter((at) => at >= 0);
  if (cookie.length === path.length && cookie.length > 0)
    return [...cookie, ...[columns.indexOf(PARTITION)].filter((at) => at >= 0)];
  const keyed = KEY_COLUMNS.map((name) => columns.indexOf(name)).find((at) => at >= 0);
  const declared = section.keys.flat().filter((at) => promiseOf(columns[at] ?? '') === null);
  const usual = LABEL_COLUMNS.map((name) => columns.indexOf(name)).filter((at) => at >= 0);
  return [...new Set([...declared, ...(keyed === undefined ? [] : [keyed]), ...usual])];
}

function rowLabel(row: Row, labels: readonly number[], most: number): string {
  const parts: string[] = [];
  for (const at of labels) {
    const value = row[at];
    if (typeof value === 'string' && value !== '' && value.length <= MAX_LABEL_CHARS) parts.push(value);
    if (parts.length === most) break;
  }
  return parts.length === 0 ? '' : `[${parts.join('|')}]`;
}
