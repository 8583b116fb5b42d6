import { join } from 'node:path';
import { pack } from 'tar-stream';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { tar as archiveOf } from '../../corpus/encode/tar.ts';
import { tar } from '../../formats/tar/index.ts';
import { addedReturns } from '../../formats/tar/newlines.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { CORPUS, decodePath } from '../support/cases.ts';
import { chunkedSource, type Drained, drain, testKit, told } from '../support/open.ts';
import {
  paxMember,
  paxRecord,
  TAR_END,
  type TarEntry,
  tarBytes,
  tarHeader,
  tarMember,
  withChecksum,
} from '../support/tar-bytes.ts';

const kit = testKit([tar]);

async function read(bytes: Uint8Array, chunk = 65_536, bodies = true) {
  const input = await kit.open(chunkedSource('x.tar', bytes, chunk), 'tar');
  const { members, notices } = await drain(input, bodies);
  return { members, notices, told: told(notices), paths: members.map((member) => member.path) };
}

const some: readonly TarEntry[] = [
  { name: 'a/', type: '5' },
  { name: 'a/one', body: 'first' },
  { name: 'a/two', body: 'x'.repeat(512) },
  { name: 'a/three', body: 'y'.repeat(5000) },
  { name: 'a/link', type: '2', link: '../target' },
  { name: 'a/hard', type: '1', link: 'a/one' },
  { name: 'a/empty', body: '' },
];

describe('what an archive holds', () => {
  test('kinds, bodies, times, modes and owners', async () => {
    const { members, told: notices } = await read(tarBytes(some));
    expect(notices).toEqual([]);
    expect(members.map(({ path, kind, body, link }) => [path, kind, body?.length ?? null, link])).toEqual([
      ['a', 'directory', null, null],
      ['a/one', 'file', 5, null],
      ['a/two', 'file', 512, null],
      ['a/three', 'file', 5000, null],
      ['a/link', 'symlink', null, '../target'],
      ['a/hard', 'hardlink', null, 'a/one'],
      ['a/empty', 'file', 0, null],
    ]);
    expect(members[1]).toMatchObject({ body: 'first', modified: 1_700_000_000_000, mode: 0o600, uid: 10001 });
  });

  test('pax records win over the header, a global one holds for all', async () => {
    const bytes = Buffer.concat([
      paxMember([paxRecord('mtime', '1600000000.75'), paxRecord('uid', '1010123')], 'g'),
      paxMember([
        paxRecord('path', 'long/ünï'),
        paxRecord('size', '3'),
        paxRecord('mtime', '5.5'),
        paxRecord('SCHILY.xattr.x', 'v'),
      ]),
      tarMember({ name: 'cut', body: 'abc', size: 7 }),
      tarMember({ name: 'second', body: 'de' }),
      TAR_END,
    ]);
    const { members, told: notices } = await read(bytes);
    expect(notices).toEqual([]);
    expect(members).toMatchObject([
      { path: 'long/ünï', body: 'abc', modified: 5500, uid: 1010123 },
      { path: 'second', body: 'de', modified: 1_600_000_000_750, uid: 1010123 },
    ]);
  });

  test('GNU long names and base-256 numbers', async () => {
    const name = `d/${'n'.repeat(300)}`;
    const big = tarHeader({ name: 'big', body: 'z', magic: 'gnu' });
    big.fill(0, 108, 116);
    big[108] = 0x80;
    big.writeUInt32BE(0x12345678, 112);
    const bytes = Buffer.concat([
      tarMember({ name: '././@LongLink', type: 'L', body: `${name}\0`, magic: 'gnu' }),
      tarMember({ name: '././@LongLink', type: 'K', body: `${'t'.repeat(150)}\0`, magic: 'gnu' }),
      tarMember({ name: name.slice(0, 100), type: '2', link: 't'.repeat(100), magic: 'gnu' }),
      withChecksum(big),
      Buffer.from('z'.padEnd(512, '\0')),
      TAR_END,
    ]);
    const { members, told: notices } = await read(bytes);
    expect(notices).toEqual([]);
    expect(members).toMatchObject([
      { path: name, kind: 'symlink', link: 't'.repeat(150) },
      { path: 'big', uid: 0x12345678, body: 'z' },
    ]);
  });

  test('a name of exactly 100 bytes, and one with a prefix', async () => {
    const { paths } = await read(
      tarBytes([
        { name: 'n'.repeat(100), body: 'a' },
        { name: 'leaf', prefix: 'p'.repeat(155), body: 'b' },
      ]),
    );
    expect(paths).toEqual(['n'.repeat(100), `${'p'.repeat(155)}/leaf`]);
  });

  test('an old tar without magic', async () => {
    const { members, told: notices } = await read(
      tarBytes([
        { name: 'd/', magic: 'none' },
        { name: 'd/f', body: 'x', magic: 'none' },
      ]),
    );
    expect(notices).toEqual([]);
    expect(members.map(({ path, kind }) => [path, kind])).toEqual([
      ['d', 'directory'],
      ['d/f', 'file'],
    ]);
  });

  test('a checksum of signed characters', async () => {
    const block = tarHeader({ name: 'ünï' });
    let sum = 0;
    for (let i = 0; i < 512; i++) sum += i >= 148 && i < 156 ? 32 : block.readInt8(i);
    block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
    expect((await read(Buffer.concat([block, TAR_END]))).paths).toEqual(['ünï']);
  });

  test('what tar-stream packs', async () => {
    const packed = pack();
    const long = 'l/'.repeat(90) + 'ü'.repeat(60);
    packed.entry({ name: long, mtime: new Date(1_234_567_890_000) }, 'body');
    packed.entry({ name: 'dir', type: 'directory' });
    packed.entry({ name: 'link', type: 'symlink', linkname: '/abs' });
    packed.finalize();
    const chunks: Buffer[] = [];
    for await (const chunk of packed) chunks.push(chunk as Buffer);
    const { members, told: notices } = await read(Buffer.concat(chunks));
    expect(notices).toEqual([]);
    expect(members).toMatchObject([
      { path: long, body: 'body', modified: 1_234_567_890_000 },
      { path: 'dir', kind: 'directory' },
      { path: 'link', kind: 'symlink', link: '/abs' },
    ]);
  });

  test('hostile names are made legal and told', async () => {
    const { paths, told: notices } = await read(
      tarBytes([
        { name: '../../etc/passwd', body: 'x' },
        { name: '/abs/x' },
        { name: '/abs/y' },
        { name: Buffer.from([0x61, 0xff]) },
        { name: './', type: '5' },
      ]),
    );
    expect(paths).toEqual(['\\../\\../etc/passwd', 'abs/x', 'abs/y', 'a\\xFF']);
    expect(notices).toEqual([
      'unsafe-name/climbs-or-nul/doubt',
      'unsafe-name/absolute/info',
      'name-not-utf8/member/info',
    ]);
  });

  test('sparse files and unknown types are told, and what follows comes out', async () => {
    const sparse = tarHeader({ name: 's', type: 'S', size: 512, magic: 'gnu' });
    sparse[482] = 1;
    const bytes = Buffer.concat([
      withChecksum(sparse),
      Buffer.alloc(512),
      Buffer.alloc(512, 'd'),
      tarMember({ name: 'u', type: 'Q', body: 'q' }),
      TAR_END,
    ]);
    const { members, told: notices } = await read(bytes);
    expect(notices).toEqual(['unsupported/tar.sparse/damage', 'unsupported/tar.type/doubt']);
    expect(members.map(({ path, body }) => [path, body])).toEqual([
      ['s', null],
      ['u', 'q'],
    ]);
  });

  test('an archive of nothing but zeros has no members, and is no error', async () => {
    expect(await read(Buffer.alloc(1024))).toMatchObject({ members: [], told: [] });
    expect(await read(Buffer.alloc(10_240))).toMatchObject({ members: [], told: [] });
  });
});

describe('damage', () => {
  test('a bad header is told with its gap, and the next good one found', async () => {
    const bytes = tarBytes(some);
    bytes[512 + 3] = 0x5a; // in the header of a/one
    const { paths, notices, told: codes } = await read(bytes);
    expect(paths).toEqual(['a', 'a/two', 'a/three', 'a/link', 'a/hard', 'a/empty']);
    expect(codes).toEqual(['checksum/tar.header/damage', 'gap/tar.gap/damage']);
    expect(notices[1]).toMatchObject({ at: { name: 'tar', offset: 512, length: 1024 }, args: { bytes: 1024 } });
  });

  test('a header after bytes that do not belong is found at any byte', async () => {
    const bytes = Buffer.concat([
      tarMember({ name: 'a', body: 'x' }),
      Buffer.from('adb: warning\n'),
      tarMember({ name: 'b', body: 'y' }),
      TAR_END,
    ]);
    const { paths, told: codes } = await read(bytes);
    expect(paths).toEqual(['a', 'b']);
    expect(codes).toEqual(['checksum/tar.header/damage', 'gap/tar.gap/damage']);
  });

  test('a file that shrank ends at the header inside its promised range', async () => {
    const bytes = Buffer.concat([
      tarHeader({ name: 'apps/com.a/f/x', size: 4000 }),
      Buffer.alloc(512, 'x'),
      tarMember({ name: 'apps/com.a/f/y', body: 'y'.repeat(9000) }),
      TAR_END,
    ]);
    const { members, told: codes } = await read(bytes);
    expect(members.map(({ path, body }) => [path, body?.length])).toEqual([
      ['apps/com.a/f/x', 512],
      ['apps/com.a/f/y', 9000],
    ]);
    expect(codes).toEqual(['size-mismatch/tar.short-body/damage']);
  });

  test.each([100, 1_500_000, 3_000_000])('a long body that an agent broke off after %i bytes', async (written) => {
    const bytes = Buffer.concat([
      tarHeader({ name: 'apps/com.a/f/long', size: 20_000_000 }),
      Buffer.alloc(written, 'v'),
      ...Array.from({ length: 20 }, (_, i) => tarMember({ name: `apps/com.b/f/${i}`, body: 'w'.repeat(100 * i) })),
      TAR_END,
    ]);
    const { members, told: codes } = await read(bytes);
    expect(members).toHaveLength(21);
    expect(members[0]?.body).toBe('v'.repeat(written));
    expect(codes).toEqual(['size-mismatch/tar.short-body/damage']);
    expect((await read(bytes, 65_536, false)).paths).toEqual(members.map(({ path }) => path));
  });

  test('an archive inside a member is no early end', async () => {
    const inner = tarBytes(
      Array.from({ length: 300 }, (_, i) => ({ name: `apps/com.a/f/${i}`, body: 'x'.repeat(6000) })),
    );
    for (const body of [
      inner,
      Buffer.concat([Buffer.from('ANDROID BACKUP\n5\n0\nnone\n'), inner]),
      Buffer.concat([Buffer.from('junk in front'), inner]),
    ]) {
      const { members, told: codes } = await read(
        tarBytes([
          { name: 'shared/0/x.ab', body },
          { name: 'shared/0/y', body: 'y' },
        ]),
      );
      expect(codes).toEqual([]);
      expect(members.map((member) => member.body?.length)).toEqual([body.length, 1]);
    }
  });

  test('cut anywhere: a prefix of the members, and the cut is told', async () => {
    const bytes = tarBytes(some.slice(0, 4));
    const whole = await read(bytes);
    for (let length = 0; length < bytes.length; length += 37) {
      const cut = await read(bytes.subarray(0, length));
      expect(cut.paths).toEqual(whole.paths.slice(0, cut.paths.length));
      for (const [i, member] of cut.members.entries()) {
        expect((whole.members[i] as Drained).body?.startsWith(member.body ?? '') ?? true).toBe(true);
      }
      expect(cut.told).toHaveLength(1);
      expect(cut.told[0]).toMatch(
        /^truncated\/tar\.(?:cut-body|cut-header)\/damage$|^truncated\/tar\.no-end-mark\/doubt$/,
      );
    }
  });

  test('bytes after the end mark', async () => {
    const two = await read(Buffer.concat([tarBytes([{ name: 'a' }]), Buffer.alloc(8704), tarBytes([{ name: 'b' }])]));
    expect(two.paths).toEqual(['a', 'b']);
    expect(two.told).toEqual(['trailing-bytes/tar.more-after-end/doubt']);
    const junk = await read(Buffer.concat([tarBytes([{ name: 'a' }]), Buffer.from('junk')]));
    expect(junk.told).toEqual(['trailing-bytes/tar.trailing/doubt']);
    expect(junk.notices[0]?.args).toEqual({ bytes: 4 });
  });

  test('a size that is no number loses the body and nothing else', async () => {
    const header = tarHeader({ name: 'a' });
    header.write('xxxxxxxxxxx', 124, 'latin1');
    const { paths, told: codes } = await read(
      Buffer.concat([withChecksum(header), Buffer.alloc(512, 'b'), tarMember({ name: 'c' }), TAR_END]),
    );
    expect(paths).toEqual(['a', 'c']);
    expect(codes).toEqual(['size-mismatch/tar.bad-size/damage', 'checksum/tar.header/damage', 'gap/tar.gap/damage']);
  });

  test('noise never crashes', async () => {
    let seed = 7;
    const next = () => {
      seed = (seed * 1103515245 + 12345) & 0x7fffffff;
      return seed / 0x7fffffff;
    };
    const bytes = tarBytes(some);
    for (let round = 0; round < 200; round++) {
      const noisy = Buffer.from(bytes);
      for (let i = 0; i < noisy.length / 100; i++) noisy[Math.floor(next() * noisy.length)] = Math.floor(next() * 256);
      await read(noisy);
    }
  });
});

describe('chunks', () => {
  const long = Buffer.alloc(1_200_000, 'long body ');
  const bytes = Buffer.concat([
    tarMember({ name: 'one', body: 'first' }),
    paxMember([paxRecord('path', 'two')]),
    tarMember({ name: 'cut', body: long }),
    tarMember({ name: 'three', body: 'z'.repeat(70_000) }),
    TAR_END,
  ]);
  test.each([511, 512, 4096, 65_536, 1 << 20])('of %i bytes give the same', async (size) => {
    expect(await read(bytes, size)).toEqual(await read(bytes, bytes.length));
    expect((await read(bytes, size, false)).paths).toEqual(['one', 'two', 'three']);
  });
  test('of 1 byte give the same', async () => {
    const short = tarBytes(some);
    expect(await read(short, 1)).toEqual(await read(short, short.length));
  });
});

test('the bid', () => {
  const bits = (head: Uint8Array) =>
    tar.container?.bid({ kind: 'bytes', name: 'x', size: head.length, head, at: null }).bits;
  expect(bits(tarBytes(some))).toBe(104);
  expect(bits(tarBytes([{ name: 'a', magic: 'none' }]))).toBe(48);
  expect(bits(Buffer.alloc(1024))).toBe(0);
  expect(bits(Buffer.from('ANDROID BACKUP\n5\n'))).toBe(0);
});

test('memory sources work as well', async () => {
  const { members } = await drain(await kit.open(memorySource('x', tarBytes(some)), 'tar'));
  expect(members).toHaveLength(some.length);
});

describe('a tar that came through a terminal', () => {
  const text = (lines: number, end: string) =>
    utf8(Array.from({ length: lines }, (_, i) => `line ${i}${end}`).join(''));
  const archive = (body: Uint8Array) =>
    archiveOf(
      ['a', 'b'].map((path, i) => ({ path, body: i === 0 ? body : utf8('b'), mtime: 0 })),
      'gnu',
    );
  const returns = (bytes: Uint8Array) => addedReturns(memorySource('x.tar', bytes));
  const damaged = (bytes: Uint8Array, count: number) =>
    Buffer.from(
      Buffer.from(bytes)
        .toString('latin1')
        .replaceAll('\n', `${'\r'.repeat(count)}\n`),
      'latin1',
    );

  test('is told by its line feeds and its shifted headers', () => {
    const whole = archive(text(20, '\n'));
    expect(returns(whole)).toBe(0);
    expect(returns(damaged(whole, 1))).toBe(1);
    expect(returns(damaged(whole, 2))).toBe(2);
  });

  test('is not seen in text that has such line ends of its own, nor in too few of them', () => {
    expect(returns(archive(text(20, '\r\n')))).toBe(0);
    expect(returns(damaged(archive(text(5, '\n')), 1))).toBe(0);
    // With returns of their own, twice as many stand there: the headers tell.
    expect(returns(damaged(archive(text(20, '\r\n')), 1))).toBe(1);
  });
});

describe('text before the first header', () => {
  const text = "tar: removing leading '/' from member names\nWARNING: linker: unused DT entry\n";
  const whole = tarBytes(some);
  const front = utf8(text);
  const behind = (before: Uint8Array) => Buffer.concat([before, whole]);

  test.each([1, 511, 65_536])('is passed over and told, in chunks of %i bytes', async (chunk) => {
    const found = await read(behind(front), chunk);
    const clean = await read(whole, chunk);
    expect(found.told).toEqual(['anomaly/tar.text-before/doubt', ...clean.told]);
    expect(found.members.map(({ path, body }) => [path, body])).toEqual(
      clean.members.map(({ path, body }) => [path, body]),
    );
    expect(found.notices[0]).toMatchObject({
      args: { bytes: front.length, first: "tar: removing leading '/' from member names" },
    });
  });

  test('makes a tar of it, by less than any other format verifies', () => {
    const bid = (bytes: Uint8Array) =>
      tar.container?.bid({ kind: 'bytes', name: '', size: null, head: bytes, at: null });
    expect(bid(behind(front))?.bits).toBe(40);
    for (const before of [utf8('no line feed'), Buffer.from([0x50, 0x4b, 3, 4, 0, 0x0a]), Buffer.from([0xff, 0x0a])])
      expect(bid(behind(before))?.bits).toBe(0);
    expect(bid(behind(utf8(`${'x'.repeat(70_000)}\n`)))?.bits).toBe(0);
  });

  test('leaves adb backups alone, which have a text before their tar', async () => {
    const lines = await decodePath(join(CORPUS, 'android-backup/ok/v5-stored.ab'));
    expect(lines[0]).toMatchObject({ format: 'android-backup' });
  });
});
