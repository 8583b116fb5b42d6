import type { Location } from '../android/location.ts';
import type { Citation } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import type { Digests } from '../bytes/digest.ts';
import type { Limits } from '../bytes/limits.ts';
import type { ByteSource } from '../bytes/source.ts';
import { chooseBundle, chooseContainer, decided, formatNamed } from './detect.ts';
import type { Decoded } from './entry.ts';
import { type DecodeKit, type Format, NO_BID } from './format.ts';
import { throughContainer } from './known.ts';
import type { Input } from './member.ts';
import { nestedBundles } from './nested.ts';
import { peekInput, peekSource } from './peek.ts';
import { bytesInput, sampleOf } from './sample.ts';

export interface KitOptions {
  readonly formats: readonly Format[];
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly root: Citation;
  /** Folder for temporary files; the system's own where it is missing or null. */
  readonly workDir?: string | null;
  /** Passwords to try on a piece of evidence, most likely first. */
  readonly passwords: (name: string) => Iterable<string>;
  /** Where what streams past is hashed; in this thread where it is missing. */
  readonly digests?: Digests;
}

/** What decoders may ask of the house, at one depth of nesting. */
export function makeKit(options: KitOptions, depth = 0): DecodeKit {
  const { limits, signal } = options;
  const kit: DecodeKit = {
    signal,
    limits,
    workDir: options.workDir ?? null,
    root: options.root,
    passwords: options.passwords,
    offering(secrets) {
      function* passwords(name: string): Iterable<string> {
        yield* secrets;
        yield* options.passwords(name);
      }
      return makeKit({ ...options, passwords }, depth);
    },
    checkpoint() {
      if (signal.aborted) throw new Fault('interrupted', 'signal');
    },
    open: (source, as) => openSource(source, options, depth, as),
    bundlesIn: (input) => nestedBundles(input, kit, options),
    within: (input, place, bundle) => decodeInput(input, options, depth, place, bundle),
  };
  return kit;
}

/** Opens bytes by the container that bids highest, or the one named; unclaimed bytes come back as they are. */
export async function openSource(source: ByteSource, options: KitOptions, depth: number, as?: string): Promise<Input> {
  if (depth >= options.limits.depth) {
    throw new Fault('evidence.unreadable', 'too-deep', source.citation, { depth });
  }
  const inner = makeKit(options, depth + 1);
  if (as !== undefined) {
    const container = formatNamed(as, options.formats).container;
    if (container === undefined) return bytesInput(source);
    try {
      return await container.open(source, inner);
    } catch (error) {
      throw throughContainer(error, { format: formatNamed(as, options.formats), bid: NO_BID });
    }
  }
  const { head, source: again } = await peekSource(source);
  const chosen = chooseContainer(sampleOf(again, head), options.formats);
  if (chosen?.format.container === undefined) return bytesInput(again);
  try {
    return await chosen.format.container.open(again, inner);
  } catch (error) {
    throw throughContainer(error, chosen);
  }
}

async function* decodeInput(
  input: Input,
  options: KitOptions,
  depth: number,
  place?: (location: Location) => Location,
  bundle?: string,
): AsyncGenerator<Decoded> {
  const kit = makeKit(options, depth + 1);
  let decoded: AsyncIterable<Decoded>;
  if (bundle !== undefined) {
    const named = formatNamed(bundle, options.formats).bundle;
    decoded = named === undefined ? decodeUnplaced(input, kit) : named.decode(input, kit);
  } else {
    const peeked = await peekInput(input, (listing) => decided(listing, options.formats));
    const chosen = chooseBundle(peeked.listing, options.formats);
    decoded = chosen?.format.bundle?.decode(peeked.input, kit) ?? decodeUnplaced(peeked.input, kit);
  }
  for await (const item of decoded) {
    if (place === undefined || item.type !== 'entry' || item.location === null) yield item;
    else yield { ...item, location: place(item.location) };
  }
}

/** Members of a container that no bundle knows: listed, hashed and compared, but without an Android address. */
export async function* decodeUnplaced(input: Input, kit: DecodeKit): AsyncGenerator<Decoded> {
  if (input.kind === 'tree') {
    yield* input.notices;
    for (const member of input.members()) {
      kit.checkpoint();
      yield { type: 'entry', member, location: null, proof: null };
    }
  } else if (input.kind === 'stream') {
    for await (const item of input.members) {
      kit.checkpoint();
      if ('type' in item) yield item;
      else yield { type: 'entry', member: item, location: null, proof: null };
    }
  }
  // Files without an Android address stand for nothing but themselves: their absence elsewhere proves nothing.
  yield { type: 'coverage', covered: [], gaps: [], fallback: 'storage-not-acquired', packages: null };
}
