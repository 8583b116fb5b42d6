import type { Pages } from './pages.ts';

const POLL_PAGES = 64;

/** Which pages two databases hold under the same number, byte for byte: found once, asked often. */
export interface EqualPages {
  has(number: number): boolean;
}

const known = new WeakMap<Pages, WeakMap<Pages, EqualPages>>();

/** Reads every page of both, the first time. Both must agree in page size. */
export function equalPages(left: Pages, right: Pages, poll: () => void): EqualPages {
  let ofLeft = known.get(left);
  if (ofLeft === undefined) {
    ofLeft = new WeakMap();
    known.set(left, ofLeft);
  }
  let equal = ofLeft.get(right);
  if (equal === undefined) {
    equal = findEqualPages(left, right, poll);
    ofLeft.set(right, equal);
  }
  return equal;
}

function findEqualPages(left: Pages, right: Pages, poll: () => void): EqualPages {
  const count = Math.min(left.present, right.present);
  const bits = new Uint8Array((count >> 3) + 1);
  const isSifted = left.sifted !== null && left.sifted.beside === right.sifted?.beside;
  const before = (index: number): boolean | null =>
    isSifted && right.sifted?.isEqual(index) !== null ? (left.sifted?.isEqual(index) ?? null) : null;
  const same = (number: number): boolean => {
    const page = left.glance(number);
    const other = right.glance(number);
    return page !== null && other !== null && page.equals(other);
  };
  for (let number = 1; number <= count; number++) {
    if (number % POLL_PAGES === 0) poll();
    if (before(number - 1) ?? same(number)) bits[number >> 3] = (bits[number >> 3] as number) | (1 << (number & 7));
  }
  return { has: (number) => number <= count && ((bits[number >> 3] as number) & (1 << (number & 7))) !== 0 };
}
