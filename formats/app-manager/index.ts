import { numbered } from '../../src/base/numbered.ts';
import { type Bid, type Format, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { INFO_5, META_2 } from './names.ts';

/** A tree with private data of its own outbids this. */
const MOST_BITS = 180;
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  [META_2]: ['"package_name"', '"data_dirs"', '"user_handle"', '"tar_type"'],
  [INFO_5]: ['"user_handle"', '"tar_type"', '"checksum_algo"', '"crypto"'],
};

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  let bits = 0;
  let found = 0;
  for (const path of listing.paths) {
    const fields = FIELDS[leafOf(path)];
    if (fields === undefined || bits >= MOST_BITS) continue;
    const text = Buffer.from(listing.head(path) ?? []).toString('latin1');
    if (!fields.every((field) => text.includes(field))) continue;
    found++;
    bits += 8 * fields.join('').length;
  }
  if (found === 0) return NO_BID;
  return {
    bits: Math.min(MOST_BITS, bits),
    because: `${numbered(found, 'description')} with the fields that App Manager writes`,
  };
}

/** App Manager (MuntashirAkon), backups of versions 2 to 5. */
export const appManager: Format = {
  id: 'app-manager',
  title: 'App Manager',
  validated: 'synthetic',
  bundle: { bid, decode: later(() => import('./decode.ts')) },
};
