import { utf8 } from '../encode/bytes.ts';
import { seeded } from '../encode/seed.ts';
import { zip } from '../encode/zip.ts';
import type { CorpusFile } from '../file.ts';
import { ROOT_APP, ROOT_OTHER, rootApk } from './root-app.ts';
import { CASE_TIME } from './sample-app.ts';

const hex = (name: string, digits: number): string => seeded(name).hex(digits);

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
  for (let i = 0; i < 10; i += 1)
    yield put(`vivo/store/${hex(`vivo ${i}`, 40)}`, seeded(`vivo body ${i}`).bytes(40), 'vivo');
  for (let i = 0; i < 3; i += 1)
    yield put(`itunes/phone/${hex(`itunes ${i}`, 40)}`, seeded(`itunes body ${i}`).bytes(40), 'iTunes');
  yield put('itunes/phone/Manifest.plist', utf8('bplist00'), 'iTunes');
  for (const folder of ['keys', 'snapshots', 'index'])
    yield put(`rustic/repository/${folder}/${hex(`rustic ${folder}`, 64)}`, seeded(folder).bytes(60), 'rustic');
  yield put('rustic/repository/config', seeded('rustic config').bytes(60), 'rustic');
}
