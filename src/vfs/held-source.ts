import type { Fault } from '../base/fault.ts';
import { type ByteSource, memorySource } from '../bytes/source.ts';
import type { SeekableSource } from './seekable.ts';

/** What passes once is held in memory up to this many bytes, where it has to be read at any place. */
const MOST_HELD_BYTES = 256 << 20;

/** The source itself where it has random access, else all of it in memory. Throws `tooLong`, given the limit in bytes. */
export async function heldSource(source: ByteSource, tooLong: (limit: number) => Fault): Promise<SeekableSource> {
  if (source.at !== undefined && source.size !== null) return { ...source, at: source.at, size: source.size };
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.stream()) {
    size += chunk.length;
    if (size > MOST_HELD_BYTES) throw tooLong(MOST_HELD_BYTES);
    chunks.push(Buffer.from(chunk));
  }
  return memorySource(source.name, Buffer.concat(chunks), source.citation) as SeekableSource;
}
