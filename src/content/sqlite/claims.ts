/**
 * Which pages are taken: in a sound database each page has one owner. A second claim is a loop or a cross-link,
 * and refusing it bounds all work by the size of the file.
 */
export interface Claims {
  /** False where the page has an owner already. */
  take(page: number): boolean;
  has(page: number): boolean;
}

/** `present`: pages that are really there. Numbers beyond are kept one by one, as they can only be few. */
export function newClaims(present: number): Claims {
  const bits = new Uint8Array((present >> 3) + 1);
  const beyond = new Set<number>();
  return {
    take(page) {
      if (page > present) {
        if (beyond.has(page)) return false;
        beyond.add(page);
        return true;
      }
      const index = page >> 3;
      const bit = 1 << (page & 7);
      if (((bits[index] as number) & bit) !== 0) return false;
      bits[index] = (bits[index] as number) | bit;
      return true;
    },
    has: (page) => (page > present ? beyond.has(page) : ((bits[page >> 3] as number) & (1 << (page & 7))) !== 0),
  };
}
