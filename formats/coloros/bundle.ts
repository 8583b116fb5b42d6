import { type Bid, type Bundle, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { backupFolder, CONFIG_NAME, roleOf } from './names.ts';

/** A tree with private data of its own outbids this, whatever backups lie on its shared storage. */
const MOST_BITS = 180;
const CONFIG_MARKS: readonly string[] = ['SQLite format 3', 'EncryptInfo'];
const TAR_MAGIC = 'ustar';
const TAR_MAGIC_AT = 257;

export const bundle: Bundle = { bid, decode: later(() => import('./decode.ts')) };

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  let bits = 0;
  let because = '';
  for (const path of listing.paths) {
    if (bits >= MOST_BITS) break;
    if (backupFolder(path) === null) continue;
    const head = Buffer.from(listing.head(path) ?? []).toString('latin1');
    if (leafOf(path).toLowerCase() === CONFIG_NAME) {
      if (!CONFIG_MARKS.every((mark) => head.includes(mark))) continue;
      bits = MOST_BITS;
      because = 'backup_config_new.db with EncryptInfo';
      continue;
    }
    // App/<package>.tar whose first member lies in that package's folder.
    const role = roleOf(path);
    const start = role.kind === 'tar' ? `data/data/${role.package}/` : '';
    if (start === '' || !head.startsWith(start) || !head.startsWith(TAR_MAGIC, TAR_MAGIC_AT)) continue;
    bits += 8 * start.length;
    if (because === '') because = 'tars of apps below App/, with paths of the device';
  }
  return bits === 0 ? NO_BID : { bits: Math.min(MOST_BITS, bits), because };
}
