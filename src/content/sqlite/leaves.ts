/** Marks of a page that holds rows. */
export const OVERFLOWS = 1;
export const DAMAGED = 2;
export const SKIPPED = 4;

/** The pages of a table that hold rows, in columns: a table of 10 GB has some 2.6 million. */
export interface Leaves {
  count: number;
  pages: Uint32Array;
  records: Uint32Array;
  telling: Uint32Array;
  marks: Uint8Array;
}

const FIRST_CAPACITY = 16;

export function newLeaves(): Leaves {
  return {
    count: 0,
    pages: new Uint32Array(FIRST_CAPACITY),
    records: new Uint32Array(FIRST_CAPACITY),
    telling: new Uint32Array(FIRST_CAPACITY),
    marks: new Uint8Array(FIRST_CAPACITY),
  };
}

export function addLeaf(leaves: Leaves, page: number, records: number, telling: number, marks: number): void {
  const at = leaves.count++;
  if (at === leaves.pages.length) {
    const grow = <T extends Uint32Array | Uint8Array>(old: T, fresh: T): T => {
      fresh.set(old);
      return fresh;
    };
    leaves.pages = grow(leaves.pages, new Uint32Array(at * 2));
    leaves.records = grow(leaves.records, new Uint32Array(at * 2));
    leaves.telling = grow(leaves.telling, new Uint32Array(at * 2));
    leaves.marks = grow(leaves.marks, new Uint8Array(at * 2));
  }
  leaves.pages[at] = page;
  leaves.records[at] = records;
  leaves.telling[at] = telling;
  leaves.marks[at] = marks;
}
