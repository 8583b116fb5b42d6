import { dataBackupJson } from '../cases/databackup.ts';
import { appManagerDirs, migrateFacts, migrateJson, swiftFields } from '../cases/root-copies.ts';
import { gz } from '../encode/app-archives.ts';
import { appManagerFiles } from '../encode/app-manager.ts';
import { utf8 } from '../encode/bytes.ts';
import { openAes } from '../encode/openaes.ts';
import { seeded } from '../encode/seed.ts';
import { swiftManifest } from '../encode/swift-backup.ts';
import { tar } from '../encode/tar.ts';
import { zip } from '../encode/zip.ts';
import { zstd } from '../encode/zstd.ts';
import {
  filesOf,
  PHONE_TIME,
  PHONE_UID,
  type Phone,
  type PhoneArea,
  type PhoneWriter,
  packagesList,
  storedPath,
} from './phone.ts';

/** Tools of rooted phones. */

const PASSWORD = 'phone of the study';

/** The data partition by its paths, in two parts; `sealed`: with OpenAES, packed before. */
export const twrpPhone = (sealed: boolean): PhoneWriter => ({
  format: 'twrp',
  variant: sealed ? 'OpenAES over gzip' : 'plain',
  password: sealed ? PASSWORD : null,
  write(phone) {
    const files = phone.files.filter(({ area }) => area !== 'external' && area !== 'obb');
    const all = [
      ...files.map((file) => ({ path: `/${storedPath(file)}`, body: file.body, mtime: PHONE_TIME, uid: PHONE_UID })),
      { path: '/data/system/packages.list', body: utf8(packagesList(phone)), mtime: PHONE_TIME },
    ].sort((a, b) => (a.path < b.path ? -1 : 1));
    const middle = Math.ceil(all.length / 2);
    const random = seeded('phone twrp');
    return [all.slice(0, middle), all.slice(middle)]
      .map((part) => tar(part, 'gnu'))
      .map((part, i) => ({
        path: `TWRP/BACKUPS/1/phone/data.ext4.win${sealed ? `${i + 1}00` : `00${i}`}`,
        bytes: sealed ? openAes(gz(part), PASSWORD, random) : part,
      }));
  },
});

const ARCHIVES: readonly (readonly [PhoneArea, string])[] = [
  ['ce', 'user'],
  ['de', 'user_de'],
  ['external', 'data'],
  ['obb', 'obb'],
];

function areaArchive(phone: Phone, name: string, area: PhoneArea, folder: string): Uint8Array {
  const files = filesOf(phone, name, [area]);
  return tar(
    files.map(({ path, body }) => ({ path: `${folder}${path}`, body, mtime: PHONE_TIME, uid: PHONE_UID })),
    'gnu',
  );
}

/** A folder an app, an archive an area. */
export const databackupPhone: PhoneWriter = {
  format: 'databackup',
  variant: 'version 1, Zstandard',
  password: null,
  write: (phone) =>
    phone.apps.flatMap(({ package: name, label }) => {
      const folder = `apps/${name}/user_0`;
      return [
        { path: `${folder}/package_restore_config.json`, bytes: dataBackupJson(name, 0, label) },
        { path: `${folder}/apk.tar.zst`, bytes: zstd(areaArchive(phone, name, 'apk', './')) },
        ...ARCHIVES.map(([area, archive]) => ({
          path: `${folder}/${archive}.tar.zst`,
          bytes: zstd(areaArchive(phone, name, area, `${name}/`)),
        })),
      ];
    }),
};

/** APKs, and a tar of credential-encrypted storage. */
export const migratePhone: PhoneWriter = {
  format: 'migrate',
  variant: 'unpacked',
  password: null,
  write: (phone) => [
    { path: 'package-data.txt', bytes: migrateFacts() },
    ...phone.apps.flatMap(({ package: name, label }) => [
      { path: `${name}.json`, bytes: migrateJson(name, label, true, true) },
      { path: `${name}.tar.gz`, bytes: gz(areaArchive(phone, name, 'ce', `${name}/`)) },
      ...filesOf(phone, name, ['apk']).map(({ path, body }) => ({
        path: `${name}.app/${path === 'base.apk' ? `${name}.apk` : path}`,
        bytes: body,
      })),
    ]),
  ],
};

const COPIED: readonly (readonly [area: PhoneArea, suffix: string, root: string])[] = [
  ['ce', '', '/data/data/'],
  ['de', '_de', '/data/user_de/0/'],
  ['external', '_media', '/data/media/0/Android/data/'],
];

/** Copies of folders, without the cache. */
export const migratorPhone: PhoneWriter = {
  format: 'vr25-migrator',
  variant: 'local',
  password: null,
  write: (phone) =>
    phone.apps.flatMap(({ package: name }) => {
      const copied = COPIED.flatMap(([area, suffix, root]) =>
        filesOf(phone, name, [area])
          .filter(({ path }) => !path.startsWith('cache/'))
          .map(({ path, body }) => ({
            path: `${name}/${name}${suffix}/${path}`,
            bytes: body,
            from: root + name + path,
          })),
      );
      return [
        ...copied,
        ...filesOf(phone, name, ['apk']).map(({ path, body }) => ({ path: `${name}/${path}`, bytes: body })),
        { path: `${name}/modes.txt`, bytes: utf8(copied.map(({ from }) => `660 ${from}\n`).join('')) },
      ];
    }),
};

/** A manifest and zips. */
export const swiftPhone: PhoneWriter = {
  format: 'swift-backup',
  variant: 'plain',
  password: null,
  write: (phone) =>
    phone.apps.flatMap(({ package: name, label }) => {
      const packed = (area: PhoneArea, folder: string, wanted: (path: string) => boolean) =>
        zip(
          filesOf(phone, name, [area])
            .filter(({ path }) => wanted(path))
            .map(({ path, body }) => ({ path: folder + path, body, mtime: PHONE_TIME })),
        );
      const [base] = filesOf(phone, name, ['apk']).filter(({ path }) => path === 'base.apk');
      return [
        { path: `${name}.xml`, bytes: swiftManifest(swiftFields(name, label)) },
        { path: `${name}.app`, bytes: base?.body ?? new Uint8Array(0) },
        { path: `${name}.splits`, bytes: packed('apk', '', (path) => path !== 'base.apk') },
        { path: `${name}.dat`, bytes: packed('ce', `${name}/`, (path) => !path.startsWith('cache/')) },
        { path: `${name}.extdat`, bytes: packed('external', `${name}/`, () => true) },
        { path: `${name}.exp`, bytes: packed('obb', `${name}/`, () => true) },
      ];
    }),
};

const AM_KEY = '1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100';

/** Archives in pieces; `sealed`: each by AES, as version 5 does. */
export const appManagerPhone = (sealed: boolean): PhoneWriter => ({
  format: 'app-manager',
  variant: sealed ? 'version 5, AES' : 'version 4, in pieces',
  password: sealed ? AM_KEY : null,
  write: (phone) =>
    phone.apps.flatMap(({ package: name, label }) => {
      const facts = {
        package: name,
        label,
        version: sealed ? 5 : 4,
        dataDirs: [...appManagerDirs(name), `/storage/emulated/0/Android/obb/${name}`],
        made: PHONE_TIME * 1000,
        ...(sealed ? { crypto: 'aes' as const, iv: seeded('phone am').bytes(12) } : {}),
      };
      const areas = (['ce', 'de', 'external', 'obb'] as const).map(
        (area, i) => [`data${i}.tar.gz`, gz(areaArchive(phone, name, area, './'))] as const,
      );
      const archives = [['source.tar.gz', gz(areaArchive(phone, name, 'apk', ''))] as const, ...areas];
      const folder = sealed ? `backups/${seeded(`am ${name}`).uuid()}` : `${name}/0`;
      return appManagerFiles(facts, archives, 1000, sealed ? Buffer.from(AM_KEY, 'hex') : null).map(
        ([path, bytes]) => ({
          path: `AppManager/${folder}/${path}`,
          bytes,
        }),
      );
    }),
});
