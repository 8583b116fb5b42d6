import { systemStoreAt } from '../../android/system-stores.ts';
import { sha256 } from '../../bytes/digest.ts';
import type { Document, Section } from '../../content/reader.ts';
import type { Row, Value } from '../../content/value.ts';

/** An account that a device's account manager keeps. */
export interface HeldAccount {
  /** The authenticator's: `com.google`. */
  readonly type: string;
  readonly name: string;
  /** SHA-256 of each token and of the password that it keeps for it. Empty where the store keeps names alone. */
  readonly secrets: readonly string[];
}

/** A key that a device's keystore lists: its name, not the key. */
export interface HeldKey {
  /** Of the app that made it. */
  readonly uid: number;
  readonly alias: string;
}

/** What a system store tells of apps; absent what it does not. */
export interface SystemFacts {
  readonly accounts?: readonly HeldAccount[];
  readonly keys?: readonly HeldKey[];
}

/** More than any phone holds; the rest is not told. */
const MOST_HELD = 10_000;
/** `domain` and `key_type` of what apps make, and `state` of what can be used (AOSP keystore2 database.rs). */
const APP_DOMAIN = 0;
const CLIENT_KEY = 0;
const LIVE = 1;

const NOTHING: SystemFacts = {};

/** Facts of a system store beside its values: accounts, and keys of apps. `path`: of system storage. */
export function systemFacts(path: string, document: Document | null): SystemFacts {
  if (document === null || document.reader !== 'sqlite') return NOTHING;
  switch (systemStoreAt(path)) {
    case 'accounts':
      return { accounts: accountsIn(document) };
    case 'keystore':
      return { keys: keysIn(document) };
    default:
      return NOTHING;
  }
}

const text = (value: Value | undefined): string | null =>
  typeof value === 'string' ? value : value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : null;
const number = (value: Value | undefined): number | null => (typeof value === 'number' ? value : null);

/** Rows of a table with some of its columns by name; nothing where it lacks one. */
function* rowsOf(document: Document, table: string, columns: readonly string[]): Generator<Row> {
  const section: Section | undefined = document.sections.find(({ name }) => name === table);
  if (section === undefined) return;
  const at = columns.map((column) => section.columns.indexOf(column));
  if (at.includes(-1)) return;
  for (const row of section.records()) yield at.map((index) => row[index] ?? null);
}

/**
 * AOSP AccountsDb: `accounts` (name, type, and in the credential-encrypted database a password), `authtokens` by account.
 * The device-encrypted database of Android 7 and later keeps names alone.
 */
function accountsIn(document: Document): HeldAccount[] {
  const byId = new Map<number, { type: string; name: string; secrets: string[] }>();
  for (const [id, name, type] of rowsOf(document, 'accounts', ['_id', 'name', 'type'])) {
    const [own, of] = [text(name), text(type)];
    const key = number(id);
    if (own !== null && of !== null && key !== null && byId.size < MOST_HELD)
      byId.set(key, { type: of, name: own, secrets: [] });
  }
  const add = (id: Value | undefined, secret: Value | undefined): void => {
    const own = byId.get(number(id) ?? -1);
    const value = text(secret);
    if (own !== undefined && value !== null && value !== '' && own.secrets.length < MOST_HELD)
      own.secrets.push(sha256(Buffer.from(value, 'utf8')));
  };
  for (const [id, password] of rowsOf(document, 'accounts', ['_id', 'password'])) add(id, password);
  for (const [id, token] of rowsOf(document, 'authtokens', ['accounts_id', 'authtoken'])) add(id, token);
  return [...byId.values()];
}

/** keystore2's persistent.sqlite, Android 12 and later: a row for each key, `namespace` being the uid of its app. */
function keysIn(document: Document): HeldKey[] {
  const keys: HeldKey[] = [];
  const columns = ['key_type', 'domain', 'namespace', 'alias', 'state'];
  for (const [type, domain, namespace, alias, state] of rowsOf(document, 'keyentry', columns)) {
    const [uid, own] = [number(namespace), text(alias)];
    if (type !== CLIENT_KEY || domain !== APP_DOMAIN || state !== LIVE || uid === null || uid < 0 || own === null)
      continue;
    if (keys.length < MOST_HELD) keys.push({ uid, alias: own });
  }
  return keys;
}
