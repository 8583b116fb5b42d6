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
/** What terminals have at the least: on narrower ones a row may take several lines. */
export const USUAL = 80;
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

/** A row that no table of this width can hold, over several lines: its cells one after the other, each with its heading. */
function stacked(
  on: Page,
  shape: readonly Column[],
  texts: readonly string[],
  cells: readonly Cell[],
  indent: number,
): string {
  const lines: string[] = [];
  let used = 0;
  for (const [at, text] of texts.entries()) {
    if (text === '' || text === on.signs.none) continue;
    const heading = at === 0 ? '' : (shape[at]?.heading ?? '');
    const margin = lines.length === 0 ? indent : indent + GAP;
    const room = Math.max(LEAST, on.width - margin - (heading === '' ? 0 : columns(heading) + 1));
    const short = shortened(text, room, on.signs.more);
    const ink = cells[at]?.ink;
    const shown =
      (heading === '' ? '' : `${on.ink('quiet', heading)} `) + (ink === undefined ? short : on.ink(ink, short));
    const size = columns(short) + (heading === '' ? 0 : columns(heading) + 1);
    // The first cell names the row; the others share the lines below it.
    if (lines.length > 1 && used + GAP + size <= on.width) {
      lines[lines.length - 1] += ' '.repeat(GAP) + shown;
      used += GAP + size;
    } else {
      lines.push(' '.repeat(margin) + shown);
      used = margin + size;
    }
  }
  return lines.join('\n');
}

/** Lines of an aligned table, one a row, on a terminal that is too narrow for it of several. Text is escaped here; headings are left out where all are empty. */
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
  const taken = widths.reduce((sum, width) => sum + width, indent + GAP * (shape.length - 1));
  if (on.width < USUAL && taken > on.width)
    return shown.map((texts, row) => stacked(on, shape, texts, rows[row] ?? [], indent));
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
