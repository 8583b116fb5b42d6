import { numbered } from '../../src/base/numbered.ts';
import { type Bid, type Format, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { MANIFEST } from './manifest.ts';
import { isPacked, storedAt } from './names.ts';

/** A tree with private data of its own outbids this. */
const MOST_BITS = 180;
const FIELDS = ['indexInfo', 'packageInfo', 'extraInfo', 'packageName'];
/** What an archive begins with, where it lies. */
const ARCHIVE_BITS = 32;

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  let bits = 0;
  let manifests = 0;
  let archives = 0;
  for (const path of listing.paths) {
    const stored = storedAt(path);
    if (stored === null || bits >= MOST_BITS) continue;
    if (stored.area !== null) {
      archives++;
      const head = stored.version === 2 ? listing.head(path) : null;
      if (head !== null && isPacked(head)) bits += ARCHIVE_BITS;
    } else if (leafOf(path) === MANIFEST) {
      const text = Buffer.from(listing.head(path) ?? []).toString('latin1');
      if (!FIELDS.every((field) => text.includes(`"${field}"`))) continue;
      manifests++;
      bits += 8 * FIELDS.join('').length;
    }
  }
  if (bits === 0) return NO_BID;
  const because =
    manifests > 0
      ? `${numbered(manifests, 'manifest')} with the fields that DataBackup writes`
      : `${numbered(archives, 'archive')} in folders as DataBackup 2 names them`;
  return { bits: Math.min(MOST_BITS, bits), because };
}

/** DataBackup (XayahSuSuSu), versions 1 and 2. */
export const databackup: Format = {
  id: 'databackup',
  title: 'DataBackup',
  validated: 'synthetic',
  bundle: { bid, decode: later(() => import('./decode.ts')) },
};
