import { expect, test } from 'vitest';
import { location } from '../../src/android/location.ts';
import { entriesOf, groups } from '../../src/engine/groups.ts';
import { buildCatalogue, type Catalogue, readCatalogue } from '../../src/vfs/catalogue.ts';
import { NO_PACKAGE, NO_PLACE } from '../../src/vfs/sort-key.ts';

/** A catalogue of files named `package/path`; `-` is a place of no package, `?` no place at all. */
function catalogue(...names: readonly string[]): Catalogue {
  const builder = buildCatalogue();
  for (const name of names) {
    const cut = name.indexOf('/');
    const owner = name.slice(0, cut);
    builder.add({
      type: 'file',
      location: owner === '?' ? null : location(0, owner === '-' ? null : owner, 'ce', 'files', name.slice(cut + 1)),
      entry: name,
      bytes: 1,
      sha256: null,
      modified: null,
      mode: null,
      uid: null,
      gid: null,
      link: null,
      proof: null,
      at: 'a.tar @0',
      sniff: 'opaque',
      kept: null,
      idle: false,
    });
  }
  return readCatalogue(builder.finish());
}

const shown = (sides: readonly (Catalogue | null)[]) =>
  [...groups(sides)].map(({ name, ranges }) => [
    name,
    ...ranges.map((range, i) => [...entriesOf(sides[i] ?? null, range)].map(({ entry }) => entry)),
  ]);

test('merges the packages of three sides in one order', () => {
  const sides = [
    catalogue('com.b/1', 'com.a/2', 'com.a/1', '-/x', '?/lost'),
    catalogue('com.c/1'),
    catalogue('com.a/1', 'com.c/2', '?/other'),
  ];
  expect(shown(sides)).toEqual([
    ['com.a', ['com.a/1', 'com.a/2'], [], ['com.a/1']],
    ['com.b', ['com.b/1'], [], []],
    ['com.c', [], ['com.c/1'], ['com.c/2']],
    [NO_PACKAGE, ['-/x'], [], []],
    [NO_PLACE, ['?/lost'], [], ['?/other']],
  ]);
});

test('a package is not the one whose name it begins with', () => {
  expect(shown([catalogue('com.a.b/1', 'com.a/1'), catalogue('com.a.b/1')]).map(([name]) => name)).toEqual([
    'com.a',
    'com.a.b',
  ]);
});

test('a side that is absent or empty has nothing in any group', () => {
  const one = catalogue('com.a/1');
  expect(shown([one, null, catalogue()])).toEqual([['com.a', ['com.a/1'], [], []]]);
  expect(shown([null, null])).toEqual([]);
  expect([...entriesOf(one, null)]).toEqual([]);
  expect([...entriesOf(one, undefined)]).toEqual([]);
});
