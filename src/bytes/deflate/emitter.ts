import type { Repair } from './damage.ts';
import { UNKNOWN, type Unpacked } from './unpacked.ts';

/** Known bytes between unknown ones that are too few to hold a tar header are left out. */
const LEAST_RUN = 512;

/** Turns symbols into bytes, and unknown ones into breaks. */
export interface Emitter {
  /** Goes on with `out`: after `skip` of its symbols from here on; `broken` where what came before is lost. */
  begin(out: Unpacked, skip: number, broken: boolean): void;
  /** What there is to hand out, up to the end of `out`; runs of known bytes, each after a break but for the first. */
  pieces(out: Unpacked): Piece[];
  /** The same, and nothing follows it. */
  rest(out: Unpacked): Piece[];
  hand(pieces: Piece[]): Generator<Uint8Array>;
  /** `out` was slid. */
  slid(out: Unpacked): void;
  /** Bytes handed out so far. */
  produced(): number;
}

export interface Piece {
  readonly bytes: Uint8Array;
  readonly length: number;
  readonly broken: boolean;
}

export function openEmitter(repair: Repair, from: number): Emitter {
  let produced = from;
  let next = 0;
  let skip = 0;
  /** Whether the last symbol before `next` was handed out, so that the next goes on from it. */
  let running = true;

  const pieces = (out: Unpacked): Piece[] => {
    const passed = Math.min(skip, out.length - next);
    next += passed;
    skip -= passed;
    const found: Piece[] = [];
    while (next < out.length) {
      if (out.symbols[next] === UNKNOWN) {
        running = false;
        next++;
        continue;
      }
      let end = next;
      while (end < out.length && out.symbols[end] !== UNKNOWN) end++;
      if (running || end === out.length || end - next >= LEAST_RUN) {
        const bytes = Uint8Array.from(out.symbols.subarray(next, end));
        found.push({ bytes, length: bytes.length, broken: !running });
        running = true;
      }
      next = end;
    }
    return found;
  };
  return {
    begin(out, over, broken) {
      next = out.length;
      skip = over;
      running = !broken;
    },
    pieces,
    rest: pieces,
    *hand(list) {
      for (const piece of list) {
        if (piece.broken && repair.breaks.at(-1)?.at !== produced) {
          repair.breaks.push({ at: produced, doubtfulFrom: produced });
        }
        produced += piece.length;
        yield piece.bytes;
      }
    },
    slid(out) {
      next = out.length;
    },
    produced: () => produced,
  };
}
