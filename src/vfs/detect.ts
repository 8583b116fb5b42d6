import { Fault } from '../base/fault.ts';
import type { Bid, Format, Listing, Sample } from './format.ts';

/** Two bids closer than this are ambiguous. */
const AMBIGUITY_BITS = 8;
/** Less than this is a guess: two bytes of magic. */
const LEAST_BITS = 16;
/** A bid this high ends the look-ahead in a stream. */
export const DECISIVE_BITS = 200;

export interface Chosen {
  readonly format: Format;
  readonly bid: Bid;
}

function choose(bids: readonly Chosen[], name: string): Chosen | null {
  const [best, next] = [...bids].sort((a, b) => b.bid.bits - a.bid.bits);
  if (best === undefined || best.bid.bits < LEAST_BITS) return null;
  if (next !== undefined && next.bid.bits >= LEAST_BITS && best.bid.bits - next.bid.bits < AMBIGUITY_BITS) {
    throw new Fault('evidence.ambiguous', 'format', name, {
      first: best.format.id,
      second: next.format.id,
      because: best.bid.because,
      against: next.bid.because,
    });
  }
  return best;
}

/** The container of some bytes: the highest bid, or null where nobody bids. Throws Fault `evidence.ambiguous`. */
export function chooseContainer(sample: Sample, formats: readonly Format[]): Chosen | null {
  const bids: Chosen[] = [];
  for (const format of formats) {
    if (format.container === undefined) continue;
    bids.push({ format, bid: format.container.bid(sample) });
  }
  return choose(bids, sample.name);
}

/** The bundle of some members: the highest bid, or null where nobody bids. Throws Fault `evidence.ambiguous`. */
export function chooseBundle(listing: Listing, formats: readonly Format[]): Chosen | null {
  const bids: Chosen[] = [];
  for (const format of formats) {
    if (format.bundle === undefined) continue;
    bids.push({ format, bid: format.bundle.bid(listing) });
  }
  return choose(bids, listing.input.name);
}

/** Whether one bundle is sure enough that no more of a stream needs to be looked at. */
export function decided(listing: Listing, formats: readonly Format[]): boolean {
  return formats.some((format) => (format.bundle?.bid(listing).bits ?? 0) >= DECISIVE_BITS);
}

export function formatNamed(id: string, formats: readonly Format[]): Format {
  const format = formats.find((each) => each.id === id);
  if (format === undefined) {
    throw new Fault('usage.invalid', 'unknown-format', null, {
      format: id,
      known: formats.map((f) => f.id).join(', '),
    });
  }
  return format;
}
