import { androidBackup } from '../encode/android-backup.ts';
import { utf8 } from '../encode/bytes.ts';
import { bak, descript } from '../encode/mimover.ts';
import { seeded } from '../encode/seed.ts';
import {
  appListJson,
  historyXml,
  noedata,
  sealedApk,
  sealedData,
  summaryJson,
  wrappedSecret,
} from '../encode/smart-switch.ts';
import { agentTar } from './backup-agent.ts';
import { filesOf, PHONE_TIME, type PhoneWriter } from './phone.ts';

/** Tools that let Android's own agent pack an app, each in a wrapping of its own. */

export const adbBackup: PhoneWriter = {
  format: 'android-backup',
  variant: 'AES-256',
  password: 'a password',
  write: (phone) => [
    {
      path: 'phone.ab',
      bytes: androidBackup(
        phone.apps.map((app) => agentTar(phone, app)),
        {
          version: 5,
          compressed: true,
          encryption: { password: 'a password', regime: 'utf8', random: seeded('phone ab') },
        },
      ),
    },
  ],
};

export const miuiSet: PhoneWriter = {
  format: 'mimover',
  variant: 'set',
  password: null,
  write(phone) {
    const baks = phone.apps.map((app) => {
      const appTar = agentTar(phone, app);
      const bytes = bak(
        { package: app.package, label: app.label, feature: 102 },
        androidBackup([appTar], { version: 5, compressed: false }),
      );
      return { app, appTar, bytes, name: `${app.label}(${app.package}).bak` };
    });
    const index = descript(
      {
        device: 'alioth',
        miuiVersion: 'V14.0.5.0.TKHCNXM',
        date: PHONE_TIME * 1000,
        packages: baks.map(({ app, appTar, bytes, name }) => ({
          package: app.package,
          feature: 102,
          bakFile: name,
          type: 2,
          installedBytes: bytes.length,
          bakBytes: bytes.length,
          tarBytes: appTar.length,
        })),
      },
      'miui12',
    );
    const folder = '20240102_030405';
    return [
      ...baks.map(({ name, bytes }) => ({ path: `${folder}/${name}`, bytes })),
      { path: `${folder}/descript.xml`, bytes: utf8(index) },
    ];
  },
};

const SECRET = '5a0c1f4be27d93a86ce0417fb8d25903e61c';
const PRIVATE = ['ce', 'de', 'external', 'obb'] as const;

/** `kind` says how the session keeps app data; its APKs are sealed either way. */
export const smartSwitchPhone = (kind: 'data' | 'noedata'): PhoneWriter => ({
  format: 'smart-switch',
  variant: kind,
  password: null,
  write(phone) {
    const folder = 'SM-S000X_20240102030405';
    const apps = phone.apps.flatMap((app) => {
      const appTar = agentTar(phone, app, PRIVATE);
      const data =
        kind === 'data'
          ? { path: `${app.package}.data`, bytes: sealedData(appTar, SECRET, seeded(`phone ${app.package}`)) }
          : { path: `data/${app.package}/${app.package}.noedata`, bytes: noedata(appTar) };
      const apks = filesOf(phone, app.package, ['apk']).map((file) => ({
        path: `${app.package}${file.path === 'base.apk' ? '' : `_${file.path.replace(/\.apk$/, '')}`}.penc`,
        bytes: sealedApk(file.body, SECRET),
      }));
      return [data, ...apks];
    });
    const index =
      kind === 'data'
        ? { path: 'backupHistoryInfo.xml', bytes: historyXml('SM-S000X', '2024-01-02 03:04:05', wrappedSecret(SECRET)) }
        : { path: 'SmartSwitchBackup.json', bytes: summaryJson('SM-S000X', '20240102030405', SECRET) };
    return [
      { path: `${folder}/${index.path}`, bytes: index.bytes },
      { path: `${folder}/APKFILE/AppList.json`, bytes: appListJson(phone.apps) },
      ...apps.map(({ path, bytes }) => ({ path: `${folder}/APKFILE/${path}`, bytes })),
    ];
  },
});
