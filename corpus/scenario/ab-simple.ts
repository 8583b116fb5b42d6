import { caseFile, caseManifest } from '../cases/sample-app.ts';
import { androidBackup } from '../encode/android-backup.ts';
import { packageTar } from '../encode/backup-tar.ts';
import { utf8 } from '../encode/bytes.ts';
import { prefs } from '../encode/prefs.ts';
import { seeded } from '../encode/seed.ts';
import { databaseSteps } from '../encode/sqlite.ts';
import { type CorpusFile, jsonFile } from '../file.ts';

/** Two adb backups of one app: the smallest pair that shows most verdicts. */

const APP = 'com.example.simple';
const ROOT = 'pairs/ab-simple';
const PLACE = `/data/data/${APP}`;

export function* abSimple(): Iterable<CorpusFile> {
  const random = seeded('ab-simple');
  const [before, after] = databaseSteps(
    {},
    (db) => {
      db.run('CREATE TABLE note (id INTEGER PRIMARY KEY, title TEXT, body TEXT)');
      db.insert(
        'note',
        Array.from({ length: 10 }, (_, i) => [i + 1, `Title number ${i + 1}`, random.text(30, 'abcdefg hij')]),
      );
    },
    (db) => db.run("UPDATE note SET body = 'rewritten on the target' WHERE id = 2; DELETE FROM note WHERE id = 9"),
  ) as [Uint8Array, Uint8Array];
  const token = random.base64url(48);
  const settings = utf8(prefs({ access_token: token, account_name: 'person.one', opened: { int: 3 } }));
  const backup = (database: Uint8Array, extra: readonly (readonly [string, Uint8Array])[]) =>
    androidBackup(
      [
        packageTar({
          manifest: caseManifest(APP),
          files: [
            ['f', caseFile('same.txt', utf8('the same on both sides\n'))],
            ...extra.map(([path, body]) => ['f', caseFile(path, body)] as const),
            ['db', caseFile('note.db', database)],
            ['sp', caseFile('settings.xml', settings)],
          ],
        }),
      ],
      { version: 5, compressed: true },
    );
  yield {
    path: `${ROOT}/source/phone.ab`,
    bytes: backup(before, [['old.json', utf8('{"kept":"only here"}')]]),
    description: 'adb backup of the source',
  };
  yield {
    path: `${ROOT}/target/phone.ab`,
    bytes: backup(after, [['new.json', utf8('{"made":"only there"}')]]),
    description: 'adb backup of the target',
  };
  const artifact = (path: string, verdict: string, likeness: string | null) => ({
    devicePath: `${PLACE}/${path}`,
    verdict,
    likeness,
  });
  yield jsonFile(
    `${ROOT}/expect.json`,
    {
      about: 'Agents chose what these archives hold: what one lacks is unseen, not absent.',
      at: '2024-01-03T00:00:00Z',
      source: 'source/phone.ab',
      bundle: null,
      target: 'target/phone.ab',
      apps: [
        {
          package: APP,
          user: 0,
          verdict: 'session-carried',
          artifacts: [
            artifact('databases/note.db', 'partly-carried', 'partial'),
            artifact('files/new.json', 'unseen', null),
            artifact('files/old.json', 'unseen', null),
            artifact('files/same.txt', 'carried', 'bytes'),
            artifact('shared_prefs/settings.xml', 'carried', 'bytes'),
          ],
          credentials: [
            {
              devicePath: `${PLACE}/shared_prefs/settings.xml`,
              key: 'access_token',
              status: 'carried',
              portability: 'portable',
            },
          ],
        },
      ],
      shared: [],
    },
    'Expected verdicts of the pair',
  );
}
