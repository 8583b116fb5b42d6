import type { Document, Section } from '../../content/reader.ts';
import type { Row, Value } from '../../content/value.ts';
import { type Field, NO_SIBLING, type Visit } from './field.ts';
import { promiseOf } from './lexicon.ts';
import { visitNested } from './nested.ts';
import { seconds } from './shapes.ts';

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

/** A cell under a name that promises nothing is looked at only if it may hold a shape, or something nested. */
const MAY_TELL =
  /^\s*[{[]|eyJ|EAA|ya29\.|1\/\/0|AMf-|IGT:2|APA91b|xox|gh[pousr]_|PRIVATE KEY|otpauth:|^aced0005|^(?:eyA|ew|W3s|Wwo)/i;

/**
 * Every value of a document with its name and its place, and whatever lies nested inside. `all`: of tables too every
 * cell, where the catalogue knows the place; else those that could matter.
 */
export function walkDocument(document: Document, all: boolean, visit: Visit): void {
  for (const section of document.sections) {
    if (document.reader === 'preferences') walkKeys(section, visit);
    else if (document.reader === 'json') walkPaths(section, visit);
    else if (document.reader === 'lines') walkLines(section, visit);
    else walkTable(section, all, visit);
  }
}

function plain(value: Value | undefined): string | Uint8Array | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return value;
  if (typeof value === 'object' && value !== null && 'text' in value) return value.text;
  return null;
}

function walkKeys(section: Section, visit: Visit): void {
  const [key, value] = [section.columns.indexOf('key'), section.columns.indexOf('value')];
  const all = new Map<string, Value>();
  for (const row of section.records()) {
    const name = row[key];
    if (typeof name === 'string') all.set(name, row[value] ?? null);
  }
  const sibling = (name: string): unknown => all.get(name);
  for (const [name, stored] of all) {
    const text = plain(stored);
    if (text !== null) visitNested({ where: name, name, value: text, keyed: false, sibling, root: null }, visit);
  }
}

/** The JSON reader gives leaves by pointer (RFC 6901), and the elements of outer arrays in their canonical spelling. */
function walkPaths(section: Section, visit: Visit): void {
  const [path, value] = [section.columns.indexOf('path'), section.columns.indexOf('value')];
  const all = new Map<string, Value>();
  const list = section.keys.length === 0;
  if (!list)
    for (const row of section.records())
      if (typeof row[path] === 'string') all.set(row[path] as string, row[value] ?? null);
  const root = rootOf(all);
  for (const row of list ? section.records() : all) {
    const pointer = list ? (row as Row)[path] : (row as [string, Value])[0];
    const text = plain(list ? (row as Row)[value] : (row as [string, Value])[1]);
    if (typeof pointer !== 'string' || text === null) continue;
    const steps = pointer
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    const names = steps.filter((step) => step !== '[]');
    const base = pointer.slice(0, pointer.lastIndexOf('/'));
    const field: Field = {
      where: `$${steps.map((step) => (step === '[]' ? '[]' : /^[A-Za-z_][A-Za-z0-9_]*$/.test(step) ? `.${step}` : `[${JSON.stringify(step)}]`)).join('')}`,
      name: names.at(-1) ?? '',
      value: text,
      keyed: false,
      sibling: (name) => all.get(`${base}/${name}`),
      root,
    };
    visitNested(field, visit);
  }
}

/** Only the names of the outermost members: enough to tell one kind of document from another. */
function rootOf(all: ReadonlyMap<string, Value>): Readonly<Record<string, unknown>> {
  const root: Record<string, unknown> = Object.create(null);
  for (const pointer of all.keys()) root[pointer.split('/', 2)[1] ?? ''] = true;
  return root;
}

/** `key = value`, `"key": "value"` and `name="key">value<` in text; each line also as a whole. */
const ASSIGNMENT =
  /(?:^|[\s"'{,;<&?])([A-Za-z][A-Za-z0-9_.-]{1,63})["']?\s{0,3}[=:]\s{0,3}(?:"([^"\n]{1,8192})"|'([^'\n]{1,8192})'|([^\s"'<>,;&]{1,8192}))/g;
const ELEMENT = /name="([A-Za-z][A-Za-z0-9_.-]{1,63})"\s*>([^<]{1,8192})</g;
const MAX_LINE_CHARS = 256 * 1024;
const NAMED =
  /token|secret|passw|session|credential|bearer|oauth|cookie|private.?key|pre.?shared|auth|pin|sid|pwd|otp|mnemonic|seed|hkey/i;

function walkLines(section: Section, visit: Visit): void {
  for (const row of section.records()) {
    const text = row[0];
    if (typeof text !== 'string' || text.length < 4) continue;
    const line = text.length > MAX_LINE_CHARS ? text.slice(0, MAX_LINE_CHARS) : text;
    const start = line.trimStart();
    visitNested({ where: null, name: '', value: start, keyed: false, sibling: NO_SIBLING, root: null }, visit);
    if (start.startsWith('{') || !NAMED.test(line)) continue;
    for (const [, key = '', a, b, c] of line.matchAll(ASSIGNMENT)) {
      const bearer =
        c !== undefined && /^(?:Bearer|Basic|Token)$/i.test(c)
          ? new RegExp(`${c} [^\\s"'<>,;]+`).exec(line)?.[0]
          : undefined;
      visit({
        where: key,
        name: key,
        value: bearer ?? a ?? b ?? c ?? '',
        keyed: false,
        sibling: NO_SIBLING,
        root: null,
      });
    }
    for (const [, key = '', value = ''] of line.matchAll(ELEMENT)) {
      visit({ where: key, name: key, value: unquoteXml(value), keyed: false, sibling: NO_SIBLING, root: null });
    }
  }
}

function unquoteXml(text: string): string {
  return text.replace(
    /&(quot|apos|lt|gt|amp);/g,
    (_, name: string) => ({ quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' })[name] ?? '',
  );
}

function walkTable(section: Section, all: boolean, visit: Visit): void {
  const promising = section.columns.map((column) => all || promiseOf(column) !== null);
  const columns = section.columns.map((column) => column.toLowerCase());
  const keyColumn = KEY_COLUMNS.map((name) => columns.indexOf(name)).find((at) => at >= 0) ?? -1;
  const valueColumn = VALUE_COLUMNS.map((name) => columns.indexOf(name)).find((at) => at >= 0) ?? -1;
  const labels = labelColumns(section, columns);
  const pairs = keyColumn >= 0 && valueColumn >= 0 && valueColumn !== keyColumn;
  const cookies =
    columns.includes('host_key') || (columns.includes('host') && section.name.toLowerCase().includes('cookie'));
  for (const row of section.records()) {
    const sibling = (name: string): unknown => row[columns.indexOf(name.toLowerCase())] ?? undefined;
    let label: string | null = null;
    for (let at = 0; at < columns.length; at += 1) {
      const text = plain(row[at]);
      if (text === null || text.length < 4) continue;
      const keyed = pairs && at === valueColumn && typeof row[keyColumn] === 'string';
      if (!keyed && promising[at] !== true && (typeof text !== 'string' || !MAY_TELL.test(text))) continue;
      label ??= rowLabel(row, labels);
      const column = section.columns[at] as string;
      const where = `${section.name}.${column}${label}`;
      const name = keyed ? (row[keyColumn] as string) : column;
      const field: Field = { where, name, value: text, keyed, sibling, root: null };
      visitNested(keyed && cookies ? { ...field, cookie: name, expires: cookieExpiry(sibling) } : field, visit);
    }
  }
}

/** Microseconds from 1601 to 1970: Chromium counts from the former (base/time/time.h). */
const CHROMIUM_EPOCH = 11_644_473_600_000_000;

/** Seconds since 1970: Chromium's `expires_utc`, Firefox's `expiry` (seconds, or milliseconds from schema 16 on). */
function cookieExpiry(sibling: (name: string) => unknown): number | null {
  const chromium = sibling('expires_utc');
  if (typeof chromium === 'number' || typeof chromium === 'bigint')
    return seconds((Number(chromium) - CHROMIUM_EPOCH) / 1000);
  return seconds(sibling('expiry'));
}

/** The text columns of the declared key are a row's name; without one, the columns that usually are. Never a rowid. */
function labelColumns(section: Section, columns: readonly string[]): readonly number[] {
  const path = columns.includes('host_key')
    ? ['host_key', 'name', 'path']
    : columns.includes('host')
      ? ['host', 'name', 'path']
      : [];
  const cookie = path.map((name) => columns.indexOf(name)).filter((at) => at >= 0);
  if (cookie.length === path.length && cookie.length > 0) return cookie;
  const keyed = KEY_COLUMNS.map((name) => columns.indexOf(name)).find((at) => at >= 0);
  const declared = section.keys.flat().filter((at) => promiseOf(columns[at] ?? '') === null);
  const usual = LABEL_COLUMNS.map((name) => columns.indexOf(name)).filter((at) => at >= 0);
  return [...new Set([...declared, ...(keyed === undefined ? [] : [keyed]), ...usual])];
}

function rowLabel(row: Row, labels: readonly number[]): string {
  const parts: string[] = [];
  for (const at of labels) {
    const value = row[at];
    if (typeof value === 'string' && value !== '' && value.length <= MAX_LABEL_CHARS) parts.push(value);
    if (parts.length === 3) break;
  }
  return parts.length === 0 ? '' : `[${parts.join('|')}]`;
}
