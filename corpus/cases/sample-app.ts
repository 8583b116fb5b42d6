import { apk, certificate } from '../encode/apk.ts';
import type { BackupFile, BackupPackage, ManifestFacts } from '../encode/backup-tar.ts';
import { utf8 } from '../encode/bytes.ts';
import { prefs } from '../encode/prefs.ts';
import { seeded } from '../encode/seed.ts';
import { database } from '../encode/sqlite.ts';

/** The small app that most cases hold: one file of each sort. */

/** 2024-01-02T03:04:05Z, in seconds. */
export const CASE_TIME = 1_704_164_645;
export const CASE_UID = 10_123;

export const caseDatabase = (rows: number, seed = 'case'): Uint8Array => {
  const random = seeded(`${seed} database`);
  return database({ userVersion: 2 }, (db) => {
    db.run('CREATE TABLE message (_id INTEGER PRIMARY KEY, sender TEXT, body TEXT, at INTEGER)');
    db.insert(
      'message',
      Array.from({ length: rows }, (_, i) => [
        i + 1,
        `friend${random.int(9)}@mail.example`,
        random.text(24, 'abcdef ghijk'),
        CASE_TIME * 1000 + i,
      ]),
    );
  });
};

export const casePreferences = (seed = 'case'): Uint8Array => {
  const random = seeded(`${seed} preferences`);
  return utf8(
    prefs({ user_name: 'person.one', launches: { int: 7 }, session_token: random.base64url(40), seen: true }),
  );
};

export const caseApk = (name: string): Uint8Array =>
  apk({ package: name, label: 'Case', versionCode: 42, versionName: '4.2', targetSdk: 28 });

export const caseManifest = (name: string, more: Partial<ManifestFacts> = {}): ManifestFacts => ({
  package: name,
  versionCode: 42,
  sdk: 28,
  installer: 'com.android.vending',
  apk: false,
  signers: [certificate(name)],
  ...more,
});

const file = (path: string, body: Uint8Array): BackupFile => ({ path, body, uid: CASE_UID, mtime: CASE_TIME });
const folder = (path: string): BackupFile => ({ path, directory: true, uid: CASE_UID, mtime: CASE_TIME });

/** A package with a database, preferences, a file below a folder and an empty folder. */
export function casePackage(name: string, more: Partial<BackupPackage> = {}): BackupPackage {
  return {
    manifest: caseManifest(name),
    files: [
      ['f', folder('notes')],
      ['f', file('notes/list.txt', utf8('milk\nbread\nstamps\n'))],
      ['f', folder('empty')],
      ['f', file('state.json', utf8('{"open":["a","b"],"zoom":1.5}'))],
      ['db', file('message.db', caseDatabase(6))],
      ['sp', file(`${name}_preferences.xml`, casePreferences())],
    ],
    ...more,
  };
}

export { file as caseFile, folder as caseFolder };
