import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { tar } from '../../corpus/encode/tar.ts';
import { zip } from '../../corpus/encode/zip.ts';
import { headerHolds } from '../../formats/zip/header-holds.ts';
import { decodePath, type Line } from '../support/cases.ts';

/** Archives that lie in a folder, cut before anything in them tells what they were. */

const root = mkdtempSync(join(tmpdir(), 'carryover-cut-'));
afterAll(() => rmSync(root, { recursive: true }));

function folder(name: string, files: Readonly<Record<string, Uint8Array>>): string {
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name, path)), { recursive: true });
    writeFileSync(join(root, name, path), bytes);
  }
  return join(root, name);
}

const phone = [
  { path: 'Dump/acquisition.log', body: seeded('log').bytes(40_000), mtime: 1 },
  { path: 'data/data/com.example/files/f', body: utf8('secret'), mtime: 1 },
];
const zipped = zip(phone);
const tarred = tar(phone, 'pax');
const noise = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), seeded('noise').bytes(20_000)]);
const damageOf = (lines: readonly Line[]) => lines.filter((line) => line['gravity'] === 'damage');
const cutNotices = (lines: readonly Line[]) => lines.filter((line) => line['detail'] === 'nested-archive');

describe('an archive in a folder', () => {
  test.each([
    ['zip', 'phone.zip', zipped.subarray(0, 20_000)],
    ['zip', 'phone.zip', zipped.subarray(0, 40)],
    ['tar', 'phone.tar', tarred.subarray(0, 20_000)],
    ['gzip', 'phone.tar.gz', new Uint8Array(gzipSync(tarred)).subarray(0, 20_000)],
  ])('that is cut in its first entry is told, once: %s %s', async (format, name, bytes) => {
    const place = folder(`${format}-${bytes.length}`, { [`case/${name}`]: bytes, 'note.txt': utf8('a note') });
    const lines = await decodePath(place);
    expect(damageOf(lines)).toMatchObject([
      { code: 'truncated', detail: 'nested-archive', args: { path: `case/${name}`, format } },
    ]);
  });

  test('is told in the zip it lies in, and as a doubt beside a backup', async () => {
    const outer = folder('outer', {
      'case.zip': zip([{ path: 'phones/a.zip', body: zipped.subarray(0, 20_000), mtime: 1 }]),
    });
    expect(cutNotices(await decodePath(outer))).toMatchObject([
      { gravity: 'damage', args: { path: 'case.zip/phones/a.zip' } },
    ]);
    const beside = folder('beside', { 'whole.zip': zipped, 'cut.zip': zipped.subarray(0, 20_000) });
    const lines = await decodePath(beside);
    expect(lines[0]).toMatchObject({ format: 'full-filesystem' });
    expect(cutNotices(lines)).toMatchObject([{ gravity: 'doubt', args: { path: 'cut.zip' } }]);
  });

  test('that ends behind a whole entry, without a mark, is told as a doubt', async () => {
    const end = tarred.length - 1024;
    const named = Buffer.from('data/data/com.example');
    const at = Buffer.from(tarred).indexOf(named);
    // The second entry begins at a block of its own, with the header that holds its name or a record of pax before it.
    const cut = tarred.subarray(0, at - (at % 512));
    const lines = await decodePath(folder('unended', { 'phone.tar': cut }));
    expect(end).toBeGreaterThan(cut.length);
    expect(damageOf(lines)).toEqual([]);
    expect(lines.filter((line) => line['detail'] === 'nested-unended')).toMatchObject([
      { gravity: 'doubt', args: { path: 'phone.tar', format: 'tar' } },
    ]);
  });

  test('is no loss where it is whole, or where it is noise that begins as a zip does', async () => {
    const whole = zip([{ path: 'word/document.xml', body: utf8('<w/>'), mtime: 1 }]);
    const place = folder('sound', { 'letter.docx': whole, 'noise.bin': noise });
    expect(damageOf(await decodePath(place))).toEqual([]);
  });

  test('of an app, whole or cut, is content of the app', async () => {
    const files = { 'letter.docx': zipped.subarray(0, 20_000), 'base.apk': zipped.subarray(0, 40) };
    const place = folder(
      'device',
      Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`data/data/com.example/files/${name}`, bytes])),
    );
    const lines = await decodePath(place);
    expect(damageOf(lines)).toEqual([]);
    expect(lines.filter((line) => String(line['path']).includes('/files/')).map((line) => line['kind'])).toEqual([
      'file',
      'file',
    ]);
  });
});

test('noise that begins as a zip does is not told as one', async () => {
  const place = folder('alone', { 'noise.bin': noise });
  expect((await decodePath(join(place, 'noise.bin'))).at(-1)).toMatchObject({
    code: 'evidence.unknown',
    detail: 'zip.no-header',
  });
});

test('a local header holds as far as it goes, and not with one field that cannot be', () => {
  for (let length = 4; length < 80; length++)
    expect(headerHolds(zipped.subarray(0, length)), String(length)).toBe(true);
  const broken = (at: number, value: number): Uint8Array => {
    const bytes = Buffer.from(zipped.subarray(0, 80));
    bytes[at] = value;
    return bytes;
  };
  expect(headerHolds(zipped.subarray(0, 3))).toBe(false);
  for (const [at, value] of [
    [0, 0],
    [4, 64],
    [8, 77],
    [12, 0x1f],
    [27, 0x40],
    [31, 7],
  ] as const)
    expect(headerHolds(broken(at, value)), `byte ${at}`).toBe(false);
});
