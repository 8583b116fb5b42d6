import { numbered } from '../../src/base/numbered.ts';
import { type Bid, type Format, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { MODES, storedAt } from './names.ts';

/** A tree with private data of its own outbids this: on a device the copies lie among much else. */
const MOST_BITS = 180;
/** Alone, the folders of apps look like the private storage of a device; a list of modes, or `P_de` beside `P`, says that they are copies. */
const ALONE_BITS = 230;
const DEVICE = /(?:^|\/)(?:data\/(?:data|user|user_de|app|system)|system\/build\.prop|sdcard)(?:\/|$)/;
/** A folder of a package within one of the same name, and the list of modes or a second folder (`P_de`) beside it. */
const APP_BITS = 48;
/** A line of the list: a mode, and the path that the file had. */
const MODE_LINE = /^[0-7]{3,4} \/data\/(?:data|user_de\/0|media\/0\/Android\/data)\/[A-Za-z]/m;
const MODE_BITS = 80;
/** Lists that are enough, and files of their name that are looked into for them. */
const MOST_LISTS = 8;
const MOST_LOOKS = 64;

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  const apps = new Map<string, Set<string>>();
  const listed = new Set<string>();
  let alone = true;
  let verified = 0;
  let looks = 0;
  for (const path of listing.paths) {
    alone &&= !DEVICE.test(path);
    const stored = storedAt(path);
    if (stored?.kind === 'app') apps.set(stored.folder, (apps.get(stored.folder) ?? new Set()).add(stored.area));
    if (stored?.kind !== 'about' || leafOf(path) !== MODES) continue;
    // Once some are lists, others of that name are taken for such.
    if (verified === MOST_LISTS) listed.add(stored.folder);
    else if (looks++ < MOST_LOOKS && MODE_LINE.test(Buffer.from(listing.head(path) ?? []).toString('latin1'))) {
      listed.add(stored.folder);
      verified++;
    }
  }
  const both = [...apps].filter(([folder, areas]) => listed.has(folder) || areas.size > 1).length;
  if (both === 0) return NO_BID;
  const bits = Math.min(MOST_BITS, both * APP_BITS + verified * MODE_BITS);
  const because = `${numbered(both, 'folder of an app within one of the same name', 'folders of apps within ones of the same names')}, as migrator.sh copies them`;
  const twice = [...apps.values()].some((areas) => areas.size > 1);
  return { bits: alone && (verified > 0 || twice) ? ALONE_BITS : bits, because };
}

/** Migrator (VR-25): copies of apps' folders as they are. */
export const vr25Migrator: Format = {
  id: 'vr25-migrator',
  title: 'Migrator (VR-25)',
  validated: 'synthetic',
  bundle: { bid, decode: later(() => import('./decode.ts')) },
};
