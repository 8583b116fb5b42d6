import { utf8 } from '../encode/bytes.ts';
import { type ColorosSecret, configDatabase, sealedList } from '../encode/coloros.ts';
import { seeded } from '../encode/seed.ts';
import { type TarItem, tar } from '../encode/tar.ts';
import { zip } from '../encode/zip.ts';
import type { CorpusFile } from '../file.ts';
import { CASE_TIME, caseApk, caseDatabase, casePreferences } from './sample-app.ts';

const OK = 'coloros/ok';
const BROKEN = 'coloros/broken';
const APP = 'com.example.case';
const FOLDER = '2024-01-02-030405';

type Files = readonly (readonly [path: string, bytes: Uint8Array])[];

const secret: ColorosSecret = { random: 'Zk3pQ9vB7xLw2NcT5yHf8RmD4sJg6UaE', iv: '-6148914691236517205' };
const older: ColorosSecret = { random: 'aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV', iv: '1234567890123456789' };
const file = (path: string, body: Uint8Array): TarItem => ({ path, body, mtime: CASE_TIME });
/** New versions: real paths, CE and DE in one tar. */
const appTar = tar(
  [
    file(`data/user/0/${APP}/databases/message.db`, caseDatabase(6)),
    file(`data/user/0/${APP}/shared_prefs/${APP}_preferences.xml`, casePreferences()),
    file(`data/user_de/0/${APP}/shared_prefs/boot.xml`, casePreferences('boot')),
  ],
  'gnu',
  { end: 'mark' },
);
/** Old versions: folders without their parents. */
const oldTar = tar(
  [
    { path: `data/data/${APP}/notes/`, kind: 'directory', mtime: CASE_TIME },
    file(`data/data/${APP}/files/notes/list.txt`, utf8('milk\nbread\nstamps\n')),
    file(`data/data/${APP}/databases/message.db`, caseDatabase(6)),
  ],
  'gnu',
  { end: 'mark' },
);
const contacts = utf8('BEGIN:VCARD\r\nVERSION:2.1\r\nN:;Person One;;;\r\nTEL;CELL:+10000000001\r\nEND:VCARD\r\n');
const calls = utf8('<?xml version="1.0"?><CallRecord><record number="+10000000001"/></CallRecord>\n');

const backup: Files = [
  ['backup_config_new.db', configDatabase([older, secret])],
  [`App/${APP}.apk`, caseApk(APP)],
  [`App/${APP}.tar`, appTar],
  ['App/1704164645.conf', utf8('a syntax that is not known\n')],
  ['Contact/contact.vcf', sealedList(contacts, secret)],
  ['CallRecord/callrecord_backup.xml', sealedList(calls, older)],
  ['Setting/settings.xml', utf8('<?xml version="1.0"?><settings/>\n')],
  [
    'Layout/com.android.launcher.tar',
    tar([file('data/user_de/0/com.android.launcher/databases/launcher.db', caseDatabase(2, 'launcher'))], 'gnu', {
      end: 'mark',
    }),
  ],
];

function* folder(name: string, files: Files, description: string): Iterable<CorpusFile> {
  for (const [path, bytes] of files) yield { path: `${name}/${FOLDER}/${path}`, bytes, description };
}

const changed = (path: string, change: (bytes: Uint8Array) => Uint8Array): Files =>
  backup.map(([name, bytes]) => [name, name === path ? change(bytes) : bytes]);

/** Backups of ColorOS, OxygenOS and realme UI. */
export function* colorosCases(): Iterable<CorpusFile> {
  yield* folder(`${OK}/two-keys`, backup, 'Two rows of keys; tars with CE and DE');
  yield {
    path: `${OK}/two-keys.zip`,
    bytes: zip(backup.map(([path, body]) => ({ path: `${FOLDER}/${path}`, body, mtime: CASE_TIME }))),
    description: 'The same in a zip',
  };
  for (const [path, bytes] of [
    [`App/${APP}.apk`, caseApk(APP)],
    [`App/${APP}.tar`, oldTar],
    ['App/1704164645.conf', utf8('a syntax that is not known\n')],
  ] as const) {
    yield { path: `${OK}/old/backup/${path}`, bytes, description: 'Old layout, without a database of keys' };
  }
  yield* folder(
    `${BROKEN}/no-key`,
    changed('backup_config_new.db', () => configDatabase([])),
    'No key in the database',
  );
  yield* folder(
    `${BROKEN}/cut-tar`,
    changed(`App/${APP}.tar`, (bytes) => bytes.slice(0, 5000)),
    'A tar that ends early',
  );
  yield* folder(
    `${BROKEN}/damaged-list`,
    changed('Contact/contact.vcf', () => seeded('coloros noise').bytes(96)),
    'A list that no key makes anything known of',
  );
}
