import { VERDICTS, type Verdict } from '../../diff/change.ts';
import { grouped } from '../numbers.ts';
import { VERDICT_WORDS } from '../words/verdicts.ts';
import { html, type Markup, type Piece } from './markup.ts';

/** Columns of every wide chart. */
export const CHART_WIDTH = 1180;

/** Strokes over the colour: the second channel beside it. Referred to by every chart of the page. */
const STROKES = [
  ['partly-carried', 'M-2 2 2 -2M0 8 8 0M6 10 10 6'],
  ['differs', 'M0 0 8 8M0 8 8 0'],
  ['not-compared', 'M0 2H8M0 6H8'],
  ['left-behind', 'M2 0V8M6 0V8'],
  ['new-on-target', 'M4 1.5V6.5M1.5 4H6.5'],
  ['unseen', 'M3.2 4H4.8'],
] as const;

export const PATTERNS: Markup = {
  markup: `<svg class="defs" width="0" height="0" aria-hidden="true"><defs>${STROKES.map(
    ([verdict, path]) =>
      `<pattern id="p-${verdict}" width="8" height="8" patternUnits="userSpaceOnUse"><path class="s" d="${path}"/></pattern>`,
  ).join('')}</defs></svg>`,
};

/** A number as it stands in an attribute of a drawing. */
export const px = (length: number): number => Math.round(length * 10) / 10;

/** A path in the colour and the hatch of a verdict. */
export function area(verdict: Verdict, path: string, title = ''): Markup {
  const told = title === '' ? null : html`<title>${title}</title>`;
  const over = verdict === 'carried' ? null : html`<path d="${path}" fill="url(#p-${verdict})" pointer-events="none"/>`;
  return html`<path class="c-${verdict} gap" d="${path}">${told}</path>${over}`;
}

/** A rectangle in the colour and the hatch of a verdict. */
export function block(verdict: Verdict, x: number, y: number, width: number, height: number, title = ''): Markup {
  return area(
    verdict,
    `M${px(x)} ${px(y)}h${px(Math.max(0, width))}v${px(Math.max(0, height))}h${px(-Math.max(0, width))}z`,
    title,
  );
}

/** One stacked bar, in the order of the verdicts. */
export function stackBlocks(counts: ReadonlyMap<Verdict, number>, width: number, height: number): readonly Markup[] {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let x = 0;
  return VERDICTS.flatMap((verdict) => {
    const count = counts.get(verdict) ?? 0;
    if (count === 0) return [];
    const size = (count / total) * width;
    x += size;
    return [block(verdict, x - size, 0, size, height, `${grouped(count)} ${VERDICT_WORDS[verdict]}`)];
  });
}

export function drawing(width: number, height: number, body: Piece, label: string | null = null, kind = ''): Markup {
  const told = label === null ? html`aria-hidden="true"` : html`role="img" aria-label="${label}"`;
  return html`<svg class="${kind}" viewBox="0 0 ${px(width)} ${px(height)}" width="${px(width)}" height="${px(height)}" ${told}>${body}</svg>`;
}

export function stack(counts: ReadonlyMap<Verdict, number>, width: number, height: number, kind = ''): Markup {
  return drawing(width, height, stackBlocks(counts, width, height), null, kind);
}

/** The sign of a verdict beside its word. */
export function verdictMark(verdict: Verdict): Markup {
  return drawing(14, 14, block(verdict, 0, 0, 14, 14), null, 'mark');
}
