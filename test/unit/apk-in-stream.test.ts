import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { lz4 } from '../../corpus/encode/lz4.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { tar } from '../../corpus/encode/tar.ts';
import { zip } from '../../corpus/encode/zip.ts';
import { decodePath, entriesOf } from '../support/cases.ts';

const root = mkdtempSync(join(tmpdir(), 'carryover-apk-in-stream-'));
afterAll(() => rmSync(root, { recursive: true }));

/** A zip that cannot be packed any further. */
const APK = zip([{ path: 'classes.dex', body: seeded('apk in stream').bytes(900), mtime: 1 }]);
const member = { path: 'data/app/com.example.case/base.apk', body: APK, mtime: 1 };

test.each<[string, Uint8Array]>([
  ['stored.tar.lz4', lz4(tar([member], 'gnu'), 1 << 16)],
  ['stored.tar.gz', gzipSync(tar([member], 'gnu'), { level: 0 })],
  ['old.tar', tar([member], 'v7')],
])('%s, which holds an APK as it is, is not taken for a zip after other bytes', async (name, bytes) => {
  writeFileSync(join(root, name), bytes);
  const lines = await decodePath(join(root, name));
  expect(entriesOf(lines)).toContainEqual(
    expect.objectContaining({ devicePath: '/data/app/com.example.case/base.apk', bytes: APK.length }),
  );
});

test('a zip after bytes that are nothing else is still read', async () => {
  const path = join(root, 'after.bin');
  writeFileSync(path, Buffer.concat([Buffer.from('bytes of a program that unpacks itself'), APK]));
  const entries = entriesOf(await decodePath(path));
  expect(entries).toContainEqual(expect.objectContaining({ bytes: 900 }));
});
