import { type Citation, cite } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import type { Gravity, Notice } from '../base/notice.ts';
import { makePause } from '../base/pause.ts';
import { type ByteSource, memorySource, onceSource } from '../bytes/source.ts';
import { chooseBundle, chooseContainer, decided } from './detect.ts';
import type { DecodeKit, Nested } from './format.ts';
import type { KitOptions } from './kit.ts';
import type { Input, Member, StreamInput, TreeInput } from './member.ts';
import { HEAD_BYTES, peekInput, peekSource } from './peek.ts';
import { bytesInput, sampleOf } from './sample.ts';

/** Members whose heads are looked at in search of a bundle deeper down. */
const HEADS_LOOKED_AT = 20_000;
/** Containers opened in that search: each may hold as many again. */
const CONTAINERS_OPENED = 2_000;
/** Bundles found before the search ends: enough to list. */
const BUNDLES_LISTED = 50;

/** Archives without a bundle that are told because they end early: enough to see what happened. */
const ENDED_LISTED = 20;

/** An archive that ends early and showed no bundle: what it lost may have been one. */
export interface Ended {
  /** As of `Nested`. */
  readonly path: string;
  /** Its container's id. */
  readonly format: string;
  readonly citation: Citation;
  /** Doubt: it lacks no more than the mark of its end. */
  readonly gravity: Gravity;
}

/** What a search has cost. `cut` where it ended before everything was looked at. */
export interface Search {
  looked: number;
  opened: number;
  cut: boolean;
  readonly ended: Ended[];
}

export const newSearch = (): Search => ({ looked: 0, opened: 0, cut: false, ended: [] });

/** How grave it is that an archive ends where it does, by what was told of it before and now; null where nothing was. */
function endOf(before: Gravity | null, { code, gravity }: Notice): Gravity | null {
  if (code !== 'truncated' || gravity === 'info' || before === 'damage') return before;
  return gravity;
}

/** The bytes of a member as a source of its own. */
export function sourceOfMember(member: Member): ByteSource | null {
  if (member.reopen !== undefined) return member.reopen();
  const body = member.content();
  if (body === null) return null;
  return body instanceof Uint8Array
    ? memorySource(member.path, body, member.citation)
    : onceSource(member.path, member.citation, member.size, body);
}

/** A member of a folder, by its path below it; a hard link names what it is a link to in the same way. */
function cutBelow(member: Member, prefix: string): Member {
  const { kind, link } = member;
  return {
    ...member,
    path: member.path.slice(prefix.length),
    link: kind === 'hardlink' && link?.startsWith(prefix) ? link.slice(prefix.length) : link,
    content: () => member.content(),
  };
}

/** A folder of a tree as a tree of its own. */
export function subtree(tree: TreeInput, folder: string): TreeInput {
  const prefix = `${folder}/`;
  const cut = (member: Member): Member => cutBelow(member, prefix);
  const within = (): Member[] => [...tree.members()].filter((member) => member.path.startsWith(prefix));
  const count = within().length;
  return {
    ...tree,
    citation: cite(folder, null, tree.citation),
    count,
    notices: [],
    *paths() {
      for (const path of tree.paths()) if (path.startsWith(prefix)) yield path.slice(prefix.length);
    },
    *members() {
      for (const member of tree.members()) if (member.path.startsWith(prefix)) yield cut(member);
    },
    find(path) {
      const member = tree.find(prefix + path);
      return member === null ? null : cut(member);
    },
  };
}

/**
 * A folder of a stream as a stream of its own: `first` of its members was met, `items` is the rest of the stream. What
 * the stream tells is handed on whole: its damage may have swallowed members of the folder.
 */
function substream(
  stream: StreamInput,
  folder: string,
  told: readonly Notice[],
  first: Member,
  items: AsyncIterator<Member | Notice>,
): StreamInput {
  const prefix = `${folder}/`;
  async function* members(): AsyncGenerator<Member | Notice> {
    try {
      yield* told;
      yield cutBelow(first, prefix);
      for (let next = await items.next(); next.done !== true; next = await items.next()) {
        const item = next.value;
        if ('type' in item) yield item;
        else if (item.path.startsWith(prefix)) yield cutBelow(item, prefix);
      }
    } finally {
      await items.return?.();
    }
  }
  return { ...stream, citation: cite(folder, null, stream.citation), members: members() };
}

/** Goes to a path inside an input: a member that is opened, or a folder. Throws Fault `evidence.missing`. */
export async function descend(input: Input, inner: string, kit: DecodeKit, label: string): Promise<Input> {
  if (input.kind === 'tree') {
    const member = input.find(inner);
    if (member !== null && member.kind === 'file') {
      const source = sourceOfMember(member);
      if (source !== null) return kit.open(source);
    }
    const folder = subtree(input, inner);
    if (folder.count > 0) return folder;
    // A container within the container: the longest member that the path starts with.
    for (const path of input.paths()) {
      if (!inner.startsWith(`${path}/`)) continue;
      const outer = input.find(path);
      const source = outer === null || outer.kind !== 'file' ? null : sourceOfMember(outer);
      if (source !== null) return descend(await kit.open(source), inner.slice(path.length + 1), kit, label);
    }
  } else if (input.kind === 'stream') {
    const items = input.members[Symbol.asyncIterator]();
    const told: Notice[] = [];
    // Not closed on the way out: what was found is read from it yet.
    for (let next = await items.next(); next.done !== true; next = await items.next()) {
      const item = next.value;
      if ('type' in item) told.push(item);
      else if (item.path.startsWith(`${inner}/`)) return substream(input, inner, told, item, items);
      else if (item.kind === 'file' && (item.path === inner || inner.startsWith(`${item.path}/`))) {
        const source = sourceOfMember(item);
        if (source === null) continue;
        const opened = await kit.open(source);
        return item.path === inner ? opened : descend(opened, inner.slice(item.path.length + 1), kit, label);
      }
    }
  }
  throw new Fault('evidence.missing', 'inside', label, { path: inner });
}

/** Bundles that lie as files inside an input, at any depth: found by the heads of its members, within bounds. */
export async function nestedBundles(
  input: Input,
  kit: DecodeKit,
  options: KitOptions,
  depth = 1,
  search: Search = newSearch(),
): Promise<Nested[]> {
  return (await searchIn(input, kit, options, depth, search, '')).found;
}

/** The same of what lies at `place` of what is searched; `early`: how the input itself ends before it should. */
async function searchIn(
  input: Input,
  kit: DecodeKit,
  options: KitOptions,
  depth: number,
  search: Search,
  place: string,
): Promise<{ readonly found: Nested[]; readonly early: Gravity | null }> {
  const found: Nested[] = [];
  let early = input.kind === 'tree' ? input.notices.reduce(endOf, null) : null;
  const pause = makePause(kit.signal);
  const over = (): boolean => {
    const cut = search.looked++ >= HEADS_LOOKED_AT || search.opened >= CONTAINERS_OPENED;
    search.cut ||= cut;
    return cut || found.length >= BUNDLES_LISTED;
  };
  const look = async (member: Member, source: ByteSource | null, head: Uint8Array): Promise<void> => {
    if (source === null) return;
    // By its head alone: the end of a packed member is to be had only by unpacking all of it.
    const chosen = chooseContainer({ ...sampleOf(source, head), at: null }, options.formats);
    if (chosen !== null) search.opened++;
    const opened: Input =
      chosen === null ? bytesInput(memorySource(member.path, head, member.citation)) : await kit.open(source);
    const peeked = await peekInput(opened, (listing) => decided(listing, options.formats));
    const bundle = chooseBundle(peeked.listing, options.formats);
    if (bundle !== null && bundle.format.id !== 'loose-file') {
      found.push({ path: member.path, format: bundle.format.id });
    } else if (opened.kind !== 'bytes' && depth < options.limits.depth) {
      const path = `${place}${member.path}`;
      const within = await searchIn(peeked.input, kit, options, depth + 1, search, `${path}/`);
      for (const deeper of within.found) {
        found.push({ path: `${member.path}/${deeper.path}`, format: deeper.format });
      }
      if (within.early !== null && within.found.length === 0 && search.ended.length < ENDED_LISTED) {
        const { citation } = member;
        search.ended.push({ path, format: chosen?.format.id ?? '', citation, gravity: within.early });
      }
    }
  };
  const guarded = async (member: Member, source: ByteSource | null, head: Uint8Array): Promise<void> => {
    try {
      await look(member, source, head);
    } catch (error) {
      // A locked or damaged bundle is a bundle all the same; anything else that cannot be opened is none.
      if (!(error instanceof Fault) || error.code === 'interrupted') throw error;
      if (error.code === 'evidence.locked') found.push({ path: member.path, format: 'locked' });
    }
  };
  if (input.kind === 'tree') {
    for (const member of input.members()) {
      if (member.kind !== 'file' || (member.size ?? 1) === 0) continue;
      if (over()) break;
      await pause();
      const source = member.reopen?.() ?? null;
      await guarded(member, source, source?.at?.(0, HEAD_BYTES) ?? new Uint8Array(0));
    }
    return { found, early };
  }
  if (input.kind !== 'stream') return { found, early };
  for await (const item of input.members) {
    if ('type' in item) early = endOf(early, item);
    if ('type' in item || item.kind !== 'file') continue;
    if (over()) break;
    await pause();
    const source = sourceOfMember(item);
    if (source === null) continue;
    const peeked = await peekSource(source);
    await guarded(item, peeked.source, peeked.head);
  }
  return { found, early };
}
