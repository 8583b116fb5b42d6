import { advanceBlock, type Block, looksDynamic, openBlock } from './block.ts';
import { emptyUnpacked, slide } from './unpacked.ts';

/** A stored block shorter than this is not taken for one: four bytes agree by chance once in 65,536 places. */
const LEAST_STORED_BYTES = 64;
/** Blocks in a row that must be readable where a stream is entered. */
const PROVING_BLOCKS = 2;
/** Bytes after damage in which blocks are looked for at every bit; after them only flush marks are. */
export const SEARCHED_BITWISE_BYTES = 4 << 20;

/** A place where a block begins, in bits; or how far the search came without finding one. */
export type BlockFound = { readonly bit: number } | { readonly bit: null; readonly searched: number };

/**
 * The first place from `from` (in bits) to `to` where reading of a deflate stream can begin although nothing before it
 * is known: a dynamic block (its three codes must be complete), a stored block (its length stands there twice), or
 * whatever follows a sync flush (`00 00 FF FF`). It is believed where whole blocks follow. `ended`: there is no more
 * input than `input`, so that a block may break off with it.
 */
export function findBlock(input: Uint8Array, from: number, to: number, ended: boolean, bitwise: boolean): BlockFound {
  const end = input.length * 8;
  const flushes = Buffer.from(input.buffer, input.byteOffset, input.length);
  let flush = nextFlush(flushes, Math.max(0, (from >>> 3) - 4));
  const lastByte = (to + 7) >>> 3;
  for (let at = from >>> 3; at < lastByte; at++) {
    while (flush !== -1 && flush + 4 < at) flush = nextFlush(flushes, flush + 1);
    if (flush + 4 === at && flush !== -1 && at * 8 >= from && proves(input, at * 8, end, ended)) return { bit: at * 8 };
    if (!bitwise) {
      if (flush === -1) break;
      at = Math.max(at, flush + 3);
      continue;
    }
    if (looksStored(input, at) && storedProves(input, at, end)) return { bit: (at - 1) * 8 + 5 };
    for (let bit = Math.max(from, at * 8); bit < at * 8 + 8; bit++) {
      if (looksDynamic(input, bit) && proves(input, bit, end, ended)) return { bit };
    }
  }
  return { bit: null, searched: to };
}

const FLUSH_MARK = Buffer.from([0x00, 0x00, 0xff, 0xff]);

function nextFlush(input: Buffer, from: number): number {
  return input.indexOf(FLUSH_MARK, from);
}

/** Whether a length and its complement stand at a byte. The three bits of the header end the byte before, all zero. */
function looksStored(input: Uint8Array, at: number): boolean {
  if (at === 0 || at + 4 > input.length) return false;
  const length = (input[at] as number) | ((input[at + 1] as number) << 8);
  const inverse = (input[at + 2] as number) | ((input[at + 3] as number) << 8);
  return length >= LEAST_STORED_BYTES && (length ^ inverse) === 0xffff && ((input[at - 1] as number) & 0xe0) === 0;
}

/** Whether a block with a proof of its own follows a stored one. */
function storedProves(input: Uint8Array, at: number, end: number): boolean {
  const length = (input[at] as number) | ((input[at + 1] as number) << 8);
  const next = (at + 4 + length) * 8;
  if (next >= end) return false;
  const kind = ((input[next >>> 3] as number) >> 1) & 3;
  if (kind !== 0 && kind !== 2) return false;
  return openBlock(input, next, end) !== 'bad';
}

function proves(input: Uint8Array, from: number, end: number, ended: boolean): boolean {
  const out = emptyUnpacked(null);
  let bit = from;
  for (let seen = 0; seen < PROVING_BLOCKS; seen++) {
    const block: Block | 'starved' | 'bad' = openBlock(input, bit, end);
    if (block === 'bad') return false;
    if (block === 'starved') return ended ? seen > 0 : true;
    let progress = advanceBlock(block, input, end, out);
    while (progress === 'full') {
      slide(out);
      progress = advanceBlock(block, input, end, out);
    }
    if (progress === 'bad') return false;
    if (progress === 'starved' || block.final) return true;
    bit = block.bit;
  }
  return openBlock(input, bit, end) !== 'bad';
}
