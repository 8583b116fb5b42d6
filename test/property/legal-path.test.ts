import fc from 'fast-check';
import { expect, test } from 'vitest';
import { legalPath } from '../../src/vfs/path.ts';

const SEED = 20_170_803;

/** Bytes that names go wrong with: separators, dots, NUL, backslashes, `x80` as text, broken and whole UTF-8. */
const PIECES = [
  '/',
  '//',
  '.',
  '..',
  '\0',
  '\\',
  '\\\\',
  '\\..',
  '\\x80',
  'x80',
  'a',
  'b',
  '\u0080',
  '\u009b',
  '\ufeff',
  'é',
  '\u{1f600}',
  '\n',
  '\u007f',
  'C:',
  ' ',
];
const RAW = [[0x80], [0xff], [0xc2], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xf0, 0x9f], [0xef, 0xbb, 0xbf], [0xc0, 0xaf]];
const piece = fc.oneof(
  fc.constantFrom(...PIECES.map((text) => [...Buffer.from(text)]), ...RAW),
  fc.uint8Array({ maxLength: 3 }).map((bytes) => [...bytes]),
);
const stored = fc.array(piece, { maxLength: 7 }).map((parts) => Uint8Array.from(parts.flat()));

/**
 * What two stored names must share to be one place. Only these spellings are one by contract: slashes that repeat,
 * lead or trail, and parts that are a single dot; every file system reads them so.
 */
function meaning(name: Uint8Array): string {
  return Buffer.from(name)
    .toString('latin1')
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}

test('a path never climbs, is never absolute, and has no empty part and nothing that cannot be shown', () => {
  fc.assert(
    fc.property(stored, (name) => {
      const { path } = legalPath(name);
      if (path === '') {
        expect(meaning(name)).toBe('');
        return;
      }
      for (const part of path.split('/')) expect(['', '.', '..']).not.toContain(part);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(path).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
      expect(Buffer.from(path).toString()).toBe(path);
    }),
    { numRuns: 4_000, seed: SEED },
  );
});

test('two names have one path only where they mean one place', () => {
  fc.assert(
    fc.property(fc.array(stored, { minLength: 2, maxLength: 30 }), (names) => {
      const byPath = new Map<string, string>();
      const byMeaning = new Map<string, string>();
      for (const name of names) {
        const { path } = legalPath(name);
        const means = meaning(name);
        expect(byPath.get(path) ?? means).toBe(means);
        expect(byMeaning.get(means) ?? path).toBe(path);
        byPath.set(path, means);
        byMeaning.set(means, path);
      }
    }),
    { numRuns: 1_200, seed: SEED },
  );
});

test('names of one or two bytes: all 65,792 of them', () => {
  const paths = new Map<string, string>();
  const take = (name: Uint8Array): void => {
    const { path } = legalPath(name);
    const means = meaning(name);
    const before = paths.get(path);
    if (before !== undefined && before !== means) expect.fail(`${JSON.stringify(path)} stands for two names`);
    paths.set(path, means);
  };
  for (let first = 0; first < 256; first++) {
    take(Uint8Array.of(first));
    for (let second = 0; second < 256; second++) take(Uint8Array.of(first, second));
  }
  expect(paths.size).toBeGreaterThan(60_000);
});

test('a name given as text has the path of its bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(legalPath(text)).toEqual(legalPath(Buffer.from(text)));
    }),
    { numRuns: 1_200, seed: SEED },
  );
});

test('what a name did is told: climbing, absolute, NUL, not UTF-8', () => {
  fc.assert(
    fc.property(stored, (name) => {
      const { unsafe, notUtf8 } = legalPath(name);
      const parts = Buffer.from(name).toString('latin1').split('/');
      expect(unsafe).toBe(name[0] === 0x2f || name.includes(0) || parts.includes('..'));
      expect(notUtf8).toBe(Buffer.compare(Buffer.from(Buffer.from(name).toString()), name) !== 0);
    }),
    { numRuns: 4_000, seed: SEED },
  );
});
