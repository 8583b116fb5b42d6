import { createHash } from 'node:crypto';
import { numbered } from '../../src/base/numbered.ts';
import { type Bid, type Format, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { isBlob, isFileBackup, isHashed, METADATA, sealsData, sealsFiles, setFolder, snapshotName } from './names.ts';
import { looksLegacy } from './segments.ts';

/** A tree with private data of its own outbids this. */
const MOST_BITS = 180;
/** A folder named by thirteen digits with a file of this name in it, or a snapshot named by 64 hex digits. */
const PLACE_BITS = 44;
const VERSION_BITS = 8;
const HEADS_LOOKED_AT = 64;
/** Version and length of a header, and a name. */
const FILE_BITS = 2 * VERSION_BITS + 1;
/** Files with a name of the file backup that do not begin so may be many. */
const MOST_FILES_LOOKED_AT = 1024;
/** What the first byte behind the version says. */
const TINK_HEADER_BYTES = 40;

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  let bits = 0;
  let signs = 0;
  let files = 0;
  let filesLooked = 0;
  let looked = 0;
  for (const path of listing.paths) {
    if (isFileBackup(path) && files < HEADS_LOOKED_AT && filesLooked < MOST_FILES_LOOKED_AT) {
      filesLooked++;
      if (sealsFiles(listing.head(path))) files++;
    }
    if (bits >= MOST_BITS || looked >= HEADS_LOOKED_AT) continue;
    const hashed = snapshotName(path) !== null || isBlob(path);
    if (!hashed && setFolder(path) === null) continue;
    looked++;
    const found = hashed ? hashedBits(path, listing) : setBits(path, listing);
    if (found === 0) continue;
    signs++;
    bits += found;
  }
  if (signs > 0) {
    return {
      bits: Math.min(MOST_BITS, bits),
      because: `${numbered(signs, 'file begins', 'files begin')} as Seedvault seals ${signs === 1 ? 'it' : 'them'}, at its places`,
    };
  }
  if (files === 0) return sealedBid(listing);
  const because = 'files that begin as the file backup of Seedvault seals them, at its places';
  return { bits: Math.min(MOST_BITS, FILE_BITS * files), because };
}

/** A set of version 1 without its metadata: files named by hashes, and sealed as its data is. */
function sealedBid(listing: Listing): Bid {
  const sealed = listing.paths
    .filter(isHashed)
    .slice(0, HEADS_LOOKED_AT)
    .filter((path) => sealsData(listing.head(path))).length;
  if (sealed === 0) return NO_BID;
  const because = 'files that begin as Seedvault seals data, at their places, without the metadata of their set';
  return { bits: Math.min(MOST_BITS, FILE_BITS * sealed), because };
}

/** What a file of a set of versions 0 and 1 confirms, in bits. */
function setBits(path: string, listing: Listing): number {
  const folder = setFolder(path);
  if (folder === null) return 0;
  const found = bitsOf(listing.head(path), leafOf(path) === METADATA);
  return found === 0 || !/^\d{13}$/.test(leafOf(folder)) ? found : found + PLACE_BITS;
}

/** What a file of version 2 confirms: it is named by its hash, where so little of it was read that this can be seen. */
function hashedBits(path: string, listing: Listing): number {
  const head = listing.head(path);
  if (head === null || head[0] !== 2 || head[1] !== TINK_HEADER_BYTES) return 0;
  const digest = createHash('sha256').update(head).digest('hex');
  return digest === (snapshotName(path) ?? leafOf(path)) ? MOST_BITS : PLACE_BITS;
}

/** What the head of a file at one of the places confirms, in bits. */
function bitsOf(head: Uint8Array | null, metadata: boolean): number {
  if (head === null) return 0;
  if (head[0] === 0) {
    const segments = looksLegacy(head);
    return segments === 0 ? 0 : VERSION_BITS + 16 * Math.min(4, segments);
  }
  return metadata && head[0] === 1 && head[1] === TINK_HEADER_BYTES ? 2 * VERSION_BITS : 0;
}

/** Seedvault, the backup program of CalyxOS, GrapheneOS, LineageOS and others. */
export const seedvault: Format = {
  id: 'seedvault',
  title: 'Seedvault backup',
  validated: 'vector',
  bundle: { bid, decode: later(() => import('./decode.ts')) },
};
