import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { zip } from '../../formats/zip/index.ts';
import { Fault } from '../../src/base/fault.ts';
import { memorySource } from '../../src/bytes/source.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { bodyOf, chunkedSource, drain, testKit, told } from '../support/open.ts';
import { extra, type ZipEntry, zipBytes } from '../support/zip-bytes.ts';

const kit = testKit([zip]);
const open = async (bytes: Uint8Array) => (await kit.open(memorySource('x.zip', bytes))) as TreeInput;
const read = async (bytes: Uint8Array) => {
  const { members, notices } = await drain(await open(bytes));
  return { members, told: told(notices), notices, bodies: members.map(({ path, body }) => [path, body]) };
};
const faultOf = async (member: Member | null): Promise<string> => {
  try {
    await bodyOf(member as Member);
  } catch (error) {
    if (error instanceof Fault) return `${error.code} ${error.detail}`;
    throw error;
  }
  return 'none';
};

const long = Buffer.alloc(1_500_000, 'all work and no play ');
const some: readonly ZipEntry[] = [
  { name: 'd/', mode: 0o040755, method: 0 },
  { name: 'd/deflated', body: 'deflated body '.repeat(20) },
  { name: 'd/stored', body: 'stored body', method: 0 },
  { name: 'd/described', body: 'sizes come later', flags: 0x808 },
  { name: 'd/long', body: long },
  { name: 'd/long-stored', body: long, method: 0 },
  { name: 'd/link', body: '../target', mode: 0o120777, method: 0 },
  { name: 'd/empty', method: 0 },
];
const bodies = [
  ['d', null],
  ['d/deflated', 'deflated body '.repeat(20)],
  ['d/stored', 'stored body'],
  ['d/described', 'sizes come later'],
  ['d/long', long.toString()],
  ['d/long-stored', long.toString()],
  ['d/link', null],
  ['d/empty', ''],
];

describe('what an archive holds', () => {
  test('stored, deflated, described later, links and folders', async () => {
    const found = await read(zipBytes(some));
    expect(found.told).toEqual([]);
    expect(found.bodies).toEqual(bodies);
    expect(found.members[6]).toMatchObject({ kind: 'symlink', link: '../target' });
    expect(found.members[0]).toMatchObject({ kind: 'directory', mode: 0o755 });
  });

  test('Zip64, a comment, junk in front, junk behind', async () => {
    expect((await read(zipBytes(some.map((each) => ({ ...each, zip64: true }))))).bodies).toEqual(bodies);
    const shifted = await read(zipBytes(some, { before: Buffer.alloc(1000, 'MZ'), comment: 'has PK\x05\x06 in it' }));
    expect(shifted.bodies).toEqual(bodies);
    expect(shifted.told).toEqual([]);
    const wide = await read(
      zipBytes(
        some.map((each) => ({ ...each, zip64: true })),
        { before: Buffer.alloc(77) },
      ),
    );
    expect(wide.bodies).toEqual(bodies);
    const behind = await read(Buffer.concat([zipBytes(some), Buffer.alloc(9)]));
    expect(behind.bodies).toEqual(bodies);
    expect(behind.told).toEqual(['trailing-bytes/zip/doubt']);
  });

  test('what fflate writes', async () => {
    const bytes = zipSync({ 'a/b.txt': Buffer.from('one'), 'ünï.txt': [Buffer.from('two'), { level: 0 }] });
    expect((await read(bytes)).bodies).toEqual([
      ['a/b.txt', 'one'],
      ['ünï.txt', 'two'],
    ]);
  });

  test('times, owners and modes from the extra fields', async () => {
    const times = Buffer.alloc(5);
    times[0] = 1;
    times.writeInt32LE(1_600_000_001, 1);
    const owner = Buffer.from([1, 4, 0x10, 0x27, 0, 0, 4, 0x11, 0x27, 0, 0]);
    const old = Buffer.alloc(12);
    old.writeInt32LE(1_500_000_000, 4);
    old.writeUInt16LE(1000, 8);
    const ntfs = Buffer.alloc(32);
    ntfs.writeBigUInt64LE((11_644_473_600_000n + 1_400_000_000_123n) * 10_000n, 8);
    const { members } = await read(
      zipBytes([
        { name: 'a', extra: Buffer.concat([extra(0x5455, times), extra(0x7875, owner)]), mode: 0o100640 },
        { name: 'b', extra: extra(0x5855, old), mode: 0o100000 },
        { name: 'c', extra: extra(0x000a, ntfs) },
        { name: 'd', dosTime: ((((2020 - 1980) << 9) | (2 << 5) | 29) << 16) | (13 << 11) | (14 << 5) | 15 },
        { name: 'e', dosTime: 0 },
      ]),
    );
    expect(members.map(({ modified, mode, uid }) => [modified, mode, uid])).toEqual([
      [1_600_000_001_000, 0o640, 10_000],
      [1_500_000_000_000, null, 1000],
      [1_400_000_000_123, 0o600, null],
      [Date.UTC(2020, 1, 29, 13, 14, 30), 0o600, null],
      [null, 0o600, null],
    ]);
  });

  test('names that are not UTF-8, climb, come twice, or use backslashes', async () => {
    const cp437 = Buffer.from([0x61, 0x81]);
    const unicode = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), Buffer.from('aü')]);
    const { crc32 } = await import('node:zlib');
    unicode.writeUInt32LE(crc32(cp437), 1);
    const found = await read(
      zipBytes([
        { name: cp437, body: '1', flags: 0 },
        { name: cp437, body: '2', flags: 0, extra: extra(0x7075, unicode) },
        { name: '../up', body: '3' },
        { name: '/abs', body: '4' },
        { name: 'twice', body: 'first' },
        { name: 'twice', body: 'last' },
        { name: 'win\\dows', body: '5', host: 0 },
      ]),
    );
    expect(found.bodies).toEqual([
      ['a\\x81', '1'],
      ['aü', '2'],
      ['\\../up', '3'],
      ['abs', '4'],
      ['twice', 'first'],
      ['twice', 'last'],
      ['win/dows', '5'],
    ]);
    expect(found.told).toEqual([
      'name-not-utf8/member/info',
      'unsafe-name/climbs-or-nul/doubt',
      'unsafe-name/absolute/info',
      'duplicate/zip/doubt',
      'anomaly/zip.backslashes/info',
    ]);
    const tree = await open(
      zipBytes([
        { name: 'twice', body: 'first' },
        { name: 'twice', body: 'last' },
      ]),
    );
    expect((await bodyOf(tree.find('twice') as Member))?.toString()).toBe('last');
  });

  test('backslashes are read as slashes where no name has a slash, whatever host is stated', async () => {
    const names = ['data\\', 'data\\data\\', 'data\\data\\com.example.app\\databases\\m.db'];
    const all = names.map((name, i) => ({ name, body: i === 2 ? 'x' : '', host: 3, mode: 0 }));
    const found = await read(zipBytes(all));
    expect(found.bodies.at(-1)).toEqual(['data/data/com.example.app/databases/m.db', 'x']);
    expect(found.told).toEqual(['anomaly/zip.backslashes/doubt']);
    const tree = await open(zipBytes(all));
    expect([...tree.members()].map(({ kind }) => kind)).toEqual(['directory', 'directory', 'file']);
    const other = await read(zipBytes([...all, { name: 'a/b', body: '', host: 3 }]));
    expect(other.bodies.map(([path]) => path)).toContain('data\\\\data\\\\com.example.app\\\\databases\\\\m.db');
    expect(other.told).toEqual([]);
  });

  test('a member can be opened again, at any place', async () => {
    const tree = await open(zipBytes(some));
    for (const path of ['d/long', 'd/long-stored', 'd/deflated', 'd/stored']) {
      const source = tree.find(path)?.reopen?.();
      const whole = (await bodyOf(tree.find(path) as Member)) as Buffer;
      expect(Buffer.from(source?.at?.(3, 5) ?? [])).toEqual(whole.subarray(3, 8));
      expect(Buffer.from(source?.at?.(whole.length - 4, 100) ?? [])).toEqual(whole.subarray(-4));
      for (const from of [0, 7]) {
        const chunks: Buffer[] = [];
        for await (const chunk of source?.stream(from) ?? []) chunks.push(Buffer.from(chunk));
        expect(Buffer.concat(chunks).equals(whole.subarray(from))).toBe(true);
      }
    }
  });

  test('a zip that passes once is read from memory', async () => {
    const input = await kit.open(chunkedSource('x.zip', zipBytes(some), 4096));
    expect((await drain(input)).members.map(({ path, body }) => [path, body])).toEqual(bodies);
  });

  test('a GrayKey zip says so', async () => {
    const tree = await open(zipBytes([{ name: '/data/x', extra: extra(0x4b47, Buffer.from([1, 0])) }]));
    expect(tree.facts.more).toEqual({ writtenBy: 'GrayKey' });
  });
});

describe('damage', () => {
  test('content that is not what the checksum says', async () => {
    for (const method of [0, 8]) {
      for (const body of ['short', long]) {
        const tree = await open(zipBytes([{ name: 'a', body, method, crc: 1 }]));
        expect(await faultOf(tree.find('a'))).toBe('evidence.unreadable zip.crc');
      }
    }
  });

  test('a member that unpacks to more than it says', async () => {
    for (const body of [Buffer.alloc(5000), long]) {
      const bytes = zipBytes([{ name: 'a', body }]);
      const at = bytes.lastIndexOf(Buffer.from('PK\x01\x02', 'latin1'));
      bytes.writeUInt32LE(10, at + 24);
      expect(await faultOf((await open(bytes)).find('a'))).toBe('evidence.unreadable zip.too-long');
    }
  });

  test('encrypted members and other methods', async () => {
    const tree = await open(
      zipBytes([
        { name: 'a', flags: 0x801 },
        { name: 'b', method: 12 },
        { name: 'c', body: 'c' },
      ]),
    );
    expect(tree.facts.encryption).toBe('some members');
    expect(await faultOf(tree.find('a'))).toBe('evidence.locked zip.member');
    expect(await faultOf(tree.find('b'))).toBe('evidence.unsupported zip.method');
    expect(await faultOf(tree.find('c'))).toBe('none');
    await expect(open(zipBytes([{ name: 'a', flags: 1 }]))).rejects.toMatchObject({ code: 'evidence.locked' });
  });

  test('without a central directory the local headers are listed', async () => {
    const found = await read(zipBytes(some, { directory: false }));
    expect(found.told).toEqual(['truncated/zip.no-directory/damage']);
    expect(found.bodies.filter(([path]) => path !== 'd/link')).toEqual(bodies.filter(([path]) => path !== 'd/link'));
  });

  test.each([0, 8])(
    'nor are empty files there whose sizes come later taken for huge ones, method %i',
    async (method) => {
      const late = ['a', 'b', 'c'].map((name) => ({ name, body: name === 'b' ? 'body' : '', flags: 8, method }));
      const found = await read(zipBytes(late, { directory: false }));
      expect(found.told).toEqual(['truncated/zip.no-directory/damage']);
      expect(found.bodies).toEqual([
        ['a', ''],
        ['b', 'body'],
        ['c', ''],
      ]);
    },
  );

  test('a zip inside one that was cut is not taken for it', async () => {
    const inner = zipBytes([{ name: 'inner', body: 'x' }]);
    const outer = zipBytes(
      [
        { name: 'a', body: 'a' },
        { name: 'b.apk', body: inner, method: 0 },
        { name: 'c', body: 'c' },
      ],
      { directory: false },
    );
    const found = await read(outer.subarray(0, outer.length - 20));
    expect(found.bodies.slice(0, 2)).toEqual([
      ['a', 'a'],
      ['b.apk', inner.toString('latin1')],
    ]);
    expect(found.told).toEqual(['truncated/zip.no-directory/damage']);
  });

  test('a broken central directory is filled up from the local headers', async () => {
    const bytes = zipBytes(some);
    const signature = Buffer.from('PK\x01\x02', 'latin1');
    const third = bytes.indexOf(signature, bytes.indexOf(signature, bytes.indexOf(signature) + 1) + 1);
    bytes[third] = 0;
    const found = await read(bytes);
    expect(found.told).toEqual(['truncated/zip.directory/damage']);
    expect(found.bodies.map(([path]) => path).sort()).toEqual(bodies.map(([path]) => path).sort());
  });

  test('cut anywhere: members that are there come out, and the cut is told', async () => {
    const small = some.filter(({ body }) => body !== long);
    const bytes = zipBytes(small);
    const whole = new Map((await read(bytes)).bodies as [string, string | null][]);
    for (let length = 4; length < bytes.length; length += 3) {
      const tree = await open(bytes.subarray(0, length));
      if (tree.kind !== 'tree') continue;
      expect(told(tree.notices)).toContain('truncated/zip.no-directory/damage');
      for (const member of tree.members()) {
        const before = await faultOf(member);
        if (before !== 'none' || member.kind !== 'file' || !whole.has(member.path)) continue;
        if (member.path !== 'd/link') expect((await bodyOf(member))?.toString()).toBe(whole.get(member.path));
      }
    }
  });

  test('noise never crashes', async () => {
    let seed = 11;
    const next = () => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return seed / 0x7fffffff;
    };
    const bytes = zipBytes(some.filter(({ body }) => body !== long));
    for (let round = 0; round < 300; round++) {
      const noisy = Buffer.from(bytes);
      for (let i = 0; i < 6; i++) noisy[Math.floor(next() * noisy.length)] = Math.floor(next() * 256);
      try {
        const input = await kit.open(memorySource('x', noisy), 'zip');
        if (input.kind !== 'tree') continue;
        for (const member of input.members()) await faultOf(member);
      } catch (error) {
        expect(error).toBeInstanceOf(Fault);
      }
    }
  });
});
