import fc from 'fast-check';

/** Names as they may stand in an archive: no NUL, no slash within a part, not `.` or `..`. */
const usable = (part: string): boolean => part !== '.' && part !== '..' && !part.includes('/') && !part.includes('\0');

const plainPart = fc.stringMatching(/^[A-Za-z0-9_.=+~@ -]{1,14}$/);
const anyPart = fc.string({ unit: 'binary', minLength: 1, maxLength: 12 });

/** One part of a path, plain ASCII mostly, else any text: controls, backslashes, other scripts. */
export const namePart: fc.Arbitrary<string> = fc
  .oneof({ weight: 3, arbitrary: plainPart }, { weight: 1, arbitrary: anyPart })
  .filter(usable);

/** A relative path of one to `depth` parts. */
export const relativePath = (depth: number): fc.Arbitrary<string> =>
  fc.array(namePart, { minLength: 1, maxLength: depth }).map((parts) => parts.join('/'));

/** Bodies: mostly short, sometimes of several chunks. */
export const body: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 6, arbitrary: fc.uint8Array({ maxLength: 700 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.integer({ min: 500, max: 70_000 }), fc.uint8Array({ minLength: 1, maxLength: 40 }))
      .map(([length, pattern]) =>
        Uint8Array.from({ length }, (_, i) => (pattern[i % pattern.length] as number) ^ (i >> 8)),
      ),
  },
);

/** Sizes of the chunks that a source gives. */
export const chunkBytes: fc.Arbitrary<number> = fc.constantFrom(7, 511, 512, 4096, 65_536);
