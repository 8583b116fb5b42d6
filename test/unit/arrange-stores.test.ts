import { expect, test } from 'vitest';
import type { Location } from '../../src/android/location.ts';
import { arrange } from '../../src/device/arrange.ts';
import type { CatalogueEntry, Sniff } from '../../src/vfs/catalogue.ts';

function file(path: string, sniff: Sniff = 'opaque', bytes = 4096): CatalogueEntry {
  const location = { user: 0, package: 'com.example.app', storage: 'ce', domain: 'files', path } as Location;
  return {
    type: 'file',
    location,
    entry: `files/${path}`,
    bytes,
    sha256: 'a'.repeat(64),
    modified: null,
    mode: null,
    uid: null,
    gid: null,
    link: null,
    proof: null,
    at: `evidence @${path}`,
    sniff,
    kept: null,
    shadowed: false,
  } as unknown as CatalogueEntry;
}

const shown = (entries: readonly CatalogueEntry[]) =>
  arrange(entries).map(({ location, parts }) => [location?.path, parts.map(([role]) => role)]);

test('an MMKV store and its meta file are one artifact; another checksum file is not', () => {
  expect(shown([file('mmkv/a'), file('mmkv/a.crc'), file('x.zip'), file('x.zip.crc', 'text', 9)])).toEqual([
    ['mmkv/a', ['main', 'crc']],
    ['x.zip', ['main']],
    ['x.zip.crc', ['main']],
  ]);
});

test('the files of a LevelDB folder are one artifact at the place of the folder', () => {
  const level = ['000003.log', 'CURRENT', 'LOCK', 'LOG', 'MANIFEST-000001'];
  const entries = ['a.txt', ...level.map((name) => `db/${name}`), 'db/notes.txt', 'e.txt'];
  expect(shown(entries.map((path) => file(path, 'text')))).toEqual([
    ['a.txt', ['main']],
    ['db', level.map((name) => `./${name}`)],
    ['db/notes.txt', ['main']],
    ['e.txt', ['main']],
  ]);
});

test('of a folder without CURRENT and manifest, what is LevelDB by its bytes is one artifact, and nothing by its name', () => {
  const names = ['000003.log', '000005.ldb', '000007.ldb', 'LOG', 'note.txt'];
  const entries = names.map((name) => file(`db/${name}`));
  const places = (isData?: (name: string) => boolean) =>
    arrange(entries, isData === undefined ? undefined : (_, name) => isData(name)).map(
      ({ location, parts }) => `${location?.path} ${parts.map(([role]) => role).join(' ')}`,
    );
  expect(places((name) => name !== '000007.ldb')).toEqual([
    'db ./000003.log ./000005.ldb ./LOG',
    'db/000007.ldb main',
    'db/note.txt main',
  ]);
  expect(places(() => false)).toHaveLength(names.length);
  expect(places()).toHaveLength(names.length);
});

test('one name of LevelDB alone makes no store', () => {
  expect(shown([file('logs/1.log', 'text'), file('logs/LOG', 'text')])).toHaveLength(2);
  expect(shown([file('x/CURRENT', 'text')])).toHaveLength(1);
});
