import { androidBackup } from '../encode/android-backup.ts';
import { concat, patched, utf8 } from '../encode/bytes.ts';
import { bak, miuiHeader } from '../encode/mimover.ts';
import { seeded } from '../encode/seed.ts';
import { zip } from '../encode/zip.ts';
import type { CorpusFile } from '../file.ts';
import { firstFormatBak } from './mimover-oddities.ts';
import { APP, appTar, backup, header, type Item, index, set, smallItems, VERSION } from './mimover-set.ts';
import { CASE_TIME } from './sample-app.ts';

const BROKEN = 'mimover/broken';
const BLOCK = 512;

function* files(): Iterable<CorpusFile> {
  const one = (name: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `${BROKEN}/${name}`,
    bytes,
    description,
  });
  const whole = bak(header(), backup);
  const lines = Buffer.from(miuiHeader(header())).toString('utf8').replaceAll('\n', '\r\n');
  yield one('crlf-header.bak', concat([utf8(lines), backup]), 'Carriage returns in the lines of MIUI alone');
  const all = Buffer.from(Buffer.from(whole).toString('latin1').replaceAll('\n', '\r\n'), 'latin1');
  yield one('crlf.bak', Uint8Array.from(all), 'Carriage returns in the whole file');
  yield one('longer.bak', concat([whole, new Uint8Array(BLOCK)]), 'A block of zeros too many: the size identity');
  yield one(
    'version-3.bak',
    patched(whole, 'MIUI BACKUP\n'.length, utf8('3')),
    'A version that nobody has written yet',
  );
  yield one(
    'flipped-tar-header.bak',
    patched(whole, whole.length - backup.length + 24 + 4 * BLOCK + 3, Uint8Array.of(0x7f)),
    'One byte of a tar header flipped',
  );
}

function* sets(): Iterable<CorpusFile> {
  const items = smallItems();
  const [first, second] = items as [Item, Item];
  const whole = index(items, 'miui12');
  yield* set(
    `${BROKEN}/set-not-listed`,
    items,
    index([second], 'miui12'),
    'Set with a .bak that its index does not list',
  );
  yield* set(`${BROKEN}/set-cut-descript`, items, whole.subarray(0, 700), 'Set whose index is cut short');
  yield* set(
    `${BROKEN}/set-unfinished`,
    items,
    index(items, 'miui12', { state: 3 }),
    'Set whose index says that its backups failed',
  );
  const listed: Item = { ...first, line: { ...first.line, splitFile: `Case App(${APP}).split`, splitBytes: 1234 } };
  yield* set(`${BROKEN}/set-split-absent`, items, index([listed, second], 'hyperos'), 'Set without its split APKs');
  yield* set(
    `${BROKEN}/set-split-short`,
    [...items, { ...first, name: `Case App(${APP}).split`, bytes: utf8('PK and no more') }],
    index([listed, second], 'hyperos'),
    'Set whose split APKs are shorter than the index says',
  );
  const locked = bak(
    header({ package: 'com.example.locked', label: 'Locked', encryptedPassword: 'b3BhcXVl' }),
    androidBackup([appTar], {
      ...VERSION,
      encryption: { password: 'nobody knows it', regime: 'utf8', random: seeded('mimover locked') },
    }),
  );
  const lockedName = 'Locked(com.example.locked).bak';
  yield* set(
    `${BROKEN}/set-one-locked`,
    [...items, { ...first, name: lockedName, bytes: locked }],
    null,
    'Set with one locked .bak',
  );
  yield* set(
    `${BROKEN}/set-foreign-files`,
    [
      first,
      { ...first, name: 'Other(com.example.other).bak' },
      { ...first, name: 'None(com.example.none).bak', bytes: utf8('no backup') },
      {
        ...first,
        name: 'Zip(com.example.zip).bak',
        bytes: zip([{ path: 'a.txt', body: utf8('a'), mtime: CASE_TIME }]),
      },
      { ...first, name: 'Contacts(com.android.contacts).bak', bytes: firstFormatBak('com.android.contacts') },
    ],
    null,
    'Set with a .bak of another app, one that is none, a zip, one of the first format',
  );
  // In a zip: the corpus keeps no folders named as on a phone.
  const transfer = 'MIUI/backup/Transfer/20240102_030405';
  const half = first.bytes.subarray(0, Math.floor(first.bytes.length / 2));
  const descript = index([first, second], 'miui12', { state: 5 }, { connectionKey: 'b3BhcXVl' });
  const members: readonly [string, Uint8Array][] = [
    [first.name, half],
    ['descript.xml', descript],
  ];
  yield {
    path: `${BROKEN}/transfer-broken-off.zip`,
    bytes: zip(
      members.map(([name, body]) => ({ path: `${transfer}/${name}`, body, method: 'deflate', mtime: CASE_TIME })),
    ),
    description: 'Set left from a transfer between phones that broke off while one app was sent',
  };
}

/** Single .bak files and sets with one defect each. */
export function* mimoverDamage(): Iterable<CorpusFile> {
  yield* files();
  yield* sets();
}
