import { dataBackupJson } from '../cases/databackup.ts';
import { gz } from '../encode/app-archives.ts';
import { utf8 } from '../encode/bytes.ts';
import { openAes } from '../encode/openaes.ts';
import { seeded } from '../encode/seed.ts';
import { tar } from '../encode/tar.ts';
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
