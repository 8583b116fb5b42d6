import type { Ink, Page } from './page.ts';
import { columns, cut, padded, shortened } from './width.ts';

export interface Column {
  readonly heading: string;
  readonly align?: 'left' | 'right';
  /** Where the table is too wide this column gives way, by cutting the middle or the end of its text. */
  readonly gives?: 'middle' | 'end';
  /** Never narrower than this, in columns. */
  readonly least?: number;
}

/** A cell: its text, not yet escaped, and its colour. */
export interface Cell {
  readonly text: string;
  readonly ink?: Ink;
}

const GAP = 2;
const LEAST = 8;

/** Takes the missing room from the widest column that gives way, one column at a time, down to its least. */
function widthsFor(wants: readonly number[], shape: readonly Column[], room: number): readonly number[] {
  const widths = [...wants];
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    let widest = -1;
    for (const [at, column] of shape.entries()) {
      const width = widths[at] ?? 0;
      if (column.gives === undefined || width <= (column.least ?? LEAST)) continue;
      if (widest < 0 || width > (widths[widest] ?? 0)) widest = at;
    }
    if (widest < 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
    over -= 1;
  }
  return widths;
}

/** Lines of an aligned table. Text is escaped here; headings are left out where all are empty. */
export function tableLines(
  on: Page,
  shape: readonly Column[],
  rows: readonly (readonly Cell[])[],
  indent = 2,
): readonly string[] {
  const shown = rows.map((row) => row.map((cell) => on.text(cell.text)));
  const titled = shape.some((column) => column.heading !== '');
  const wants = shape.map((column, at) =>
    shown.reduce(
      (most, row) => Math.max(most, columns((row[at] ?? '').slice(0, on.width * 2))),
      columns(column.heading),
    ),
  );
  const widths = widthsFor(wants, shape, on.width - indent - GAP * (shape.length - 1));
  const margin = ' '.repeat(indent);
  const place = (texts: readonly string[], inks: (at: number) => Ink | undefined): string => {
    const line = shape.map((column, at) => {
      const width = widths[at] ?? 0;
      const text = texts[at] ?? '';
      const short = column.gives === 'end' ? cut(text, width, on.signs.more) : shortened(text, width, on.signs.more);
      const kept = column.gives === undefined ? text : short;
      const filled = at === shape.length - 1 && column.align !== 'right' ? kept : padded(kept, width, column.align);
      const ink = inks(at);
      return ink === undefined ? filled : on.ink(ink, filled);
    });
    return (margin + line.join(' '.repeat(GAP))).trimEnd();
  };
  const lines = shown.map((texts, row) => place(texts, (at) => rows[row]?.[at]?.ink));
  if (!titled) return lines;
  return [
    place(
      shape.map((column) => column.heading),
      () => 'quiet',
    ),
    ...lines,
  ];
}
