import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { container } from '../../formats/android-backup/container.ts';
import { tryPassword } from '../../formats/android-backup/crypto.ts';
import { hashLine } from '../../formats/android-backup/hash-line.ts';
import { readHeader } from '../../formats/android-backup/header.ts';
import { FORMATS } from '../../formats/index.ts';
import { cite } from '../../src/base/citation.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { runOptions } from '../../src/engine/default-options.ts';
import { passwordHashes } from '../../src/engine/password-hashes.ts';
import { CORPUS, decodePath } from '../support/cases.ts';
import { chunkedSource, drain, testKit, told } from '../support/open.ts';

const SAMPLES = join(import.meta.dirname, '../../../shared/samples/android-backup/ab-hashes.tsv');
const caseOf = (name: string) => new Uint8Array(readFileSync(join(CORPUS, 'android-backup', name)));

/** The header that a hash line was made from. */
function headerOf(line: string): Uint8Array {
  const [version, , rounds, ...hex] = line.replace('$ab$', '').split('*');
  const [userSalt, checksumSalt, userIv, blob] = hex.map((each) => each.toUpperCase());
  return utf8(`ANDROID BACKUP\n${version}\n1\nAES-256\n${userSalt}\n${checksumSalt}\n${rounds}\n${userIv}\n${blob}\n`);
}

describe('hash lines', () => {
  test.skipIf(!existsSync(SAMPLES))('are those that john and hashcat publish, and their passwords open them', () => {
    const lines = readFileSync(SAMPLES, 'utf8').trim().split('\n');
    expect(lines).toHaveLength(7);
    const checksums = lines.map((each) => {
      const [line = '', password = ''] = each.split('\t');
      const head = headerOf(line);
      expect(hashLine(head, 'x.ab')).toBe(line.toLowerCase());
      const { keys } = readHeader(head, cite('x.ab'));
      const key = keys === null ? null : tryPassword(keys, password);
      return key === null || key === 'strange' ? key : key.checksum;
    });
    // The last one is hashcat's own making: its padding says that the password fits, and its block is laid out in no known way.
    for (const checksum of checksums.slice(0, -1)) expect(['utf-8', '8-bit']).toContain(checksum);
    expect(checksums.at(-1)).toBe('strange');
  });

  test('come from a .ab, from a .bak, and from each file of a set; none where nothing is locked', async () => {
    const of = (path: string) => passwordHashes({ path: join(CORPUS, path), as: null }, runOptions());
    const [plain] = await of('android-backup/ok/v5-aes-stored.ab');
    expect(plain?.line).toMatch(/^\$ab\$5\*0\*10000\*[0-9a-f]{128}\*[0-9a-f]{128}\*[0-9a-f]{32}\*[0-9a-f]{192}$/);
    const [enveloped] = await of('mimover/ok/flag-21-dual-aes.bak');
    expect(enveloped?.line).toMatch(/^\$ab\$5\*0\*/);
    const many = await of('mimover/ok');
    expect(many.map(({ path }) => path).sort()).toEqual(['flag-1-aes.bak', 'flag-21-dual-aes.bak']);
    await expect(of('android-backup/ok/v5-zlib.ab')).rejects.toMatchObject({
      code: 'evidence.unsupported',
      detail: 'no-hash',
    });
  });
});

test('a stream of TWRP under this name is named', async () => {
  const bytes = new Uint8Array(1024);
  bytes.set(utf8('TWRP\0\0\0\0twstreamheader'));
  await expect(container.open(memorySource('backup.ab', bytes), testKit(FORMATS))).rejects.toMatchObject({
    code: 'evidence.unsupported',
    detail: 'ab.twrp',
  });
});

describe('shared storage of Android 4.0.3, raw in the middle', () => {
  const bytes = caseOf('broken/shared-raw-4.0.3.ab');
  const open = async (source: Parameters<typeof container.open>[0]) =>
    drain(await container.open(source, testKit(FORMATS)));

  test('comes out, and so does all before and after it', async () => {
    const { members, notices } = await open(memorySource('a.ab', bytes));
    expect(members.map(({ path }) => path)).toContain('shared/0/long.bin');
    expect(members.filter(({ path }) => path.endsWith('_manifest'))).toHaveLength(2);
    expect(told(notices)).toEqual(['anomaly/ab.raw-shared/doubt']);
  });

  test('is told as lost where the file passes once, whatever the chunks', async () => {
    for (const size of [7, 600, 65_536]) {
      const { members, notices } = await open(chunkedSource('a.ab', bytes, size));
      expect(members.filter(({ path }) => path.startsWith('apps/'))).toHaveLength(14);
      expect(told(notices)).toEqual(['unsupported/ab.raw-shared-once/damage']);
    }
  });

  test('keeps what is there of it where the file ends inside it', async () => {
    const { members, notices } = await open(memorySource('a.ab', bytes.subarray(0, 20_000)));
    const long = members.find(({ path }) => path === 'shared/0/long.bin');
    expect(long?.body?.length).toBeGreaterThan(15_000);
    expect(told(notices)).toContain('truncated/tar.cut-body/damage');
    expect(told(notices)).toContain('truncated/ab.raw-shared/damage');
  });
});

test('who made an archive is told with its signs', async () => {
  const maker = async (path: string) => {
    const lines = await decodePath(join(CORPUS, path));
    return lines.find((line) => line['detail'] === 'ab.made-by')?.['args'];
  };
  expect(await maker('android-backup/ok/v5-zlib.ab')).toEqual({ maker: 'stock', signs: '' });
  expect(await maker('android-backup/ok/repacked-gnu.ab')).toEqual({ maker: 'repacked', signs: 'tar-gnu' });
  expect(await maker('android-backup/ok/no-manifest.ab')).toEqual({ maker: 'repacked', signs: 'manifest-not-first' });
  expect(await maker('android-backup/ok/samsung-splits.ab')).toEqual({
    maker: 'samsung',
    signs: 'samsung-splits,samsung-token',
  });
  expect(await maker('mimover/ok/flag-0.bak')).toEqual({ maker: 'miui', signs: 'miui-envelope' });
});
