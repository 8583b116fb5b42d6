import { bunzip2, isBzip2 } from '../../src/bytes/bunzip2.ts';
import { type Format, NO_BID } from '../../src/vfs/format.ts';
import { openUnpacked } from '../../src/vfs/open-unpacked.ts';

/** `BZh`, a level, and 48 bits of a block or end mark. */
const MAGIC_BITS = 75;

/** bzip2 stream around anything: most often a tar. */
export const bzip2: Format = {
  id: 'bzip2',
  title: 'bzip2 stream',
  validated: 'vector',
  container: {
    bid: (sample) =>
      isBzip2(sample.head) ? { bits: MAGIC_BITS, because: 'bzip2 magic, level and block magic' } : NO_BID,
    open(origin, kit) {
      if (origin.kind !== 'bytes') throw new TypeError('a bzip2 stream is bytes');
      return openUnpacked({ name: 'bzip2', source: origin, unpack: bunzip2, suffix: /\.bz2$/i }, kit);
    },
  },
};
