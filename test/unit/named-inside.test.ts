import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { androidBackup } from '../../corpus/encode/android-backup.ts';
import { packageTar } from '../../corpus/encode/backup-tar.ts';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { bak } from '../../corpus/encode/mimover.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { tar } from '../../corpus/encode/tar.ts';
import { zip } from '../../corpus/encode/zip.ts';
import { FORMATS } from '../../formats/index.ts';
import { cite } from '../../src/base/citation.ts';
import { DEFAULT_LIMITS } from '../../src/bytes/limits.ts';
import { memorySource } from '../../src/bytes/source.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import { takeSnapshot } from '../../src/vfs/snapshot.ts';
import { decodePath, entriesOf, type Line } from '../support/cases.ts';
import { testKit } from '../support/open.ts';

/** Evidence that is named by a path going on inside a container: archives, folders and files in them. */

const root = mkdtempSync(join(tmpdir(), 'carryover-inside-'));
afterAll(() => rmSync(root, { recursive: true }));

type Files = Readonly<Record<string, Uint8Array>>;

function put(name: string, bytes: Uint8Array): string {
  const path = join(root, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

const asTar = (files: Files) =>
  tar(
    Object.entries(files).map(([path, body]) => ({ path, body, mtime: 1 })),
    'pax',
  );
const asZip = (files: Files) => zip(Object.entries(files).map(([path, body]) => ({ path, body, mtime: 1 })));

const backup = (name: string, body: Uint8Array = utf8('secret')) =>
  androidBackup(
    [
      packageTar({
        manifest: { package: name, versionCode: 5, sdk: 33, installer: null, apk: false, signers: [] },
        files: [['f', { path: 'f', body }]],
      }),
    ],
    { version: 5, compressed: false },
  );
const app = (name: string): Files => ({
  [`App(${name}).bak`]: bak({ package: name, label: 'App', feature: 102 }, backup(name)),
});
const below = (folder: string, files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`${folder}/${name}`, bytes]));

/** Longer than what is held of a member that was looked at. */
const LONG = seeded('long').bytes(3 << 20);

const formatOf = (lines: readonly Line[]) => lines[0]?.['format'] ?? lines[0]?.['code'];
const placesOf = (lines: readonly Line[]) => entriesOf(lines).map((line) => line['devicePath'] ?? line['path']);
const damageOf = (lines: readonly Line[]) => lines.filter((line) => line['gravity'] === 'damage');

describe('a folder inside', () => {
  const files: Files = {
    'other/note.txt': utf8('a note'),
    ...below('first', app('com.example.one')),
    ...below('deep/second', app('com.example.two')),
    'phone/data/data/com.example.three/files/long': LONG,
    'phone/data/data/com.example.three/files/short': utf8('short'),
    'one/x.ab': backup('com.example.four'),
  };
  const archives = {
    tar: asTar(files),
    'tar.gz': new Uint8Array(gzipSync(asTar(files))),
    zip: asZip(files),
  };

  test.each(Object.entries(archives))('of a %s is named as one on disk is', async (kind, bytes) => {
    const path = put(`folders.${kind}`, bytes);
    const set = await decodePath(`${path}/deep/second`);
    expect(formatOf(set)).toBe('mimover');
    expect(placesOf(set)).toContain('/data/data/com.example.two/files/f');
    expect(placesOf(set)).not.toContain('/data/data/com.example.one/files/f');
    const phone = await decodePath(`${path}/phone`);
    expect(formatOf(phone)).toBe('full-filesystem');
    expect(placesOf(phone)).toEqual([
      '/data/data/com.example.three/files/long',
      '/data/data/com.example.three/files/short',
    ]);
    expect(damageOf(phone)).toEqual([]);
    expect(formatOf(await decodePath(`${path}/one`))).toBe('android-backup');
    expect(formatOf(await decodePath(`${path}/other`))).toBe('evidence.unknown');
    expect(formatOf(await decodePath(`${path}/second`))).toBe('evidence.missing');
    expect(formatOf(await decodePath(`${path}/deep/sec`))).toBe('evidence.missing');
  });

  test('tells damage of the tar it lies in', async () => {
    const path = put('cut.tar', archives.tar.subarray(0, archives.tar.length - (2 << 20)));
    const lines = await decodePath(`${path}/phone`);
    expect(damageOf(lines)).toMatchObject([{ code: 'truncated' }]);
  });
});

test('a long archive in a tar is read to its end', async () => {
  const inner = asTar({ 'data/data/com.example.app/files/long': LONG, 'data/data/com.example.app/files/b': utf8('b') });
  const path = put('outer.tar', asTar({ 'a.txt': utf8('a'), 'dir/inner.tar': inner }));
  for (const named of [path, `${path}/dir`, `${path}/dir/inner.tar`, `${path}/dir/inner.tar/data`]) {
    const lines = await decodePath(named);
    expect(damageOf(lines), named).toEqual([]);
    expect(placesOf(lines), named).toEqual([
      '/data/data/com.example.app/files/long',
      '/data/data/com.example.app/files/b',
    ]);
  }
});

describe('several bundles', () => {
  const sets: Files = {
    ...below('a', app('com.example.one')),
    ...below('a', app('com.example.four')),
    ...below('b', app('com.example.two')),
    'b/note.txt': utf8('a note'),
    ...below('deep/c', app('com.example.three')),
  };
  const archives = { tar: asTar(sets), 'tar.gz': new Uint8Array(gzipSync(asTar(sets))), zip: asZip(sets) };

  test.each(Object.entries(archives))('in a %s are listed by names that can be given', async (kind, bytes) => {
    const path = put(`several.${kind}`, bytes);
    const fault = (await decodePath(path)).at(-1);
    expect(fault).toMatchObject({ code: 'evidence.ambiguous', detail: 'several-bundles', at: path });
    const { count, first, paths } = (fault?.['args'] ?? {}) as Record<string, unknown>;
    expect({ count, first }).toEqual({ count: 3, first: `${path}/a` });
    expect(paths).toBe([`${path}/a`, `${path}/b`, `${path}/deep/c`].join('\n'));
    for (const named of String(paths).split('\n')) expect(formatOf(await decodePath(named))).toBe('mimover');
  });

  test('in a folder are listed as it was given', async () => {
    for (const [name, bytes] of Object.entries(sets)) put(`tree/${name}`, bytes);
    const fault = (await decodePath(`${join(root, 'tree')}/`)).at(-1);
    expect(fault?.['args']).toMatchObject({ first: join(root, 'tree/a') });
  });

  test.each([
    ['other.zip', asZip(below('MIUI/backup/AllBackup/1', app('com.example.two')))],
    ['phone.zip', asZip({ 'data/data/com.example.two/files/f': utf8('f') })],
    ['phone.tar', asTar({ 'data/data/com.example.two/files/f': utf8('f') })],
    ['old.ab', backup('com.example.two')],
  ])('a set and %s beside it are two', async (other, bytes) => {
    const set = below('set', app('com.example.one'));
    const around = put(`beside-${other}.zip`, asZip({ ...set, [`files/${other}`]: bytes }));
    expect((await decodePath(around)).at(-1)?.['args']).toEqual({
      count: 2,
      first: `${around}/files/${other}`,
      paths: `${around}/files/${other}\n${around}/set`,
    });
    expect(formatOf(await decodePath(`${around}/files/${other}`))).not.toBe('evidence.ambiguous');
    // The folder of the set itself is the only name that the set has.
    const within = put(`within-${other}.zip`, asZip({ ...set, [`set/${other}`]: bytes }));
    const lines = await decodePath(`${within}/set`);
    expect(formatOf(lines)).toBe('mimover');
    expect(placesOf(lines)).toContain('/data/data/com.example.one/files/f');
    expect(placesOf(lines)).toContain(other);
    expect(placesOf(lines)).not.toContain('/data/data/com.example.two/files/f');
    expect(lines).toContainEqual(expect.objectContaining({ type: 'other-bundle', path: other }));
    expect(lines).toContainEqual(expect.objectContaining({ detail: 'miui.beside', gravity: 'doubt' }));
  });

  test('that may lie in a tar beside a set are told', async () => {
    const files = {
      ...below('set', app('com.example.one')),
      'set/a.txt': utf8('a'),
      'old.ab': backup('com.example.two'),
    };
    const lines = await decodePath(put('unopened.tar', asTar(files)));
    expect(formatOf(lines)).toBe('mimover');
    expect(lines).toContainEqual(
      expect.objectContaining({ detail: 'miui.unopened', gravity: 'doubt', args: { members: 1, first: 'old.ab' } }),
    );
  });

  test('are none where zips of user files lie beside a set', async () => {
    const photos = asZip({ 'DCIM/Camera/1.jpg': utf8('a photo'), 'Download/old.ab': backup('com.example.two') });
    const media = asZip({ 'sdcard/Android/media/com.example.two/1.jpg': utf8('a photo') });
    const bytes = asZip({
      ...below('set', app('com.example.one')),
      'set/1_image.zip': photos,
      'set/2_image.zip': media,
    });
    const lines = await decodePath(put('user-files.zip', bytes));
    expect(formatOf(lines)).toBe('mimover');
    expect(placesOf(lines)).toContain('set/1_image.zip/DCIM/Camera/1.jpg');
    expect(lines.filter(({ type }) => type === 'other-bundle')).toEqual([]);
  });

  test('end the pass also after entries came out', async () => {
    const at = cite('several.tar');
    async function* decoded(): AsyncGenerator<Decoded> {
      const kit = testKit(FORMATS);
      yield* kit.within(await kit.open(memorySource('several.tar', archives.tar)));
    }
    const pass = takeSnapshot(decoded(), {
      keep: () => false,
      limits: DEFAULT_LIMITS,
      signal: new AbortController().signal,
      workDir: null,
      root: at,
    });
    await expect(pass).rejects.toMatchObject({ code: 'evidence.ambiguous', detail: 'several-bundles' });
  });
});
