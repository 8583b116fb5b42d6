import { advanceBlock, type Block, openBlock } from './block.ts';
import type { Repair } from './damage.ts';
import { openEmitter } from './emitter.ts';
import { findBlock, SEARCHED_BITWISE_BYTES } from './find-block.ts';
import type { DeflateInput } from './input.ts';
import type { Mark } from './mended.ts';
import { emptyUnpacked, fillWindow, knownWindow, slide, type Unpacked } from './unpacked.ts';

/** Input that must be at hand behind a place that is taken for the start of a block, so that it can be proved. */
const LOOK_AHEAD_BYTES = 1 << 17;
/** Input of a block that is kept while it is read, to search it again where it turns out damaged. */
const KEPT_BYTES = 1 << 20;
/** Bytes searched at every bit in one stream altogether. */
const MOST_SEARCHED_BYTES = 64 << 20;

export interface WalkFrom {
  readonly input: DeflateInput;
  readonly repair: Repair;
  /** A block boundary whose place in the output is known. */
  readonly anchor: { readonly bit: number; readonly window: Uint8Array; readonly produced: number };
  readonly mark: Mark;
  /** Bytes handed out so far. */
  readonly produced: number;
  readonly reason: string;
}

/** `again`: from `bit` of `bytes` on, zlib can go on. */
export type WalkEnd =
  | { readonly how: 'complete' | 'truncated' | 'corrupt'; readonly used: number; readonly produced: number }
  | {
      readonly how: 'again';
      readonly bytes: Uint8Array;
      readonly at: number;
      readonly bit: number;
      readonly window: Uint8Array;
      readonly produced: number;
    };

/** The input at hand, with offsets from its start. */
interface Held {
  bytes: Uint8Array;
  at: number;
  ended: boolean;
}

/**
 * Goes through a deflate stream block by block from the last place that is understood: up to the damage, then on from
 * the next block that can be found, until zlib can take over again or the stream ends.
 */
export async function* walkBlocks(from: WalkFrom): AsyncGenerator<Uint8Array, WalkEnd> {
  const { input, repair } = from;
  const held: Held = { ...input.takeOver(), ended: false };
  const emitter = openEmitter(repair, from.produced);
  const start = findStart(held, from);
  /** Blocks before this are where zlib failed: it must not be asked again. In bits. */
  let zlibFrom = held.bytes.length * 8;
  let out: Unpacked = emptyUnpacked(null);
  let bit = 0;
  let block: Block | null = null;
  let blockAt = 0;
  let blockProduced = from.produced;

  /** Takes in more input, and lets go of what is read. False at its end. */
  const more = async (): Promise<boolean> => {
    const next = await input.next();
    if (next === null) {
      held.ended = true;
      return false;
    }
    const place = block?.bit ?? bit;
    const gone = Math.max(0, Math.min(blockAt >>> 3, place >>> 3) - 8, (place >>> 3) - KEPT_BYTES);
    const joined = new Uint8Array(held.bytes.length - gone + next.length);
    joined.set(held.bytes.subarray(gone));
    joined.set(next, held.bytes.length - gone);
    held.bytes = joined;
    held.at += gone;
    bit -= gone * 8;
    blockAt = Math.max(0, blockAt - gone * 8);
    zlibFrom -= gone * 8;
    if (block !== null) block.bit -= gone * 8;
    return true;
  };
  const place = (at: number) => held.at + (at >>> 3);

  /** Looks for the next block after damage; false where none is. */
  const resync = async (first: number): Promise<boolean> => {
    let at = first;
    let searched = 0;
    for (;;) {
      while (!held.ended && held.bytes.length - (at >>> 3) < 2 * LOOK_AHEAD_BYTES) {
        bit = at;
        blockAt = at;
        block = null;
        const before = held.at;
        await more();
        at -= (held.at - before) * 8;
      }
      const to = held.ended ? held.bytes.length * 8 : (held.bytes.length - LOOK_AHEAD_BYTES) * 8;
      const bitwise = searched < SEARCHED_BITWISE_BYTES && repair.searched < MOST_SEARCHED_BYTES;
      const found = findBlock(held.bytes, at, to, held.ended, bitwise);
      const passed = Math.max(0, (found.bit ?? to) - at) >>> 3;
      searched += passed;
      if (bitwise) repair.searched += passed;
      if (found.bit !== null) {
        bit = found.bit;
        return true;
      }
      if (held.ended) return false;
      at = to;
    }
  };
  const fail = async function* (at: number, reason: string): AsyncGenerator<Uint8Array, boolean> {
    const pieces = emitter.rest(out);
    const produced = emitter.produced() + pieces.reduce((sum, piece) => sum + piece.length, 0);
    const doubtfulFrom = Math.min(blockProduced, produced);
    const damage = { at: place(at), reason, resumedAt: null as number | null, produced, doubtfulFrom };
    repair.damage.push(damage);
    repair.breaks.push({ at: produced, doubtfulFrom });
    yield* emitter.hand(pieces);
    if (!(await resync(blockAt + 1))) return false;
    damage.resumedAt = place(bit);
    out = emptyUnpacked(null);
    emitter.begin(out, 0, true);
    block = null;
    zlibFrom = 0;
    return true;
  };
  const ended = (how: 'complete' | 'truncated' | 'corrupt', at: number): WalkEnd => ({
    how,
    used: how === 'complete' ? held.at + ((at + 7) >>> 3) : held.at + held.bytes.length,
    produced: emitter.produced(),
  });

  if (start === null) {
    blockAt = (from.mark.at - held.at) * 8;
    emitter.begin(out, 0, true);
    if (!(yield* fail(blockAt, from.reason))) return ended('corrupt', 0);
  } else {
    ({ bit, block, out } = start);
    blockAt = start.blockAt;
    blockProduced = start.blockProduced;
    emitter.begin(out, start.skip, false);
  }

  for (;;) {
    const end = held.bytes.length * 8;
    if (block === null) {
      if (bit >= zlibFrom) {
        const window = knownWindow(out);
        if (window !== null) {
          const at = bit >>> 3;
          return {
            how: 'again',
            bytes: Uint8Array.from(held.bytes.subarray(at)),
            at: held.at + at,
            bit: bit & 7,
            window,
            produced: emitter.produced(),
          };
        }
      }
      const opened: Block | 'starved' | 'bad' = openBlock(held.bytes, bit, end);
      if (opened === 'starved') {
        if (await more()) continue;
        return ended('truncated', bit);
      }
      blockAt = bit;
      blockProduced = emitter.produced();
      if (opened === 'bad') {
        if (!(yield* fail(bit, from.reason))) return ended('corrupt', bit);
        continue;
      }
      block = opened;
    }
    const progress = advanceBlock(block, held.bytes, end, out);
    if (progress === 'bad') {
      if (!(yield* fail(block.bit, from.reason))) return ended('corrupt', 0);
      continue;
    }
    yield* emitter.hand(emitter.pieces(out));
    if (progress === 'full') {
      slide(out);
      emitter.slid(out);
    } else if (progress === 'starved') {
      if (!(await more())) return ended('truncated', 0);
    } else if (progress === 'end') {
      bit = block.bit;
      if (block.final) return ended('complete', bit);
      block = null;
    }
  }
}

interface Start {
  readonly bit: number;
  readonly block: Block | null;
  readonly out: Unpacked;
  readonly blockAt: number;
  readonly blockProduced: number;
  /** Bytes at the end of `out` that were handed out already, if negative; else bytes still to pass over. */
  readonly skip: number;
}

/**
 * The state of the stream at the chunk in which zlib failed. Where no anchor is at hand, a block before that chunk is
 * looked for and read up to it: everything of it that is known must agree with what zlib gave.
 */
function findStart(held: Held, { anchor, mark, produced }: WalkFrom): Start | null {
  const own = anchor.bit - held.at * 8;
  if (own >= 0) {
    const out = emptyUnpacked(anchor.window);
    return {
      bit: own,
      block: null,
      out,
      blockAt: own,
      blockProduced: anchor.produced,
      skip: produced - anchor.produced,
    };
  }
  const edge = (mark.at - held.at) * 8;
  for (let from = 0; from < edge; ) {
    const found = findBlock(held.bytes, from, edge, true, true);
    if (found.bit === null) return null;
    const read = readUpTo(held.bytes, found.bit, edge);
    if (read !== null && fillWindow(read.out, mark.window)) {
      const blockProduced = mark.produced - read.sinceBlock;
      return { ...read, blockProduced, skip: produced - mark.produced };
    }
    from = found.bit + 1;
  }
  return null;
}

/** Reads blocks from `from` to `edge` (in bits), whatever they refer back to. Null where they break a rule. */
function readUpTo(bytes: Uint8Array, from: number, edge: number) {
  const out = emptyUnpacked(null);
  let bit = from;
  let blockAt = from;
  let sinceBlock = 0;
  let block: Block | null = null;
  for (;;) {
    if (block === null) {
      const opened: Block | 'starved' | 'bad' = openBlock(bytes, bit, edge);
      if (opened === 'bad') return null;
      blockAt = bit;
      sinceBlock = 0;
      if (opened === 'starved') return { bit, block: null, out, blockAt, sinceBlock };
      block = opened;
    }
    const before = out.length;
    const progress = advanceBlock(block, bytes, edge, out);
    sinceBlock += out.length - before;
    if (progress === 'bad') return null;
    if (progress === 'full') slide(out);
    else if (progress === 'starved') return { bit: block.bit, block, out, blockAt, sinceBlock };
    else {
      if (block.final) return null;
      bit = block.bit;
      block = null;
    }
  }
}
