import { numbered } from '../../src/base/numbered.ts';
import { type Bid, type Format, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { PACKAGE_DATA, storedAt } from './names.ts';

/** A tree with private data of its own outbids this. */
const MOST_BITS = 180;
const FIELDS: readonly string[] = ['"package_name"', '"app_name"', '"data_size"'];
const PACKAGE_DATA_KEYS: readonly string[] = ['backup_name ', 'cpu_abi '];
/** Files of such names that are looked into. */
const MOST_LOOKS = 32;
/** An APK in a folder that is named after the app, with what is packed of it beside. */
const PLACE_BITS = 40;
const APK_MAGIC = Buffer.from('PK', 'latin1');
const GZIP_MAGIC = Buffer.from([0x1f, 0x8b]);

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  const holds = (path: string, texts: readonly string[]): boolean => {
    const text = Buffer.from(listing.head(path) ?? []).toString('latin1');
    return texts.every((each) => text.includes(each));
  };
  const begins = (path: string, magic: Uint8Array): boolean =>
    Buffer.from(listing.head(path)?.subarray(0, magic.length) ?? []).equals(magic);
  let bits = 0;
  let facts = 0;
  let looks = 0;
  const apps = new Map<string, string>();
  const packed = new Map<string, string>();
  for (const path of listing.paths) {
    if (PACKAGE_DATA.test(path) && holds(path, PACKAGE_DATA_KEYS)) bits += 8 * PACKAGE_DATA_KEYS.join('').length;
    const stored = storedAt(path);
    if (stored?.kind === 'facts' && bits < MOST_BITS && looks++ < MOST_LOOKS && holds(path, FIELDS)) {
      facts++;
      bits += 8 * FIELDS.join('').length;
    } else if (stored?.kind === 'apk') apps.set(`${stored.folder}/${stored.package}`, path);
    else if (stored?.kind === 'data') packed.set(`${stored.folder}/${stored.package}`, path);
  }
  for (const [app, apk] of apps) {
    const data = packed.get(app);
    if (bits < MOST_BITS && data !== undefined && begins(apk, APK_MAGIC) && begins(data, GZIP_MAGIC))
      bits += PLACE_BITS;
  }
  if (bits === 0) return NO_BID;
  const because = `${numbered(apps.size, 'folder')} of APKs and ${numbered(facts, 'description')} of apps as Migrate writes them`;
  return { bits: Math.min(MOST_BITS, bits), because };
}

/** Migrate (BaltiApps): flashable zips, or folders unpacked from them. */
export const migrate: Format = {
  id: 'migrate',
  title: 'Migrate (BaltiApps)',
  validated: 'synthetic',
  bundle: { bid, decode: later(() => import('./decode.ts')) },
};
