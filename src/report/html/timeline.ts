import { grouped } from '../numbers.ts';
import { type DiffReport, SIDE_NAMES } from '../result.ts';
import { HTML_WORDS } from '../words/html.ts';
import { type Gathered, HOUR_MS } from './gather.ts';
import { html, type Markup } from './markup.ts';
import { CHART_WIDTH, drawing, px } from './shapes.ts';

type Hours = ReadonlyMap<number, number>;

const LANE = 84;
const LEFT = 150;
const RIGHT = 70;
const BAR = 54;
/** Steps of the axis in hours: an hour, six, a day, a week, 30 days, a year. */
const STEPS = [1, 6, 24, 168, 720, 8760] as const;
const MOST_BINS = 160;
/** What lies outside the middle 96 % of the files is told in numbers: one wrong clock would flatten all else. */
const OUTER_SHARE = 0.02;
const WALL_SHARE = 0.1;
const WALL_FILES = 10;

const sum = (counts: Iterable<number>): number => [...counts].reduce((a, b) => a + b, 0);
const stamp = (hour: number, digits: number): string =>
  new Date(hour * HOUR_MS).toISOString().slice(0, digits).replace('T', ' ');

/** One unbroken piece of the axis: hours, and where they lie in the drawing. */
interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly from: number;
  readonly to: number;
}

/** A time without files is cut out of the axis where it would take this share of it: nothing happens in it. */
const CUT_SHARE = 0.4;
const LEAST_CUT_HOURS = 90 * 24;
/** Room for the mark of a cut. */
const CUT_WIDTH = 40;
/** No piece is narrower, as a share of the axis. */
const LEAST_SHARE = 0.16;

/** Hours with files of any side, less the outer ones, in pieces. */
function runsOf(sides: readonly Hours[]): { first: number; last: number }[] {
  const all = new Map<number, number>();
  for (const hours of sides) for (const [hour, count] of hours) all.set(hour, (all.get(hour) ?? 0) + count);
  const sorted = [...all].sort(([a], [b]) => a - b);
  const total = sum(all.values());
  let before = 0;
  let first = sorted[0]?.[0] ?? 0;
  let last = first;
  for (const [hour, count] of sorted) {
    if (before <= total * OUTER_SHARE) first = hour;
    if (before < total * (1 - OUTER_SHARE)) last = hour;
    before += count;
  }
  const runs = [{ first, last: first }];
  for (const [hour] of sorted) {
    const run = runs.at(-1);
    if (run === undefined || hour <= first || hour > last) continue;
    if (hour - run.last > Math.max(LEAST_CUT_HOURS, (last - first) * CUT_SHARE)) runs.push({ first: hour, last: hour });
    else run.last = hour;
  }
  return runs;
}

/** The axis: its pieces side by side, each as wide as the hours in it. */
function axisOf(sides: readonly Hours[]): { readonly stretches: readonly Stretch[]; readonly step: number } {
  const runs = runsOf(sides);
  const span = sum(runs.map(({ first, last }) => last - first + 1));
  const step = STEPS.find((each) => span / each <= MOST_BINS - 4 * runs.length) ?? Math.ceil(span / MOST_BINS);
  const room = CHART_WIDTH - LEFT - RIGHT - (runs.length - 1) * CUT_WIDTH;
  const shares = runs.map(({ first, last }) => Math.max(LEAST_SHARE, (last - first + 1) / span));
  let from = LEFT;
  const stretches = runs.map((run, at) => {
    const to = from + (room * (shares[at] ?? 0)) / sum(shares);
    const stretch = {
      first: Math.floor(run.first / step) * step - step,
      last: Math.ceil((run.last + 1) / step) * step + step,
      from,
      to,
    };
    from = to + CUT_WIDTH;
    return stretch;
  });
  return { stretches, step };
}

/** Labels that a piece of the axis has room for, as shares of it. */
function ticksOf({ from, to }: Stretch, chars: number): readonly number[] {
  const fit = Math.floor((to - from) / (chars * 8));
  return fit >= 6 ? [0, 0.25, 0.5, 0.75, 1] : fit >= 4 ? [0, 0.5, 1] : fit >= 2 ? [0, 1] : [0];
}

/** File times of each side in lanes. An hour with a tenth of the side's files, and ten at least, stands out as a wall. */
export function timeline(found: Gathered, report: DiffReport): Markup | null {
  const sides = SIDE_NAMES.filter((side) => report.evidence[side] !== null && found.hours[side].size > 0);
  if (sides.length === 0) return null;
  const { stretches, step } = axisOf(sides.map((side) => found.hours[side]));
  const of = (hour: number): Stretch | undefined => stretches.find(({ first, last }) => hour >= first && hour < last);
  const x = (hour: number, { first, last, from, to }: Stretch): number =>
    from + ((hour - first) / (last - first)) * (to - from);
  const digits = step < 24 ? 16 : 10;
  const lanes = sides.map((side, lane) => {
    const hours = found.hours[side];
    const files = sum(hours.values());
    const base = (lane + 1) * LANE;
    const bins = new Map<number, number>();
    let [early, late] = [0, 0];
    for (const [hour, count] of hours) {
      const own = of(hour);
      if (own !== undefined) {
        const bin = Math.floor((hour - own.first) / step) * step + own.first;
        bins.set(bin, (bins.get(bin) ?? 0) + count);
      } else if (hour < (stretches[0]?.first ?? 0)) early += count;
      else late += count;
    }
    const tallest = Math.max(1, ...bins.values());
    const bars = [...bins].map(([bin, count]) => {
      const own = of(bin) as Stretch;
      const height = 2 + (count / tallest) * (BAR - 2);
      const thick = Math.max(1.5, Math.min(14, x(own.first + step, own) - own.from - 1));
      return html`<rect class="bar" x="${px(x(bin, own))}" y="${px(base - height)}" width="${px(thick)}" height="${px(height)}"><title>${stamp(bin, digits)}: ${grouped(count)}</title></rect>`;
    });
    const walls = [...hours]
      .filter(([hour, count]) => of(hour) !== undefined && count >= WALL_FILES && count >= files * WALL_SHARE)
      .map(([hour, count]) => {
        const at = px(x(hour, of(hour) as Stretch));
        return html`<g><title>${stamp(hour, 13)}h: ${grouped(count)}</title><path class="wall" d="M${at} ${base}V${base - BAR - 8}"/><path class="wallhead" d="M${at} ${base - BAR - 4}l5 -8h-10z"/></g>`;
      });
    const posts = stretches.map(({ from, to }) => html`<path class="post" d="M${px(from)} ${base}H${px(to)}"/>`);
    // Two strokes across the axis: what lies between is left out.
    const cuts = stretches
      .slice(1)
      .map(({ from }) => html`<path class="post" d="M${px(from - CUT_WIDTH / 2 - 6)} ${base + 5}l5 -10m2 10l5 -10"/>`);
    const outside = [
      early > 0
        ? html`<text class="quiet" x="${LEFT - 8}" y="${base - 2}" text-anchor="end">« ${grouped(early)}</text>`
        : null,
      late > 0
        ? html`<text class="quiet" x="${CHART_WIDTH - RIGHT + 8}" y="${base - 2}">${grouped(late)} »</text>`
        : null,
    ];
    return html`<text class="strong" x="0" y="${base - 30}">${side}</text><text class="quiet" x="0" y="${base - 14}">${grouped(files)} ${HTML_WORDS.files}</text>${posts}${cuts}${bars}${walls}${outside}`;
  });
  const end = sides.length * LANE + 20;
  const ticks = stretches.flatMap((own) =>
    ticksOf(own, digits).map((share) => {
      const hour = Math.round((own.first + (own.last - own.first) * share) / step) * step;
      const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
      const at = px(x(hour, own));
      return html`<path class="leader" d="M${at} 14V${end - 14}"/><text class="quiet" x="${at}" y="${end}" text-anchor="${anchor}">${stamp(hour, digits)}</text>`;
    }),
  );
  return drawing(CHART_WIDTH, end + 8, [...ticks, ...lanes], HTML_WORDS.timeline, 'wide');
}
