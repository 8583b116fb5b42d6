import type { Content, PartRole, Parts, Sifted } from '../reader.ts';

/** Contents up to this many bytes are taken whole: one read is faster than many. */
const WHOLE_BYTES = 32 * 2 ** 20;
/** Bytes fetched at a time from a longer content. A multiple of every SQLite page size. */
const BLOCK_BYTES = 65536;
/** Blocks of a longer content kept: 16 MiB. */
const KEPT_BLOCKS = 256;
/** Blocks that are used again and again for what is only looked at: 4 MiB. */
const GLANCED_BLOCKS = 64;

/** Random access to a content in bounded memory. */
export interface BoundedView {
  readonly size: number;
  /** A view, fewer bytes than asked for only at the end. Stays valid: no buffer is used twice. */
  at(offset: number, length: number): Buffer;
  /** The same, valid until the next call of it: for passes over everything, which would else cost a buffer a block. */
  glance(offset: number, length: number): Buffer;
  readonly sifted: Sifted | null;
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);

/** Looks at a content through a window of at most 32 MiB. */
export function boundedView(content: Content): BoundedView {
  const { size, sifted = null } = content;
  if (size <= WHOLE_BYTES) {
    const whole = asBuffer(content.whole());
    const at = (offset: number, length: number): Buffer => whole.subarray(offset, offset + length);
    return { size: whole.length, at, glance: at, sifted };
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

  // Slots by the block's number: what passes in order meets each once, and a tree out of order finds most of its pages.
  const slots: (Buffer | undefined)[] = [];
  const held = new Int32Array(GLANCED_BLOCKS).fill(-1);
  const filled = new Int32Array(GLANCED_BLOCKS);
  const { fill } = content;
  const glanced = (index: number): Buffer => {
    if (fill === undefined) return block(index);
    const slot = index % GLANCED_BLOCKS;
    let buffer = slots[slot];
    if (buffer === undefined) {
      buffer = Buffer.allocUnsafeSlow(BLOCK_BYTES);
      slots[slot] = buffer;
    }
    if (held[slot] !== index) {
      held[slot] = -1;
      filled[slot] = fill(index * BLOCK_BYTES, buffer);
      held[slot] = index;
    }
    return filled[slot] === BLOCK_BYTES ? buffer : buffer.subarray(0, filled[slot]);
  };

  const cut = (offset: number, length: number, blockOf: (index: number) => Buffer): Buffer => {
    const end = Math.min(size, offset + length);
    if (offset >= end) return Buffer.alloc(0);
    const first = Math.floor(offset / BLOCK_BYTES);
    const last = Math.floor((end - 1) / BLOCK_BYTES);
    const start = first * BLOCK_BYTES;
    if (first === last) return blockOf(first).subarray(offset - start, end - start);
    const parts: Buffer[] = [];
    for (let index = first; index <= last; index++) parts.push(blockOf(index));
    return Buffer.concat(parts).subarray(offset - start, end - start);
  };
  return {
    size,
    at: (offset, length) => cut(offset, length, block),
    glance: (offset, length) => cut(offset, length, glanced),
    sifted,
  };
}

const EMPTY: BoundedView = { size: 0, at: () => Buffer.alloc(0), glance: () => Buffer.alloc(0), sifted: null };

/** A part of an artifact; one that is not there is empty. */
export function viewOf(parts: Parts, role: PartRole): BoundedView {
  const content = parts.get(role);
  return content === undefined || content.size === 0 ? EMPTY : boundedView(content);
}
