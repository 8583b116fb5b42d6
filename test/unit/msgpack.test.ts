import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walkMsgpack } from '../../formats/full-filesystem/msgpack.ts';

/** Builds what is walked, to be held against what was encoded. */
function built(bytes: Uint8Array): unknown {
  const walk = walkMsgpack(bytes);
  const one = (): unknown => {
    const token = walk.next();
    if (token.kind === 'value') return typeof token.value === 'bigint' ? Number(token.value) : token.value;
    if (token.kind === 'array') return Array.from({ length: token.count }, one);
    return Object.fromEntries(Array.from({ length: token.count }, () => [one(), one()]));
  };
  const value = one();
  expect(walk.done).toBe(true);
  return value;
}

const leaf = fc.oneof(
  fc.integer(),
  fc.maxSafeInteger(),
  fc.double({ noNaN: true }).map((value) => (Object.is(value, -0) ? 0 : value)),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.constant(null),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('tree'), { maxLength: 40 }),
    fc.dictionary(
      fc.string().filter((key) => key !== '__proto__'),
      tie('tree'),
      { maxKeys: 40, noNullPrototype: true },
    ),
  ),
}));

describe('MessagePack', () => {
  test('is walked as the library for it encodes it, and left out to its last byte', () => {
    fc.assert(
      fc.property(tree, (value) => {
        const bytes = encode(value);
        expect(built(bytes)).toEqual(value);
        const walk = walkMsgpack(bytes);
        walk.skip();
        expect(walk.done).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('bytes and extensions of every length are left out', () => {
    const all = [0, 1, 255, 256, 65_536].map((length) => new Uint8Array(length));
    const extensions = [
      'd401ff',
      'd501ffff',
      'd6ff00000000',
      `d7ff${'00'.repeat(8)}`,
      `d801${'00'.repeat(16)}`,
      'c7030100ff00',
    ];
    for (const bytes of [...all.map((one) => encode(one)), ...extensions.map((hex) => Buffer.from(hex, 'hex'))]) {
      const walk = walkMsgpack(bytes);
      walk.skip();
      expect(walk.done).toBe(true);
    }
  });

  test('counts beyond the end, nesting without end and what is none of it end at once', () => {
    const hostile = [
      Buffer.from('ddffffffff', 'hex'),
      Buffer.from('dfffffffff', 'hex'),
      Buffer.from('dbffffffff41', 'hex'),
      Buffer.from('c1', 'hex'),
      Buffer.alloc(2_000_000, 0x91),
      Buffer.alloc(2_000_000, 0xdf),
      Buffer.alloc(0),
    ];
    for (const bytes of hostile) expect(() => walkMsgpack(bytes).skip()).toThrow(RangeError);
  });
});
