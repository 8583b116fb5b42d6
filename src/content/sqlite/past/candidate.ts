import type { Claims } from '../claims.ts';
import type { Encoding } from '../header.ts';
import type { Pages } from '../pages.ts';
import type { PastTable } from './past-table.ts';
import type { Scripts } from './scripts.ts';

/** One way to read the bytes from an offset on as a cell of a table. */
export interface Candidate {
  readonly table: PastTable;
  readonly at: number;
  /** Bytes on the page. */
  readonly length: number;
  readonly score: number;
  readonly intact: boolean;
  readonly rowid: number | bigint | null;
  readonly serials: readonly number[];
  /** Fields from the first on whose serial type was lost. */
  readonly lost: number;
  /** Where the body is: in the page, or in a record put together from overflow pages. */
  readonly bytes: Buffer;
  readonly body: number;
}

/** The page that cells are looked for in, and what its overflow chains may lead to. */
export interface Scene {
  readonly bytes: Buffer;
  readonly usable: number;
  readonly encoding: Encoding;
  /** What its texts are written in; null where that is not known, or not needed. */
  readonly scripts: Scripts | null;
  /** Null where the rest of the database is not of the page's own time: then no chain can be followed. */
  readonly chains: { readonly pages: Pages; readonly claims: Claims } | null;
}

/** Looks for cells in one page. */
export interface CellFinder {
  /** Every reading of the bytes from `at` on, none beyond `end`; as rows of `others` only with their whole frame. */
  find(
    at: number,
    end: number,
    tables: readonly PastTable[],
    others: readonly PastTable[],
    emit: (candidate: Candidate) => void,
  ): void;
  /** Only with its whole frame. */
  findIntact(at: number, end: number, tables: readonly PastTable[], emit: (candidate: Candidate) => void): void;
}
