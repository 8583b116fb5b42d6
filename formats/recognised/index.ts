import { Fault } from '../../src/base/fault.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import { type Format, NO_BID } from '../../src/vfs/format.ts';
import type { Input } from '../../src/vfs/member.ts';
import { peekInput } from '../../src/vfs/peek.ts';
import { hintOf, KINDS, kindOf } from './kinds.ts';

/** Says what it is, and that it is not read: no guess takes the place of a reading. Throws Fault `evidence.unsupported`. */
async function* decode(input: Input): AsyncGenerator<Decoded> {
  const { listing } = await peekInput(input, () => false);
  const found = kindOf(listing);
  throw new Fault('evidence.unsupported', `recognised.${found?.kind.id ?? KINDS[0]?.id}`, input.citation);
}

/** Backups that are named, with what is known of them and what to try; none of them is read. */
export const recognised: Format = {
  id: 'recognised',
  title: 'Recognised, not read: Meizu, MediaTek, vivo, rustic, iTunes, Kies',
  validated: 'synthetic',
  bundle: {
    bid(listing) {
      const found = kindOf(listing);
      return found === null ? NO_BID : { bits: found.bits, because: found.kind.because };
    },
    hint: hintOf,
    decode,
  },
};
