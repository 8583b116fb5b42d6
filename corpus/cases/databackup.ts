import { areaTar, gz } from '../encode/app-archives.ts';
import { utf8 } from '../encode/bytes.ts';
import { lz4 } from '../encode/lz4.ts';
import { tar } from '../encode/tar.ts';
import { zstd } from '../encode/zstd.ts';
import type { CorpusFile } from '../file.ts';
import { type AppArea, ROOT_APP, ROOT_OTHER, rootApk, rootApp } from './root-app.ts';
import { CASE_TIME } from './sample-app.ts';

type Named = readonly (readonly [name: string, bytes: Uint8Array])[];

const AREAS: readonly (readonly [AppArea, string])[] = [
  ['ce', 'user'],
  ['de', 'user_de'],
  ['external', 'data'],
  ['obb', 'obb'],
  ['media', 'media'],
];

/** `package_restore_config.json` of version 1. */
export const dataBackupJson = (name: string, user: number, label: string, preserve = 0): Uint8Array =>
  utf8(
    JSON.stringify({
      id: 0,
      indexInfo: { opType: 'BACKUP', packageName: name, userId: user, compressionType: 'ZSTD', preserveId: preserve },
      packageInfo: { label, versionName: '4.2', versionCode: 42, flags: 0, firstInstallTime: 1_700_000_000_000 },
      extraInfo: {
        uid: 10_123,
        hasKeystore: true,
        permissions: [],
        ssaid: '0123456789abcdef',
        lastBackupTime: CASE_TIME * 1000,
        blocked: false,
        activated: true,
        firstUpdated: true,
        enabled: true,
      },
      dataStates: { apkState: 'Selected', userState: 'Selected' },
      displayStats: { apkBytes: 1, userBytes: 2 },
    }),
  );

const archives = (
  folder: string,
  name: string,
  seed: string,
  pack: (bytes: Uint8Array) => Uint8Array,
  ending: string,
): Named =>
  AREAS.map(([area, archive]) => [`${folder}/${archive}.tar${ending}`, pack(areaTar(rootApp(seed), area, `${name}/`))]);

const apkTar = (): Uint8Array => tar([{ path: './base.apk', body: rootApk(), mtime: CASE_TIME }], 'gnu');

function* put(place: string, what: string, files: Named): Iterable<CorpusFile> {
  for (const [name, bytes] of files)
    yield {
      path: `databackup/${place}/DataBackup/${name}`,
      bytes,
      description: `${what}: ${name.replace(/.*\//, '')}`,
    };
}

/** Folders of DataBackup in both layouts and all packings, with a backup that was kept, a second user, and a cut archive. */
export function* databackupCases(): Iterable<CorpusFile> {
  const folder = `apps/${ROOT_APP}/user_0`;
  yield* put('ok/version-1', 'Zstandard, an older backup kept beside it', [
    [`${folder}/package_restore_config.json`, dataBackupJson(ROOT_APP, 0, 'Case')],
    ...archives(folder, ROOT_APP, 'case', zstd, '.zst'),
    [`${folder}/apk.tar.zst`, zstd(apkTar())],
    [`${folder}@1704000000000/package_restore_config.json`, dataBackupJson(ROOT_APP, 0, 'Case', 1_704_000_000_000)],
    [`${folder}@1704000000000/user.tar.zst`, zstd(areaTar(rootApp('older'), 'ce', `${ROOT_APP}/`))],
  ]);
  const other = `apps/${ROOT_OTHER}/user_10`;
  yield* put('ok/lz4', 'LZ4 and no packing, user 10', [
    [`${other}/package_restore_config.json`, dataBackupJson(ROOT_OTHER, 10, 'Other: "one"')],
    [`${other}/user.tar.lz4`, lz4(areaTar(rootApp('other'), 'ce', `${ROOT_OTHER}/`))],
    [`${other}/user_de.tar`, areaTar(rootApp('other'), 'de', `${ROOT_OTHER}/`)],
  ]);
  const two = `backups/1/apps/${ROOT_APP}`;
  yield* put('ok/version-2', 'version 2', [
    ['backups/1/.config', utf8('{}')],
    [`${two}/int_data/user.tar.zst`, zstd(areaTar(rootApp(), 'ce', `${ROOT_APP}/`))],
    [`${two}/int_data/user_de.tar.zst`, zstd(areaTar(rootApp(), 'de', `${ROOT_APP}/`))],
    [`${two}/ext_data/data.tar.zst`, zstd(areaTar(rootApp(), 'external', `${ROOT_APP}/`))],
    [`${two}/addl_data/obb.tar.zst`, zstd(areaTar(rootApp(), 'obb', `${ROOT_APP}/`))],
    [`${two}/apk/apk.tar.zst`, zstd(apkTar())],
  ]);
  yield* put('broken/cut', 'an archive ends early', [
    [`${folder}/package_restore_config.json`, dataBackupJson(ROOT_APP, 0, 'Case')],
    [`${folder}/user.tar`, areaTar(rootApp(), 'ce', `${ROOT_APP}/`).subarray(0, 9000)],
    [`${folder}/user_de.tar.gz`, gz(areaTar(rootApp(), 'de', `${ROOT_APP}/`)).subarray(0, 120)],
  ]);
  yield* put('broken/owner', 'a manifest that speaks of another user', [
    [`${folder}/package_restore_config.json`, dataBackupJson(ROOT_APP, 999, 'Case')],
    [`${folder}/user.tar`, areaTar(rootApp(), 'ce', `${ROOT_APP}/`)],
  ]);
}
