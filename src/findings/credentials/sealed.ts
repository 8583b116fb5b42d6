import type { Document } from '../../content/reader.ts';
import { MAX_SIGHTINGS } from '../sightings.ts';
import { spelled } from './long-value.ts';
import { readKeyset } from './tink.ts';

/** A store whose entries open only with a key that lies elsewhere. */
export interface SealedStore {
  readonly where: string | null;
  /** How it is known: EncryptedSharedPreferences, or a keyset by itself. */
  readonly structure: 'androidx' | 'keyset';
  /** What makes it this store and no other: its keysets. */
  readonly value: string;
  /** The key itself lies in clear beside what it seals. */
  readonly open: boolean;
  /** What is sealed by it in the same file, as it is shown. */
  readonly entries: readonly string[];
}

const LEAST_ENTRY_CHARS = 16;

/** AndroidX security-crypto, EncryptedSharedPreferences.java. */
const ANDROIDX_KEYSET = /^__androidx_security_crypto_encrypted_prefs_(key|value)_keyset__$/;

export interface SealedPreferences {
  readonly stores: readonly SealedStore[];
  /** Nothing else in this file can be read. */
  readonly whole: boolean;
  /** Keys that are accounted for. */
  readonly keys: ReadonlySet<string>;
}

const NOTHING: SealedPreferences = { stores: [], whole: false, keys: new Set() };

/** Keysets in a preferences file: they tell that the rest, or another file, is sealed, and with which key. */
export function sealedPreferences(document: Document): SealedPreferences {
  const section = document.sections[0];
  if (document.reader !== 'preferences' || section === undefined) return NOTHING;
  const [key, value] = [section.columns.indexOf('key'), section.columns.indexOf('value')];
  const androidx: [string, string][] = [];
  const entries: string[] = [];
  const stores: SealedStore[] = [];
  for (const row of section.records()) {
    const [name, text] = [row[key], row[value]];
    if (typeof name !== 'string' || typeof text !== 'string') continue;
    if (ANDROIDX_KEYSET.test(name)) androidx.push([name, text]);
    else if (text.length >= LEAST_ENTRY_CHARS) {
      if (entries.length < MAX_SIGHTINGS) entries.push(text);
      const keyset = text.startsWith('{') ? null : readKeyset(text);
      if (keyset !== null)
        stores.push({ where: name, structure: 'keyset', value: text, open: !keyset.sealed, entries: [] });
    }
  }
  const keys = new Set(stores.map(({ where }) => where).filter((where) => where !== null));
  if (androidx.length === 0) return stores.length === 0 ? NOTHING : { stores, whole: false, keys };
  androidx.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const open = androidx.every(([, text]) => readKeyset(text)?.sealed === false);
  const sealed: SealedStore = {
    where: androidx[0]?.[0] ?? null,
    structure: 'androidx',
    value: androidx.map(([, text]) => text).join('\n'),
    open,
    entries: entries.map(spelled),
  };
  return { stores: [sealed], whole: true, keys };
}
