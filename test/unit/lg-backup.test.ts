import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { tar } from '../../corpus/encode/tar.ts';
import { zip } from '../../corpus/encode/zip.ts';
import { CORPUS, decodePath, entriesOf, type Line } from '../support/cases.ts';

const root = mkdtempSync(join(tmpdir(), 'carryover-lg-'));
afterAll(() => rmSync(root, { recursive: true }));

const LBF = readFileSync(join(CORPUS, 'lg-backup/ok/phone.lbf'));
const asTar = tar(
  [
    { path: 'note.txt', body: Buffer.from('a note'), mtime: 1 },
    { path: 'LG/phone.lbf', body: LBF, mtime: 1 },
  ],
  'pax',
);

const placesOf = (lines: readonly Line[]) => entriesOf(lines).map(({ devicePath, sha256 }) => [devicePath, sha256]);

test.each<[string, Uint8Array]>([
  ['phone.lbf.gz', gzipSync(LBF)],
  ['backup.tar', asTar],
  ['backup.tar.gz', gzipSync(asTar)],
  ['backup.zip', zip([{ path: 'LG/phone.lbf', body: LBF, mtime: 1, method: 'deflate' }])],
])('a backup of LG in %s is read as it is alone', async (name, bytes) => {
  writeFileSync(join(root, name), bytes);
  const lines = await decodePath(join(root, name));
  expect(lines[0]).toMatchObject({ format: 'lg-backup' });
  expect(placesOf(lines)).toEqual(placesOf(await decodePath(join(CORPUS, 'lg-backup/ok/phone.lbf'))));
});

test('of an altered list what can be read is used, and it is told', async () => {
  const at = Number(LBF.readBigUInt64BE(5));
  const bytes = LBF.readUInt32BE(1);
  const listed = (await decodePath(join(CORPUS, 'lg-backup/ok/phone.lbf'))).filter(({ type }) => type === 'entry');
  // The first item lies in the first blocks; the last block holds the padding.
  for (const [name, place] of [
    ['end.lbf', at + bytes - 5],
    ['middle.lbf', at + bytes - 40],
  ] as const) {
    const altered = Buffer.from(LBF);
    altered.writeUInt8((altered[place] as number) ^ 1, place);
    writeFileSync(join(root, name), altered);
    const lines = await decodePath(join(root, name));
    expect(lines.find(({ type }) => type === 'notice')).toMatchObject({ detail: 'lg.altered', gravity: 'damage' });
    expect(placesOf(lines)[1]).toEqual(placesOf(listed)[1]);
  }
});

test('one that was cut before its list is told in a folder as it is alone', async () => {
  const folder = mkdtempSync(join(root, 'cut-'));
  writeFileSync(join(folder, 'phone.lbf'), LBF.subarray(0, 700));
  for (const path of [folder, join(folder, 'phone.lbf')]) {
    const lines = await decodePath(path);
    expect(lines.find(({ type }) => type === 'notice')).toMatchObject({ detail: 'lg.list', gravity: 'damage' });
  }
});

test('the last of several parts says that the others are wanted', async () => {
  const folder = join(CORPUS, 'lg-backup/ok/parts');
  const last = readdirSync(folder).find((name) => name.endsWith('.lbf'));
  const lines = await decodePath(join(folder, last ?? ''));
  expect(lines).toMatchObject([{ type: 'fault', code: 'evidence.unsupported', detail: 'lg.last-part' }]);
});
