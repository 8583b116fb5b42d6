import { packageTar } from '../encode/backup-tar.ts';
import { concat, utf8 } from '../encode/bytes.ts';
import { seeded } from '../encode/seed.ts';
import {
  appListJson,
  historyXml,
  noedata,
  pinItemA,
  pinItemB,
  sealedApk,
  sealedData,
  sealedItem,
  summaryJson,
  wrappedSecret,
} from '../encode/smart-switch.ts';
import { zip } from '../encode/zip.ts';
import { type CorpusFile, jsonFile } from '../file.ts';
import { CASE_TIME, caseApk, caseDatabase, caseFile, caseManifest, casePackage } from './sample-app.ts';

const OK = 'smart-switch/ok';
const BROKEN = 'smart-switch/broken';
const APP = 'com.example.case';
const OTHER = 'com.example.other';
const MODEL = 'SM-S000X';
const SECRET = 'CAA7B92B59A69BF45A247F1791D2B8C3AE91';
const SESSION = `${MODEL}_20240102030405`;

type Files = readonly (readonly [path: string, bytes: Uint8Array])[];

const appTar = packageTar(casePackage(APP));
/** With what Samsung alone writes: another folder of external storage (`ef_s<dir>`), and a data root beside the tokens. */
const otherTar = packageTar({
  manifest: caseManifest(OTHER),
  files: [
    ['r', caseFile('app_flutter/state.db', utf8('{"a":1}'))],
    ['db', caseFile('other.db', caseDatabase(3, 'other'))],
    ['ef', caseFile('download.bin', utf8('external file'))],
    ['ef_sMedia', caseFile('voice.amr', utf8('#!AMR\n'))],
  ],
});
const history = historyXml(MODEL, '2024-01-02 03:04:05', wrappedSecret(SECRET));
const summary = summaryJson(MODEL, '20240102030405', SECRET);
const list = appListJson([
  { package: APP, label: 'Case', versionCode: 42 },
  { package: OTHER, label: 'Other', versionCode: 42 },
  { package: 'com.example.offered', label: 'Offered only', versionCode: 1, allowBackup: false },
]);
const random = seeded('smart-switch cases');
const settings = utf8('<?xml version="1.0"?><Settings><item name="volume">7</item></Settings>\n');
const restore = utf8('[{"address":"+10000000001","body":"a text message","date":1704164645000}]');

/** What the Windows program leaves: the secret wrapped, app data sealed. */
const pc: Files = [
  ['backupHistoryInfo.xml', history],
  ['ReqItemsInfo.json', utf8('{"SecurityLevel":"LEVEL_1","ListItems":[{"Type":"APKFILE"}]}')],
  ['APKFILE/AppList.json', list],
  ['APKFILE/AppList.bk', random.bytes(64)],
  [`APKFILE/${APP}.data`, sealedData(appTar, SECRET, random)],
  [`APKFILE/${APP}.penc`, sealedApk(caseApk(APP), SECRET)],
  [`APKFILE/${APP}_split_config.en.apk`, caseApk(`${APP}.en`)],
  [`APKFILE/${APP}.png`, Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)],
  ['SETTINGS/settings.exml', sealedItem(settings, SECRET, random)],
  ['CALLLOG/call_log.exml', sealedItem(utf8('<CallLog><call n="1"/></CallLog>'), SECRET, random, random.bytes(16))],
];

/** What a phone leaves on a card: the secret in hex, app data as it is, messages in boxes within boxes. */
const card: Files = [
  ['SmartSwitchBackup.json', summary],
  ['SmartSwitchBackup_back.json', summary],
  ['APKFILE/AppList.json', list],
  [`APKFILE/data/${APP}/${APP}.noedata`, noedata(appTar)],
  [`APKFILE/data/${OTHER}/${OTHER}.noedata`, noedata(otherTar)],
  [`APKFILE/${OTHER}.penc`, sealedApk(caseApk(OTHER), SECRET)],
  [
    'MESSAGE/Message.smem',
    zip([
      { path: '!@ssm@!sms_restore.bk', body: sealedItem(restore, SECRET, random), mtime: CASE_TIME },
      {
        path: 'RCSMESSAGE!@ssm@!RcsMessage.edb',
        body: sealedItem(zip([{ path: 'mmssms.db', body: caseDatabase(2, 'rcs'), mtime: CASE_TIME }]), SECRET, random),
        mtime: CASE_TIME,
      },
    ]),
  ],
];

const PIN = '1234';
/** A session with a PIN, in both of the ways that were published. */
const withPin: Files = [
  ['backupHistoryInfo.xml', history],
  [`APKFILE/data/${APP}/${APP}.noedata`, noedata(appTar)],
  ['SETTINGS/settings.exml', pinItemA(settings, SECRET, PIN, random)],
  ['CALENDAR/calendar.enc', pinItemB(utf8('BEGIN:VCALENDAR\nEND:VCALENDAR\n'), SECRET, PIN, random)],
];

const underDefault = sealedData(appTar, '9AB412D3C1F2EF658BFC0CFFCCC344D44C0A', random);
const noise = random.bytes(160);
/** Begins as a text does, and is noise behind the zero that would end it. */
const letterInNoise = sealedItem(concat([utf8('A\0'), random.bytes(126)]), SECRET, random);
/** The user's own files, whose names have words of sealed items. The start of a picture (JFIF), and noise. */
const picture = concat([
  Uint8Array.from(Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb0043', 'hex')),
  random.bytes(64),
]);
const own: Files = [
  ['Photo/Encryptedclub.jpg', picture],
  ['Photo/enc_holiday.jpg', random.bytes(200)],
  ['Photo/enc_picture', picture],
  ['Photo/empty.zip', new Uint8Array(0)],
];

const replaced = (files: Files, path: string, change: (bytes: Uint8Array) => Uint8Array): Files =>
  files.map(([name, bytes]) => [name, name.endsWith(path) ? change(bytes) : bytes]);
const cut = (share: number) => (bytes: Uint8Array) => bytes.slice(0, Math.floor(bytes.length * share));

function* folder(name: string, files: Files, description: string): Iterable<CorpusFile> {
  for (const [path, bytes] of files) yield { path: `${name}/${SESSION}/${path}`, bytes, description };
}

/** Sessions of Samsung Smart Switch. */
export function* smartSwitchCases(): Iterable<CorpusFile> {
  yield* folder(`${OK}/pc-data`, pc, 'Session of the Windows program, app data sealed');
  yield* folder(`${OK}/card-noedata`, card, 'Session of a phone, app data as it is, boxes of messages');
  yield {
    path: `${OK}/card-noedata.zip`,
    bytes: zip(card.map(([path, body]) => ({ path: `${SESSION}/${path}`, body, mtime: CASE_TIME }))),
    description: 'The same in a zip',
  };
  yield* folder(
    `${OK}/old-default`,
    [
      ['backupHistoryInfo.xml', historyXml(MODEL, '2016-01-02 03:04:05', '')],
      [`APKFILE/${APP}.data`, underDefault],
    ],
    'Session without a secret of its own: the default of old versions',
  );
  yield* folder(
    `${OK}/own-files`,
    [['backupHistoryInfo.xml', history], [`APKFILE/data/${APP}/${APP}.noedata`, noedata(appTar)], ...own],
    'Pictures of the user with names as of sealed items',
  );
  yield* folder(
    `${OK}/secret-given`,
    pc.filter(([path]) => /AppList\.json|\.data$|\.png$|\.apk$/.test(path)),
    'Without the index that holds the secret, which is given as a password',
  );
  yield jsonFile('smart-switch/passwords.json', { 'ok/secret-given': SECRET }, 'Passwords of the locked cases');
  yield* folder(
    `${BROKEN}/lost-secret`,
    [
      ['backupHistoryInfo.xml', historyXml(MODEL, '2024-01-02 03:04:05', 'not hex')],
      ...pc.filter(([path]) => path.endsWith('.data') || path.endsWith('.penc')),
      [`APKFILE/data/${OTHER}/${OTHER}.noedata`, noedata(otherTar)],
    ],
    'The secret is lost: what is sealed stays shut, the rest comes out',
  );
  yield* folder(`${BROKEN}/pin-not-given`, withPin, 'Items under a PIN that was not given');
  yield* folder(
    `${BROKEN}/cut-files`,
    replaced(replaced(replaced(card, `${APP}.noedata`, cut(0.7)), '.penc', cut(0.5)), '.smem', cut(0.5)),
    'App data, an APK and a box of messages that end early',
  );
  yield* folder(
    `${BROKEN}/sealed-in-noise`,
    [
      ['backupHistoryInfo.xml', history],
      [`APKFILE/data/${APP}/${APP}.noedata`, noedata(appTar)],
      ['SETTINGS/settings.exml', noise],
      ['SETTINGS/letter.exml', letterInNoise],
    ],
    'Items that no secret makes anything known of',
  );
}
