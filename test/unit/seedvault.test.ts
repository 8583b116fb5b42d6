import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { fullTar, pairsDatabase, snapshots, WORDS } from '../../corpus/cases/seedvault.ts';
import { concat, hex, patched, utf8 } from '../../corpus/encode/bytes.ts';
import { message } from '../../corpus/encode/protobuf.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import {
  appData,
  appKey,
  legacyHeader,
  legacyKey,
  legacySealed,
  repository,
  sealedFile,
  seedOf,
  sha256,
  tinkSealed,
} from '../../corpus/encode/seedvault.ts';
import { zip } from '../../corpus/encode/zip.ts';
import { recoveryKeys, streamKey } from '../../formats/seedvault/keys.ts';
import { pairsOf } from '../../formats/seedvault/kv-table.ts';
import { dataName } from '../../formats/seedvault/names.ts';
import { readMessage } from '../../formats/seedvault/protobuf.ts';
import { readSnapshot } from '../../formats/seedvault/snapshot.ts';
import { decryptTink, holdsTink } from '../../formats/seedvault/tink.ts';
import { Fault } from '../../src/base/fault.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { decodePath, entriesOf, type Line } from '../support/cases.ts';
import { chunkedSource } from '../support/open.ts';

const VECTORS = fileURLToPath(new URL('../../../shared/samples/seedvault-v0-vectors', import.meta.url));
const there = existsSync(VECTORS);
if (!there) process.stderr.write('seedvault-v0-vectors: skipped, ../shared/samples is not there\n');
/** The key of the vectors, as the unit tests of Seedvault have it. */
const VECTOR_KEY = 'This is a legacy backup key 1234';

const folder = mkdtempSync(join(tmpdir(), 'seedvault-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder with files, as evidence. */
function evidence(name: string, files: Readonly<Record<string, Uint8Array>>): string {
  const root = join(folder, name);
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), bytes);
  }
  return root;
}

const at = (lines: readonly Line[], end: string): Line | undefined =>
  entriesOf(lines).find((line) => String(line['path']).endsWith(end));

describe.skipIf(!there)('vectors of Seedvault itself', () => {
  const vector = (name: string): Uint8Array => new Uint8Array(readFileSync(join(VECTORS, name)));

  test.each([VECTOR_KEY, Buffer.from(VECTOR_KEY).toString('hex')])('open with the key %s', async (password) => {
    const root = evidence(`vectors ${password.length}`, {
      '1337/.backup.metadata': vector('backup.metadata.v0'),
      [`1337/kv/org.example/${Buffer.from('RestoreKey').toString('base64url')}`]: vector('kv_RestoreKey.v0'),
      [`1337/kv/org.example/${Buffer.from('RestoreKey2').toString('base64url')}`]: vector('kv_RestoreKey2.v0'),
      '1337/full/org.example': vector('full_org.example.v0'),
    });
    const lines = await decodePath(root, { passwords: [password] });
    expect(lines[0]).toMatchObject({ format: 'seedvault' });
    expect(lines.find((line) => line['detail'] === 'seedvault.set')).toMatchObject({ args: { version: 0, apps: 2 } });
    const values = entriesOf(lines).filter((line) => String(line['devicePath']).startsWith('/backup/kv/'));
    expect(values.map(({ devicePath, bytes, proof }) => [devicePath, bytes, proof])).toEqual([
      ['/backup/kv/0/org.example/RestoreKey', 42, 'tag'],
      ['/backup/kv/0/org.example/RestoreKey2', 1337, 'tag'],
    ]);
    // What the test of Seedvault packed as an app is 42 bytes of no tar.
    expect(lines.find((line) => line['detail'] === 'tar.cut-header')).toMatchObject({ args: { found: 42 } });
  });
});

describe('keys', () => {
  test('BIP39: the published seed of the words', () => {
    // Trezor's test vectors have a passphrase; this one is of Ian Coleman's tool, without.
    expect(Buffer.from(seedOf(WORDS)).toString('hex')).toBe(
      '5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc19a5ac40b389cd370d086206dec8aa6c43daea6690f20ad3d8d48b2d2ce9e38e4',
    );
  });

  test('words, seed and keys in whichever way they are given', () => {
    const seed = Buffer.from(seedOf(WORDS)).toString('hex');
    const shouted = WORDS.split(' ')
      .map((word, i) => `${i + 1}. ${word.toUpperCase()},`)
      .join('  ');
    for (const given of [WORDS, shouted, seed, seed.toUpperCase()]) {
      const [first] = recoveryKeys([given]);
      expect(Buffer.from(first?.legacy ?? []).toString('hex'), given).toBe(seed.slice(0, 64));
      expect(Buffer.from(first?.main ?? []).toString('hex'), given).toBe(seed.slice(64));
    }
    expect(streamKey(seedOf(WORDS).subarray(32), 1)).toEqual(Buffer.from(appKey(WORDS)));
    expect(recoveryKeys([VECTOR_KEY])[0]?.legacy).toEqual(Buffer.from(VECTOR_KEY));
  });
});

test('names of version 1, as the test of Seedvault itself has them', () => {
  expect(dataName('31v9rtLNFE485vxQ6VtzSGo7N36ZBc97', 'org.example')).toBe(
    'i0juqM8CuZzN9EHKASsEEDlVTfE-SC-uRuyrQWDTzEs',
  );
});

describe('streams of Tink', () => {
  const key = seeded('tink key').bytes(32);
  const seal = { key, data: utf8('data') };
  const plain = seeded('tink').bytes((2 << 20) + 500);
  const sealed = tinkSealed(1, plain, key, seal.data, 'three segments');
  const open = async (bytes: Uint8Array, chunk = 65_536, used = seal): Promise<Uint8Array> => {
    const parts: Uint8Array[] = [];
    for await (const part of decryptTink(chunkedSource('x', bytes, chunk), 1, used)) parts.push(Uint8Array.from(part));
    return concat(parts);
  };

  test('come out whole, in chunks of any size', async () => {
    for (const chunk of [1000, 65_536, 1 << 20]) expect(Buffer.compare(await open(sealed, chunk), plain)).toBe(0);
    for (const length of [0, 1, (1 << 20) - 56, (1 << 20) - 55]) {
      const part = plain.subarray(0, length);
      expect(Buffer.compare(await open(tinkSealed(1, part, key, seal.data, `${length}`)), part), `${length}`).toBe(0);
    }
  });

  test('a missing end is told, and is never taken for the end', async () => {
    const cut = async (bytes: number) => open(sealed.subarray(0, bytes)).catch((error: Fault) => error.detail);
    // Between two segments, within one, within the header.
    expect(await cut(1 + (1 << 20))).toBe('seedvault.cut');
    expect(await cut(1 + (1 << 20) + 9000)).toBe('gcm.tag');
    expect(await cut(20)).toBe('gcm.short');
  });

  test('nothing opens under another key or with other data', async () => {
    const source = memorySource('x', sealed);
    expect(await holdsTink(source, 1, seal)).toBe(true);
    expect(await holdsTink(source, 1, { key, data: utf8('date') })).toBe(false);
    expect(await holdsTink(source, 1, { key: seeded('other').bytes(32), data: seal.data })).toBe(false);
  });

  test('no byte of a segment comes out before its tag held', async () => {
    const out: number[] = [];
    const altered = patched(sealed, (1 << 20) + 5000, Uint8Array.of(1, 2, 3));
    const reading = async () => {
      for await (const part of decryptTink(memorySource('x', altered), 1, seal)) out.push(part.length);
    };
    await expect(reading()).rejects.toThrow(Fault);
    expect(out).toEqual([(1 << 20) - 56]);
  });
});

describe('damage', () => {
  const key = legacyKey(WORDS);

  test('a segment of version 0 that does not open costs only the files in it', async () => {
    const name = 'com.example.case';
    const tar = fullTar(name);
    const segments: Uint8Array[] = [];
    for (let from = 0; from < tar.length; from += 2048) segments.push(tar.subarray(from, from + 2048));
    const bytes = legacySealed([legacyHeader(name), ...segments], key, 'passed over');
    const whole = { '1611111111111/full/com.example.case': bytes };
    const paths = (lines: readonly Line[]) => entriesOf(lines).map((line) => line['devicePath']);
    const sound = await decodePath(evidence('sound', whole), { passwords: [WORDS] });
    const lines = await decodePath(
      evidence('passed-over', { '1611111111111/full/com.example.case': patched(bytes, 4000, Uint8Array.of(9, 9)) }),
      { passwords: [WORDS] },
    );
    expect(lines.filter((line) => line['detail'] === 'gcm.tag')).toHaveLength(1);
    expect(lines.at(-1)).toMatchObject({ gaps: [{}, { area: { package: name }, reason: 'damage' }] });
    const missing = paths(sound).filter((path) => !paths(lines).includes(path));
    expect(missing.length).toBeLessThanOrEqual(1);
    expect(at(lines, 'd_sp/boot.xml')?.['sha256']).toBe(at(sound, 'd_sp/boot.xml')?.['sha256']);
  });

  test('a value under another name is placed by what is sealed in it', async () => {
    const bytes = legacySealed([legacyHeader('com.example.real', 'key'), utf8('value')], key, 'owner');
    const lines = await decodePath(evidence('owner', { '1611111111111/kv/com.example.said/a2V5': bytes }), {
      passwords: [WORDS],
    });
    expect(lines.find((line) => line['detail'] === 'seedvault.owner')).toMatchObject({ gravity: 'doubt' });
    expect(at(lines, 'a2V5')).toMatchObject({ devicePath: '/backup/kv/0/com.example.real/key', bytes: 5 });
  });

  test('sets of two devices are to be named', async () => {
    const about = (name: string, token: number) =>
      legacySealed(
        [utf8(JSON.stringify({ '@meta@': { version: 0, token, time: token, sdk_int: 30, incremental: 'x', name } }))],
        key,
        name,
      );
    const root = evidence('two', {
      '1611111111111/.backup.metadata': about('Pixel', 1_611_111_111_111),
      '1611111111112/.backup.metadata': about('Fairphone', 1_611_111_111_112),
    });
    expect((await decodePath(root, { passwords: [WORDS] })).at(-1)).toMatchObject({ code: 'evidence.ambiguous' });
    const one = await decodePath(join(root, '1611111111112'), { passwords: [WORDS] });
    expect(one.find((line) => line['detail'] === 'seedvault.set')).toMatchObject({ args: { device: 'Fairphone' } });
  });

  test('a set of version 1 opens by the name of its folder, in an archive too', async () => {
    const token = 1_611_111_111_111;
    const about = utf8(JSON.stringify({ '@meta@': { version: 1, token, salt: 'x', time: token, name: 'Pixel' } }));
    const bytes = tinkSealed(1, about, appKey(WORDS), appData(0, BigInt(token)), 'named');
    const archive = join(folder, 'named.zip');
    writeFileSync(archive, zip([{ path: `backup/${token}/.backup.metadata`, body: bytes }]));
    const set = async (path: string) =>
      (await decodePath(path, { passwords: [WORDS] })).find((line) => line['detail'] === 'seedvault.set');
    expect(await set(archive)).toMatchObject({ args: { device: 'Pixel' } });
    expect(await set(join(archive, 'backup', String(token)))).toMatchObject({ args: { device: 'Pixel' } });
    const moved = await decodePath(evidence('moved', { '1611111111112/.backup.metadata': bytes }), {
      passwords: [WORDS],
    });
    expect(moved.at(-1)).toMatchObject({ code: 'evidence.locked', detail: 'seedvault.wrong-password' });
  });

  test('a backup of files alone is named and not read', async () => {
    const sealed = concat([Uint8Array.of(0, 40), seeded('a snapshot of files').bytes(55)]);
    const chunk = `0123456789abcdef.sv/ab/${'ab'.repeat(32)}`;
    for (const path of ['0123456789abcdef.sv/1611111111111.SeedSnap', chunk]) {
      const lines = await decodePath(evidence(`files-${path.length}`, { [path]: sealed }), {});
      expect(lines.at(-1)).toMatchObject({ code: 'evidence.unsupported', detail: 'seedvault.files' });
    }
  });

  test('a set of version 1 that lost its metadata is told, alone and beside another', async () => {
    const from = fileURLToPath(new URL('../../corpus/seedvault/ok/v1/.SeedVaultAndroidBackup/', import.meta.url));
    const [token = ''] = readdirSync(from);
    const files = readdirSync(join(from, token)).map((name) => [name, readFileSync(join(from, token, name))] as const);
    const lost = Object.fromEntries(
      files.filter(([name]) => !name.startsWith('.')).map(([name, bytes]) => [`1622222222222/${name}`, bytes]),
    );
    const alone = await decodePath(evidence('lost', lost), { passwords: [WORDS] });
    expect(alone.at(-1)).toMatchObject({ code: 'evidence.unreadable', detail: 'seedvault.no-metadata' });
    const whole = Object.fromEntries(files.map(([name, bytes]) => [`${token}/${name}`, bytes]));
    const both = await decodePath(evidence('lost-one', { ...lost, ...whole }), { passwords: [WORDS] });
    expect(both.filter(({ gravity }) => gravity === 'damage')).toMatchObject([{ detail: 'seedvault.lost-metadata' }]);
    expect(entriesOf(both).length).toBeGreaterThan(files.length);
  });

  test('names of a backup of files alone decide nothing', async () => {
    const path = '0123456789abcdef.sv/1611111111111.SeedSnap';
    for (const bytes of [utf8('a note that was named so'), Uint8Array.of(0, 40, 1), new Uint8Array(100)]) {
      const lines = await decodePath(evidence(`named-${bytes.length}`, { [path]: bytes }), {});
      expect(lines.filter(({ detail }) => detail === 'seedvault.files')).toEqual([]);
      expect(lines[0]).toMatchObject({ type: 'evidence', format: 'folder' });
    }
  });
});

describe('repositories of version 2', () => {
  const [, newest] = snapshots();
  const below = (folder: string, files: ReadonlyMap<string, Uint8Array>): Record<string, Uint8Array> =>
    Object.fromEntries([...files].map(([path, bytes]) => [`${folder}/${path}`, bytes]));
  const one = (device: string) => repository([{ ...(newest as NonNullable<typeof newest>), device }], WORDS);

  test('two of them are to be named, and one that does not open is none of the two', async () => {
    const [first, second] = ['a'.repeat(64), 'b'.repeat(64)] as const;
    const both = { ...below(first, one('Pixel')), ...below(second, one('Pixel')) };
    const lines = await decodePath(evidence('repositories', both), { passwords: [WORDS] });
    expect(lines.at(-1)).toMatchObject({ code: 'evidence.ambiguous' });
    const other = repository(snapshots().slice(1), 'other words');
    const mixed = evidence('mixed', { ...below(first, one('Pixel')), ...below(second, other) });
    const told = await decodePath(mixed, { passwords: [WORDS] });
    expect(told.filter((line) => line['code'] === 'locked')).toHaveLength(1);
    expect(at(told, 'sp/settings.xml')).toMatchObject({ proof: 'tag' });
    const alone = await decodePath(join(mixed, first), { passwords: [WORDS] });
    expect(alone[0]).toMatchObject({ format: 'seedvault' });
    expect(at(alone, 'sp/settings.xml')?.['sha256']).toBe(at(told, 'sp/settings.xml')?.['sha256']);
  });

  test('a file that is mostly padding is not read for its few bytes', async () => {
    const chunk = seeded('one chunk').bytes(1000);
    const [name, bytes] = sealedFile(chunk, WORDS, 'padded', 100_000);
    const blob = message([
      [1, Buffer.from(name, 'hex')],
      [2, bytes.length],
      [3, chunk.length],
    ]);
    const app = message([
      [1, 5],
      [6, sha256(chunk)],
    ]);
    const snapshot = message([
      [1, 2],
      [
        9,
        message([
          [1, 'com.example.case'],
          [2, app],
        ]),
      ],
      [
        11,
        message([
          [1, hex(sha256(chunk))],
          [2, blob],
        ]),
      ],
    ]);
    const [top, sealed] = sealedFile(snapshot, WORDS, 'snapshot of padding');
    const root = 'e'.repeat(64);
    const files = { [`${root}/${top}.snapshot`]: sealed, [`${root}/${name.slice(0, 2)}/${name}`]: bytes };
    const lines = await decodePath(evidence('padding', files), { passwords: [WORDS] });
    expect(lines.find((line) => line['detail'] === 'seedvault.long')).toMatchObject({ gravity: 'damage' });
  });

  test('without a snapshot, nothing says what chunks are', async () => {
    const chunks = new Map([...one('Pixel')].filter(([path]) => !path.endsWith('.snapshot')));
    const lines = await decodePath(evidence('no snapshot', below('c'.repeat(64), chunks)), { passwords: [WORDS] });
    expect(lines.at(-1)).toMatchObject({ code: 'evidence.unreadable', detail: 'seedvault.no-snapshot' });
  });

  test('a chunk under the name of another is not believed', async () => {
    const files = new Map(one('Pixel'));
    const [a, b] = [...files.keys()].filter((path) => !path.endsWith('.snapshot')) as [string, string];
    files.set(a, files.get(b) as Uint8Array);
    const lines = await decodePath(evidence('swapped', below('d'.repeat(64), files)), { passwords: [WORDS] });
    const told = lines.filter((line) => line['detail'] === 'seedvault.checksum' || line['fault'] !== undefined);
    expect(told).toHaveLength(1);
  });
});

describe('protobuf', () => {
  test('numbers of 64 bits, and what is not whole', () => {
    const found: [number, bigint | Uint8Array][] = [];
    const bytes = message([
      [1, 2n ** 63n + 5n],
      [2, 'text'],
    ]);
    expect(readMessage(bytes, (number, value) => found.push([number, value]) > 0)).toBe(true);
    expect(found).toEqual([
      [1, 2n ** 63n + 5n],
      [2, utf8('text')],
    ]);
    expect(readMessage(bytes.subarray(0, bytes.length - 1), () => true)).toBe(false);
    expect(readMessage(Uint8Array.of(0x0b), () => true)).toBe(false);
    expect(readMessage(new Uint8Array(11).fill(0xff), () => true)).toBe(false);
  });

  test('more fields than a snapshot may have are none', () => {
    const bytes = message([[1, 2], ...Array.from({ length: 50 }, () => [10, 'icon'] as const)]);
    expect(readSnapshot(bytes, 51)).not.toBeNull();
    expect(readSnapshot(bytes, 50)).toBeNull();
  });

  test('a snapshot with noise in it neither hangs nor throws', () => {
    const id = sha256('chunk');
    const app = message([
      [1, 5],
      [6, id],
    ]);
    const blob = message([
      [1, id],
      [3, 7],
    ]);
    const plain = message([
      [1, 2],
      [2, 1_611_111_111_111],
      [
        9,
        message([
          [1, 'com.example.case'],
          [2, app],
        ]),
      ],
      [
        11,
        message([
          [1, hex(id)],
          [2, blob],
        ]),
      ],
    ]);
    expect(readSnapshot(plain)?.contents.get('com.example.case')?.chunks.map(hex)).toEqual([hex(id)]);
    expect(readSnapshot(plain)?.blobs.get(hex(id))).toEqual({ name: hex(id), plain: 7 });
    for (let round = 0; round < 300; round += 1) {
      const random = seeded(`snapshot noise ${round}`);
      const noisy = plain.slice();
      for (let flips = 0; flips < 4; flips += 1) noisy[random.int(noisy.length)] = random.int(256);
      const snapshot = readSnapshot(noisy);
      expect(snapshot === null || snapshot.contents.size <= 1).toBe(true);
    }
  });
});

describe('the table of pairs', () => {
  const pairs = Array.from(
    { length: 3000 },
    (_, i) => [`key ${i}`, seeded(`${i}`).bytes(i % 50 === 0 ? 20_000 : 40)] as const,
  );
  const bytes = pairsDatabase(pairs);

  test('gives every pair, those of many pages too', () => {
    const found = [...(pairsOf(bytes) ?? [])];
    expect(found.length).toBe(pairs.length);
    found.forEach((pair, i) => {
      expect(pair?.key).toBe(pairs[i]?.[0]);
      expect(Buffer.compare(pair?.value ?? new Uint8Array(0), pairs[i]?.[1] ?? new Uint8Array(0)), `${i}`).toBe(0);
    });
  });

  test('noise in it neither hangs nor throws', () => {
    for (let round = 0; round < 30; round += 1) {
      const random = seeded(`kv noise ${round}`);
      const noisy = bytes.slice(0, 400_000);
      for (let flips = 0; flips < 2000; flips += 1) noisy[100 + random.int(noisy.length - 100)] = random.int(256);
      let count = 0;
      for (const _ of pairsOf(noisy) ?? []) count += 1;
      expect(count).toBeLessThan(200_000);
    }
    expect(pairsOf(utf8('no database'))).toBeNull();
  });
});
