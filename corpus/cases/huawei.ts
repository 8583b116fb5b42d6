import { utf8 } from '../encode/bytes.ts';
import { backupInfoIni, type HuaweiModule, type HuaweiScheme, huaweiSession } from '../encode/huawei.ts';
import { seeded } from '../encode/seed.ts';
import { tar } from '../encode/tar.ts';
import { zip } from '../encode/zip.ts';
import { type CorpusFile, jsonFile } from '../file.ts';
import { CASE_TIME, CASE_UID, caseApk, caseDatabase, casePreferences } from './sample-app.ts';

const OK = 'huawei/ok';
const BROKEN = 'huawei/broken';
const APP = 'com.example.case';
const PASSWORD = 'test1234';
const SESSION = 'HUAWEI TEST-L29_2024-01-02 03.04.05';

type Files = readonly (readonly [path: string, bytes: Uint8Array])[];

const appFiles: Files = [
  ['databases/message.db', caseDatabase(6)],
  [`shared_prefs/${APP}_preferences.xml`, casePreferences()],
  ['files/notes/list.txt', utf8('milk\nbread\nstamps\n')],
];
const appTar = (files: Files, prefix: string): Uint8Array =>
  tar(
    files.map(([path, body]) => ({ path: prefix + path, body, mtime: CASE_TIME, uid: CASE_UID })),
    'ustar',
    { end: 'mark' },
  );
const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4);
const media = [
  { category: 'picture', path: 'storage/DCIM/a.jpg', body: jpeg },
  { category: 'document', path: 'storage/Documents/b.txt', body: utf8('plain text has no magic\n') },
];
const calls: HuaweiModule = { name: 'calllog', app: false, files: [['calllog.db', caseDatabase(2, 'calls')]] };

/** One tar, as 9 and 10 write it. */
const single: HuaweiModule = { name: APP, app: true, files: [[`${APP}.tar`, appTar(appFiles, `${APP}/`)]] };
/** A folder of tars, each whole, with paths from the root and from the app's own folder. */
const many: HuaweiModule = {
  name: APP,
  app: true,
  files: [
    [`${APP}_appDataTar/${APP}0.tar`, appTar(appFiles, `data/data/${APP}/`)],
    [
      `${APP}_appDataTar/${APP}1.tar`,
      appTar([[`storage/emulated/0/Android/data/${APP}/files/x.bin`, utf8('external')]], ''),
    ],
    [`${APP}_appDataTar/${APP}2.tar`, appTar([['files/relative.txt', utf8('relative\n')]], '')],
  ],
};
/** One tar in pieces. */
function pieces(count: number): HuaweiModule {
  const whole = appTar(appFiles, `${APP}/`);
  const size = Math.ceil(whole.length / count / 512) * 512;
  return {
    name: APP,
    app: true,
    split: true,
    files: Array.from({ length: count }, (_, i) => [`${APP}.tar.${i}`, whole.slice(i * size, (i + 1) * size)] as const),
  };
}

const v3 = { password: PASSWORD, version: 3, rounds: 5000, versionName: '10.1.1.715' } as const;
const v4 = { password: PASSWORD, version: 4, rounds: 5000, versionName: '12.0.0.360' } as const;
const SCHEMES: Readonly<Record<string, HuaweiScheme>> = {
  'v3-ctr-5000': { ...v3, cipher: 'ctr' },
  'v3-gcm-5000': { ...v3, cipher: 'gcm', versionName: '13.1.0.340' },
  'v4-ctr-5000': { ...v4, cipher: 'ctr' },
  'v4-gcm-10000': { ...v4, cipher: 'gcm', rounds: 10_000, versionName: '14.7.0.300' },
};

function session(name: string, scheme: HuaweiScheme | null, modules: readonly HuaweiModule[]): Files {
  return [
    ...huaweiSession(scheme, modules, media, seeded(`huawei ${name}`)),
    ['backupinfo.ini', backupInfoIni([{ package: APP, label: 'Case', versionCode: 42 }])],
    [`${APP}.apk`, caseApk(APP)],
  ];
}

function* folder(name: string, files: Files, description: string): Iterable<CorpusFile> {
  for (const [path, bytes] of files) yield { path: `${name}/${SESSION}/${path}`, bytes, description };
}

const scheme = (name: string): HuaweiScheme => SCHEMES[name] as HuaweiScheme;
const without = (files: Files, path: string): Files => files.filter(([name]) => !name.endsWith(path));
const changed = (files: Files, path: string): Files =>
  files.map(([name, bytes]) => {
    if (!name.endsWith(path)) return [name, bytes];
    const other = bytes.slice();
    other[other.length >> 1] = (other[other.length >> 1] as number) ^ 0xff;
    return [name, other];
  });

/** So that a cut leaves the keys. */
const indexesFirst = (files: Files): Files => [
  ...files.filter(([path]) => path.endsWith('.xml')),
  ...files.filter(([path]) => !path.endsWith('.xml')),
];

/** Sessions of HiSuite and KoBackup. */
export function* huaweiCases(): Iterable<CorpusFile> {
  yield* folder(
    `${OK}/v3-ctr-5000`,
    session('v3 ctr', scheme('v3-ctr-5000'), [single, calls]),
    'Version 3, AES-CTR, one tar',
  );
  yield* folder(
    `${OK}/v3-gcm-5000`,
    session('v3 gcm', scheme('v3-gcm-5000'), [many, calls]),
    'Version 3, AES-GCM, a folder of tars',
  );
  yield* folder(`${OK}/v4-ctr-5000`, session('v4 ctr', scheme('v4-ctr-5000'), [single, calls]), 'Version 4, AES-CTR');
  yield* folder(
    `${OK}/v4-gcm-10000-split`,
    session('v4 gcm', scheme('v4-gcm-10000'), [pieces(3), calls]),
    'Version 4, AES-GCM, 10000 rounds, a tar in pieces',
  );
  yield* folder(`${OK}/no-password`, session('plain', null, [single, calls]), 'Old version without a password');
  yield* folder(
    `${OK}/no-oracle`,
    session('unchecked', { ...scheme('v3-ctr-5000'), unchecked: true }, [single, calls]),
    'Nothing tells a wrong password but what comes out',
  );
  yield* folder(
    `${OK}/strangers-info-xml`,
    [
      ...session('strangers', scheme('v4-ctr-5000'), [single]),
      ['document/storage/Download/info.xml', utf8('<info>of another program</info>\n')],
      ['__MACOSX/info.xml', utf8('<a/>\n')],
    ],
    'Files of the name of the index that are none',
  );
  yield* folder(`${OK}/media-only`, session('media', scheme('v4-ctr-5000'), []), 'Nothing sealed but media');
  yield {
    path: `${OK}/v4-gcm-10000.zip`,
    bytes: zip(
      indexesFirst(session('v4 zip', scheme('v4-gcm-10000'), [single])).map(([path, body]) => ({
        path: `${SESSION}/${path}`,
        body,
        mtime: CASE_TIME,
      })),
    ),
    description: 'Version 4 in a zip',
  };
  const card = session('card', scheme('v4-ctr-5000'), [single]);
  const isMedia = (path: string): boolean => /^(?:picture|document)/.test(path);
  for (const [path, bytes] of card) {
    const folderOfCard = isMedia(path) ? 'media' : 'backupFiles1';
    yield { path: `${OK}/card/Huawei/${folderOfCard}/2024-01-02/${path}`, bytes, description: 'Session on a card' };
    if (path === 'info.xml')
      yield { path: `${OK}/card/Huawei/media/2024-01-02/${path}`, bytes, description: 'Index of its media' };
  }
  const split = session('broken split', scheme('v4-gcm-10000'), [pieces(4), calls]);
  yield* folder(`${BROKEN}/piece-missing`, without(split, '.tar.1'), 'The second of four pieces is missing');
  yield* folder(`${BROKEN}/piece-first-missing`, without(split, '.tar.0'), 'The first of four pieces is missing');
  yield* folder(`${BROKEN}/piece-tag`, changed(split, '.tar.2'), 'One piece does not authenticate');
  const many3 = session('broken many', scheme('v3-gcm-5000'), [many, calls]);
  yield* folder(`${BROKEN}/tag`, changed(many3, `${APP}0.tar`), 'One tar of a folder does not authenticate');
  const ctr = session('broken ctr', scheme('v3-ctr-5000'), [single, calls]);
  yield* folder(`${BROKEN}/hmac`, changed(ctr, `${APP}.tar`), 'A tar is not what its checkMsgV3 was made of');
  yield* folder(`${BROKEN}/no-index`, without(ctr, 'info.xml'), 'info.xml is lost');
  yield* folder(`${BROKEN}/no-vectors`, without(ctr, 'picture.xml'), 'The vectors of pictures are lost');
  yield jsonFile(
    'huawei/passwords.json',
    Object.fromEntries(
      [
        'ok/v3-ctr-5000',
        'ok/v3-gcm-5000',
        'ok/v4-ctr-5000',
        'ok/v4-gcm-10000-split',
        'ok/v4-gcm-10000.zip',
        'ok/media-only',
        'ok/strangers-info-xml',
        'ok/no-oracle',
        'ok/card',
        'broken/piece-missing',
        'broken/piece-first-missing',
        'broken/piece-tag',
        'broken/tag',
        'broken/hmac',
        'broken/no-vectors',
      ].map((name) => [name, PASSWORD]),
    ),
    'Passwords of the cases',
  );
}
