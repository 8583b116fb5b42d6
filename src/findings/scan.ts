import { chromiumStore, isWebData } from '../content/chromium/store.ts';
import type { Document } from '../content/reader.ts';
import { isBinary, isMarked, visitBytes } from './credentials/bytes.ts';
import { rowOf, rowsAnywhere, rowsAt, sealingRow } from './credentials/catalogue.ts';
import { tellCookie } from './credentials/cookie.ts';
import { type Field, NO_SIBLING } from './credentials/field.ts';
import { fittingValue } from './credentials/fitting.ts';
import { promiseOf } from './credentials/lexicon.ts';
import { spelled } from './credentials/long-value.ts';
import { visitNested } from './credentials/nested.ts';
import { type CatalogueRow, type Item, type Place, storePath } from './credentials/row.ts';
import { sealedPreferences } from './credentials/sealed.ts';
import { sealedValues } from './credentials/sealed-values.ts';
import { type Shaped, seconds, shapesIn, webToken } from './credentials/shapes.ts';
import { walkDocument } from './credentials/walk.ts';
import type { Sighted } from './finding.ts';
import { MAX_SIGHTINGS, Sightings } from './sightings.ts';

/** One content and its place. Either what a reader made of it, or, where none understands it, its bytes. */
export interface ScanInput extends Place {
  readonly document: Document | null;
  /**
   * At most 1 MiB (contract, "Credentials"); null where the content is larger, or there is a document: of lines of text
   * too, they may be told, because a store that is nearly all text passes for it.
   */
  readonly bytes: Uint8Array | null;
  /** Of a database, only tables of names and values can hold any. */
  readonly pairsOnly?: boolean;
}

const SHORT_CHARS = 16;
/** What a gzip stream in an opaque content may become. */
const MAX_INFLATED_BYTES = 16 * 1024 * 1024;
const MIN_CHARS = 4;
const MIN_SHAPE_CHARS = 16;
/** Identifiers of sessions, events and crashes are no credentials: the lexicon is not asked there. */
const COUNTING_PLACES =
  /crashlytics|firebase[._-]?(?:sessions|perf|crash)|appsflyer|adjust|amplitude|mixpanel|measurement|analytics|bugsnag|sentry|newrelic|braze|datadog/i;
const EXPIRY_NAMES = [
  'expires_at',
  'expiresAt',
  'expires',
  'expires_on',
  'expiration',
  'expirationDate',
  'expiry',
  'exp',
  'accessTokenExpirationDate',
];

/**
 * Every credential in one content, in three tiers: stores that the catalogue knows, shapes of values, names of keys.
 * Sealed stores come first, each as one; their entries are not told singly. In the order in which they lie.
 */
export function scanContent(input: ScanInput): Sighted[] {
  const out = new Sightings();
  const { document, bytes } = input;
  const rows = rowsFor(input);
  const isText = document !== null && !(document.reader === 'lines' && bytes !== null && isBinary(bytes));
  // Behind a mark of UTF-16 text is binary as bytes; what only begins like the mark is no text: both are looked at.
  if (document !== null && (isText || (bytes !== null && isMarked(bytes)))) scanDocument(input, document, rows, out);
  if (bytes !== null && !isText) scanBytes(input, bytes, rows, out);
  return out.list();
}

/** The row of Chromium's tokens of services. */
const WEB_DATA = 'chromium-web-data';

/** Rows that know the place, and the row of what the document is by its tables, wherever it lies. */
function rowsFor(input: ScanInput): readonly CatalogueRow[] {
  const rows = rowsAt(input);
  const { document } = input;
  const id = document === null ? null : (chromiumStore(document) ?? (isWebData(document) ? WEB_DATA : null));
  const store = rowOf(id);
  return store === null || rows.includes(store) ? rows : [...rows, store];
}

function scanDocument(input: ScanInput, document: Document, rows: readonly CatalogueRow[], out: Sightings): void {
  const sealed = sealedPreferences(document);
  for (const { where, structure, value, open, entries } of sealed.stores) {
    const row = sealingRow(rows, structure, where);
    const portability = open ? 'portable' : 'keystore-bound';
    const shape = open ? 'keyset' : 'sealed-store';
    out.add({
      where,
      service: row?.service ?? null,
      shape,
      value,
      portability,
      certainty: 'observed',
      expires: null,
      session: false,
      row: row?.id ?? null,
      lines: true,
      ...(entries.length === 0 ? {} : { beside: entries }),
    });
  }
  if (sealed.whole) return;
  const { visit, finish } = visitor(input, rows, sealed.keys, out);
  walkDocument(document, { store: storeName(input), all: rows.length > 0, pairsOnly: input.pairsOnly === true }, visit);
  finish();
}

/** The file's name without its ending: it may say what its keys do not. */
function storeName({ path }: Place): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/^\.|\.[A-Za-z0-9_]{1,16}$/g, '');
}

interface Visitor {
  readonly visit: (field: Field) => void;
  /** Tells what was collected: sealed entries, together. */
  readonly finish: () => void;
}

function visitor(place: Place, rows: readonly CatalogueRow[], known: ReadonlySet<string>, out: Sightings): Visitor {
  const counting = COUNTING_PLACES.test(storePath(place));
  const collected = new Map<CatalogueRow, string[]>();
  /** Containers that are a credential as a whole. */
  const claimed = new Set<string>();
  const sealed = sealedValues(rows, out);
  const visit = (field: Field): void => {
    if (field.value.length < MIN_CHARS || (field.where !== null && known.has(field.where))) return;
    if (claimed.size > 0 && claimed.has((field.where ?? '').split(':$', 1)[0] ?? '')) return;
    if (isCatalogued(field, rows, collected, out)) {
      if (field.container && field.where !== null) claimed.add(field.where);
      return;
    }
    if (field.sealed === true) {
      sealed.add(field);
      return;
    }
    if (field.cookie !== undefined && tellCookie(field, field.cookie, rows, out)) return;
    if (field.container || typeof field.value !== 'string') return;
    if (hasShape(field, field.value, rows, out) || counting || field.cookie !== undefined) return;
    keepsPromise(field, field.value, rows, out);
  };
  const finish = (): void => {
    for (const [{ id, service }, entries] of collected) {
      const value = entries.sort().join('\n');
      out.add({
        where: null,
        service,
        shape: 'sealed-store',
        value,
        portability: 'keystore-bound',
        certainty: 'observed',
        expires: null,
        session: false,
        row: id,
        beside: entries,
      });
    }
    sealed.tell();
  };
  return { visit, finish };
}

function isCatalogued(
  field: Field,
  rows: readonly CatalogueRow[],
  collected: Map<CatalogueRow, string[]>,
  out: Sightings,
): boolean {
  const where = field.where ?? '';
  for (const list of field.root === null ? [rows] : [rows, rowsAnywhere()]) {
    for (const row of list) {
      for (const item of row.items) {
        if (!item.where.test(where)) continue;
        const value = itemValue(item, field);
        if (value === null) continue;
        const token = typeof value === 'string' && value.startsWith('eyJ') ? webToken(value) : null;
        out.add({
          where: field.where,
          service: row.service,
          shape: token?.shape ?? item.shape,
          value,
          portability: item.portability,
          certainty: 'observed',
          expires: field.expires ?? token?.expires ?? expiryOf(field, item.expiry ?? []),
          issued: field.issued ?? token?.issued ?? null,
          session: item.session && token?.session !== false && !isGuest(field),
          guessable: item.guessable === true,
          row: row.id,
          // Whoever has what everybody has opens it: it is as secret as what it holds.
          ...(value === field.value ? {} : { written: field.value }),
        });
        return true;
      }
      if (row.sealed?.test(where) === true && !field.container && !where.includes(':$')) {
        const text = spelled(field.value);
        if (text.length < SHORT_CHARS) continue;
        const entries = collected.get(row) ?? [];
        if (entries.length < MAX_SIGHTINGS) entries.push(text);
        collected.set(row, entries);
        return true;
      }
    }
  }
  return false;
}

function itemValue(item: Item, field: Field): string | Uint8Array | null {
  if (item.given?.(field) === false) return null;
  const value = item.decode === undefined ? field.value : item.decode(field.value);
  if (value === null || value.length < MIN_CHARS) return null;
  return item.value === undefined || (typeof value === 'string' && item.value.test(value)) ? value : null;
}

/** A refresh token beside the access token of a guest is a guest's too. */
function isGuest(field: Field): boolean {
  const beside = field.sibling('access_token');
  return typeof beside === 'string' && beside.startsWith('eyJ') && webToken(beside)?.session === false;
}

/** An expiry beside it: by the names given, else by those usual, with the key's own prefix or without. */
function expiryOf(field: Field, names: readonly string[]): number | null {
  const prefix = /^(.*?)(?:access_?|auth_?|session_?|id_?)?token$/i.exec(field.name)?.[1] ?? '';
  for (const name of names) {
    const found = seconds(field.sibling(name)) ?? (prefix === '' ? null : seconds(field.sibling(prefix + name)));
    if (found !== null) return found;
  }
  return null;
}

function hasShape(field: Field, text: string, rows: readonly CatalogueRow[], out: Sightings): boolean {
  if (text.length < MIN_SHAPE_CHARS) return false;
  const shapes = shapesIn(text);
  const promise = shapes.length === 0 ? null : promiseOf(field.name);
  for (const shaped of shapes) {
    const expires = shaped.expires ?? (shaped.shape.includes('refresh') ? null : expiryOf(field, EXPIRY_NAMES));
    addShaped({ ...shaped, expires, session: shaped.session && promise?.session !== false }, field.where, rows, out);
  }
  return shapes.length > 0;
}

function addShaped(shaped: Shaped, where: string | null, rows: readonly CatalogueRow[], out: Sightings): void {
  const row = rows.find(({ shapes }) => shapes === true) ?? null;
  out.add({
    ...shaped,
    where,
    service: row?.service ?? shaped.service ?? rows[0]?.service ?? null,
    certainty: row === null ? 'inferred' : 'observed',
    row: row?.id ?? null,
  });
}

function keepsPromise(field: Field, text: string, rows: readonly CatalogueRow[], out: Sightings): void {
  const promise = promiseOf(field.name);
  if (promise === null) return;
  const fitting = fittingValue(promise, text);
  if (fitting === null) return;
  out.add({
    where: field.where,
    service: rows[0]?.service ?? null,
    shape: promise.shape,
    value: fitting.value,
    portability: isEnvelope(field) ? 'unknown' : promise.portability,
    certainty: promise.strength === 'weak' || fitting.doubtful ? 'suspected' : 'inferred',
    expires: promise.shape === 'refresh-token' ? null : (field.expires ?? expiryOf(field, EXPIRY_NAMES)),
    session: promise.session,
    guessable: promise.value === 'password' || promise.value === 'pin',
    row: null,
  });
}

/** Ciphertext beside its initialisation vector: sealed, by a key that is not here. */
function isEnvelope(field: Field): boolean {
  return ['iv', 'ciphertext'].some((name) => field.sibling(name) !== undefined);
}

function scanBytes(place: Place, bytes: Uint8Array, rows: readonly CatalogueRow[], out: Sightings): void {
  for (const row of rows) {
    for (const found of row.bytes?.(bytes) ?? []) {
      out.add({
        ...found,
        service: row.service,
        portability: found.portability ?? 'portable',
        certainty: 'observed',
        expires: null,
        row: row.id,
      });
    }
  }
  const { visit, finish } = visitor(place, rows, new Set(), out);
  const name = storeName(place);
  const whole: Field = {
    where: null,
    name: promiseOf(name) === null ? '' : name,
    value: bytes,
    keyed: false,
    sibling: NO_SIBLING,
    root: null,
  };
  visitBytes(bytes, whole, (field) => visitNested(field, visit, 1), MAX_INFLATED_BYTES);
  finish();
  if (out.size > 0) return;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  for (const shaped of shapesIn(text)) addShaped(shaped, null, rows, out);
}
