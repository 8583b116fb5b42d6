import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageTar } from '../../corpus/encode/backup-tar.ts';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import {
  historyXml,
  noedata,
  pinItemA,
  pinItemB,
  sealedApk,
  sealedItem,
  wrappedSecret,
} from '../../corpus/encode/smart-switch.ts';
import { openSealedApk } from '../../formats/smart-switch/sealed-apk.ts';
import { memorySource } from '../../src/bytes/source.ts';
import type { SeekableSource } from '../../src/vfs/seekable.ts';
import { decodePath, entriesOf, type Line } from '../support/cases.ts';

const SAMPLE = join(import.meta.dirname, '../../../shared/samples/vendors-synthetic/samsung-smartswitch');
const SECRET = '5A0C1F4BE27D93A86CE0417FB8D25903E61C';
const APP = 'com.example.chat';
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const seekable = (bytes: Uint8Array): SeekableSource => memorySource('x', bytes) as SeekableSource;

const root = mkdtempSync(join(tmpdir(), 'smart-switch-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let made = 0;

/** Decodes a session with the given items beside one app. */
async function session(items: Readonly<Record<string, Uint8Array>>, passwords: readonly string[] = []) {
  made += 1;
  const folder = join(root, `${made}`);
  const files: Readonly<Record<string, Uint8Array>> = {
    'backupHistoryInfo.xml': historyXml('SM-S000X', '2024-01-02 03:04:05', wrappedSecret(SECRET)),
    [`APKFILE/data/${APP}/${APP}.noedata`]: noedata(
      packageTar({
        manifest: { package: APP, versionCode: 7, sdk: 34, installer: null, apk: false, signers: [] },
        files: [['f', { path: 'a', body: utf8('a') }]],
      }),
    ),
    ...items,
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

describe('APKs', () => {
  test.each([10, 15, 16, 1000, (1 << 20) - 1, 1 << 20, (1 << 20) + 5])('of %i bytes come out whole', async (size) => {
    const apk = Uint8Array.from([0x50, 0x4b, 3, 4, ...new Uint8Array(size - 4).fill(7)]);
    const opened = openSealedApk(seekable(sealedApk(apk, SECRET)), SECRET);
    const chunks: Uint8Array[] = [];
    for await (const chunk of opened?.source.stream() ?? []) chunks.push(chunk.slice());
    expect(sha256(Buffer.concat(chunks))).toBe(sha256(apk));
    expect(opened?.whole).toBe(true);
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
