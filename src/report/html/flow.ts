import { ROUTES, type Route, VERDICTS, type Verdict } from '../../diff/change.ts';
import { grouped } from '../numbers.ts';
import { SIDE_NAMES } from '../result.ts';
import { HTML_WORDS } from '../words/html.ts';
import { ROUTE_WORDS, VERDICT_WORDS } from '../words/verdicts.ts';
import type { Amount, Gathered } from './gather.ts';
import { html, type Markup } from './markup.ts';
import { area, CHART_WIDTH, drawing, px } from './shapes.ts';

/** Where a route begins, where it ends (columns: 0 source, 1 bundle, 2 target) and which columns hold it. */
const COURSES: Readonly<
  Record<Route, { readonly from: number; readonly to: number; readonly holds: readonly number[] }>
> = {
  'via-bundle': { from: 0, to: 2, holds: [0, 1, 2] },
  'packed-only': { from: 0, to: 1, holds: [0, 1] },
  'not-packed': { from: 0, to: 0.42, holds: [0] },
  'other-route': { from: 0, to: 2, holds: [0, 2] },
  'bundle-only': { from: 1, to: 1.42, holds: [1] },
  'target-only': { from: 1.58, to: 2, holds: [2] },
  'bundle-and-target': { from: 1, to: 2, holds: [1, 2] },
};

const LEFT = 40;
const COLUMN = 380;
const TOP = 34;
const TALLEST = 210;
const LEAST = 5;
const ROW = 30;
const GAP = 10;
const NODE = 9;
/** How far a ribbon bends away from the bundle that it does not touch. */
const DIP = 12;
const LABELS = LEFT + 2 * COLUMN + 28;

const x = (column: number): number => LEFT + column * COLUMN;

/** From column to column at one height; what goes past the bundle bends away from it. */
function ribbon(from: number, to: number, y: number, height: number, past: boolean): string {
  const [a, b] = [x(from), x(to)];
  if (!past) return `M${px(a)} ${px(y)}H${px(b)}v${px(height)}H${px(a)}z`;
  const middle = (a + b) / 2;
  const bend = (start: number, end: number, at: number): string =>
    `C${px((start * 2 + middle) / 3)} ${px(at)} ${px((start + middle * 2) / 3)} ${px(at + DIP)} ${px(middle)} ${px(at + DIP)}S${px((middle + end * 2) / 3)} ${px(at)} ${px(end)} ${px(at)}`;
  return `M${px(a)} ${px(y)}${bend(a, b, y)}v${px(height)}${bend(b, a, y + height)}z`;
}

const sumOf = (amounts: ReadonlyMap<Verdict, Amount>): number =>
  [...amounts.values()].reduce((sum, { artifacts }) => sum + artifacts, 0);

/** Source, bundle and target as columns, one band a route, its stripes the verdicts. Null without a bundle. */
export function flowChart(found: Gathered): Markup | null {
  const bands = ROUTES.flatMap((route) => {
    const amounts = found.routes.get(route);
    return amounts === undefined ? [] : [{ route, amounts, count: sumOf(amounts) }];
  });
  if (bands.length === 0) return null;
  const total = bands.reduce((sum, { count }) => sum + count, 0);
  let y = TOP;
  const drawn = bands.map(({ route, amounts, count }) => {
    const { from, to, holds } = COURSES[route];
    const height = Math.max(LEAST, (count / total) * TALLEST);
    const past = route === 'other-route';
    const slot = Math.max(height + (past ? DIP : 0), ROW);
    const top = y + (slot - height - (past ? DIP : 0)) / 2;
    y += slot + GAP;
    let at = top;
    const stripes = VERDICTS.flatMap((verdict) => {
      const part = amounts.get(verdict)?.artifacts ?? 0;
      if (part === 0) return [];
      const size = (part / count) * height;
      at += size;
      const title = `${grouped(part)} ${VERDICT_WORDS[verdict]}, ${ROUTE_WORDS[route]}`;
      return [area(verdict, ribbon(from, to, at - size, size, past), title)];
    });
    const nodes = holds.map(
      (column) =>
        html`<rect class="node" x="${px(x(column) - NODE / 2)}" y="${px(top - 2)}" width="${NODE}" height="${px(height + 4)}" rx="2"/>`,
    );
    const middle = px(top + height / 2);
    const leader = to < 2 ? html`<path class="leader" d="M${px(x(to) + 8)} ${middle}H${LABELS - 12}"/>` : null;
    return html`${leader}${stripes}${nodes}<text x="${LABELS}" y="${middle + 4}"><tspan class="strong">${grouped(count)}</tspan> ${ROUTE_WORDS[route]}</text>`;
  });
  const posts = SIDE_NAMES.map(
    (side, column) =>
      html`<text class="quiet" x="${x(column)}" y="16" text-anchor="middle">${side}</text><path class="post" d="M${x(column)} 24V${px(y)}"/>`,
  );
  return drawing(CHART_WIDTH, y + 4, [...posts, ...drawn], HTML_WORDS.flow, 'wide');
}
