import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DOMAINS, type Location, STORAGES } from '../../src/android/location.ts';
import {
  aliasRank,
  buildCatalogue,
  type CatalogueEntry,
  type PackedCatalogue,
  readCatalogue,
} from '../../src/vfs/catalogue.ts';
import { NO_PACKAGE, NO_PLACE, sortKey } from '../../src/vfs/sort-key.ts';
import { namePart, relativePath } from '../support/random-names.ts';

const SEED = 20_170_803;

const count = fc.option(fc.nat(2 ** 31));
/** Few names and users, so that addresses meet. */
const owner = fc.option(fc.constantFrom('com.a', 'com.a.b', 'com.b', 'com.\u{1f600}', 'com.\uffee'));
const place: fc.Arbitrary<Location> = fc.record({
  user: fc.constantFrom(0, 2, 10, 999),
  package: owner,
  storage: fc.constantFrom(...STORAGES),
  domain: fc.constantFrom(...DOMAINS),
  path: fc.oneof(fc.constantFrom('a', 'b', 'a/b'), relativePath(4)).map((path) => path.replaceAll('\0', '')),
  feature: fc.option(fc.constantFrom('-1', '102')),
  volume: fc.option(fc.constantFrom('ABCD-1234')),
});
const citation = fc
  .tuple(fc.array(namePart, { minLength: 1, maxLength: 3 }), fc.nat(2 ** 40), fc.boolean())
  .map(([layers, offset, placed]) => `${layers.join(' → ')}${placed ? ` @${offset} +7` : ''}`);
const entry: fc.Arbitrary<Omit<CatalogueEntry, 'shadowed'>> = fc.record({
  type: fc.constantFrom('file', 'directory', 'symlink', 'special'),
  location: fc.option(place),
  entry: fc.oneof(
    relativePath(3),
    relativePath(3).map((path) => `data/data/${path}`),
  ),
  bytes: fc.option(fc.nat({ max: Number.MAX_SAFE_INTEGER })),
  sha256: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
  modified: fc.option(fc.integer({ min: -(2 ** 45), max: 2 ** 45 })),
  mode: fc.option(fc.nat(0o7777)),
  uid: count,
  gid: count,
  link: fc.option(relativePath(3)),
  proof: fc.option(fc.constantFrom('tag', 'hmac', 'checksum', 'magic', 'none')),
  at: citation,
  sniff: fc.constantFrom('empty', 'sqlite', 'wal', 'journal', 'text', 'opaque'),
  kept: fc.option(fc.record({ offset: fc.nat({ max: 2 ** 44 }), length: fc.nat({ max: 2 ** 40 }) })),
  idle: fc.constant(false),
});

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const keyOf = ({ location, entry: name }: Pick<CatalogueEntry, 'location' | 'entry'>): string =>
  sortKey(location, name);

/** As it crosses to another thread: buffers are handed over, everything else is copied. */
function sent(packed: PackedCatalogue): PackedCatalogue {
  return structuredClone(packed, {
    transfer: [...packed.segments, packed.order.buffer].filter((each) => each instanceof ArrayBuffer),
  });
}

/** What must come out: sorted by place, in the order added where places are one; of such files one wins. */
function expected(entries: readonly Omit<CatalogueEntry, 'shadowed'>[]): CatalogueEntry[] {
  const sorted = entries.toSorted((a, b) => byBytes(keyOf(a), keyOf(b)));
  return sorted.map((own) => {
    if (own.type !== 'file' || own.location === null) return { ...own, shadowed: false };
    const alike = sorted.filter((other) => keyOf(other) === keyOf(own));
    const best = Math.min(...alike.map((each) => aliasRank(each.entry)));
    return { ...own, shadowed: own !== alike.findLast((each) => aliasRank(each.entry) === best) };
  });
}

function packed(entries: Iterable<Omit<CatalogueEntry, 'shadowed'>>): PackedCatalogue {
  const builder = buildCatalogue();
  for (const each of entries) builder.add(each);
  return sent(builder.finish());
}

test('a packed catalogue gives back every entry, with all fields, in order', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
      const catalogue = readCatalogue(packed(entries));
      expect(catalogue.count).toBe(entries.length);
      expect([...catalogue.entries()]).toEqual(expected(entries));
    }),
    { numRuns: 150, seed: SEED },
  );
});

test('an entry is in the group of its package, and groups stand together', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 40 }), (entries) => {
      const catalogue = readCatalogue(packed(entries));
      const seen: string[] = [];
      for (let i = 0; i < catalogue.count; i++) {
        const { location } = catalogue.entry(i);
        const group = catalogue.group(i);
        expect(group).toBe(location === null ? NO_PLACE : (location.package ?? NO_PACKAGE));
        if (seen.at(-1) !== group) seen.push(group);
      }
      expect(new Set(seen).size).toBe(seen.length);
    }),
    { numRuns: 100, seed: SEED },
  );
});

test('holds over several segments of 4 MiB, added in any order', () => {
  const total = 24_000;
  const step = 7919; // prime: every number comes once
  const entries = Array.from({ length: total }, (_, i): Omit<CatalogueEntry, 'shadowed'> => {
    const number = (i * step) % total;
    return {
      type: 'file',
      location: {
        user: number % 3,
        package: `com.example.app${number % 50}`,
        storage: 'ce',
        domain: 'files',
        path: `folder/${'x'.repeat(200)}/${number}`,
        feature: null,
        volume: null,
      },
      entry: `stored/${number}`,
      bytes: number,
      sha256: null,
      modified: null,
      mode: null,
      uid: null,
      gid: null,
      link: null,
      proof: null,
      at: `phone.tar @${number * 512}`,
      sniff: 'opaque',
      kept: { offset: number * 2 ** 20, length: number },
      idle: false,
    };
  });
  const whole = packed(entries);
  expect(whole.segments.length).toBeGreaterThan(1);
  const catalogue = readCatalogue(whole);
  const want = entries.toSorted((a, b) => byBytes(keyOf(a), keyOf(b)));
  for (const [i, each] of want.entries()) {
    const got = catalogue.entry(i);
    expect([got.entry, got.bytes, got.at, got.kept?.offset, got.shadowed]).toEqual([
      each.entry,
      each.bytes,
      each.at,
      each.kept?.offset,
      false,
    ]);
  }
});
