import { type Bid, type Bundle, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { HISTORY_NAME, roleOf, SUMMARY_NAMES } from './names.ts';

/** A tree with private data of its own outbids this, whatever sets lie on its shared storage. */
const MOST_SET_BITS = 180;
const NAMESPACE = 'Kies.Common.Data';
/** Fields that Samsung's own summary has. */
const SUMMARY_FIELDS: readonly string[] = ['"Dummy"', '"ModelName"', '"SavedTime"'];
const BACKUP_MAGIC = 'ANDROID BACKUP\n';
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
    const leaf = leafOf(path).toLowerCase();
    if (leaf === HISTORY_NAME) {
      if (headText(listing, path).includes(NAMESPACE)) {
        bits += 8 * NAMESPACE.length;
        seen.push('backupHistoryInfo.xml of Samsung');
      }
    } else if (SUMMARY_NAMES.includes(leaf)) {
      const text = headText(listing, path);
      const fields = SUMMARY_FIELDS.filter((field) => text.includes(field));
      bits += 8 * fields.join('').length;
      if (fields.length > 0) seen.push('SmartSwitchBackup.json');
    } else {
      const { kind } = roleOf(path);
      if (kind === 'app-data' && headText(listing, path).startsWith(BACKUP_MAGIC)) bits += 8 * BACKUP_MAGIC.length;
      else if (kind !== 'app-data' && kind !== 'sealed-apk') continue;
      apps++;
      bits += NAME_BITS;
    }
  }
  if (bits === 0) return NO_BID;
  const files = apps > 0 ? [`files of apps below APKFILE`] : [];
  return { bits: Math.min(MOST_SET_BITS, bits), because: [...new Set(seen), ...files].join(', ') };
}

function headText(listing: Listing, path: string): string {
  return Buffer.from(listing.head(path) ?? []).toString('latin1');
}
