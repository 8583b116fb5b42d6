import { type Bid, type Bundle, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { signOf, verifiedBits } from './signs.ts';

/** A tree with private data of its own outbids this, whatever sets lie on its shared storage. */
const MOST_SET_BITS = 180;
/** For a file where it belongs, of which the content says nothing. */
const NAME_BITS = 4;

export const bundle: Bundle = { bid, decode: later(() => import('./decode.ts')) };

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  let bits = 0;
  let apps = 0;
  const seen: string[] = [];
  for (const path of listing.paths) {
    if (bits >= MOST_SET_BITS) break;
    const named = signOf(path);
    if (named === null) continue;
    if (named.file === 'app') apps++;
    const found = verifiedBits(path, listing.head(path) ?? new Uint8Array(0));
    bits += found;
    if (found > 0 && named.file !== 'app') seen.push(named.file);
  }
  // Files that are where they belong say nothing by that alone.
  if (bits === 0) return NO_BID;
  const files = apps > 0 ? ['files of apps below APKFILE'] : [];
  return { bits: Math.min(MOST_SET_BITS, bits + apps * NAME_BITS), because: [...new Set(seen), ...files].join(', ') };
}
