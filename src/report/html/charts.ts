import { ROUTES, VERDICTS, type Verdict } from '../../diff/change.ts';
import { bytesInWords, grouped } from '../numbers.ts';
import { type DiffReport, SIDE_NAMES } from '../result.ts';
import { HTML_WORDS } from '../words/html.ts';
import { ROUTE_WORDS, VERDICT_WORDS } from '../words/verdicts.ts';
import type { Amount, Gathered } from './gather.ts';
import { html, type Markup } from './markup.ts';

const WIDTH = 1180;

/** Strokes over the colour: the second channel beside it. Referred to by every chart of the page. */
export const PATTERNS: Markup = {
  markup: `<svg width="0" height="0" aria-hidden="true"><defs>${(
    [
      ['partly-carried', 'M0 6 6 0'],
      ['differs', 'M0 0 6 6M0 6 6 0'],
      ['not-compared', 'M0 3H6'],
      ['left-behind', 'M3 0V6'],
      ['new-on-target', 'M3 1V5M1 3H5'],
      ['unseen', 'M2 3H4'],
    ] as const
  )
    .map(
      ([verdict, path]) =>
        `<pattern id="p-${verdict}" width="6" height="6" patternUnits="userSpaceOnUse"><path class="s" fill="none" stroke-width="1.3" d="${path}"/></pattern>`,
    )
    .join('')}</defs></svg>`,
};

/** A rectangle in the colour and the hatch of a verdict. */
export function block(verdict: Verdict, x: number, y: number, width: number, height: number, title = ''): Markup {
  const at = {
    markup: `x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${Math.max(0, width).toFixed(1)}" height="${Math.max(0, height).toFixed(1)}"`,
  };
  const told = title === '' ? null : html`<title>${title}</title>`;
  const over = verdict === 'carried' ? null : html`<rect ${at} fill="url(#p-${verdict})" pointer-events="none"/>`;
  return html`<rect class="c-${verdict} gap" ${at}>${told}</rect>${over}`;
}

/** One stacked bar. */
export function stack(counts: ReadonlyMap<Verdict, number>, width: number, height: number): Markup {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let x = 0;
  const blocks = VERDICTS.flatMap((verdict) => {
    const count = counts.get(verdict) ?? 0;
    if (count === 0) return [];
    const size = (count / total) * width;
    x += size;
    return [block(verdict, x - size, 0, size, height, `${grouped(count)} ${VERDICT_WORDS[verdict]}`)];
  });
  return html`<svg viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">${blocks}</svg>`;
}

/** From where to where a route leads: columns 0 source, 1 bundle, 2 target. */
const ENDS: Readonly<Record<string, readonly [number, number]>> = {
  'via-bundle': [0, 2],
  'packed-only': [0, 1],
  'not-packed': [0, 0.4],
  'other-route': [0, 2],
  'bundle-only': [1, 1.4],
  'target-only': [1.6, 2],
  'bundle-and-target': [1, 2],
};
const ROUTE_HEIGHT = 30;

/** Source, bundle and target as columns, one band a route; its blocks are the verdicts. Null without a bundle. */
export function flowChart(found: Gathered): Markup | null {
  const routes = ROUTES.filter((route) => found.routes.has(route));
  if (routes.length === 0) return null;
  const total = routes.reduce((sum, route) => sum + artifactsOf(found.routes.get(route)), 0);
  const left = 60;
  const column = (WIDTH - 380) / 2;
  let y = 28;
  const bands = routes.map((route) => {
    const amounts = found.routes.get(route) ?? new Map<Verdict, Amount>();
    const [from, to] = ENDS[route] ?? [0, 2];
    const count = artifactsOf(amounts);
    const height = Math.max(4, (count / total) * 190);
    const top = y;
    y += Math.max(height, ROUTE_HEIGHT) + 8;
    let at = top;
    const blocks = VERDICTS.flatMap((verdict) => {
      const part = amounts.get(verdict)?.artifacts ?? 0;
      if (part === 0) return [];
      const size = (part / count) * height;
      at += size;
      return [
        block(
          verdict,
          left + from * column,
          at - size,
          (to - from) * column,
          size,
          `${grouped(part)} ${VERDICT_WORDS[verdict]}`,
        ),
      ];
    });
    return html`${blocks}<text x="${left + 2 * column + 16}" y="${(top + Math.min(height, 20) / 2 + 5).toFixed(0)}">${grouped(count)} · ${ROUTE_WORDS[route]}</text>`;
  });
  const posts = SIDE_NAMES.map((side, at) => {
    const x = left + at * column;
    return html`<text x="${x}" y="14" text-anchor="middle">${side}</text><rect class="c-unseen" x="${x - 2}" y="22" width="4" height="${y - 24}"/>`;
  });
  return html`<svg viewBox="0 0 ${WIDTH} ${y}" role="img" aria-label="${HTML_WORDS.flow}">${bands}${posts}</svg>`;
}

function artifactsOf(amounts: ReadonlyMap<Verdict, Amount> | undefined): number {
  return [...(amounts?.values() ?? [])].reduce((sum, { artifacts }) => sum + artifacts, 0);
}

interface Weight {
  readonly name: string;
  readonly verdict: Verdict;
  readonly bytes: number;
}

const MOST_BOXES = 160;

/** Slice and dice by halves of the weight: near squares, and neighbours stay neighbours. */
function* boxes(weights: readonly Weight[], x: number, y: number, width: number, height: number): Generator<Markup> {
  const [only] = weights;
  if (only === undefined) return;
  if (weights.length === 1) {
    const title = `${only.name}: ${bytesInWords(only.bytes)} ${VERDICT_WORDS[only.verdict]}`;
    const fits = width > only.name.length * 6.6 + 12 && height > 22;
    yield html`${block(only.verdict, x, y, width, height, title)}${fits ? html`<text class="inside" x="${(x + 6).toFixed(0)}" y="${(y + 16).toFixed(0)}" pointer-events="none">${only.name}</text>` : null}`;
    return;
  }
  const total = weights.reduce((sum, { bytes }) => sum + bytes, 0);
  let first = 0;
  let at = 0;
  while (at < weights.length - 1 && (at === 0 || first + (weights[at]?.bytes ?? 0) <= total / 2)) {
    first += weights[at]?.bytes ?? 0;
    at += 1;
  }
  const share = first / total;
  if (width > height) {
    yield* boxes(weights.slice(0, at), x, y, width * share, height);
    yield* boxes(weights.slice(at), x + width * share, y, width * (1 - share), height);
  } else {
    yield* boxes(weights.slice(0, at), x, y, width, height * share);
    yield* boxes(weights.slice(at), x, y + height * share, width, height * (1 - share));
  }
}

/** Bytes by app and verdict. */
export function treemap(found: Gathered): Markup {
  const weights = found.apps
    .flatMap(({ app, verdicts }) =>
      [...verdicts].map(([verdict, { bytes }]): Weight => ({ name: app.label ?? app.package, verdict, bytes })),
    )
    .filter(({ bytes }) => bytes > 0)
    .sort((a, b) => b.bytes - a.bytes);
  const rest = weights.splice(MOST_BOXES).reduce((sum, { bytes }) => sum + bytes, 0);
  if (rest > 0) weights.push({ name: HTML_WORDS.rest, verdict: 'unseen', bytes: rest });
  return html`<svg viewBox="0 0 ${WIDTH} 380" role="img" aria-label="${HTML_WORDS.treemapMeans}">${[...boxes(weights, 0, 0, WIDTH, 380)]}</svg>`;
}

const HOURS_A_DAY = 24;
const LANE = 64;

/** File times of each side by day, in lanes; an hour with a tenth of all files and ten at least stands out as a wall. */
export function timeline(found: Gathered, report: DiffReport): Markup | null {
  const sides = SIDE_NAMES.filter((side) => report.evidence[side] !== null && found.hours[side].size > 0);
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const side of sides) {
    for (const hour of found.hours[side].keys()) {
      least = Math.min(least, hour);
      most = Math.max(most, hour);
    }
  }
  if (sides.length === 0) return null;
  const x = (hour: number): number => 80 + ((hour - least) / Math.max(1, most - least)) * (WIDTH - 100);
  const day = (hour: number): string => new Date(hour * 3_600_000).toISOString().slice(0, 10);
  const lanes = sides.map((side, lane) => {
    const base = (lane + 1) * LANE;
    const days = new Map<number, number>();
    const files = [...found.hours[side].values()].reduce((sum, count) => sum + count, 0);
    for (const [hour, count] of found.hours[side]) {
      const key = Math.floor(hour / HOURS_A_DAY) * HOURS_A_DAY;
      days.set(key, (days.get(key) ?? 0) + count);
    }
    const tallest = Math.max(...days.values());
    const bars = [...days].map(([hour, count]) => {
      const height = 3 + (count / tallest) * (LANE - 26);
      return html`<rect class="c-carried" x="${x(Math.max(hour, least)).toFixed(1)}" y="${(base - height).toFixed(1)}" width="3" height="${height.toFixed(1)}"><title>${day(hour)}: ${grouped(count)}</title></rect>`;
    });
    const walls = [...found.hours[side]]
      .filter(([, count]) => count >= 10 && count * 10 >= files)
      .map(
        ([hour, count]) =>
          html`<path class="c-differs" d="M${x(hour).toFixed(1)} ${base - LANE + 16}l5 -7h-10z"><title>${new Date(hour * 3_600_000).toISOString().slice(0, 13)}h: ${grouped(count)}</title></path>`,
      );
    return html`<text x="0" y="${base - 8}">${side}</text><rect class="c-unseen" x="80" y="${base}" width="${WIDTH - 100}" height="1"/>${bars}${walls}`;
  });
  const end = sides.length * LANE + 22;
  return html`<svg viewBox="0 0 ${WIDTH} ${end + 6}" role="img" aria-label="${HTML_WORDS.timeline}">${lanes}<text class="quiet" x="80" y="${end}">${day(least)}</text><text class="quiet" x="${WIDTH - 20}" y="${end}" text-anchor="end">${day(most)}</text></svg>`;
}
