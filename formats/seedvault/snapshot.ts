import { packageFact } from '../../src/vfs/package-fact.ts';
import { type SetApp, type SetMetadata, USER } from './metadata.ts';
import { type Field, readMessage } from './protobuf.ts';

/** What of an app lies in which chunks, in their order. */
export interface AppContent {
  readonly type: 'KV' | 'FULL';
  readonly chunks: readonly Uint8Array[];
  /** APKs by the name of their split; `base` is the base. */
  readonly apks: readonly { readonly split: string; readonly chunks: readonly Uint8Array[] }[];
}

/** Where a chunk lies. */
export interface Blob {
  /** SHA-256 of the file, in lower-case hex: its name. */
  readonly name: string;
  /** Bytes of the chunk itself. */
  readonly plain: number;
}

export interface Snapshot {
  /** The same facts that a set of older versions states in JSON. */
  readonly metadata: SetMetadata;
  /** Name of the user, as the device had it. */
  readonly user: string | null;
  readonly contents: ReadonlyMap<string, AppContent>;
  /** By the SHA-256 of the chunk, in lower-case hex. */
  readonly blobs: ReadonlyMap<string, Blob>;
}

export const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');

/** Fields of one message by their numbers: the last of each, and all of those that repeat. */
interface Fields {
  readonly whole: boolean;
  number(field: number): bigint;
  text(field: number): string | null;
  bytes(field: number): Uint8Array | null;
  all(field: number): readonly Uint8Array[];
}

/** How many fields a snapshot may have: that of 200 GB of apps has half as many. */
const MOST_FIELDS = 1_000_000;
type Budget = { left: number };

function fieldsOf(bytes: Uint8Array, budget: Budget): Fields {
  const found = new Map<number, Field[]>();
  const whole = readMessage(bytes, (number, value) => {
    if (budget.left-- <= 0) return false;
    const known = found.get(number);
    if (known === undefined) found.set(number, [value]);
    else known.push(value);
    return true;
  });
  const last = (field: number): Field | null => found.get(field)?.at(-1) ?? null;
  const bytesIn = (field: number): Uint8Array | null => {
    const value = last(field);
    return value instanceof Uint8Array ? value : null;
  };
  return {
    whole,
    number(field) {
      const value = last(field);
      return typeof value === 'bigint' ? value : 0n;
    },
    text(field) {
      const value = bytesIn(field);
      return value === null || value.length === 0 ? null : text(value);
    },
    bytes: bytesIn,
    all: (field) => (found.get(field) ?? []).filter((value) => value instanceof Uint8Array),
  };
}

/** Reads a snapshot (snapshot.proto); null where it is none, or has more fields than `mostFields` in all its messages. */
export function readSnapshot(plain: Uint8Array, mostFields = MOST_FIELDS): Snapshot | null {
  const budget: Budget = { left: mostFields };
  const top = fieldsOf(plain, budget);
  if (!top.whole || top.number(1) < 2n) return null;
  const sdk = Number(top.number(6));
  const apps = new Map<string, SetApp>();
  const contents = new Map<string, AppContent>();
  for (const entry of top.all(9)) {
    const pair = fieldsOf(entry, budget);
    const name = pair.text(1);
    const app = pair.bytes(2);
    if (name === null || app === null) continue;
    const fields = fieldsOf(app, budget);
    apps.set(name, appOf(name, fields, sdk, budget));
    contents.set(name, contentOf(fields, budget));
  }
  const blobs = new Map<string, Blob>();
  for (const entry of top.all(11)) {
    const pair = fieldsOf(entry, budget);
    const chunk = pair.text(1);
    const blob = fieldsOf(pair.bytes(2) ?? new Uint8Array(0), budget);
    const name = blob.bytes(1);
    if (chunk !== null && name !== null) blobs.set(chunk, { name: hex(name), plain: Number(blob.number(3)) });
  }
  if (budget.left < 0) return null;
  const metadata: SetMetadata = {
    version: Number(top.number(1)),
    token: String(top.number(2)),
    salt: '',
    time: Number(top.number(2)),
    device: top.text(3),
    sdk: sdk === 0 ? null : sdk,
    d2d: top.number(8) !== 0n,
    apps,
  };
  return { metadata, user: top.text(4), contents, blobs };
}

function appOf(name: string, fields: Fields, sdk: number, budget: Budget): SetApp {
  const time = Number(fields.number(1));
  const type = typeOf(fields);
  const packed = fields.all(6).length > 0;
  const stored = fields.bytes(7);
  const apk = stored === null ? null : fieldsOf(stored, budget);
  return {
    package: name,
    time,
    type,
    state: null,
    apk: null,
    splits: [],
    fact: packageFact(name, USER, {
      label: fields.text(3),
      versionCode: apk === null ? null : String(apk.number(1)),
      installer: apk?.text(2) ?? null,
      sdk: sdk === 0 ? null : sdk,
      signers: apk?.all(3).map(hex) ?? [],
      apkIncluded: apk !== null,
      more: {
        ...(time > 0 ? { backup: new Date(Math.min(time, 8.64e15)).toISOString() } : {}),
        ...(packed ? { backupType: type } : {}),
        ...(fields.number(4) === 0n ? {} : { system: true }),
      },
    }),
  };
}

const typeOf = (fields: Fields): 'KV' | 'FULL' => (fields.number(2) === 1n ? 'KV' : 'FULL');

function contentOf(fields: Fields, budget: Budget): AppContent {
  const apk = fields.bytes(7);
  const splits =
    apk === null
      ? []
      : fieldsOf(apk, budget)
          .all(4)
          .map((split) => fieldsOf(split, budget));
  return {
    type: typeOf(fields),
    chunks: fields.all(6),
    apks: splits.map((split) => ({ split: split.text(1) ?? 'base', chunks: split.all(2) })),
  };
}
