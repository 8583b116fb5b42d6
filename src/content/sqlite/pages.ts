import type { Sifted } from '../reader.ts';
import type { BoundedView } from './bounded-view.ts';
import type { Journal } from './journal.ts';
import type { Wal } from './wal.ts';

/** The pages of a database as its app would see them: write-ahead log and hot journal applied, nothing written. */
export interface Pages {
  /** Bytes in a page. */
  readonly size: number;
  /** Pages counted from 1; a part of a page at the end of a cut file counts. */
  readonly count: number;
  /** Pages that are really there: what bookkeeping may be sized by. */
  readonly present: number;
  /** The bytes of a page, fewer where the file ends within it; null where there are none. */
  page(number: number): Buffer | null;
  /** The same, valid until the next call of it. */
  glance(number: number): Buffer | null;
  /** What is known beforehand of the pages of the main file, counted from 0; null of those that lie over it. */
  readonly sifted: Sifted | null;
}

/** Lays log and journal over the main file. The log comes last, as SQLite rolls back before it reads the log. */
export function layPages(
  main: BoundedView,
  size: number,
  wal: { log: BoundedView; read: Wal } | null,
  hot: { journal: BoundedView; read: Journal } | null,
): Pages {
  const stored = Math.ceil(main.size / size);
  const present = stored + (wal?.read.pages.size ?? 0) + (hot?.read.pages.size ?? 0);
  const count = wal?.read.pageCount ?? hot?.read.pageCount ?? stored;
  const laidOver = (number: number): Buffer | null => {
    const logged = wal?.read.pages.get(number);
    if (wal !== null && logged !== undefined) return wal.log.at(logged, size);
    const kept = hot?.read.pages.get(number);
    return hot !== null && kept !== undefined ? hot.journal.at(kept, size) : null;
  };
  const isPlain = wal === null && hot === null;
  const pageBy = (look: BoundedView['at']) => (number: number) => {
    if (number < 1 || number > count) return null;
    const over = isPlain ? null : laidOver(number);
    if (over !== null) return over;
    const bytes = look((number - 1) * size, size);
    return bytes.length === 0 ? null : bytes;
  };
  const isOver = (index: number): boolean =>
    !isPlain && (wal?.read.pages.has(index + 1) === true || hot?.read.pages.has(index + 1) === true);
  const { sifted } = main;
  return {
    size,
    count,
    present,
    page: pageBy(main.at),
    glance: pageBy(main.glance),
    sifted:
      sifted === null || sifted.stretch !== size
        ? null
        : {
            ...sifted,
            answer: (index) => (isOver(index) ? null : sifted.answer(index)),
            isEqual: (index) => (isOver(index) ? null : sifted.isEqual(index)),
          },
  };
}
