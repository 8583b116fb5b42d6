import { isZstd, unzstd, unzstdAuthentic } from '../../src/bytes/unzstd.ts';
import { type Format, NO_BID } from '../../src/vfs/format.ts';
import { openUnpacked } from '../../src/vfs/open-unpacked.ts';

/** Four bytes of magic, and a bit that must be zero. */
const MAGIC_BITS = 33;

/** Zstandard stream around anything: most often a tar. */
export const zstd: Format = {
  id: 'zstd',
  title: 'Zstandard stream',
  validated: 'vector',
  container: {
    bid: (sample) => (isZstd(sample.head) ? { bits: MAGIC_BITS, because: 'zstd frame magic' } : NO_BID),
    open(origin, kit) {
      if (origin.kind !== 'bytes') throw new TypeError('a zstd stream is bytes');
      const unpack = origin.authentic === true ? unzstdAuthentic : unzstd;
      return openUnpacked({ name: 'zstd', source: origin, unpack, suffix: /\.zst$/i }, kit);
    },
  },
};
