import { numbered } from '../../src/base/numbered.ts';
import { type Bid, type Format, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { CHECKSUMS, partName } from './names.ts';
import { packedBits } from './packed.ts';
import { container } from './stream.ts';

/** A tree with private data of its own outbids this. */
const MOST_BITS = 180;
const NAME_BITS = 40;
const BESIDE_BITS = 24;

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  const paths = new Set(listing.paths);
  let bits = 0;
  let parts = 0;
  for (const path of listing.paths) {
    if (partName(path) === null) continue;
    const found = packedBits(listing.head(path) ?? new Uint8Array(0));
    if (found === 0) continue;
    parts++;
    const beside = CHECKSUMS.some(([ending]) => paths.has(path + ending));
    bits += NAME_BITS + found + (beside ? BESIDE_BITS : 0);
    if (bits >= MOST_BITS) break;
  }
  return parts === 0
    ? NO_BID
    : {
        bits: Math.min(MOST_BITS, bits),
        because: `${numbered(parts, 'packed file system')} (.win) as TWRP writes them`,
      };
}

/** Backups of the recovery TWRP: a folder of packed partitions. */
export const twrp: Format = {
  id: 'twrp',
  title: 'TWRP backup (folder, adb backup --twrp)',
  validated: 'vector',
  container,
  bundle: { bid, decode: later(() => import('./decode.ts')) },
};
