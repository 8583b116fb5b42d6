import { numbered } from '../../src/base/numbered.ts';
import { type Bid, type Format, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';
import { INNER_PROPERTIES, PROPERTIES, STAMP } from './names.ts';
import { oldManifest } from './old.ts';

/** A tree with private data of its own outbids this. */
const MOST_BITS = 180;
const FIELDS: readonly string[] = ['backupVersionCode', 'packageName', 'profileId'];
const OLD_FIELDS: readonly string[] = ['"backupMode"', '"lastBackupMillis"', '"packageName"'];

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  let bits = 0;
  let manifests = 0;
  for (const path of listing.paths) {
    if (bits >= MOST_BITS) break;
    const leaf = leafOf(path);
    const stem = leaf === INNER_PROPERTIES ? folderOf(path) : path.replace(PROPERTIES, '');
    const fields = PROPERTIES.test(leaf) && STAMP.test(stem) ? FIELDS : oldManifest(path) === null ? null : OLD_FIELDS;
    if (fields === null) continue;
    const text = Buffer.from(listing.head(path) ?? []).toString('latin1');
    if (!fields.every((field) => text.includes(field))) continue;
    manifests++;
    bits += 8 * fields.join('').length;
  }
  if (manifests === 0) return NO_BID;
  return {
    bits: Math.min(MOST_BITS, bits),
    because: `${numbered(manifests, 'manifest')} with the fields that Neo Backup writes`,
  };
}

/** Neo Backup and its ancestors OAndBackupX and OAndBackup. */
export const neoBackup: Format = {
  id: 'neo-backup',
  title: 'Neo Backup, OAndBackupX, OAndBackup',
  validated: 'synthetic',
  bundle: { bid, decode: later(() => import('./decode.ts')) },
};
