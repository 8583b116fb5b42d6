import { type Citation, renderCitation } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import { type Gravity, notice } from '../base/notice.ts';
import { type Chosen, chooseBundle, chooseContainer, decided, formatNamed } from './detect.ts';
import type { Decoded } from './entry.ts';
import type { OpenEvidence } from './evidence.ts';
import { decodeUnplaced, type KitOptions, makeKit } from './kit.ts';
import { throughContainer, throughLayers } from './known.ts';
import type { Input } from './member.ts';
import { descend, nestedBundles, newSearch, type Search } from './nested.ts';
import { outerAlone } from './outer-alone.ts';
import type { Outside } from './outside.ts';
import { peekInput, peekSource } from './peek.ts';
import { bytesInput, sampleOf } from './sample.ts';
import { asksForOuter, nameBelow, namingBelow } from './several-bundles.ts';

export type Recognised = Pick<OpenEvidence, 'format' | 'bid' | 'input' | 'nesting' | 'decoded'>;

async function openOutermost(
  outside: Outside,
  as: string | null,
  options: KitOptions,
): Promise<{ input: Input; chosen: Chosen | null }> {
  const kit = makeKit(options, 1);
  const { origin } = outside;
  const forced = as === null ? null : formatNamed(as, options.formats);
  if (origin.kind === 'directory') {
    const sample = { kind: 'directory' as const, name: origin.name, size: null, head: new Uint8Array(0), at: null };
    const chosen = chooseContainer(sample, options.formats);
    if (chosen?.format.container === undefined) throw new Fault('evidence.unknown', 'folder', origin.name);
    return { input: outside.watch(await chosen.format.container.open(origin, kit)), chosen };
  }
  const { head, source } = await peekSource(origin);
  const chosen =
    forced?.container !== undefined
      ? { format: forced, bid: { bits: 0, because: '' } }
      : chooseContainer(sampleOf(source, head), options.formats);
  if (chosen?.format.container === undefined) return { input: bytesInput(source), chosen: null };
  try {
    return { input: await chosen.format.container.open(source, kit), chosen };
  } catch (error) {
    throw throughContainer(error, chosen as Chosen);
  }
}

/** Finds what evidence is, from its bytes, at whatever depth it lies. Throws Fault `evidence.*`. */
export async function recognise(
  outside: Outside,
  inner: string,
  label: string,
  as: string | null,
  options: KitOptions,
): Promise<Recognised> {
  const outermost = await openOutermost(outside, inner === '' ? as : null, options);
  const nesting = outermost.chosen === null ? [] : [outermost.chosen.format.id];
  const kit = makeKit(options, 1);
  if (inner !== '') {
    const input = await descend(outermost.input, inner, kit, label);
    const reopen = async () => descend((await openOutermost(outside, null, options)).input, inner, kit, label);
    return meaning(input, null, [...nesting, inner], label, as, options, reopen);
  }
  const reopen = async () => (await openOutermost(outside, as, options)).input;
  return meaning(outermost.input, outermost.chosen, nesting, label, as, options, reopen);
}

/** Finds the bundle of an opened input; a container that holds exactly one bundle deeper down is that bundle. */
async function meaning(
  input: Input,
  container: Chosen | null,
  nesting: readonly string[],
  label: string,
  as: string | null,
  options: KitOptions,
  reopen: () => Promise<Input> | null,
): Promise<Recognised> {
  const kit = makeKit(options, 1);
  const forced = as === null ? null : formatNamed(as, options.formats);
  const peeked = await peekInput(input, (listing) => decided(listing, options.formats));
  const chosen: Chosen | null =
    forced?.bundle !== undefined
      ? { format: forced, bid: { bits: 0, because: 'named by --as' } }
      : forced !== null
        ? null
        : chooseBundle(peeked.listing, options.formats);
  if (chosen?.format.bundle !== undefined) {
    const { id, bundle } = chosen.format;
    const again = async (): Promise<Input> => (await reopen()) ?? peeked.input;
    const decoded = asksForOuter(label)
      ? outerAlone(peeked.input, again, id, bundle, kit)
      : bundle.decode(peeked.input, kit);
    return {
      format: chosen.format,
      bid: chosen.bid,
      input: peeked.input,
      nesting: [...nesting, ...layersOf(peeked.input)],
      decoded: namingBelow(label, decoded),
    };
  }
  if (peeked.input.kind === 'bytes')
    throw new Fault('evidence.unknown', 'bytes', label, headArgs(peeked.listing.head('')));
  const search = newSearch();
  if (forced === null) {
    const nested = await nestedBundles(peeked.input, kit, options, 1, search);
    if (nested.length > 1) {
      throw new Fault('evidence.ambiguous', 'several-bundles', label, {
        count: nested.length,
        first: nameBelow(label, nested[0]?.path ?? ''),
        paths: nested.map((each) => `${nameBelow(label, each.path)} (${each.format})`).join('\n'),
      });
    }
    const only = nested[0];
    if (only !== undefined) {
      const again = await reopen();
      const layers = [...nesting, only.path];
      const within = await descend(again ?? peeked.input, only.path, kit, label).catch((error: unknown) => {
        throw throughLayers(error, layers);
      });
      const found = await meaning(within, null, layers, nameBelow(label, only.path), as, options, () => null);
      // What lies beside the bundle is not asked for; that it may have been one more is to be known all the same.
      return { ...found, decoded: told(search, 'doubt', found.decoded) };
    }
  }
  const format = container?.format ?? forced;
  if (format === null || format === undefined) throw new Fault('evidence.unknown', 'bytes', label);
  const again = forced === null && peeked.input.kind === 'stream' ? ((await reopen()) ?? peeked.input) : peeked.input;
  const hints = forced === null ? options.formats.flatMap((each) => each.bundle?.hint?.(peeked.listing) ?? []) : [];
  return {
    format,
    bid: container?.bid ?? { bits: 0, because: 'named by --as' },
    input: again,
    nesting: [...nesting, ...layersOf(again)],
    decoded: hinted(hints, told(search, 'damage', decodeUnplaced(again, kit), again.citation), again.citation),
  };
}

/**
 * What the search for bundles met, before what came out: archives that may have held one, with the gravity that has here,
 * and, where nothing was found in `searched`, that the search itself ended early.
 */
async function* told(
  { cut, looked, opened, ended }: Search,
  gravity: Gravity,
  decoded: AsyncIterable<Decoded>,
  searched?: Citation,
): AsyncIterable<Decoded> {
  if (cut && searched !== undefined) yield notice('limit', 'bundle-search', 'doubt', searched, { looked, opened });
  for (const { path, format, citation, gravity: own } of ended) {
    const args = { path, format };
    yield own === 'damage'
      ? notice('truncated', 'nested-archive', gravity, citation, args)
      : notice('truncated', 'nested-unended', 'doubt', citation, args);
  }
  yield* decoded;
}

/** What the names of the evidence are like, though nothing in its bytes says so. */
async function* hinted(
  details: readonly string[],
  decoded: AsyncIterable<Decoded>,
  at: Citation,
): AsyncIterable<Decoded> {
  for (const detail of details) yield notice('unsupported', detail, 'doubt', at);
  yield* decoded;
}

/** The layers that an input's citation names, from the outside in, without the file itself. */
function layersOf(input: Input): string[] {
  return renderCitation(input.citation)
    .split(' → ')
    .slice(1)
    .map((layer) => layer.replace(/ @.*$/, ''));
}

function headArgs(head: Uint8Array | null): { head: string } {
  return {
    head: Buffer.from(head ?? [])
      .subarray(0, 16)
      .toString('hex'),
  };
}
