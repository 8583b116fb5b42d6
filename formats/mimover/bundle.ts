import { Fault } from '../../src/base/fault.ts';
import { numbered } from '../../src/base/numbered.ts';
import { type Bid, type Bundle, type Listing, later, NO_BID } from '../../src/vfs/format.ts';
import { hasMagic, MAGIC } from './bak-header.ts';
import { envelopeOf } from './container.ts';
import { FIRST_MARK, isFirstFormat } from './first-format.ts';
import { bakPackage, INDEX_NAME, isBak, leafOf } from './names.ts';

/** A tree with private data of its own outbids this, whatever sets lie on its shared storage. */
const MOST_SET_BITS = 180;
const WRAPPED_BITS = 220;
const ROOT_ELEMENT = '<MIUI-backup>';
/** Names alone, where no head can be had. */
const NAME_BITS = 24;

export const bundle: Bundle = { bid, decode: later(() => import('./decode.ts')) };

function bid(listing: Listing): Bid {
  const { input } = listing;
  if (envelopeOf(input) !== null) return { bits: WRAPPED_BITS, because: 'it came out of a MIUI .bak' };
  if (input.kind === 'bytes') return NO_BID;
  let bits = 0;
  let baks = 0;
  let named = 0;
  let index = false;
  for (const path of listing.paths) {
    const leaf = leafOf(path);
    if (leaf === INDEX_NAME) {
      const head = headOf(listing, path);
      index ||= head !== null && Buffer.from(head).toString('latin1').includes(ROOT_ELEMENT);
    } else if (isBak(leaf) && baks * 8 * MAGIC.length < MOST_SET_BITS) {
      const head = headOf(listing, path);
      if (head === null) named += bakPackage(leaf) === null ? 0 : 1;
      else if (hasMagic(head)) baks++;
    }
  }
  bits = baks * 8 * MAGIC.length + (index ? 8 * ROOT_ELEMENT.length : 0);
  if (bits === 0 && isFirstFormat(listing.paths, headOf(listing, INDEX_NAME))) {
    return { bits: 8 * FIRST_MARK.length, because: 'it holds stores beside a descript.xml of the first MIUI format' };
  }
  if (bits === 0 && named > 0) bits = NAME_BITS + named;
  if (bits === 0) return NO_BID;
  const because = `${index ? 'descript.xml of a MIUI set, ' : ''}${numbered(baks + named, '.bak file')}${baks > 0 ? ` that ${baks + named === 1 ? 'begins' : 'begin'} with "MIUI BACKUP"` : ''}`;
  return { bits: Math.min(MOST_SET_BITS, bits), because };
}

/** The start of a member; of a small one also where the container has no random access to it. */
function headOf(listing: Listing, path: string): Uint8Array | null {
  const head = listing.head(path);
  if (head !== null || listing.input.kind !== 'tree') return head;
  try {
    const body = listing.input.find(path)?.content() ?? null;
    return body instanceof Uint8Array ? body : null;
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
