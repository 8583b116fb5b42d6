import { type Bid, type Bundle, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { backupFolder, isConfig, isConfigName, tarStart } from './names.ts';

/** A tree with private data of its own outbids this, whatever backups lie on its shared storage. */
const MOST_BITS = 180;

export const bundle: Bundle = { bid, decode: later(() => import('./decode.ts')) };

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  let bits = 0;
  let because = '';
  for (const path of listing.paths) {
    if (bits >= MOST_BITS) break;
    if (backupFolder(path) === null) continue;
    const head = Buffer.from(listing.head(path) ?? []).toString('latin1');
    if (isConfigName(path)) {
      if (!isConfig(head)) continue;
      bits = MOST_BITS;
      because = 'backup_config_new.db with EncryptInfo';
      continue;
    }
    const start = tarStart(path, head);
    if (start === '') continue;
    bits += 8 * start.length;
    if (because === '') because = 'tars of apps below App/, with paths of the device';
  }
  return bits === 0 ? NO_BID : { bits: Math.min(MOST_BITS, bits), because };
}
