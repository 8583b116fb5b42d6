import { type BackupFile, packageTar } from '../encode/backup-tar.ts';
import { filesOf, PHONE_TIME, PHONE_UID, type Phone, type PhoneApp, type PhoneFile } from './phone.ts';

/** Folders that Android's own backup agent leaves out (AOSP FullBackup). */
const LEFT_OUT = /^(?:cache|code_cache|no_backup|lib)\//;

/** Token of Android's full backup, and the path below it. Null for what no agent packs. */
function tokenOf(file: PhoneFile): readonly [token: string, path: string] | null {
  if (file.area === 'apk') return ['a', file.path];
  if (file.area === 'obb') return ['obb', file.path];
  if (file.area === 'external') return file.path.startsWith('files/') ? ['ef', file.path.slice(6)] : null;
  if ((file.area !== 'ce' && file.area !== 'de') || LEFT_OUT.test(file.path)) return null;
  const device = file.area === 'de' ? 'd_' : '';
  for (const [folder, token] of [
    ['databases/', 'db'],
    ['shared_prefs/', 'sp'],
    ['files/', 'f'],
  ] as const) {
    if (file.path.startsWith(folder)) return [device + token, file.path.slice(folder.length)];
  }
  return [`${device}r`, file.path];
}

/** An app as Android's own agent packs it; `areas` are those that the caller takes. */
export function agentTar(
  phone: Phone,
  app: PhoneApp,
  areas: readonly PhoneFile['area'][] = ['apk', 'ce', 'de', 'external', 'obb'],
): Uint8Array {
  const files = filesOf(phone, app.package, areas).flatMap((file): (readonly [string, BackupFile])[] => {
    const place = tokenOf(file);
    return place === null ? [] : [[place[0], { path: place[1], body: file.body, uid: PHONE_UID, mtime: PHONE_TIME }]];
  });
  return packageTar({
    manifest: {
      package: app.package,
      versionCode: app.versionCode,
      sdk: 34,
      installer: 'com.android.vending',
      apk: files.some(([token]) => token === 'a'),
      signers: [],
    },
    files,
  });
}
