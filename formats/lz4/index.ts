import { isLz4, unlz4 } from '../../src/bytes/unlz4.ts';
import { type Format, NO_BID } from '../../src/vfs/format.ts';
import { openUnpacked } from '../../src/vfs/open-unpacked.ts';

/** Four bytes of magic, the version, and a block size that exists. */
const MAGIC_BITS = 36;

/** LZ4 stream around anything: most often a tar. */
export const lz4: Format = {
  id: 'lz4',
  title: 'LZ4 stream',
  validated: 'vector',
  container: {
    bid: (sample) => (isLz4(sample.head) ? { bits: MAGIC_BITS, because: 'LZ4 frame magic and version' } : NO_BID),
    open(origin, kit) {
      if (origin.kind !== 'bytes') throw new TypeError('a lz4 stream is bytes');
      return openUnpacked({ name: 'lz4', source: origin, unpack: unlz4, suffix: /\.lz4$/i }, kit);
    },
  },
};
