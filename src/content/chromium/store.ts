import type { Document, Section } from '../reader.ts';
import type { Row, Value } from '../value.ts';

/** Stores of Chromium and of the WebView, which are databases like any other: what their tables hold beyond rows. */
export const CHROMIUM_STORES = ['chromium-cookies', 'chromium-logins'] as const;
export type ChromiumStore = (typeof CHROMIUM_STORES)[number];

/** A table by which a store is recognised, wherever it lies and whatever it is called. */
export interface ChromiumTable {
  readonly store: ChromiumStore;
  readonly name: string;
  /** Columns that every schema version has. */
  readonly needs: readonly string[];
  /** Columns of microseconds since 1601. */
  readonly moments: ReadonlySet<string>;
  /** The column that holds a value under a key of the system; empty where it is in clear. */
  readonly sealed: string;
}

const TABLES: readonly ChromiumTable[] = [
  {
    store: 'chromium-cookies',
    name: 'cookies',
    needs: ['creation_utc', 'host_key', 'name', 'value', 'path', 'expires_utc', 'last_access_utc'],
    moments: new Set(['creation_utc', 'expires_utc', 'last_access_utc', 'last_update_utc']),
    sealed: 'encrypted_value',
  },
  {
    store: 'chromium-logins',
    name: 'logins',
    needs: ['origin_url', 'username_value', 'password_value', 'signon_realm', 'date_created', 'scheme'],
    moments: new Set([
      'date_created',
      'date_synced',
      'date_last_used',
      'date_password_modified',
      'date_received',
      'date_last_filled',
    ]),
    sealed: 'password_value',
  },
];

/**
 * Columns of `Web Data` that hold values under a key of the system, by table: tokens of services, cards, their codes and
 * bank accounts. Its rows are records like any other; only these values are not to be shown.
 */
const WEB_DATA_SEALED: ReadonlyMap<string, string> = new Map([
  ['token_service', 'encrypted_token'],
  ['credit_cards', 'card_number_encrypted'],
  ['unmasked_credit_cards', 'card_number_encrypted'],
  ['local_stored_cvc', 'value_encrypted'],
  ['server_stored_cvc', 'value_encrypted'],
  ['local_ibans', 'value_encrypted'],
]);
const TOKENS = 'token_service';

/** What a store holds, beside its records. Counts are of rows. */
export interface ChromiumFacts {
  readonly store: ChromiumStore;
  /** Schema version, as its table `meta` states it. */
  readonly version: string | null;
  readonly rows: number;
  /** Values under a key of the system that wrote them. */
  readonly sealed: number;
  /** `v10`, `v11`: how sealed values begin, in order; what begins otherwise is not named. */
  readonly prefixes: readonly string[];
  /** Of cookies: those without an expiry, which end with the session. */
  readonly session: number;
  /** Of cookies: those that belong to one site inside another. */
  readonly partitioned: number;
  /** Of logins: sites for which nothing is to be saved. */
  readonly blocked: number;
  /** When those that expire do, seconds since 1970; null where there are more than are counted. */
  readonly ends: readonly number[] | null;
}

/** Microseconds from 1601 to 1970 (base/time/time.h). */
const EPOCH = 11_644_473_600_000_000n;
const MICROSECONDS = 1_000_000n;
/** The year 10000, in seconds since 1970. */
const LAST = 253_402_300_800n;
/** Three times as many cookies as Chromium keeps (net/cookies/cookie_monster.h). */
const MOST_ENDS = 10_000;
const PREFIX = /^v\d\d$/;
const VERSION = /^\d{1,6}$/;
const POLL_ROWS = 4096;

/** The table of a Chromium store that a section is; null where it is none. */
export function chromiumTable({ name, columns }: Pick<Section, 'name' | 'columns'>): ChromiumTable | null {
  return TABLES.find((table) => table.name === name && table.needs.every((column) => columns.includes(column))) ?? null;
}

/** The table of a document by which it is such a store, with its section. */
function tableIn(document: Document): { readonly table: ChromiumTable; readonly section: Section } | null {
  if (document.reader !== 'sqlite') return null;
  for (const section of document.sections) {
    const table = chromiumTable(section);
    if (table !== null) return { table, section };
  }
  return null;
}

/** Which store of Chromium's a document is; null where it is none. */
export function chromiumStore(document: Document): ChromiumStore | null {
  return tableIn(document)?.table.store ?? null;
}

/** A column of a section whose values are sealed, and which of them are. */
export interface SealedColumn {
  readonly at: number;
  isSealed(value: Value | undefined): boolean;
}

/** The column of a table of Chromium's that holds sealed values; null where a section is no such table. */
export function sealedColumn(section: Pick<Section, 'name' | 'columns'>): SealedColumn | null {
  const table = chromiumTable(section);
  if (table !== null) return { at: section.columns.indexOf(table.sealed), isSealed: (value) => isSealed(table, value) };
  const at = section.columns.indexOf(WEB_DATA_SEALED.get(section.name) ?? '');
  return at < 0 ? null : { at, isSealed: (value) => PREFIX.test(startOf(value)) };
}

/** Whether some tables of a document may hold sealed values: they show nothing in their bytes. */
export function mayHoldSealed(document: Document): boolean {
  return document.reader === 'sqlite' && document.sections.some((section) => sealedColumn(section) !== null);
}

/** Whether a document is the database in which Chromium keeps tokens of services. */
export function isWebData(document: Document): boolean {
  return (
    document.reader === 'sqlite' &&
    document.sections.some((section) => section.name === TOKENS && sealedColumn(section) !== null)
  );
}

/** Facts of a store of Chromium's, of one pass over its table; null where the document is none. */
export function chromiumFacts(document: Document, poll: () => void): ChromiumFacts | null {
  const found = tableIn(document);
  if (found === null) return null;
  const { table, section } = found;
  const at = (name: string): number => section.columns.indexOf(name);
  const columns = {
    sealed: at(table.sealed),
    expires: table.store === 'chromium-cookies' ? at('expires_utc') : -1,
    partition: at('top_frame_site_key'),
    blocked: at('blacklisted_by_user'),
  };
  const sum = { rows: 0, sealed: 0, session: 0, partitioned: 0, blocked: 0 };
  const prefixes = new Set<string>();
  const ends: number[] = [];
  for (const row of section.records()) {
    sum.rows += 1;
    if (sum.rows % POLL_ROWS === 0) poll();
    if (isSealed(table, row[columns.sealed])) {
      sum.sealed += 1;
      const start = startOf(row[columns.sealed]);
      if (PREFIX.test(start)) prefixes.add(start);
    }
    if (columns.expires >= 0) {
      const end = chromiumSeconds(row[columns.expires]);
      if (hasNoEnd(row[columns.expires])) sum.session += 1;
      else if (end !== null && ends.length <= MOST_ENDS) ends.push(end);
    }
    if (typeof row[columns.partition] === 'string' && row[columns.partition] !== '') sum.partitioned += 1;
    if (row[columns.blocked] === 1) sum.blocked += 1;
  }
  return {
    store: table.store,
    version: versionIn(document),
    ...sum,
    prefixes: [...prefixes].sort(),
    ends: ends.length > MOST_ENDS ? null : ends,
  };
}

/** Times of a record, UTC, by column; null where it has none. Only the columns that the table of that store has. */
export function momentsIn(
  store: ChromiumStore | null,
  section: string,
  fields: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> | null {
  const table = TABLES.find((each) => each.store === store && each.name === section);
  if (table === undefined) return null;
  const times = Object.entries(fields).flatMap(([column, value]) => {
    const time = table.moments.has(column) ? momentOf(value) : null;
    return time === null ? [] : [[column, time] as const];
  });
  return times.length === 0 ? null : Object.fromEntries(times);
}

/** Whether a value of that column is under a key of the system. Passwords in clear stand in the same column. */
export function isSealed({ store }: ChromiumTable, value: Value | undefined): boolean {
  if (store === 'chromium-logins') return PREFIX.test(startOf(value));
  return (typeof value === 'string' || value instanceof Uint8Array) && value.length > 0;
}

/** A cookie without an expiry: 0 in `expires_utc`. */
export function hasNoEnd(value: unknown): boolean {
  return value === 0 || value === 0n;
}

function startOf(value: Value | undefined): string {
  if (typeof value === 'string') return value.slice(0, 3);
  return value instanceof Uint8Array ? Buffer.from(value.subarray(0, 3)).toString('latin1') : '';
}

/** Microseconds since 1970. Times before, and after the year 9999, are none that Chromium writes. */
function microsecondsOf(value: unknown): bigint | null {
  if (typeof value !== 'number' && typeof value !== 'bigint') return null;
  if (typeof value === 'number' && !Number.isInteger(value)) return null;
  const since = BigInt(value) - EPOCH;
  return since < 0n || since >= LAST * MICROSECONDS ? null : since;
}

/** Seconds since 1970 of microseconds since 1601; null where it is no such number. */
export function chromiumSeconds(value: unknown): number | null {
  const since = microsecondsOf(value);
  return since === null ? null : Number(since / MICROSECONDS);
}

/** As every output writes times, with the fraction that is there. */
function momentOf(value: unknown): string | null {
  const since = microsecondsOf(value);
  if (since === null) return null;
  const whole = new Date(Number(since / MICROSECONDS) * 1000).toISOString().slice(0, -'.000Z'.length);
  const fraction = String(since % MICROSECONDS)
    .padStart(6, '0')
    .replace(/0+$/, '');
  return `${whole}${fraction === '' ? '' : `.${fraction}`}Z`;
}

function versionIn(document: Document): string | null {
  const meta = document.sections.find(({ name }) => name === 'meta');
  const [key, value] = ['key', 'value'].map((name) => meta?.columns.indexOf(name) ?? -1) as [number, number];
  if (meta === undefined || key < 0 || value < 0) return null;
  for (const row of meta.records() as Iterable<Row>) {
    if (row[key] !== 'version') continue;
    const version = String(row[value]);
    return VERSION.test(version) ? version : null;
  }
  return null;
}
