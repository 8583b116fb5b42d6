import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const PARTS = join(CORPUS, 'lg-backup/ok/parts');
const partOf = (name: string): Buffer => readFileSync(join(PARTS, `phone.${name}`));
const damageOf = (lines: readonly Line[]) => lines.filter(({ gravity }) => gravity === 'damage');

function parts(files: Readonly<Record<string, Uint8Array>>): string {
  const folder = mkdtempSync(join(root, 'parts-'));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, `phone.${name}`), bytes);
  return folder;
}

const without = (bytes: Buffer, at: number, count: number): Buffer =>
  Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + count)]);
const longer = (bytes: Buffer, at: number): Buffer =>
  Buffer.concat([bytes.subarray(0, at), Buffer.alloc(32, 'y'), bytes.subarray(at)]);

test('the last part tells how many bytes were in those before it', async () => {
  const memo = (await decodePath(PARTS)).find(({ path }) => path === 'MEMO/memo.dat');
  for (const files of [{ lbf: partOf('lbf') }, { lbf: partOf('lbf'), lbf1: partOf('lbf1') }]) {
    const lines = await decodePath(parts(files));
    const bytes = 3000 - (files.lbf1?.length ?? 0);
    expect(damageOf(lines)[0]).toMatchObject({ detail: 'lg.part', args: { first: 'phone.lbf0', bytes } });
    expect(lines.find(({ path }) => path === 'MEMO/memo.dat')).toMatchObject({ sha256: memo?.['sha256'] });
  }
});

test('of a part that ends early what stands behind it is read in its place', async () => {
  const files = { lbf0: partOf('lbf0').subarray(0, 750), lbf1: partOf('lbf1'), lbf: partOf('lbf') };
  const lines = await decodePath(parts(files));
  expect(damageOf(lines).map(({ detail, args }) => [detail, args])).toEqual([
    ['lg.part-cut', { first: 'phone.lbf0', bytes: 750 }],
    ['lg.item', { path: 'APPLICATION/com.example.case.apk', missing: 1176 - 737 }],
    ['lg.item', { path: 'APPLICATION/com.example.other.dat', missing: 29 }],
    ['lg.item', { path: 'CONTACT/contact.vcf', missing: 22 }],
    ['lg.item', { path: 'VIDEO/clip.mp4', missing: 3000 }],
  ]);
  const memo = (await decodePath(PARTS)).find(({ path }) => path === 'MEMO/memo.dat');
  expect(lines.find(({ path }) => path === 'MEMO/memo.dat')).toMatchObject({ sha256: memo?.['sha256'] });
});

test.each<[string, Readonly<Record<string, Uint8Array>>, string, object]>([
  ['one file', { lbf: longer(LBF, 1230) }, 'lg.longer', { more: 32 }],
  ['one file', { lbf: without(LBF, 100, 40) }, 'lg.shorter', { fewer: 40 }],
  [
    'several parts',
    { lbf0: partOf('lbf0'), lbf1: longer(partOf('lbf1'), 50), lbf: partOf('lbf') },
    'lg.longer',
    { more: 32 },
  ],
])('where the list of %s is not in its place, no item is where it is listed', async (_, files, detail, args) => {
  const folder = parts(files);
  const lines = await decodePath(folder);
  expect(damageOf(lines)).toMatchObject([{ detail, args }]);
  expect(entriesOf(lines).map(({ path }) => path)).toEqual(['LGBackup.xml', 'LGBackup.items']);
  if (files['lbf0'] === undefined)
    expect(damageOf(await decodePath(join(folder, 'phone.lbf')))).toMatchObject([{ detail, args }]);
});

test('two backups in parts are named by their folders', async () => {
  const folder = mkdtempSync(join(root, 'two-'));
  for (const name of ['a', 'b']) cpSync(PARTS, join(folder, name), { recursive: true });
  const fault = (await decodePath(folder)).at(-1);
  const paths = [join(folder, 'a'), join(folder, 'b')];
  expect(fault).toMatchObject({ detail: 'several-bundles', args: { count: 2, paths: paths.join('\n') } });
  for (const path of paths) expect(damageOf(await decodePath(path))).toEqual([]);
});
