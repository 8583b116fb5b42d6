import { Fault } from '../base/fault.ts';
import { type Notice, notice } from '../base/notice.ts';
import { type ByteSource, CHUNK_BYTES, plainBytes } from '../bytes/source.ts';
import { makeContentStore, type Ref, readStore } from './content-store.ts';
import type { DecodeKit } from './format.ts';
import type { Input, Member, TreeInput } from './member.ts';
import { noticeOfFault } from './pass-notices.ts';

/** A tree, and what to call once it is no longer read. */
export interface SpooledTree {
  readonly tree: TreeInput;
  close(): void;
}

/**
 * A stream of members as a tree: their bodies are kept in memory up to 16 MiB, then in a file without a name. For
 * bundles whose parts need one another in another order than they are stored in. A tree is handed back as it is.
 * Throws Fault `work.unusable`, `interrupted`, and what the stream throws before its first member.
 */
export async function spoolTree(input: Input, kit: DecodeKit): Promise<SpooledTree> {
  if (input.kind === 'tree') return { tree: input, close: () => undefined };
  if (input.kind === 'bytes') throw new Fault('evidence.unknown', 'bytes', input.citation);
  const store = makeContentStore(kit.workDir);
  const members: Member[] = [];
  const notices: Notice[] = [];
  try {
    let bytes = 0;
    for await (const item of input.members) {
      kit.checkpoint();
      if ('type' in item) {
        notices.push(item);
        continue;
      }
      if (members.length >= kit.limits.entries || bytes >= kit.limits.bytes) {
        const entries = members.length >= kit.limits.entries;
        const limit = entries ? kit.limits.entries : kit.limits.bytes;
        notices.push(notice('limit', entries ? 'entries' : 'bytes', 'damage', input.citation, { limit }));
        break;
      }
      const kept = await keep(item, store, kit);
      bytes += kept instanceof Fault ? 0 : (kept?.length ?? 0);
      members.push(kept === null ? { ...item, content: () => null } : spooled(item, kept, store));
    }
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'interrupted' || members.length === 0) {
      store.close();
      throw error;
    }
    notices.push(noticeOfFault(error, input.citation));
  }
  store.flush();
  if (store.full) {
    store.close();
    throw new Fault('work.unusable', 'full', kit.workDir);
  }
  // Of several members with one name the last one counts.
  const byPath = new Map(members.map((member) => [member.path, member]));
  return {
    tree: {
      kind: 'tree',
      name: input.name,
      citation: input.citation,
      facts: input.facts,
      count: members.length,
      paths: () => members.map((member) => member.path),
      members: () => members,
      find: (path) => byPath.get(path) ?? null,
      notices,
    },
    close: store.close,
  };
}

/** The body of a member, put aside; a Fault where it could not be read; null where it has none. */
async function keep(
  member: Member,
  store: ReturnType<typeof makeContentStore>,
  kit: DecodeKit,
): Promise<Ref | Fault | null> {
  try {
    const body = member.content();
    if (body === null) return null;
    if (body instanceof Uint8Array) store.add(body);
    else {
      for await (const chunk of body) {
        kit.checkpoint();
        store.add(chunk);
      }
    }
    return store.end() ?? new Fault('work.unusable', 'full', kit.workDir);
  } catch (error) {
    if (!(error instanceof Fault) || error.code === 'interrupted') throw error;
    store.drop();
    return error;
  }
}

function spooled(member: Member, kept: Ref | Fault, store: ReturnType<typeof makeContentStore>): Member {
  const read = (offset: number, length: number): Uint8Array => {
    if (kept instanceof Fault) throw kept;
    const count = Math.max(0, Math.min(length, kept.length - offset));
    return plainBytes(readStore(store.view(), kept.offset + offset, count));
  };
  const size = kept instanceof Fault ? null : kept.length;
  const source: ByteSource = {
    kind: 'bytes',
    name: member.path,
    citation: member.citation,
    size,
    async *stream(from = 0) {
      if (kept instanceof Fault) throw kept;
      for (let at = from; at < kept.length; at += CHUNK_BYTES) yield read(at, CHUNK_BYTES);
    },
    at: (offset, length) => Uint8Array.from(read(offset, length)),
    observed: () => null,
  };
  return {
    ...member,
    content: () => (size !== null && size <= CHUNK_BYTES ? read(0, size) : source.stream()),
    reopen: () => source,
  };
}
