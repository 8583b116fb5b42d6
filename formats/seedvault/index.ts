import { type Bid, type Format, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { isFileBackup, METADATA, setFolder } from './names.ts';
import { looksLegacy } from './segments.ts';

/** A tree with private data of its own outbids this. */
const MOST_BITS = 180;
/** A folder named by thirteen digits with a file of this name in it, or a snapshot named by 64 hex digits. */
const PLACE_BITS = 44;
const VERSION_BITS = 8;

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  let bits = 0;
  let signs = 0;
  let files = 0;
  for (const path of listing.paths) {
    if (isFileBackup(path)) files++;
    if (bits >= MOST_BITS) continue;
    const folder = setFolder(path);
    if (folder === null) continue;
    const found = bitsOf(listing.head(path), leafOf(path) === METADATA);
    if (found === 0) continue;
    signs++;
    bits += found + (/^\d{13}$/.test(leafOf(folder)) ? PLACE_BITS : 0);
  }
  if (signs > 0) {
    return { bits: Math.min(MOST_BITS, bits), because: `${signs} files begin as Seedvault seals them, at its places` };
  }
  if (files === 0) return NO_BID;
  return { bits: Math.min(MOST_BITS, PLACE_BITS * files), because: 'snapshots of the file backup of Seedvault' };
}

/** What the head of a file at one of the places confirms, in bits. */
function bitsOf(head: Uint8Array | null, metadata: boolean): number {
  if (head === null) return 0;
  if (head[0] === 0) {
    const segments = looksLegacy(head);
    return segments === 0 ? 0 : VERSION_BITS + 16 * Math.min(4, segments);
  }
  // The length of Tink's header, then the header.
  return metadata && head[0] === 1 && head[1] === 40 ? 2 * VERSION_BITS : 0;
}

/** Seedvault, the backup program of CalyxOS, GrapheneOS, LineageOS and others. */
export const seedvault: Format = {
  id: 'seedvault',
  title: 'Seedvault backup',
  validated: 'vector',
  bundle: { bid, decode: later(() => import('./decode.ts')) },
};
