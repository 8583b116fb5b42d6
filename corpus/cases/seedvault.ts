import { gz } from '../encode/app-archives.ts';
import { type BackupFile, packageTar } from '../encode/backup-tar.ts';
import { concat, patched, utf8 } from '../encode/bytes.ts';
import { seeded } from '../encode/seed.ts';
import {
  appData,
  appKey,
  digestName,
  keyFile,
  legacyHeader,
  legacyKey,
  legacySealed,
  metadataJson,
  repository,
  type SetFacts,
  type SnapshotFacts,
  sha256,
  tinkSealed,
} from '../encode/seedvault.ts';
import { type Cell, database } from '../encode/sqlite.ts';
import { tar } from '../encode/tar.ts';
import { type CorpusFile, jsonFile } from '../file.ts';
import { ROOT_APP, ROOT_OTHER, rootApk, rootApp } from './root-app.ts';
import { CASE_TIME, caseManifest } from './sample-app.ts';

export const WORDS = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';
const OTHER_WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const ROOT = '.SeedVaultAndroidBackup';
const TOKEN = 1_611_111_111_111;
const OLDER = 1_511_111_111_111;
const SALT = 'c2FsdCBvZiBhIGNhc2U';
const SPLIT = 'config.en';

const TOKENS: readonly (readonly [folder: string, token: string])[] = [
  ['files/', 'f'],
  ['databases/', 'db'],
  ['shared_prefs/', 'sp'],
  ['', 'r'],
];

/** The tar of an app as the system hands it to a transport: without an end mark. */
export function fullTar(name: string, seed = 'case'): Uint8Array {
  const files = rootApp(seed).flatMap(({ area, path, body, mtime, uid }): (readonly [string, BackupFile])[] => {
    if (area === 'external') return [['ef', { path: path.replace('files/', ''), body, mtime, uid }]];
    if (area !== 'ce' && area !== 'de') return [];
    const [folder, token] = TOKENS.find(([start]) => path.startsWith(start)) as (typeof TOKENS)[number];
    return [[area === 'de' ? `d_${token}` : token, { path: path.slice(folder.length), body, mtime, uid }]];
  });
  return packageTar({ manifest: caseManifest(name, { apk: false }), files });
}

const PAIRS: readonly (readonly [key: string, value: Uint8Array])[] = [
  ['settings/theme', utf8('dark')],
  ['long', seeded('a long value').bytes(9000)],
  ...Array.from({ length: 90 }, (_, i) => [`note ${i}`, seeded(`note ${i}`).bytes(100)] as const),
];

/** The database that pairs are kept in from version 1 on. */
export function pairsDatabase(pairs: readonly (readonly [key: string, value: Uint8Array])[] = PAIRS): Uint8Array {
  return database({ userVersion: 1 }, (db) => {
    db.run('CREATE TABLE android_metadata (locale TEXT)');
    db.insert('android_metadata', [['en_US'] as Cell[]]);
    db.run('CREATE TABLE kv_entry (key TEXT PRIMARY KEY,value BLOB)');
    db.insert('kv_entry', pairs);
  });
}

type Files = readonly (readonly [path: string, bytes: Uint8Array])[];

const split = (): Uint8Array => utf8('the split APK of a case');

function facts(version: 0 | 1, token: number, more: Partial<SetFacts> = {}): SetFacts {
  const typed = (type: 'KV' | 'FULL') => (version === 0 ? {} : { type });
  return {
    version,
    token,
    apps: {
      [ROOT_APP]: { time: token + 1000, ...typed('FULL'), apk: rootApk(), splits: { [SPLIT]: split() } },
      [ROOT_OTHER]: { time: token + 2000, ...typed('KV') },
      'com.example.none': { time: 0, state: 'NOT_ALLOWED' },
      '@pm@': { time: token + 3000, ...typed('KV') },
    },
    ...more,
  };
}

function legacySet(token: number, seed: string, words = WORDS): Files {
  const key = legacyKey(words);
  const record = (name: string, recordKey: string, value: Uint8Array) =>
    [
      `${token}/kv/${name}/${keyFile(recordKey)}`,
      legacySealed([legacyHeader(name, recordKey), value], key, `${seed} ${name} ${recordKey}`),
    ] as const;
  return [
    [`${token}/.backup.metadata`, legacySealed([metadataJson(facts(0, token))], key, `${seed} metadata`)],
    [
      `${token}/full/${ROOT_APP}`,
      legacySealed([legacyHeader(ROOT_APP), ...tarRecords(fullTar(ROOT_APP, seed))], key, `${seed} full`),
    ],
    record(ROOT_OTHER, 'settings/theme', utf8(`dark of ${seed}`)),
    record(ROOT_OTHER, 'long', seeded(`${seed} long`).bytes(40_000)),
    record('@pm@', '@ancestral_record@', utf8('1')),
    [`${token}/${ROOT_APP}.apk`, rootApk()],
    [`${token}/${ROOT_APP}_${digestOf(split())}.apk`, split()],
  ];
}

const digestOf = (bytes: Uint8Array): string => Buffer.from(sha256(bytes)).toString('base64url');

/** As the transport gets it: what the pipe holds at a time. */
function tarRecords(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 8192) parts.push(bytes.subarray(at, at + 8192));
  return parts;
}

function sealedSet(token: number, seed: string, words = WORDS): Files {
  const key = appKey(words);
  const about = metadataJson(facts(1, token, { salt: SALT, d2d: true }));
  const named = (name: string) => `${token}/${digestName(SALT + name)}`;
  const pm = pairsDatabase([['@meta@', utf8('30')]]);
  return [
    [`${token}/.backup.metadata`, tinkSealed(1, about, key, appData(0, BigInt(token)), `${seed} metadata`)],
    [`${token}/.backup.icons`, tinkSealed(1, utf8('icons'), key, appData(3, BigInt(token)), `${seed} icons`)],
    [named(ROOT_APP), tinkSealed(1, fullTar(ROOT_APP, seed), key, appData(2, ROOT_APP), `${seed} full`)],
    [named(ROOT_OTHER), tinkSealed(1, gz(pairsDatabase()), key, appData(1, ROOT_OTHER), `${seed} kv`)],
    [named('@pm@'), tinkSealed(1, gz(pm), key, appData(1, '@pm@'), `${seed} pm`)],
    [`${token}/${digestName(`${SALT}APK${ROOT_APP}`)}`, rootApk()],
    [`${token}/${digestName(`${SALT}APK${ROOT_APP}${SPLIT}`)}`, split()],
  ];
}

const REPOSITORY = seeded('seedvault repository').hex(64);
const cut = (bytes: Uint8Array, size: number): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));

/** Two snapshots: all of the app's chunks are in both but the last ones. */
export function snapshots(): readonly SnapshotFacts[] {
  const other = (time: number) => ({
    time,
    label: 'Other',
    type: 'KV' as const,
    data: cut(pairsDatabase(), 30_000),
  });
  const app = (time: number, seed: string, chunk: number) => ({
    time,
    label: 'Case',
    type: 'FULL' as const,
    data: cut(fullTar(ROOT_APP, seed), chunk),
    apk: { base: cut(rootApk(), 500), [SPLIT]: [split()] },
  });
  return [
    { token: OLDER, d2d: true, apps: { [ROOT_APP]: app(OLDER, 'older', 20_000), 'com.example.gone': other(OLDER) } },
    {
      token: TOKEN,
      d2d: true,
      apps: {
        [ROOT_APP]: app(TOKEN, 'case', 4096),
        [ROOT_OTHER]: other(TOKEN),
        '@pm@': { time: TOKEN, label: '@pm@', type: 'KV', data: [pairsDatabase([['@meta@', utf8('34')]])] },
      },
    },
  ];
}

const filesOf = (found: ReadonlyMap<string, Uint8Array>): Files =>
  [...found].map(([path, bytes]) => [`${REPOSITORY}/${path}`, bytes]);

/** The place of a chunk's file in the repository, by the chunk. */
const placeOf = (chunk: Uint8Array | undefined): RegExp => {
  const one: SnapshotFacts = {
    token: 1,
    d2d: false,
    apps: { x: { time: 1, label: 'x', type: 'FULL', data: [chunk ?? new Uint8Array(0)] } },
  };
  return new RegExp([...repository([one], WORDS).keys()][0] as string);
};

function* put(place: string, what: string, files: Files): Iterable<CorpusFile> {
  for (const [name, bytes] of files)
    yield { path: `seedvault/${place}/${ROOT}/${name}`, bytes, description: `${what}: ${name.replace(/.*\//, '')}` };
}

const without = (files: Files, ...wanted: readonly RegExp[]): Files =>
  files.filter(([path]) => !wanted.some((each) => each.test(path)));
const altered = (files: Files, wanted: RegExp, at: number): Files =>
  files.map(([path, bytes]) => [path, wanted.test(path) ? patched(bytes, at, Uint8Array.of(1, 2, 3, 4)) : bytes]);

/** Repositories of version 2. */
function* sealedCases(): Iterable<CorpusFile> {
  const [older, newer] = snapshots() as readonly [SnapshotFacts, SnapshotFacts];
  const both = filesOf(repository([older, newer], WORDS));
  yield* put('ok/v2', 'version 2, two snapshots', both);
  const app = newer.apps[ROOT_APP];
  const [base] = app?.apk?.['base'] ?? [];
  yield* put('broken/v2-chunks', 'version 2, a chunk missing, another altered', [
    ...altered(without(filesOf(repository([newer], WORDS)), placeOf(app?.data?.[3])), placeOf(base), 90),
  ]);
  const added = new Set(repository([newer], WORDS).keys());
  const newest = new RegExp([...added].find((path) => path.endsWith('.snapshot')) as string);
  yield* put('broken/v2-snapshot', 'version 2, the newer of two snapshots altered', altered(both, newest, 200));
  yield {
    path: 'seedvault/ok/v2.tar',
    bytes: tar(
      filesOf(repository([{ ...newer, apps: { [ROOT_APP]: app as NonNullable<typeof app> } }], WORDS)).map(
        ([path, body]) => ({ path: `${ROOT}/${path}`, body, mtime: CASE_TIME }),
      ),
      'ustar',
    ),
    description: 'version 2, in a tar',
  };
}

/** Backups of all versions. */
export function* seedvaultCases(): Iterable<CorpusFile> {
  const legacy = legacySet(TOKEN, 'case');
  const sealed = sealedSet(TOKEN, 'case');
  yield* put('ok/v0', 'version 0, two sets of one device, and a backup of files', [
    ...legacy,
    ...without(legacySet(OLDER, 'older'), /\.apk$/),
    ['0123456789abcdef.sv/1611111111111.SeedSnap', concat([Uint8Array.of(0, 40), seeded('file backup').bytes(200)])],
  ]);
  yield* put('ok/v1', 'version 1', sealed);
  yield {
    path: 'seedvault/ok/v0.tar',
    bytes: tar(
      without(legacy, /kv\/@pm@/, /bG9uZw$/).map(([path, body]) => ({
        path: `${ROOT}/${path}`,
        body,
        mtime: CASE_TIME,
      })),
      'ustar',
    ),
    description: 'version 0, in a tar',
  };
  const byHash = new RegExp(`/${digestName(SALT + ROOT_APP)}$`);
  const pairs = new RegExp(`/${digestName(SALT + ROOT_OTHER)}$`);
  yield* put('broken/v1-damaged', 'version 1, an app altered, the pairs of another missing', [
    ...altered(without(sealed, pairs), byHash, 700),
  ]);
  yield* put('broken/v0-damaged', 'version 0, without metadata, a segment altered', [
    ...altered(without(legacy, /metadata$/), /full\//, 14_000),
  ]);
  yield* put('broken/one-locked', 'two sets of version 0, one under another code', [
    ...legacy,
    ...legacySet(OLDER, 'other code', OTHER_WORDS),
  ]);
  yield* sealedCases();
  yield jsonFile(
    'seedvault/passwords.json',
    Object.fromEntries(
      [
        'ok/v0',
        'ok/v1',
        'ok/v2',
        'ok/v0.tar',
        'ok/v2.tar',
        'broken/v1-damaged',
        'broken/v0-damaged',
        'broken/one-locked',
        'broken/v2-chunks',
        'broken/v2-snapshot',
      ].map((name) => [name, WORDS]),
    ),
    'The recovery code of all cases',
  );
}
