import { Fault } from '../base/fault.ts';
import type { Notice } from '../base/notice.ts';
import type { Decoded } from './entry.ts';
import type { Bundle, DecodeKit } from './format.ts';
import type { Input, Member } from './member.ts';
import { alone, isSeveralBundles, OUTER } from './several-bundles.ts';

/**
 * What the bundle at the top of an input decodes to, without others that lie in its folders: those are told, as ones on
 * the storage of a device are. `again` opens the input once more: which bundles there are the decoder itself says, by the
 * fault with which it refuses several.
 */
export async function* outerAlone(
  input: Input,
  again: () => Promise<Input>,
  id: string,
  bundle: Bundle,
  kit: DecodeKit,
): AsyncGenerator<Decoded> {
  const others = await othersIn(input, bundle, kit);
  for (const path of others) yield { type: 'other-bundle', path, format: id };
  yield* bundle.decode(without(input.kind === 'tree' ? input : await again(), others), kit);
}

/** The bundles that lie below the one at the top; none where it is alone, or where none lies at the top. */
async function othersIn(input: Input, bundle: Bundle, kit: DecodeKit): Promise<readonly string[]> {
  try {
    for await (const item of bundle.decode(input, kit)) {
      // Of a tree all names are known before anything of it comes out; a stream tells at its end.
      if (item.type === 'entry' && input.kind === 'tree') break;
    }
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'interrupted') throw error;
    const paths = isSeveralBundles(error) ? String(error.args['paths']).split('\n') : [];
    return paths.includes(OUTER) ? paths.map(alone).filter((path) => path !== '') : [];
  }
  return [];
}

/** An input without what lies at some paths or below them. */
function without(input: Input, paths: readonly string[]): Input {
  if (input.kind === 'bytes') return input;
  const stays = (path: string): boolean => !paths.some((each) => path === each || path.startsWith(`${each}/`));
  if (input.kind === 'stream') return { ...input, members: staying(input.members, stays) };
  const members = [...input.members()].filter(({ path }) => stays(path));
  return {
    ...input,
    count: members.length,
    paths: () => members.map(({ path }) => path),
    members: () => members,
    find: (path) => (stays(path) ? input.find(path) : null),
  };
}

async function* staying(
  items: AsyncIterable<Member | Notice>,
  stays: (path: string) => boolean,
): AsyncGenerator<Member | Notice> {
  for await (const item of items) if ('type' in item || stays(item.path)) yield item;
}
