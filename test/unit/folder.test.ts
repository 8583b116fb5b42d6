import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { folder } from '../../formats/folder/index.ts';
import { cite } from '../../src/base/citation.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { bodyOf, drain, testKit, told } from '../support/open.ts';

const kit = testKit([folder]);
let root = '';

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'carryover-folder-'));
  for (const path of ['a', 'a/deep', 'b']) mkdirSync(join(root, path));
  writeFileSync(join(root, 'a/one'), 'one');
  writeFileSync(join(root, 'a-b'), 'between');
  writeFileSync(join(root, 'a/deep/long'), Buffer.alloc(2_500_000, 'long '));
  writeFileSync(join(root, 'a/back\\slash'), 'x');
  writeFileSync(Buffer.concat([Buffer.from(`${root}/a/`), Buffer.from([0x66, 0xff])]), 'latin');
  symlinkSync('/etc', join(root, 'b/outside'));
  symlinkSync('..', join(root, 'b/loop'));
  execFileSync('mkfifo', [join(root, 'b/pipe')]);
  utimesSync(join(root, 'a/one'), 1_600_000_000, 1_600_000_000);
  chmodSync(join(root, 'a/one'), 0o640);
});
afterAll(() => rmSync(root, { recursive: true }));

async function open(): Promise<TreeInput> {
  const container = folder.container as NonNullable<typeof folder.container>;
  const origin = { kind: 'directory' as const, name: 'evidence', citation: cite('evidence'), path: root };
  return (await container.open(origin, kit)) as TreeInput;
}

test('everything below, files in the byte order of their paths, links not followed', async () => {
  const { members, notices } = await drain(await open());
  expect(members.map(({ path, kind, body, link }) => [path, kind, body?.length ?? null, link])).toEqual([
    ['a-b', 'file', 7, null],
    ['a', 'directory', null, null],
    ['a/back\\\\slash', 'file', 1, null],
    ['a/deep', 'directory', null, null],
    ['a/deep/long', 'file', 2_500_000, null],
    ['a/f\\xFF', 'file', 5, null],
    ['a/one', 'file', 3, null],
    ['b', 'directory', null, null],
    ['b/loop', 'symlink', null, '..'],
    ['b/outside', 'symlink', null, '/etc'],
    ['b/pipe', 'special', null, null],
  ]);
  expect(told(notices)).toEqual(['name-not-utf8/member/info']);
  expect(members[6]).toMatchObject({ modified: 1_600_000_000_000, mode: 0o640 });
});

test('a chunk stays as it is while the next is read, and a reader may leave at any of them', async () => {
  const expected = seeded('read ahead').bytes(3_500_000);
  writeFileSync(join(root, 'a/ahead'), expected);
  const source = (await open()).find('a/ahead')?.reopen?.();
  for (const leaving of [1, 2, 9]) {
    let at = 0;
    let left = leaving;
    for await (const chunk of source?.stream() ?? []) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(Buffer.compare(chunk, expected.subarray(at, at + chunk.length))).toBe(0);
      at += chunk.length;
      left -= 1;
      if (left === 0) break;
    }
    expect(at).toBe(Math.min(leaving << 20, expected.length));
  }
  rmSync(join(root, 'a/ahead'));
});

test('a file is found, and opened again at any place', async () => {
  const tree = await open();
  expect(tree.count).toBe(11);
  const member = tree.find('a/deep/long') as Member;
  expect((await bodyOf(member))?.length).toBe(2_500_000);
  expect(Buffer.from(member.reopen?.().at?.(5, 4) ?? []).toString()).toBe('long');
  expect(Buffer.from(member.reopen?.().at?.(2_499_998, 10) ?? []).toString()).toBe('g ');
  expect((await bodyOf(tree.find('a/f\\xFF') as Member))?.toString()).toBe('latin');
  expect(tree.find('nowhere')).toBeNull();
});

test('a file that shrank since it was listed is a fault, not a short body', async () => {
  const tree = await open();
  writeFileSync(join(root, 'a-b'), 'less');
  try {
    await expect(bodyOf(tree.find('a-b') as Member)).rejects.toMatchObject({ code: 'evidence.changed' });
  } finally {
    writeFileSync(join(root, 'a-b'), 'between');
  }
});

test.skipIf(process.getuid?.() === 0)('what may not be read is told', async () => {
  chmodSync(join(root, 'a/deep'), 0);
  try {
    expect(told((await open()).notices)).toContain('unreadable/folder.directory/damage');
  } finally {
    chmodSync(join(root, 'a/deep'), 0o755);
  }
});

test('reading changes no time', async () => {
  const before = statSync(join(root, 'a/one'), { bigint: true });
  await drain(await open());
  const after = statSync(join(root, 'a/one'), { bigint: true });
  expect([after.mtimeNs, after.ctimeNs, after.atimeNs]).toEqual([before.mtimeNs, before.ctimeNs, before.atimeNs]);
});
