import { createHash } from 'node:crypto';
import { utf8 } from '../encode/bytes.ts';
import { seeded } from '../encode/seed.ts';
import { zip } from '../encode/zip.ts';
import type { CorpusFile } from '../file.ts';
import { ROOT_APP, ROOT_OTHER, rootApk } from './root-app.ts';
import { CASE_TIME } from './sample-app.ts';

const hex = (name: string, digits: number): string => seeded(name).hex(digits);

/** An item without content: two units, their ciphertext by chance but for what all begin with. */
function kiesItem(name: string): Uint8Array {
  const units = [Buffer.from('6b39a474', 'hex'), seeded('kies header').bytes(252), seeded(name).bytes(256)];
  const fill = Buffer.alloc(16, 16);
  return Buffer.concat([...units.slice(0, 2), fill, ...units.slice(2), fill]);
}

/** Backups that are only named: each as little as tells it. */
export function* recognisedCases(): Iterable<CorpusFile> {
  const put = (place: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `recognised/broken/only-${place}`,
    bytes,
    description: `Recognised only: ${description}`,
  });
  for (const name of [ROOT_APP, ROOT_OTHER]) {
    const inner = zip([{ path: `App/${name}/databases/x.txt`, body: utf8('of Flyme'), mtime: CASE_TIME }]);
    yield put(`meizu/20240102/APP/${name}.zip`, inner, 'Meizu Flyme');
  }
  yield put('mediatek/backup/Contact/contact.vcf', utf8('BEGIN:VCARD\nEND:VCARD\n'), 'MediaTek');
  yield put(`mediatek/backup/App/${ROOT_APP}.apk`, rootApk(), 'MediaTek');
  yield put('vivo/store/5a656b0891e6321126f9b7da9137994c72220ce7', seeded('vivo object').bytes(40), 'vivo');
  for (let i = 0; i < 10; i += 1)
    yield put(`vivo/store/${hex(`vivo ${i}`, 40)}`, seeded(`vivo body ${i}`).bytes(40), 'vivo');
  for (let i = 0; i < 3; i += 1)
    yield put(`itunes/phone/${hex(`itunes ${i}`, 40)}`, seeded(`itunes body ${i}`).bytes(40), 'iTunes');
  yield put('itunes/phone/Manifest.plist', utf8('bplist00\xd4BackupKeyBagLockdown'), 'iTunes');
  const key = utf8('{"hostname":"phone","username":"","kdf":"scrypt","N":32768,"r":8,"p":1,"data":"","salt":""}');
  for (const [folder, bytes] of [
    ['keys', key],
    ['snapshots', seeded('snapshots').bytes(60)],
    ['index', seeded('index').bytes(60)],
  ] as const) {
    const name = createHash('sha256').update(bytes).digest('hex');
    yield put(`rustic/repository/${folder}/${name}`, bytes, 'rustic');
  }
  const table = Buffer.alloc(400);
  table.write('1095f4edcee045a0a9ccf6d48fcf6035', 118, 'hex');
  table.writeBigUInt64LE(200n, 134);
  yield put('kies.sbu', table, '.sbu of Samsung Kies');
  for (const name of [
    'kies-item.spb',
    'kies/SM-G900F_20140601/Contact/Contact.ebk',
    'kies/SM-G900F_20140601/Memo/Memo.ebk',
  ])
    yield put(name, kiesItem(name), 'items of Samsung Kies');
  yield put('rustic/repository/config', seeded('rustic config').bytes(60), 'rustic');
}
