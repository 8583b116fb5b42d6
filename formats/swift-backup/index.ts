import { type Bid, type Format, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { readManifest } from './manifest.ts';
import { storedAt } from './names.ts';

/** A tree with private data of its own outbids this. */
const MOST_BITS = 180;
/** A whole text that makes sense once it is turned round. */
const MANIFEST_BITS = 120;

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  let bits = 0;
  let manifests = 0;
  for (const path of listing.paths) {
    if (bits >= MOST_BITS) break;
    const stored = storedAt(path);
    if (stored?.kind !== 'manifest') continue;
    if (readManifest(listing.head(path) ?? new Uint8Array(0))?.package !== stored.package) continue;
    manifests++;
    bits += MANIFEST_BITS;
  }
  if (manifests === 0) return NO_BID;
  return { bits: Math.min(MOST_BITS, bits), because: `${manifests} manifests that Swift Backup disguised as .xml` };
}

/** Swift Backup: a manifest and zips an app. */
export const swiftBackup: Format = {
  id: 'swift-backup',
  title: 'Swift Backup',
  validated: 'synthetic',
  bundle: { bid, decode: later(() => import('./decode.ts')) },
};
