import fc from 'fast-check';
import { androidBackup } from '../../corpus/encode/android-backup.ts';
import { packageTar } from '../../corpus/encode/backup-tar.ts';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { type PrefsValue, prefs } from '../../corpus/encode/prefs.ts';
import { database } from '../../corpus/encode/sqlite.ts';
import { type TarItem, tar } from '../../corpus/encode/tar.ts';
import { zip } from '../../corpus/encode/zip.ts';

/** Random apps on two phones, and the evidence that each phone would give. */

export const TRANSPORTS = ['tar', 'zip', 'ab'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** One file of an app on both sides; null where a side has none. */
interface Slot {
  /** Below the private folder. */
  readonly path: string;
  readonly source: Uint8Array | null;
  readonly target: Uint8Array | null;
  /** The target keeps it at another path of the same folder. */
  readonly moved: boolean;
}

export interface RandomApp {
  readonly package: string;
  /** Backups of adb are of one user: there, it is 0. */
  readonly user: number;
  readonly slots: readonly Slot[];
}

const WORDS = [
  'milk',
  'bread',
  'stamps to buy',
  'call the office',
  'a rather long line of text',
  '',
  '1',
  '2017-08-03',
];
const word = fc.constantFrom(...WORDS);
const TOKENS = ['a', 'b', 'c'].map((letter) => `${letter}Qx7vK2pLr9TzWm4Yc8NsBf3Hd6Gj1Eu5Ro0Iq${letter}X9wZkV2`);

const preferences: fc.Arbitrary<Uint8Array> = fc
  .tuple(
    fc.dictionary(
      fc.constantFrom('name', 'city', 'note', 'seen', 'count'),
      fc.oneof(
        word,
        fc.boolean(),
        fc.nat(9).map((int) => ({ int })),
      ),
    ),
    fc.option(fc.constantFrom(...TOKENS)),
  )
  .map(([values, token]) =>
    utf8(prefs({ ...values, ...(token === null ? {} : { access_token: token }) } as Record<string, PrefsValue>)),
  );
const lines = fc.array(word, { maxLength: 6 }).map((list) => utf8(list.map((line) => `${line}\n`).join('')));
const json = fc
  .dictionary(
    fc.constantFrom('open', 'zoom', 'list', 'id'),
    fc.oneof(word, fc.nat(5), fc.array(word, { maxLength: 3 })),
  )
  .map((value) => utf8(JSON.stringify(value)));
/** Rows by key, of one schema on both sides: then nothing but rows can differ. */
const rows = fc.dictionary(fc.constantFrom('1', '2', '3', '4', '5', '6'), fc.tuple(word, word, fc.nat(3))).map((byId) =>
  database({}, (db) => {
    db.run('CREATE TABLE item (_id INTEGER PRIMARY KEY, title TEXT, body TEXT, state INTEGER)');
    db.insert(
      'item',
      Object.entries(byId).map(([id, values]) => [Number(id), ...values]),
    );
  }),
);
/** Rows without a key: a multiset. */
const bag = fc.array(fc.tuple(word, fc.nat(2)), { maxLength: 6 }).map((list) =>
  database({}, (db) => {
    db.run('CREATE TABLE event (what TEXT, state INTEGER)');
    db.insert('event', list);
  }),
);
/** Bytes that no reader claims; a few patterns, so that some recur elsewhere. */
const opaque = fc
  .tuple(fc.nat(4), fc.constantFrom(1, 20, 40, 3_000))
  .map(([seed, length]) => Uint8Array.from({ length }, (_, i) => (i % 7 === 0 ? 0 : (seed * 41 + i * i * 13) & 0xff)));
const nothing = fc.constant(new Uint8Array());

/** Where a database says how often it was written (sqlite.org/fileformat2.html). */
const CHANGE_COUNTERS = [24, 92];

const SLOTS: readonly (readonly [path: string, content: fc.Arbitrary<Uint8Array>])[] = [
  ['shared_prefs/settings.xml', preferences],
  ['databases/item.db', rows],
  ['databases/event.db', bag],
  ['files/notes.txt', fc.oneof({ weight: 5, arbitrary: lines }, { weight: 1, arbitrary: nothing })],
  ['files/state.json', fc.oneof({ weight: 4, arbitrary: json }, { weight: 1, arbitrary: lines })],
  ['files/one.bin', fc.oneof({ weight: 5, arbitrary: opaque }, { weight: 1, arbitrary: nothing })],
  ['files/two.bin', opaque],
  ['no_backup/id', lines],
  ['cache/page', opaque],
];

/** The same records in other bytes, where the kind of file has any. */
function rewritten(path: string, bytes: Uint8Array): Uint8Array {
  if (path.endsWith('.db')) {
    const copy = bytes.slice();
    for (const field of CHANGE_COUNTERS) new DataView(copy.buffer).setUint32(field, 77);
    return copy;
  }
  if (path.endsWith('.txt'))
    return utf8(
      Buffer.from(bytes)
        .toString()
        .split(/(?<=\n)/)
        .reverse()
        .join(''),
    );
  return path.endsWith('.json') || path.endsWith('.xml') ? Buffer.concat([bytes, utf8('\n')]) : bytes;
}

function slot(path: string, content: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Slot> {
  const what = fc.constantFrom(
    'both',
    'both',
    'both',
    'equal',
    'rewritten',
    'moved',
    'moved, rewritten',
    'source',
    'target',
    'neither',
  );
  return fc.tuple(what, content, content).map(([how, one, other]) => {
    const same = how.endsWith('rewritten') ? rewritten(path, one) : one;
    return {
      path,
      source: how === 'target' || how === 'neither' ? null : one,
      target: how === 'source' || how === 'neither' ? null : how === 'both' || how === 'target' ? other : same,
      moved: how.startsWith('moved'),
    };
  });
}

const slots = fc.tuple(...SLOTS.map(([path, content]) => slot(path, content)));
const side = fc.constantFrom('both', 'both', 'both', 'source', 'target');

/** Apps in one place each: a package stands for one user, so that no file can move to another user's. */
export const randomApps: fc.Arbitrary<readonly RandomApp[]> = fc
  .array(fc.tuple(fc.constantFrom(0, 0, 10), side, slots), { minLength: 12, maxLength: 24 })
  .map((apps) =>
    apps.map(([user, where, own], i) => ({
      package: `com.example.app${String.fromCharCode(97 + i)}`,
      user,
      slots: own.map((each) => ({
        ...each,
        source: where === 'target' ? null : each.source,
        target: where === 'source' ? null : each.target,
      })),
    })),
  );

const TIME = 1_501_754_400;
const TOKEN_OF: Readonly<Record<string, string>> = {
  shared_prefs: 'sp',
  databases: 'db',
  files: 'f',
  no_backup: 'nb',
  cache: 'c',
};

function filesOf(app: RandomApp, which: 'source' | 'target'): readonly (readonly [path: string, body: Uint8Array])[] {
  return app.slots.flatMap((each) => {
    const body = each[which];
    if (body === null) return [];
    const path = which === 'target' && each.moved ? each.path.replace(/([^/]+)$/, 'moved-$1') : each.path;
    return [[path, body] as const];
  });
}

/** One phone as evidence. A private file of no app that is compared stands for the phone itself, so that it is covered. */
export function evidenceOf(apps: readonly RandomApp[], which: 'source' | 'target', transport: Transport): Uint8Array {
  if (transport === 'ab') {
    const tars = apps.map((app) =>
      packageTar({
        manifest: { package: app.package, versionCode: 1, sdk: 25, installer: null, apk: false, signers: [] },
        files: filesOf(app, which).map(([path, body]) => {
          const cut = path.indexOf('/');
          return [TOKEN_OF[path.slice(0, cut)] as string, { path: path.slice(cut + 1), body, mtime: TIME }] as const;
        }),
      }),
    );
    return androidBackup(tars, { version: 5, compressed: true });
  }
  const items: TarItem[] = [0, 10].map((user) => ({
    path: `${folderOf(user)}com.example.phone/files/${which}.txt`,
    body: utf8(`this is the ${which}\n`),
    mtime: TIME,
  }));
  for (const app of apps) {
    const root = `${folderOf(app.user)}${app.package}/`;
    for (const [path, body] of filesOf(app, which)) items.push({ path: root + path, body, mtime: TIME });
  }
  return transport === 'tar'
    ? tar(items, 'pax')
    : zip(items.map(({ path, body = new Uint8Array() }) => ({ path, body, mtime: TIME, method: 'deflate' as const })));
}

const folderOf = (user: number): string => (user === 0 ? 'data/data/' : `data/user/${user}/`);
