import { createDecipheriv, createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageTar } from '../../corpus/encode/backup-tar.ts';
import { concat, utf8 } from '../../corpus/encode/bytes.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import {
  historyXml,
  noedata,
  pinItemA,
  pinItemB,
  sealedApk,
  sealedData,
  sealedItem,
  wrappedSecret,
} from '../../corpus/encode/smart-switch.ts';
import { openItem } from '../../formats/smart-switch/item.ts';
import { knownBytes } from '../../formats/smart-switch/known.ts';
import { roleOf } from '../../formats/smart-switch/names.ts';
import { keyOf, openSealedApk } from '../../formats/smart-switch/sealed-apk.ts';
import { memorySource } from '../../src/bytes/source.ts';
import type { SeekableSource } from '../../src/vfs/seekable.ts';
import { decodePath, entriesOf, type Line } from '../support/cases.ts';

const SAMPLE = join(import.meta.dirname, '../../../shared/samples/vendors-synthetic/samsung-smartswitch');
const SECRET = '5A0C1F4BE27D93A86CE0417FB8D25903E61C';
const APP = 'com.example.chat';
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const seekable = (bytes: Uint8Array): SeekableSource => memorySource('x', bytes) as SeekableSource;

const appTar = packageTar({
  manifest: { package: APP, versionCode: 7, sdk: 34, installer: null, apk: false, signers: [] },
  files: [['f', { path: 'a', body: utf8('a') }]],
});

const root = mkdtempSync(join(tmpdir(), 'smart-switch-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;

type Files = Readonly<Record<string, Uint8Array>>;

/** Decodes a session with the given items beside one app. */
const session = (items: Files, passwords: readonly string[] = []) =>
  decoded({ [`APKFILE/data/${APP}/${APP}.noedata`]: noedata(appTar), ...items }, passwords);

async function decoded(others: Files, passwords: readonly string[] = []) {
  made += 1;
  const folder = join(root, `${made}`);
  const files: Files = {
    'backupHistoryInfo.xml': historyXml('SM-S000X', '2024-01-02 03:04:05', wrappedSecret(SECRET)),
    ...others,
  };
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return decodePath(folder, { passwords });
}

const lineOf = (lines: readonly Line[], path: string): Line | undefined =>
  entriesOf(lines).find((line) => line['path'] === path);
const noticed = (lines: readonly Line[], detail: string): Line[] => lines.filter((line) => line['detail'] === detail);

describe('items', () => {
  const text = utf8('<?xml version="1.0"?><Settings volume="7"/>\n');
  const random = seeded('smart-switch unit');

  test.each([
    ['the secret alone', 'session', sealedItem(text, SECRET, random)],
    ['a trailer behind it', 'session', sealedItem(text, SECRET, random, random.bytes(16))],
    ['a PIN, first way', 'pin-a', pinItemA(text, SECRET, '1234', random)],
    ['a PIN, second way', 'pin-b', pinItemB(text, SECRET, '1234', random)],
  ])('open with %s, and how is told', async (_, variant, bytes) => {
    const lines = await session({ 'SETTINGS/settings.exml': bytes }, ['0000', '1234']);
    expect(lineOf(lines, 'SETTINGS/settings.exml')).toMatchObject({ sha256: sha256(text), proof: 'magic' });
    expect(noticed(lines, 'samsung.opened')).toMatchObject([{ args: { variant, from: 'backupHistoryInfo.xml' } }]);
  });

  test('stay shut under a wrong PIN, and the notice says that this cannot be told', async () => {
    const sealed = pinItemB(text, SECRET, '1234', random);
    const lines = await session({ 'SETTINGS/settings.exml': sealed }, ['0000']);
    expect(lineOf(lines, 'SETTINGS/settings.exml')).toMatchObject({ sha256: sha256(sealed), proof: null });
    expect(noticed(lines, 'samsung.item')).toMatchObject([{ code: 'locked', gravity: 'damage', args: { pins: 1 } }]);
  });

  test('that are not sealed come as they are', async () => {
    const lines = await session({ 'SETTINGS/settings.exml': text });
    expect(lineOf(lines, 'SETTINGS/settings.exml')).toMatchObject({ sha256: sha256(text), proof: null });
    expect(noticed(lines, 'samsung.item')).toEqual([]);
  });
});

const bytes = (...parts: (string | Uint8Array)[]): Uint8Array =>
  concat(parts.map((part) => (typeof part === 'string' ? Uint8Array.from(Buffer.from(part, 'latin1')) : part)));
const zeros = (count: number): Uint8Array => new Uint8Array(count);
const known = (content: Uint8Array): number | null => knownBytes(seekable(content).at, content.length);

describe('what an item is', () => {
  const noise = seeded('smart-switch noise');
  const jfif = bytes('\xff\xd8\xff\xe0\0\x10JFIF\0', zeros(9), '\xff\xdb\0\x43');

  test.each([
    ['text of a letter, then noise', () => bytes('A\0', noise.bytes(254))],
    ['text of 31 bytes, then noise', () => bytes('The beginning of a text, cut...', '\0', noise.bytes(224))],
    ['long text, then noise in its first 256 bytes', () => bytes('word '.repeat(30), '\0', noise.bytes(400))],
    ['a block of text', () => bytes('sixteen letters.')],
    ['a block of text and a trailer', () => bytes('sixteen letters.', '\x01', noise.bytes(15))],
    ['a control character in text', () => bytes('word '.repeat(30), '\x01', 'word '.repeat(30))],
    ['half the magic of a picture', () => bytes('\x89PNG', noise.bytes(252))],
    ['three bytes of a JPEG', () => bytes('\xff\xd8\xff\xe0\0\x10', zeros(14), noise.bytes(236))],
    ['three bytes of gzip', () => bytes('\x1f\x8b\x08\xff', noise.bytes(252))],
    ['the magic of a zip, an impossible method', () => bytes('PK\x03\x04\x14\0\0\0\xff\xff', noise.bytes(246))],
    ['nothing but zeros', () => zeros(64)],
    ['nothing', () => zeros(0)],
  ])('is not believed of %s', (_, content) => expect(known(content())).toBeNull());

  test.each<[string, Uint8Array, number]>([
    ['a letter, by its filling', bytes('7', zeros(15)), 1],
    ['XML', bytes('<a><b c="1"/>\xc3\xa4</a>\n', zeros(12)), 20],
    ['a short declaration', bytes('<?xml ?><a></a>\n'), 16],
    ['a short element', bytes('<on>yes, a</on>\n'), 16],
    ['a short object', bytes('{"enabled":true}'), 16],
    ['a contact', bytes('BEGIN:VCARD\r\nEND', zeros(16)), 16],
    ['text that is cut in a letter after 256 bytes', bytes('a'.repeat(255), '\xc3\xa4'.repeat(8), zeros(1)), 271],
    ['text and a trailer', bytes('word '.repeat(12), zeros(4), '\x01', noise.bytes(15)), 60],
    ['long text and a trailer', bytes('word '.repeat(99), zeros(1), '\x01', noise.bytes(15)), 495],
    ['long text with a trailer that holds a zero', bytes('word '.repeat(99), zeros(1), '\x01\0', noise.bytes(14)), 495],
    ['long text whose end is damaged', bytes('word '.repeat(99), zeros(1), noise.bytes(96)), 592],
    ['a JPEG', bytes(jfif, noise.bytes(24)), 48],
    ['a PNG', bytes('\x89PNG\r\n\x1a\n', noise.bytes(24)), 32],
    ['gzip', bytes('\x1f\x8b\x08\0\0\0\0\0\0\xff', noise.bytes(22)), 32],
    ['an empty zip', bytes('PK\x05\x06', zeros(28)), 22],
  ])('is told of %s, and how long it is', (_, content, length) => expect(known(content)).toBe(length));

  test('is never told of noise', () => {
    for (let round = 0; round < 20_000; round++) expect(known(noise.bytes(16 * (1 + (round % 20))))).toBeNull();
  });

  test('does not end the search at a wrong key that makes a letter and a zero', async () => {
    const text = utf8('<?xml version="1.0"?><Settings volume="7"/>\n');
    const wrong = { text: 'another', from: 'nowhere' };
    const right = { text: SECRET, from: 'here' };
    const first = (sealed: Uint8Array): Uint8Array => {
      const decipher = createDecipheriv('aes-128-cbc', keyOf(wrong.text), sealed.subarray(0, 16));
      return decipher.setAutoPadding(false).update(sealed.subarray(16, 32));
    };
    let sealed = sealedItem(text, SECRET, noise);
    for (let plain = first(sealed); plain[1] !== 0 || !/\w/.test(String.fromCharCode(plain[0] as number)); ) {
      sealed = sealedItem(text, SECRET, noise);
      plain = first(sealed);
    }
    expect(openItem(seekable(sealed), { secrets: [wrong, right], pins: () => [] })?.secret).toBe(right);
  });
});

describe('names', () => {
  test.each([
    ['SETTINGS/settings.exml', true],
    ['SECMP/encrypted_backup.db', true],
    ['MEMO/enc_list', true],
    ['X/wallpaper.encp', true],
    ['Photo/enc_holiday.jpg', false],
    ['Photo/Encryptedclub.JPG', false],
    ['Documents/encrypted notes.pdf', false],
  ])('%s is an item, for sure: %s', (path, sure) => expect(roleOf(path)).toEqual({ kind: 'item', sure }));

  test('that a user gave to pictures do not make them locked', async () => {
    const random = seeded('smart-switch photo');
    const lines = await session({
      'Photo/enc_holiday.jpg': random.bytes(3000),
      'Photo/Encryptedclub.jpg': bytes('\xff\xd8\xff\xe0', random.bytes(3000)),
      'Photo/empty.zip': zeros(0),
    });
    expect(lines.filter((line) => line['gravity'] === 'damage')).toEqual([]);
    expect(lineOf(lines, 'Photo/enc_holiday.jpg')).toMatchObject({ bytes: 3000, proof: null });
  });

  test('do not keep a sealed picture shut', async () => {
    const picture = bytes('\x89PNG\r\n\x1a\n', zeros(40));
    const lines = await session({ 'MEMO/enc_1.png': sealedItem(picture, SECRET, seeded('smart-switch picture')) });
    expect(lineOf(lines, 'MEMO/enc_1.png')).toMatchObject({ proof: 'magic' });
  });
});

describe('a session of which the secret is lost', () => {
  const random = seeded('smart-switch lost');
  const sealed = { [`APKFILE/${APP}.data`]: sealedData(appTar, 'another secret', random) };
  const shut = sealedItem(utf8('{"a":1}'), 'another secret', random);

  test.each([
    ['none given', []],
    ['a wrong one', ['wrong']],
  ])('is locked as a whole before anything comes out, with passwords: %s', async (_, passwords) => {
    const lines = await decoded({ ...sealed, 'SETTINGS/settings.exml': shut, 'Photo/a.jpg': utf8('a') }, passwords);
    expect(entriesOf(lines)).toEqual([]);
    const args = { secrets: 3, passwords: passwords.length };
    expect(lines.filter((line) => line.type !== 'evidence')).toMatchObject([
      { type: 'facts', encryption: 'AES', version: null },
      { type: 'fault', code: 'evidence.locked', detail: 'samsung.app-data', args },
    ]);
  });

  test.each<[string, Files]>([
    ['of another app', { 'APKFILE/data/com.example.b/com.example.b.noedata': noedata(appTar) }],
    ['of an item', { 'SETTINGS/settings.exml': sealedItem(utf8('{"a":1}'), SECRET, random) }],
  ])('gives the data %s that opens, and tells once what does not', async (_, others) => {
    const lines = await decoded({ ...sealed, ...others });
    expect(lines.filter((line) => line.type === 'fault')).toEqual([]);
    expect(lines.filter((line) => line['code'] === 'locked')).toMatchObject([
      { detail: 'samsung.app-data', gravity: 'damage' },
    ]);
  });

  test('opens with it', async () => {
    const lines = await decoded(sealed, ['another secret']);
    expect(entriesOf(lines).map((line) => line['devicePath'])).toContain(`/data/data/${APP}/files/a`);
  });

  test('opens its APKs and items with it as well', async () => {
    const apk = { [`APKFILE/${APP}.penc`]: sealedApk(utf8('PK\x03\x04 and more'), 'another secret') };
    const lines = await decoded({ ...sealed, ...apk, 'SETTINGS/settings.exml': shut }, ['wrong', 'another secret']);
    expect(lines.filter((line) => line['code'] === 'locked')).toEqual([]);
    const places = entriesOf(lines).map((line) => line['devicePath']);
    expect(places).toContain(`/data/app/${APP}/base.apk`);
    expect(noticed(lines, 'samsung.opened')).toMatchObject([
      { args: { variant: 'apk', from: 'a password that was given' } },
      { args: { variant: 'session', from: 'a password that was given' } },
    ]);
  });
});

describe('APKs', () => {
  test.each([10, 15, 16, 1000, (1 << 20) - 1, 1 << 20, (1 << 20) + 5])('of %i bytes come out whole', async (size) => {
    const apk = Uint8Array.from([0x50, 0x4b, 3, 4, ...new Uint8Array(size - 4).fill(7)]);
    const opened = openSealedApk(seekable(sealedApk(apk, SECRET)), SECRET);
    const chunks: Uint8Array[] = [];
    for await (const chunk of opened?.source.stream() ?? []) chunks.push(chunk.slice());
    expect(sha256(Buffer.concat(chunks))).toBe(sha256(apk));
    expect(opened?.whole).toBe(true);
  });

  test('in an archive that was cut come out as far as they are there', async () => {
    const stored = sealedApk(Uint8Array.from([0x50, 0x4b, 3, 4, ...new Uint8Array(996).fill(7)]), SECRET);
    for (let there = 4 + 16; there < stored.length; there += 7) {
      const cut = { ...seekable(stored.subarray(0, there)), size: stored.length };
      const opened = openSealedApk(cut, SECRET);
      let bytes = 0;
      for await (const chunk of opened?.source.stream() ?? []) bytes += chunk.length;
      expect(opened?.whole).toBe(false);
      expect(bytes).toBe(there - 4 - ((there - 4) % 16));
    }
  });

  test('do not open with another secret', () => {
    expect(openSealedApk(seekable(sealedApk(utf8('PK\x03\x04 and more'), SECRET)), 'another')).toBeNull();
  });
});

const there = existsSync(SAMPLE);
if (!there) process.stderr.write('smart-switch sample: skipped, ../shared/samples is not there\n');

test.skipIf(!there)('a session that a public tool opens gives its app twice over, the APK and the item', async () => {
  const lines = await decodePath(SAMPLE);
  expect(lines.filter((line) => line['gravity'] === 'damage')).toEqual([]);
  const places = entriesOf(lines).map((line) => line['devicePath']);
  for (const [path, count] of [
    [`/data/data/${APP}/databases/message.db`, 2],
    [`/data/data/${APP}/app_flutter/state.db`, 2],
    [`/data/app/${APP}/base.apk`, 1],
  ] as const) {
    expect(places.filter((place) => place === path).length, path).toBe(count);
  }
});
