import { type ColorosSecret, configDatabase } from '../encode/coloros.ts';
import { backupInfoIni, type HuaweiScheme, huaweiSession } from '../encode/huawei.ts';
import { seeded } from '../encode/seed.ts';
import { tar } from '../encode/tar.ts';
import { filesOf, PHONE_TIME, PHONE_UID, type Phone, type PhoneApp, type PhoneWriter, storedPath } from './phone.ts';

/** Tools of phone makers that copy an app's files as they lie, each in a wrapping of its own. */

/** Paths from the root of the device; CE from the app's own folder's parent, as most versions of KoBackup have it. */
function appTar(phone: Phone, app: PhoneApp, short: boolean): Uint8Array {
  return tar(
    filesOf(phone, app.package, ['ce', 'de', 'external', 'obb']).map((file) => ({
      path:
        short && file.area === 'ce'
          ? `${app.package}/${file.path}`
          : storedPath(file).replace(/^data\/media\/0\//, 'storage/emulated/0/'),
      body: file.body,
      mtime: PHONE_TIME,
      uid: PHONE_UID,
    })),
    'gnu',
    { end: 'mark' },
  );
}

const SCHEMES: Readonly<Record<string, HuaweiScheme>> = {
  'v3-ctr-5000': { password: 'test1234', version: 3, rounds: 5000, cipher: 'ctr', versionName: '10.1.1.715' },
  'v4-gcm-10000': { password: 'test1234', version: 4, rounds: 10_000, cipher: 'gcm', versionName: '14.7.0.300' },
};
const PIECE_BYTES = 20 * 512;

export const huaweiPhone = (name: 'v3-ctr-5000' | 'v4-gcm-10000'): PhoneWriter => ({
  format: 'huawei',
  variant: name,
  password: 'test1234',
  write(phone) {
    const folder = 'HUAWEI TEST-L29_2024-01-02 03.04.05';
    const modules = phone.apps.map((app) => {
      const whole = appTar(phone, app, name === 'v3-ctr-5000');
      const pieces = Math.ceil(whole.length / PIECE_BYTES);
      return {
        name: app.package,
        app: true,
        split: name === 'v4-gcm-10000',
        files:
          name === 'v3-ctr-5000'
            ? [[`${app.package}.tar`, whole] as const]
            : Array.from(
                { length: pieces },
                (_, i) => [`${app.package}.tar.${i}`, whole.slice(i * PIECE_BYTES, (i + 1) * PIECE_BYTES)] as const,
              ),
      };
    });
    return [
      ...huaweiSession(SCHEMES[name] as HuaweiScheme, modules, [], seeded(`phone ${name}`)),
      ['backupinfo.ini', backupInfoIni(phone.apps)] as const,
      ...phone.apps.flatMap((app) =>
        filesOf(phone, app.package, ['apk'])
          .filter((file) => file.path === 'base.apk')
          .map((file) => [`${app.package}.apk`, file.body] as const),
      ),
    ].map(([path, bytes]) => ({ path: `${folder}/${path}`, bytes }));
  },
});

const SECRET: ColorosSecret = { random: 'Zk3pQ9vB7xLw2NcT5yHf8RmD4sJg6UaE', iv: '-6148914691236517205' };

export const colorosPhone: PhoneWriter = {
  format: 'coloros',
  variant: 'tars',
  password: null,
  write: (phone) =>
    [
      ['backup_config_new.db', configDatabase([SECRET])] as const,
      ...phone.apps.flatMap((app) => [
        [`App/${app.package}.tar`, appTar(phone, app, false)] as const,
        ...filesOf(phone, app.package, ['apk'])
          .filter((file) => file.path === 'base.apk')
          .map((file) => [`App/${app.package}.apk`, file.body] as const),
      ]),
    ].map(([path, bytes]) => ({ path: `2024-01-02-030405/${path}`, bytes })),
};
