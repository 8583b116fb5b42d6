import { androidBackup } from '../encode/android-backup.ts';
import { packageTar } from '../encode/backup-tar.ts';
import { utf8 } from '../encode/bytes.ts';
import { bak } from '../encode/mimover.ts';
import { seeded } from '../encode/seed.ts';
import { zip } from '../encode/zip.ts';
import { type CorpusFile, jsonFile } from '../file.ts';
import { callsPayload, contactsPayload, notesPayload, smsPayload, wifiPayload } from './agent-payloads.ts';
import { mimoverDamage } from './mimover-damage.ts';
import { mimoverOddities } from './mimover-oddities.ts';
import {
  APP,
  agentTar,
  appTar,
  backup,
  DUAL_USER,
  header,
  type Item,
  index,
  item,
  set,
  setItems,
  VERSION,
} from './mimover-set.ts';
import { CASE_TIME, caseApk, caseFile, caseManifest } from './sample-app.ts';

const OK = 'mimover/ok';
const BROKEN = 'mimover/broken';

function* singles(): Iterable<CorpusFile> {
  const one = (name: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `${OK}/${name}`,
    bytes,
    description,
  });
  yield one('flag-0.bak', bak(header(), backup), 'Plain .bak, five header lines');
  yield one(
    'flag-1-aes.bak',
    bak(
      header({ encryptedPassword: 'b3BhcXVl' }),
      androidBackup([appTar], {
        ...VERSION,
        encryption: { password: 'mi-pass', regime: 'utf8', random: seeded('mimover flag 1') },
      }),
    ),
    'Encrypted .bak, six header lines',
  );
  yield one('flag-20-dual.bak', bak(header({ user: DUAL_USER }), backup), 'Dual-app copy, user 999');
  yield one(
    'flag-21-dual-aes.bak',
    bak(
      header({ user: DUAL_USER, encryptedPassword: 'b3BhcXVl' }),
      androidBackup([appTar], {
        ...VERSION,
        encryption: { password: 'mi-pass', regime: 'utf8', random: seeded('mimover flag 21') },
      }),
    ),
    'Encrypted dual-app copy, seven header lines',
  );
  yield one('feature-minus-1.bak', bak(header({ feature: -1 }), backup), 'Feature -1: the whole app');
  yield one(
    'feature-1-agent.bak',
    bak(
      { package: 'com.example.notes', label: 'Notes', feature: 1 },
      androidBackup([agentTar('com.example.notes', 1, 'payload of feature 1')], VERSION),
    ),
    'App with its own agent: miui_meta, miui_bak, miui_att',
  );
  yield one(
    'feature-2-agent.bak',
    bak(
      { package: 'com.example.notes', label: 'Notes', feature: 2 },
      androidBackup([agentTar('com.example.notes', 2, 'payload of feature 2')], VERSION),
    ),
    'The same app, feature 2',
  );
  yield one(
    'label-cjk.bak',
    bak(header({ label: '便签 (测试) ‏עברית' }), backup),
    'Label with CJK, parentheses and right-to-left text',
  );
  yield one(
    'label-android-backup.bak',
    bak(header({ label: 'ANDROID BACKUP 5 0 none' }), backup),
    'Label that says ANDROID BACKUP',
  );
  yield one('label-missing.bak', bak(header({ label: null }), backup), 'No label');
  yield one(
    'v2-zlib.bak',
    bak(header(), androidBackup([appTar], { version: 2, compressed: true })),
    'Version 2, compressed, as converted from older sets',
  );
  yield one(
    'skip-data.bak',
    bak(
      header(),
      androidBackup(
        [
          packageTar({
            manifest: caseManifest(APP, { apk: true }),
            files: [['a', caseFile('base.apk', caseApk(APP))]],
          }),
        ],
        VERSION,
      ),
    ),
    'Skip-data mode: manifest and APK alone',
  );
}

function* sets(): Iterable<CorpusFile> {
  yield* set(`${OK}/set-2017`, setItems(), index(setItems(), 'era2017'), 'Set of MIUI 8');
  yield* set(`${OK}/set-miui14`, setItems(), index(setItems(), 'miui12'), 'Set of MIUI 14');
  yield* set(`${OK}/set-hyperos`, setItems(), index(setItems(), 'hyperos'), 'Set of HyperOS 1');
  yield* set(`${OK}/set-without-descript`, setItems(), null, 'Set without descript.xml');
  const dual = [
    item(`Case App(${APP}).bak`, header(), appTar),
    item(`Case App(${APP})_999.bak`, header({ user: DUAL_USER }), appTar),
    item(
      'Messaging(com.example.mms).bak',
      { package: 'com.example.mms', label: 'Messaging', feature: 1 },
      agentTar('com.example.mms', 1, 'sms'),
      1,
    ),
    item(
      'Multimedia(com.example.mms).bak',
      { package: 'com.example.mms', label: 'Messaging', feature: 2 },
      agentTar('com.example.mms', 2, 'mms'),
      1,
    ),
  ];
  yield* set(
    `${OK}/set-features-dual`,
    dual,
    index(dual, 'miui12'),
    'Set with two features of one package and a dual-app copy',
  );
  const agent = (file: string, name: string, label: string, feature: number, payload: Uint8Array): Item =>
    item(`${file}(${name}).bak`, { package: name, label, feature }, agentTar(name, feature, payload), 1);
  const payloads = [
    agent('SMS', 'com.android.mms', 'Messaging', 1, smsPayload),
    agent('Call history', 'com.android.contacts', 'Contacts and dialer', 1, callsPayload),
    agent('Contacts', 'com.android.contacts', 'Contacts and dialer', 2, contactsPayload),
    agent('Notes', 'com.miui.notes', 'Notes', -1, notesPayload),
    agent('Wi-Fi settings', 'com.android.settings', 'Settings', 2, wifiPayload),
  ];
  yield* set(
    `${OK}/set-payloads`,
    payloads,
    index(payloads, 'hyperos'),
    'Set with SMS, calls, contacts, notes and Wi-Fi',
  );
  const prefix = 'MIUI/backup/AllBackup/20240102_030405';
  const items = setItems();
  yield {
    path: `${OK}/set-prefixed.zip`,
    bytes: zip([
      ...items.map(({ name, bytes }) => ({
        path: `${prefix}/${name}`,
        body: bytes,
        method: 'deflate' as const,
        mtime: CASE_TIME,
      })),
      { path: `${prefix}/descript.xml`, body: index(items, 'hyperos'), method: 'deflate', mtime: CASE_TIME },
    ]),
    description: 'Whole set as a zip, below MIUI/backup/AllBackup/<date>',
  };
}

function* broken(): Iterable<CorpusFile> {
  const whole = bak(header(), backup);
  yield { path: `${BROKEN}/truncated.bak`, bytes: whole.subarray(0, whole.length - 3000), description: 'Cut short' };
  yield {
    path: `${BROKEN}/cut-header.bak`,
    bytes: utf8('MIUI BACKUP\n2\ncom.example.case Case App\n102\n'),
    description: 'Header cut before the flag',
  };
  yield* set(
    `${BROKEN}/set-size-mismatch`,
    setItems(),
    index(setItems(), 'miui12', { bakBytes: 4_711, tarBytes: 512 }),
    'Set whose index states other sizes',
  );
  yield* set(`${BROKEN}/set-blank-descript`, setItems(), utf8(' '.repeat(40)), 'Set with a blank index');
  const [first] = setItems();
  if (first !== undefined) {
    yield* set(
      `${BROKEN}/set-missing-bak`,
      [first],
      index(setItems(), 'miui12'),
      'Set whose index lists a file that is not there',
    );
  }
}

/** Mi Mover and MIUI backup: single .bak files and whole sets. */
export function* mimoverCases(): Iterable<CorpusFile> {
  yield* singles();
  yield* sets();
  yield* broken();
  yield* mimoverOddities();
  yield* mimoverDamage();
  const passwords = { 'ok/flag-1-aes.bak': 'mi-pass', 'ok/flag-21-dual-aes.bak': 'mi-pass' };
  yield jsonFile('mimover/passwords.json', passwords, 'Passwords of the locked cases');
}
