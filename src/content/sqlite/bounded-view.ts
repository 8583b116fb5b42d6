import type { Content, PartRole, Parts } from '../reader.ts';

/** Contents up to this many bytes are taken whole: one read is faster than many. */
const WHOLE_BYTES = 32 * 2 ** 20;
/** Bytes fetched at a time from a longer content. A multiple of every SQLite page size. */
const BLOCK_BYTES = 65536;
/** Blocks of a longer content kept: 16 MiB. */
const KEPT_BLOCKS = 256;

/** Random access to a content in bounded memory. */
export interface BoundedView {
  readonly size: number;
  /** A view, fewer bytes than asked for only at the end. Stays valid: no buffer is used twice. */
  at(offset: number, length: number): Buffer;
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Looks at a content through a window of at most 32 MiB. */
export function boundedView(content: Content): BoundedView {
  const { size } = content;
  if (size <= WHOLE_BYTES) {
    const whole = asBuffer(content.whole());
    return { size: whole.length, at: (offset, length) => whole.subarray(offset, offset + length) };
  }
  const blocks = new Map<number, Buffer>();

  const block = (index: number): Buffer => {
    const kept = blocks.get(index);
    if (kept !== undefined) {
      // The Map keeps the order of insertion: put back, a block is the last to be dropped.
      blocks.delete(index);
      blocks.set(index, kept);
      return kept;
    }
    const start = index * BLOCK_BYTES;
    const fresh = asBuffer(content.read(start, Math.min(BLOCK_BYTES, size - start)));
    blocks.set(index, fresh);
    if (blocks.size > KEPT_BLOCKS) {
      for (const oldest of blocks.keys()) {
        blocks.delete(oldest);
        break;
      }
    }
    return fresh;
  };

  return {
    size,
    at(offset, length) {
      const end = Math.min(size, offset + length);
      if (offset >= end) return Buffer.alloc(0);
      const first = Math.floor(offset / BLOCK_BYTES);
      const last = Math.floor((end - 1) / BLOCK_BYTES);
      const start = first * BLOCK_BYTES;
      if (first === last) return block(first).subarray(offset - start, end - start);
      const parts: Buffer[] = [];
      for (let index = first; index <= last; index++) parts.push(block(index));
      return Buffer.concat(parts).subarray(offset - start, end - start);
    },
  };
}

const EMPTY: BoundedView = { size: 0, at: () => Buffer.alloc(0) };

/** A part of an artifact; one that is not there is empty. */
export function viewOf(parts: Parts, role: PartRole): BoundedView {
  const content = parts.get(role);
  return content === undefined || content.size === 0 ? EMPTY : boundedView(content);
}
