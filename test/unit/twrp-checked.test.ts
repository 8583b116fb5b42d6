import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { tar } from '../../corpus/encode/tar.ts';
import { decodePath, entriesOf } from '../support/cases.ts';

const root = mkdtempSync(join(tmpdir(), 'twrp-checked-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Noise, so that gzip stores it and a changed byte of it leaves the rest of the stream as it was. */
const files = Array.from({ length: 20 }, (_, i) => ({
  path: `/data/data/com.example.case/files/f${i}`,
  body: seeded(`twrp checked ${i}`).bytes(3000),
  mtime: 1_704_164_645,
}));

test('a byte changed in a packed part loses nothing else of it, whether or not a checksum lies beside it', async () => {
  const packed = gzipSync(tar(files, 'gnu'));
  const sum = createHash('sha256').update(packed).digest('hex');
  packed[Math.floor(packed.length / 2)] = (packed[Math.floor(packed.length / 2)] as number) ^ 1;
  for (const checked of [false, true]) {
    const folder = join(root, `${checked}`, 'TWRP/BACKUPS/serial/name');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'data.ext4.win'), packed);
    if (checked) writeFileSync(join(folder, 'data.ext4.win.sha2'), `${sum}  data.ext4.win\n`);
    const lines = await decodePath(join(root, `${checked}`));
    const found = entriesOf(lines).map((line) => line['devicePath']);
    expect(files.filter(({ path }) => !found.includes(path)).map(({ path }) => path)).toEqual([]);
    const told = lines.filter((line) => line['gravity'] === 'damage').map((line) => line['detail']);
    expect(told).toEqual(checked ? ['gzip', 'twrp.part'] : ['gzip']);
  }
});
