import { createCipheriv, createHash, pbkdf2Sync } from 'node:crypto';
import { concat, hex, u16be, u32be, utf8 } from '../encode/bytes.ts';
import { dataStore } from '../encode/datastore.ts';
import { type PrefsValue, prefs } from '../encode/prefs.ts';
import { jwt, sealedKeyset, sealedPreferences } from '../encode/secrets.ts';
import { type Random, seeded } from '../encode/seed.ts';
import { type Cell, database } from '../encode/sqlite.ts';
import type { CorpusFile } from '../file.ts';
import examples from './stores.json' with { type: 'json' };

/**
 * One device with an example of every store that the catalogue knows, at its place: `corpus/stores/data/…`, made of
 * stores.json. No value of it opens anything.
 */

/** What an example has to be found as. */
export interface Expected {
  /** A part of the locator; null for a finding of the whole file. */
  readonly where: string | null;
  readonly is: string;
  readonly session: boolean;
  readonly portability: string;
  /** Observed, where nothing else is said. */
  readonly certainty?: 'inferred';
}

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One example as stores.json tells it; its content is the one of the ways below that is there. */
interface ExampleData {
  readonly row: string;
  /** Without it, a package of the example's own. */
  readonly package?: string;
  /** As the catalogue spells it: `shared_prefs/x.xml`. */
  readonly path: string;
  /** Path on the device, where it is not in an app's folder. */
  readonly device?: string;
  readonly preferences?: Readonly<Record<string, Json>>;
  readonly encrypted?: number;
  readonly datastore?: Readonly<Record<string, string>>;
  readonly database?: string;
  readonly rows?: readonly (readonly Json[])[];
  readonly json?: Json;
  readonly text?: string;
  readonly noise?: number;
  readonly java?: { readonly class: string; readonly fields: Readonly<Record<string, string>> };
  readonly made?: 'telegram-keys' | 'java-byte-array';
  readonly finds: readonly Expected[];
}

export interface Example {
  readonly row: string;
  readonly package: string;
  readonly path: string;
  readonly devicePath: string;
  readonly bytes: Uint8Array;
  readonly finds: readonly Expected[];
}

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const MEGA_KEY = 'android_idfkvn8 w4y*(NC$G*(G($*G';

/** `a.b=1` as claims of a token. */
function claimsOf(words: readonly string[]): Record<string, unknown> {
  const claims: Record<string, unknown> = {};
  for (const word of words) {
    const [path = '', value = ''] = word.split('=');
    const names = path.split('.');
    let at = claims;
    for (const name of names.slice(0, -1)) {
      at[name] ??= {};
      at = at[name] as Record<string, unknown>;
    }
    at[names.at(-1) as string] = /^\d+$/.test(value) ? Number(value) : value;
  }
  return claims;
}

function sealedBy(cipher: string, key: Uint8Array | string, vector: Uint8Array | null, text: string): Uint8Array {
  const sealing = createCipheriv(cipher, key, vector);
  return concat([sealing.update(text, 'utf8'), sealing.final()]);
}

/** `SerializableCookie` as PersistentCookieJar writes it: the text fields, the expiry, host and path, flags. */
function javaCookie(name: string, value: string, expires: bigint): string {
  const text = (s: string) => concat([Uint8Array.of(0x74), u16be(s.length), utf8(s)]);
  const className = 'com.franmontiel.persistentcookiejar.persistence.SerializableCookie';
  const long = Buffer.alloc(8);
  long.writeBigInt64BE(expires);
  return hex(
    concat([
      Buffer.from('aced00057372', 'hex'),
      u16be(className.length),
      utf8(className),
      Buffer.from('76886ef1e0d5c99e0300007870', 'hex'),
      text(name),
      text(value),
      Uint8Array.of(0x77, 8),
      long,
      text('api.example.com'),
      text('/'),
      Uint8Array.of(0x77, 3, 1, 1, 1, 0x78),
    ]),
  );
}

/** An object with fields of text alone (Java Object Serialization Specification, 6.4). */
function javaObject(name: string, fields: Readonly<Record<string, string>>): Uint8Array {
  const counted = (s: string) => concat([u16be(s.length), utf8(s)]);
  const entries = Object.entries(fields);
  return concat([
    Buffer.from('aced00057372', 'hex'),
    counted(name),
    new Uint8Array(8),
    Uint8Array.of(2),
    u16be(entries.length),
    ...entries.map(([field], at) =>
      concat([
        utf8('L'),
        counted(field),
        // The name of the type once, then by its handle: after the class itself.
        at === 0 ? concat([Uint8Array.of(0x74), counted('Ljava/lang/String;')]) : Buffer.from('71007e0001', 'hex'),
      ]),
    ),
    Buffer.from('7870', 'hex'),
    ...entries.map(([, value]) => concat([Uint8Array.of(0x74), counted(value)])),
  ]);
}

/** One placeholder of an innermost text. */
function drawn(text: string, random: (seed: string) => Random): string {
  const [kind = '', ...words] = text.split(' ');
  const [first = '', seed = ''] = words;
  const count = Number(first);
  switch (kind) {
    case 'token':
      return random(seed).text(count, ALPHANUMERIC);
    case 'hex':
      return random(seed).hex(count);
    case 'base32':
      return random(seed).text(count, BASE32);
    case 'base64':
      return Buffer.from(random(seed).bytes(count)).toString('base64');
    case 'jwt':
      return jwt(random(text), claimsOf(words));
    case 'tink':
      return sealedKeyset(random(seed), first as 'AesGcmKey').hex;
    case 'java-cookie':
      return javaCookie(first, seed, BigInt(words[2] ?? -1));
    default:
      throw new Error(`stores.json: nothing is known as ${kind}`);
  }
}

/** What is made of a whole text, placeholders put in: `[[base64 …]]`. */
function wrapped(kind: string, text: string): string {
  if (kind === 'base64') return Buffer.from(text).toString('base64');
  if (kind === 'mega') return Buffer.from(sealedBy('aes-256-ecb', MEGA_KEY, null, text)).toString('base64');
  if (kind === 'chromium-v10') {
    const key = pbkdf2Sync('peanuts', 'saltysalt', 1, 16, 'sha1');
    return `0x${hex(concat([utf8('v10'), sealedBy('aes-128-cbc', key, Buffer.alloc(16, ' '), text)]))}`;
  }
  throw new Error(`stores.json: nothing is known as ${kind}`);
}

function filled(text: string, random: (seed: string) => Random): string {
  let out = text;
  // From the innermost outwards; a drawn value holds no brace.
  for (let before = ''; before !== out; ) {
    before = out;
    out = out.replace(/\{\{((?:token|hex|base32|base64|jwt|tink|java-cookie) [^{}]*)\}\}/g, (_, inner: string) =>
      drawn(inner, random),
    );
  }
  return out.replace(/\[\[(\S+) (.*?)\]\]/g, (_, kind: string, inner: string) => wrapped(kind, inner));
}

/** Every text within filled in; an object as a value is stored as its JSON. */
function filledIn(value: Json, random: (seed: string) => Random): Json {
  if (typeof value === 'string') return filled(value, random);
  if (Array.isArray(value)) return value.map((one: Json) => filledIn(one, random));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filledIn(one, random)]));
}

function stored(value: Json): string | number | boolean | null {
  return value !== null && typeof value === 'object' ? JSON.stringify(value) : value;
}

function cellOf(value: Json): Cell {
  const cell = stored(value);
  if (typeof cell === 'string' && /^0x(?:[0-9a-f]{2})+$/.test(cell)) return Buffer.from(cell.slice(2), 'hex');
  return typeof cell === 'boolean' ? Number(cell) : typeof cell === 'number' ? BigInt(cell) : cell;
}

function preferenceOf(value: Json): PrefsValue {
  const entry = stored(value);
  return typeof entry === 'number' ? { long: entry } : (entry as string | boolean);
}

/** A length of 256, a key whose id does not fit, then one whose id does (Telegram for Android, jni/tgnet/Datacenter.cpp). */
function telegramKeys(random: Random): Uint8Array {
  const [key, other] = [random.bytes(256), random.bytes(256)];
  const id = createHash('sha1').update(key).digest().subarray(-8);
  const length = Uint8Array.of(0, 1, 0, 0);
  return concat([Uint8Array.of(1, 2, 3, 0), length, other, Buffer.alloc(8, 7), length, key, id, new Uint8Array(9)]);
}

/** A byte array in a Java object stream. */
function javaByteArray(random: Random): Uint8Array {
  const body = random.bytes(32);
  return concat([Buffer.from('aced0005757200025b42acf317f8060854e00200007870', 'hex'), u32be(body.length), body]);
}

function contentOf(data: ExampleData): Uint8Array {
  const random = (seed: string): Random => seeded(`store ${data.row} ${seed}`);
  const fill = (value: Json): Json => filledIn(value, random);
  if (data.preferences !== undefined)
    return utf8(
      prefs(Object.fromEntries(Object.entries(data.preferences).map(([k, v]) => [k, preferenceOf(fill(v))]))),
    );
  if (data.encrypted !== undefined) return utf8(prefs(sealedPreferences(random(data.path), data.encrypted)));
  if (data.datastore !== undefined)
    return dataStore(Object.entries(data.datastore).map(([key, value]) => [key, fill(value) as string]));
  if (data.database !== undefined) {
    const create = data.database;
    const table = /CREATE TABLE (\S+?)\s*\(/i.exec(create)?.[1] ?? '';
    return database({}, (builder) => {
      builder.run(create);
      builder.insert(
        table,
        (data.rows ?? []).map((row) => row.map((cell) => cellOf(fill(cell)))),
      );
    });
  }
  if (data.json !== undefined) return utf8(JSON.stringify(fill(data.json)));
  // Bytes from 0 to 255 stand for themselves.
  if (data.text !== undefined) return Buffer.from(filled(data.text, random), 'latin1');
  if (data.noise !== undefined) return random(data.path).bytes(data.noise);
  if (data.java !== undefined)
    return javaObject(data.java.class, fill(data.java.fields) as Readonly<Record<string, string>>);
  return data.made === 'telegram-keys' ? telegramKeys(random('keys')) : javaByteArray(random('key'));
}

/** Every example, in the order of the catalogue's files. Two of one package never share a place. */
export function storeExamples(): Example[] {
  const taken = new Set<string>();
  return (examples.examples as readonly ExampleData[]).map((data) => {
    const own = data.package ?? `org.example.${data.row.replaceAll('-', '_')}`;
    let name = own;
    const place = (): string => data.device ?? `data/data/${name}/${data.path}`;
    for (let number = 2; taken.has(place()); number++) name = `${own}${number}`;
    taken.add(place());
    const { row, path, finds } = data;
    return { row, package: name, path, devicePath: `/${place()}`, bytes: contentOf(data), finds };
  });
}

export function* storeFiles(): Iterable<CorpusFile> {
  for (const { row, devicePath, bytes } of storeExamples()) {
    yield { path: `stores${devicePath}`, bytes, description: `Example of a store that the catalogue knows: ${row}` };
  }
}
