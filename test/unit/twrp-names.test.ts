import { describe, expect, test } from 'vitest';
import { missingParts, type PartName, partName, partOfChecksum } from '../../formats/twrp/names.ts';

const named = (names: readonly string[], of: (path: string) => PartName | null): PartName[] =>
  names.map(of).filter((each) => each !== null);
const missing = (there: readonly string[], sums: readonly string[] = []) =>
  missingParts(named(there, partName), named(sums, partOfChecksum));

describe('parts that are missing', () => {
  test('are those between others, of each worker from its hundred on', () => {
    expect(missing(['data.ext4.win000', 'data.ext4.win002'])).toEqual([{ partition: 'data', numbers: [1] }]);
    expect(missing(['data.ext4.win100', 'data.ext4.win202'])).toEqual([{ partition: 'data', numbers: [200, 201] }]);
    expect(missing(['data.ext4.win'])).toEqual([]);
  });

  test.each(['.sha2', '.sha256', '.md5', '.md5sum'])('are those of which the %s is left', (ending) => {
    const sums = ['data.ext4.win000', 'data.ext4.win001'].map((name) => name + ending);
    expect(missing(['data.ext4.win000', 'data.ext4.win001'], sums)).toEqual([]);
    expect(missing(['data.ext4.win000'], sums)).toEqual([{ partition: 'data', numbers: [1] }]);
    expect(missing([], sums)).toEqual([{ partition: 'data', numbers: [0, 1] }]);
    expect(missing(['data.ext4.win'], [`system.ext4.win${ending}`])).toEqual([{ partition: 'system', numbers: null }]);
    // A whole that was split has no part of this name.
    expect(missing(['data.ext4.win000'], [`data.ext4.win${ending}`])).toEqual([]);
  });

  test('are not told by the checksums of other files', () => {
    expect(missing(['data.ext4.win'], ['boot.emmc.win.sha2', 'recovery.log.md5', 'data.ext4.win.sha1'])).toEqual([]);
  });
});
