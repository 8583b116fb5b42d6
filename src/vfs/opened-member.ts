import { type ByteSource, CHUNK_BYTES } from '../bytes/source.ts';
import type { Member } from './member.ts';

/**
 * A stored file as what came out of it: the same name, other bytes, cited one layer deeper. Time and owner are those of
 * the stored file and say nothing of what it holds.
 */
export function openedMember(member: Member, source: ByteSource): Member {
  const { at, size } = source;
  const whole = at !== undefined && size !== null && size <= CHUNK_BYTES ? () => at(0, size) : null;
  const { reopen: _, declared: __, ...rest } = member;
  return {
    ...rest,
    size,
    modified: null,
    mode: null,
    uid: null,
    gid: null,
    citation: source.citation,
    content: () => whole?.() ?? source.stream(),
    ...(at === undefined ? {} : { reopen: () => source }),
  };
}

/** A member of an archive under the name of the archive, so that members of two archives stay two. */
export function memberBelow(outer: string, inner: Member): Member {
  return {
    ...inner,
    path: `${outer}/${inner.path}`,
    link: inner.kind === 'hardlink' && inner.link !== null ? `${outer}/${inner.link}` : inner.link,
    content: () => inner.content(),
  };
}
