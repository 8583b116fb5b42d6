import { type Bid, type Bundle, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { APP_LIST_NAME, INDEX_NAME } from './names.ts';

/** A tree with private data of its own outbids this, whatever backups lie on its shared storage. */
const MOST_BITS = 180;
/** What an index begins with and holds; each byte of it counts. */
const INDEX_MARKS: readonly string[] = ['<info.xml', 'table="HeaderInfo"', 'table="BackupFile'];
const LIST_MARK = '[headerinfo]';

export const bundle: Bundle = { bid, decode: later(() => import('./decode.ts')) };

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  let bits = 0;
  let because = '';
  for (const path of listing.paths) {
    const leaf = leafOf(path).toLowerCase();
    if (leaf === INDEX_NAME) {
      const text = Buffer.from(listing.head(path) ?? []).toString('latin1');
      const marks = INDEX_MARKS.filter((mark) => text.includes(mark));
      // The element alone is what any program could call its file by.
      if (marks.length < 2 || marks[0] !== INDEX_MARKS[0]) continue;
      return { bits: Math.min(MOST_BITS, 8 * marks.join('').length), because: 'info.xml of KoBackup' };
    }
    if (leaf === APP_LIST_NAME && bits === 0) {
      const head = Buffer.from(listing.head(path) ?? []);
      if (!head.toString('utf16le').includes(LIST_MARK) && !head.toString('latin1').includes(LIST_MARK)) continue;
      bits = 8 * LIST_MARK.length;
      because = 'backupinfo.ini of KoBackup';
    }
  }
  return bits === 0 ? NO_BID : { bits, because };
}
