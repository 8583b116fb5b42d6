import type { Citation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { numbered } from '../../src/base/numbered.ts';
import { type Bid, type DecodeKit, type Format, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { isLocked, joinFacts, knownOfContainer } from '../../src/vfs/known.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { peekSource } from '../../src/vfs/peek.ts';
import { ARMOR_FACTS, ARMOR_MAGIC, type Armor, armored, readArmor, sessionKey, unlockArmor } from './armor.ts';
import { MANIFEST_NAME } from './names.ts';
import { PROPERTIES_MAGIC } from './properties.ts';

/** A tree with private data of its own outbids this. */
const MOST_BITS = 180;

function beginsWith(head: Uint8Array | null, text: string): boolean {
  return head !== null && Buffer.from(head.subarray(0, text.length)).toString('latin1') === text;
}

function bid(listing: Listing): Bid {
  if (listing.input.kind === 'bytes') return NO_BID;
  let manifests = 0;
  for (const path of listing.paths) {
    if (!MANIFEST_NAME.test(leafOf(path))) continue;
    const head = listing.head(path);
    if (beginsWith(head, PROPERTIES_MAGIC)) manifests++;
    if (manifests * 8 * PROPERTIES_MAGIC.length > MOST_BITS) break;
  }
  if (manifests === 0) return NO_BID;
  return {
    bits: Math.min(MOST_BITS, manifests * 8 * PROPERTIES_MAGIC.length),
    because: `${numbered(manifests, 'manifest that begins', 'manifests that begin')} with "${PROPERTIES_MAGIC}"`,
  };
}

/** Throws Fault `evidence.locked` with what is known of the armor. */
function unlockNamed(armor: Armor, name: string, kit: DecodeKit, at: Citation): string {
  try {
    return unlockArmor(armor, kit.passwords(name), at, name);
  } catch (error) {
    throw isLocked(error) ? knownOfContainer(error, ARMOR_FACTS) : error;
  }
}

/** Titanium Backup: manifests, tars and APKs in one folder, in the clear or in its own armor. */
export const titanium: Format = {
  id: 'titanium',
  title: 'Titanium Backup',
  validated: 'synthetic',
  container: {
    bid: ({ head }) =>
      beginsWith(head, ARMOR_MAGIC)
        ? { bits: 8 * ARMOR_MAGIC.length, because: 'it begins with "TB_ARMOR_V1"' }
        : NO_BID,
    async open(origin, kit) {
      if (origin.kind !== 'bytes') throw new TypeError('an armored file is bytes');
      const { head, source } = await peekSource(origin);
      const armor = readArmor(head);
      if (armor === null)
        throw new Fault('evidence.truncated', 'titanium.header', origin.citation, { bytes: head.length });
      const password = unlockNamed(armor, origin.name, kit, origin.citation);
      const inner = await kit.open(armored(source, armor, sessionKey(armor, password, origin.citation)));
      return { ...inner, facts: joinFacts(ARMOR_FACTS, inner.facts) };
    },
  },
  bundle: { bid, decode: later(() => import('./decode.ts')) },
};
