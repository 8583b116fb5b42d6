import { Fault } from '../base/fault.ts';
import { type ByteSource, memorySource } from '../bytes/source.ts';
import { wholeBody } from './body.ts';
import type { Member } from './member.ts';

/** A body without random access is read into memory up to this many bytes. */
const MOST_HELD_BYTES = 64 << 20;

/** A source that can be read at any place. */
export type SeekableSource = ByteSource & { readonly at: NonNullable<ByteSource['at']>; readonly size: number };

/**
 * The bytes of a member with random access: as the container gives it, else out of memory. Null for what has no bytes.
 * Throws Fault `evidence.unreadable` (`not-seekable`) where it is too long for that, and what reading it throws.
 */
export async function seekable(member: Member): Promise<SeekableSource | null> {
  const source = member.reopen?.();
  if (source?.at !== undefined && source.size !== null) return source as SeekableSource;
  const body = member.content();
  if (body === null) return null;
  const bytes = await wholeBody(body, MOST_HELD_BYTES);
  if (bytes === null) {
    throw new Fault('evidence.unreadable', 'not-seekable', member.citation, { limit: MOST_HELD_BYTES });
  }
  return memorySource(member.path, bytes, member.citation) as SeekableSource;
}
