import { numbered } from '../../src/base/numbered.ts';
import { type Bid, type Format, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { folderOf } from '../../src/vfs/only-folder.ts';
import { readManifest } from './manifest.ts';
import { storedAt } from './names.ts';

/** A tree with private data of its own outbids this. */
const MOST_BITS = 180;
/** A whole text that makes sense once it is turned round. */
const MANIFEST_BITS = 120;
/** Preferences have such names too: only those with a part beside them are looked into, and so many. */
const MOST_LOOKS = 16;

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  const packed = new Set<string>();
  const described: (readonly [path: string, name: string])[] = [];
  for (const path of listing.paths) {
    const stored = storedAt(path);
    if (stored === null) continue;
    if (stored.kind === 'manifest') described.push([path, stored.package]);
    else packed.add(`${stored.folder}/${stored.package}`);
  }
  let bits = 0;
  let manifests = 0;
  const beside = described.filter(([path, name]) => packed.has(`${folderOf(path)}/${name}`));
  for (const [path, name] of beside.slice(0, MOST_LOOKS)) {
    if (bits >= MOST_BITS) break;
    if (readManifest(listing.head(path) ?? new Uint8Array(0))?.package !== name) continue;
    manifests++;
    bits += MANIFEST_BITS;
  }
  if (manifests === 0) return NO_BID;
  return {
    bits: Math.min(MOST_BITS, bits),
    because: `${numbered(manifests, 'manifest')} that Swift Backup disguised as .xml`,
  };
}

/** Swift Backup: a manifest and zips an app. */
export const swiftBackup: Format = {
  id: 'swift-backup',
  title: 'Swift Backup',
  validated: 'synthetic',
  bundle: { bid, decode: later(() => import('./decode.ts')) },
};
