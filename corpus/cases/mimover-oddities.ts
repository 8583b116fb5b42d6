import { utf8 } from '../encode/bytes.ts';
import { zip } from '../encode/zip.ts';
import type { CorpusFile } from '../file.ts';
import { callsPayload, contactsPayload, smsPayload } from './agent-payloads.ts';
import { APP, type Item, index, set, smallItems } from './mimover-set.ts';
import { CASE_TIME, caseApk } from './sample-app.ts';

const OK = 'mimover/ok';
const JPEG = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3);

const packed = (files: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  zip(Object.entries(files).map(([path, body]) => ({ path, body, method: 'deflate', mtime: CASE_TIME })));

/** A .bak of MIUI V4 and V5: a zip of one app's stores. */
export const firstFormatBak = (name: string): Uint8Array =>
  packed({
    'descript.xml': utf8(
      `<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><backup><appPackage>${name}</appPackage></backup>`,
    ),
    'addressbook.store': contactsPayload,
    'sms.store': smsPayload,
    'calllog.store': callsPayload,
    'mms_attach/1.jpg': JPEG,
    'note_attach/2.jpg': JPEG,
  });

function* userFiles(): Iterable<CorpusFile> {
  const folder = `${OK}/set-user-files`;
  const paths = ['/storage/emulated/0/DCIM/Camera/IMG_1.jpg', '/storage/emulated/0/Documents/a.pdf'];
  const line = {
    ...(smallItems()[0] as Item).line,
    package: 'files_for_backup',
    feature: 5,
    bakFile: '',
    bakFiles: paths,
    type: 4,
  };
  const listed: Item = { name: '', bytes: new Uint8Array(0), line };
  yield* set(
    folder,
    smallItems(),
    index([...smallItems(), listed], 'miui12'),
    'Set with user files listed by their paths and packed as zips',
  );
  const zips: Readonly<Record<string, Readonly<Record<string, Uint8Array>>>> = {
    '20240102_image.zip': { 'DCIM/Camera/IMG_1.jpg': JPEG },
    '20240102_video.zip': { 'DCIM/Camera/VID_1.mp4': utf8('not really a film') },
    '20240102_doc.zip': { 'Documents/a.pdf': utf8('%PDF-1.4 not really') },
  };
  for (const [name, files] of Object.entries(zips))
    yield { path: `${folder}/${name}`, bytes: packed(files), description: 'Set with user files: one zip of them' };
}

/** Sets and files that are whole and unlike most. */
export function* mimoverOddities(): Iterable<CorpusFile> {
  yield* userFiles();
  const items = smallItems();
  const split = packed({ 'split_config.en.apk': caseApk(APP) });
  const name = `Case App(${APP}).split`;
  const [first, ...others] = items as [Item, ...Item[]];
  const withSplit: Item[] = [
    { ...first, line: { ...first.line, splitFile: name, splitBytes: split.length } },
    ...others,
  ];
  yield* set(
    `${OK}/set-split`,
    [...items, { name, bytes: split, line: first.line }],
    index(withSplit, 'hyperos'),
    'Set of HyperOS with split APKs in a file of their own',
  );
  const text = Buffer.from(index(items, 'miui12')).toString('utf8');
  yield* set(
    `${OK}/set-descript-utf12`,
    items,
    utf8(text.replace('UTF-8', 'UTF-12')),
    'Set whose index names an encoding that does not exist',
  );
  const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
  yield* set(`${OK}/set-descript-utf16`, items, Uint8Array.from(utf16), 'Set whose index is in UTF-16, big-endian');
  const prefix = 'from phone/MIUI/MIUI/backup/AllBackup/20240102_030405';
  yield {
    path: `${OK}/set-prefixed-twice.zip`,
    bytes: packed({
      ...Object.fromEntries(items.map((each) => [`${prefix}/${each.name}`, each.bytes])),
      [`${prefix}/descript.xml`]: index(items, 'hyperos'),
    }),
    description: 'Whole set as a zip, below a prefix of another kind',
  };
  // In a zip: the corpus keeps no folders named as on a phone.
  const transfer = 'MIUI/backup/Transfer/20240102_030405';
  yield {
    path: `${OK}/transfer-done.zip`,
    bytes: packed({
      ...Object.fromEntries(items.map((each) => [`${transfer}/${each.name}`, each.bytes])),
      [`${transfer}/descript.xml`]: index(items, 'miui12', { state: 6 }, { connectionKey: 'b3BhcXVl' }),
    }),
    description: 'Set left from a transfer between phones, everything sent',
  };
  yield {
    path: `${OK}/first-format.bak`,
    bytes: firstFormatBak('com.android.contacts'),
    description: 'A .bak of MIUI V4 and V5: a zip of stores',
  };
}
