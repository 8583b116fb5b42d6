import { EVERYWHERE } from '../android/coverage.ts';
import { renderCitation } from '../base/citation.ts';
import { type PartsTally, partsCoverage, tallyParts } from './decode-part.ts';
import type { Decoded } from './entry.ts';
import type { DecodeKit } from './format.ts';
import type { Input, TreeInput } from './member.ts';
import { spoolTree } from './spool-tree.ts';

/**
 * Decodes a bundle whose parts need one another, in whichever order they are stored: `body` sees all of it as a tree.
 * Damage told by the container withdraws all coverage. Throws Fault `evidence.locked` where a part was locked and no
 * private file came out of another.
 */
export async function* decodeTree(
  input: Input,
  kit: DecodeKit,
  body: (tree: TreeInput, tally: PartsTally) => AsyncIterable<Decoded>,
): AsyncGenerator<Decoded> {
  const { tree, close } = await spoolTree(input, kit);
  const tally = tallyParts();
  try {
    for (const item of tree.notices) {
      if (item.gravity === 'damage') {
        const reason = item.code === 'truncated' ? 'truncated' : item.code === 'limit' ? 'limit' : 'damage';
        tally.gaps.push({ area: EVERYWHERE, reason, at: renderCitation(item.at) });
      }
      yield item;
    }
    yield* body(tree, tally);
  } finally {
    close();
  }
  if (tally.locked !== null && tally.privateFiles === 0) throw tally.locked;
  yield partsCoverage(tally);
}
