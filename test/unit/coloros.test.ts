import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { configDatabase, sealedList } from '../../corpus/encode/coloros.ts';
import { openItem } from '../../formats/coloros/item.ts';
import { findKeys, keyOf } from '../../formats/coloros/keys.ts';
import { backupFolder, roleOf } from '../../formats/coloros/names.ts';
import { memorySource } from '../../src/bytes/source.ts';
import type { SeekableSource } from '../../src/vfs/seekable.ts';
import { decodePath, entriesOf } from '../support/cases.ts';

const SAMPLE = join(import.meta.dirname, '../../../shared/samples/vendors-synthetic/coloros');
const one = { random: 'Zk3pQ9vB7xLw2NcT5yHf8RmD4sJg6UaE', iv: '-6148914691236517205' };
const two = { random: 'aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uV', iv: '123456789012345678' };
const seekable = (bytes: Uint8Array): SeekableSource => memorySource('x', bytes) as SeekableSource;

describe('keys', () => {
  test('of every row, whatever the sign and length of its vector', () => {
    expect(findKeys(configDatabase([one, two]))).toEqual([keyOf(two.random, two.iv), keyOf(one.random, one.iv)]);
  });

  test('of a row that was deleted and whose header was overwritten', () => {
    const bytes = configDatabase([one]);
    const at = Buffer.from(bytes).indexOf(one.random);
    // A freeblock: the first four bytes of the cell become a link and a length (sqlite.org/fileformat2.html, 1.6).
    bytes.set([0, 0, 0, 60], at - 6);
    expect(findKeys(bytes)).toEqual([keyOf(one.random, one.iv)]);
  });

  test('none of a database without rows', () => {
    expect(findKeys(configDatabase([]))).toEqual([]);
  });

  test('are 32 hex characters of text', () => {
    expect(Buffer.from(keyOf(one.random, one.iv).key).toString('latin1')).toMatch(/^[0-9a-f]{32}$/);
  });
});

describe('lists', () => {
  const keys = [keyOf(two.random, two.iv), keyOf(one.random, one.iv)];

  test.each([1, 15, 16, 17, 500])('of %i bytes open with whichever key fits', (size) => {
    const plain = utf8('B'.repeat(size));
    const opened = openItem(seekable(sealedList(plain, one)), keys);
    expect(Buffer.from(opened?.at?.(0, size + 99) ?? [])).toEqual(Buffer.from(plain));
  });

  test('do not open with another key', () => {
    expect(
      openItem(seekable(sealedList(utf8('BEGIN:VCARD\n'.repeat(9)), one)), [keys[0] as (typeof keys)[0]]),
    ).toBeNull();
  });
});

test('folders and names', () => {
  expect(backupFolder('Data/2024-01-02-030405/backup_config_new.db')).toBe('Data/2024-01-02-030405');
  expect(backupFolder('backup/App/com.example.chat.tar')).toBe('backup');
  expect(backupFolder('Layout/com.android.launcher.tar')).toBeNull();
  expect(roleOf('Layout/com.android.launcher.tar')).toEqual({ kind: 'tar', package: 'com.android.launcher' });
});

const there = existsSync(SAMPLE);
if (!there) process.stderr.write('coloros sample: skipped, ../shared/samples is not there\n');

test.skipIf(!there)('a backup gives CE, DE, the APK and the contacts', async () => {
  const lines = await decodePath(SAMPLE);
  const files = entriesOf(lines).map((line) => line['devicePath'] ?? line['path']);
  const app = 'com.example.chat';
  for (const path of [
    `/data/app/${app}/base.apk`,
    `/data/data/${app}/databases/message.db`,
    `/data/user_de/0/${app}/shared_prefs/de.xml`,
  ]) {
    expect(files).toContain(path);
  }
  const contact = entriesOf(lines).find((line) => String(line['path']).endsWith('contact.vcf'));
  const text = 'BEGIN:VCARD\r\nVERSION:2.1\r\nN:;Alice;;;\r\nTEL;CELL:+100000001\r\nEND:VCARD\r\n';
  expect(contact).toMatchObject({ proof: 'magic' });
  expect(
    [text, text.replaceAll('\r\n', '\n')].map((each) => createHash('sha256').update(each).digest('hex')),
  ).toContain(contact?.['sha256']);
});
