import { coversOnlyWhatItHolds } from '../../src/android/coverage.ts';
import { notice } from '../../src/base/notice.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Input } from '../../src/vfs/member.ts';
import { envelopeOf } from './container.ts';
import { decodeBak } from './decode-bak.ts';
import { decodeSet } from './decode-set.ts';
import { decodeFirstAlone, firstFormat } from './first-format.ts';

/** A .bak by itself, a set, or a backup of the first format. */
export async function* decode(input: Input, kit: DecodeKit): AsyncGenerator<Decoded> {
  const envelope = envelopeOf(input);
  if (envelope === null) {
    const first = firstFormat(input);
    yield* first === null ? decodeSet(input, kit) : decodeFirstAlone(first, kit);
    return;
  }
  const facts = yield* decodeBak(input, envelope, kit);
  yield notice('manifest', 'ab.made-by', 'info', input.citation, { maker: 'miui', signs: 'miui-envelope' });
  yield coversOnlyWhatItHolds(facts.gaps, [envelope.package]);
}
