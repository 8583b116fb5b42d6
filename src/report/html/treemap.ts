import { VERDICTS, type Verdict } from '../../diff/change.ts';
import { bytesInWords, grouped } from '../numbers.ts';
import { MATRIX_COLUMNS } from '../text/tally.ts';
import { cut } from '../text/width.ts';
import { HTML_WORDS } from '../words/html.ts';
import { VERDICT_WORDS } from '../words/verdicts.ts';
import type { AppCount, Gathered } from './gather.ts';
import { html, type Markup } from './markup.ts';
import { block, CHART_WIDTH, drawing, px } from './shapes.ts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const HEIGHT = 420;
/** Apps with a box of their own; the lighter ones share one. */
const MOST_APPS = 60;
/** Of text in a box, at 12 px: the wider letters decide. */
const LETTER = 6.7;
const HEAD = 19;
const LEAST_HEAD_WIDTH = 46;
const LEAST_HEAD_HEIGHT = 40;

/**
 * Squarified treemap (Bruls, Huizing, van Wijk 2000): rows are filled along the shorter side for as long as their
 * boxes come nearer to squares. Weights are positive and in falling order; gives a box for each.
 */
export function squarify(weights: readonly number[], inside: Box): readonly Box[] {
  const boxes: Box[] = [];
  let { x, y, width, height } = inside;
  let left = weights.reduce((sum, weight) => sum + weight, 0);
  let next = 0;
  while (next < weights.length) {
    const side = Math.max(Math.min(width, height), Number.EPSILON);
    const scale = (width * height) / left;
    const worst = (sum: number, most: number, least: number): number => {
      const [area, breadth] = [sum * scale, side * side];
      return Math.max((breadth * most * scale) / (area * area), (area * area) / (breadth * least * scale));
    };
    const [most = 0] = weights.slice(next, next + 1);
    let sum = most;
    let end = next + 1;
    while (end < weights.length) {
      const weight = weights[end] ?? 0;
      if (worst(sum + weight, most, weight) > worst(sum, most, weights[end - 1] ?? weight)) break;
      sum += weight;
      end += 1;
    }
    const depth = (sum * scale) / side;
    let along = 0;
    for (const weight of weights.slice(next, end)) {
      const length = (weight / sum) * side;
      boxes.push(
        width >= height
          ? { x, y: y + along, width: depth, height: length }
          : { x: x + along, y, width: length, height: depth },
      );
      along += length;
    }
    if (width >= height) [x, width] = [x + depth, width - depth];
    else [y, height] = [y + depth, height - depth];
    left -= sum;
    next = end;
  }
  return boxes;
}

interface Leaf {
  readonly column: string;
  readonly verdict: Verdict;
  readonly bytes: number;
}

function leavesOf({ cells }: AppCount): readonly Leaf[] {
  return MATRIX_COLUMNS.flatMap((column) =>
    VERDICTS.map((verdict): Leaf => ({ column, verdict, bytes: cells[column].verdicts.get(verdict)?.bytes ?? 0 })),
  )
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
}

function appBox(count: AppCount, box: Box): Markup {
  const name = count.app.label ?? count.app.package;
  const headed = box.width >= LEAST_HEAD_WIDTH && box.height >= LEAST_HEAD_HEIGHT;
  const inside = headed ? { ...box, y: box.y + HEAD, height: box.height - HEAD } : box;
  const leaves = leavesOf(count);
  const boxes = squarify(
    leaves.map(({ bytes }) => bytes),
    inside,
  );
  const drawn = leaves.map(({ column, verdict, bytes }, at) => {
    const { x, y, width, height } = boxes[at] ?? inside;
    const title = `${name}, ${column}: ${bytesInWords(bytes)} ${VERDICT_WORDS[verdict]}`;
    const wide = column.length * LETTER + 10;
    const label =
      width > wide + 6 && height > 24
        ? html`<rect class="plate" x="${px(x + 4)}" y="${px(y + 4)}" width="${px(wide)}" height="16" rx="3"/><text x="${px(x + 9)}" y="${px(y + 16)}" pointer-events="none">${column}</text>`
        : null;
    return html`${block(verdict, x, y, width, height, title)}${label}`;
  });
  const room = Math.floor((box.width - 12) / LETTER);
  const size = bytesInWords(count.all.bytes);
  const both = `${name}  ${size}`;
  const head = headed
    ? html`<text x="${px(box.x + 2)}" y="${px(box.y + 14)}"><title>${both}</title>${both.length <= room ? html`<tspan class="strong">${name}</tspan> <tspan class="quiet">${size}</tspan>` : html`<tspan class="strong">${cut(name, room)}</tspan>`}</text>`
    : null;
  return html`${head}${drawn}`;
}

/** Bytes by app, then by column and verdict. */
export function treemap(found: Gathered): Markup {
  const apps = found.apps.filter(({ all }) => all.bytes > 0).sort((a, b) => b.all.bytes - a.all.bytes);
  const shown = apps.slice(0, MOST_APPS);
  const rest = apps.slice(MOST_APPS).reduce((sum, { all }) => sum + all.bytes, 0);
  const weights = [...shown.map(({ all }) => all.bytes), ...(rest > 0 ? [rest] : [])].sort((a, b) => b - a);
  const at = rest > 0 ? weights.indexOf(rest) : -1;
  const boxes = squarify(weights, { x: 0, y: 0, width: CHART_WIDTH, height: HEIGHT }).map(
    ({ x, y, width, height }) => ({
      x: x + 1.5,
      y: y + 1.5,
      width: Math.max(0, width - 3),
      height: Math.max(0, height - 3),
    }),
  );
  const drawn = boxes.map((box, index) => {
    const count = shown[at >= 0 && index > at ? index - 1 : index];
    if (index !== at && count !== undefined) return appBox(count, box);
    const title = `${grouped(apps.length - shown.length)} ${HTML_WORDS.rest}: ${bytesInWords(rest)}`;
    return html`<rect class="node" x="${px(box.x)}" y="${px(box.y)}" width="${px(box.width)}" height="${px(box.height)}"><title>${title}</title></rect>`;
  });
  return drawing(CHART_WIDTH, HEIGHT, drawn, HTML_WORDS.treemapMeans, 'wide');
}
