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

/** The span that the axis shows, in hours. */
function spanOf(sides: readonly Hours[]): { readonly first: number; readonly last: number; readonly step: number } {
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
  const step = STEPS.find((each) => (last - first) / each <= MOST_BINS - 4) ?? Math.ceil((last - first) / MOST_BINS);
  return { first: Math.floor(first / step) * step - step, last: Math.ceil((last + 1) / step) * step + step, step };
}

/** File times of each side in lanes. An hour with a tenth of the side's files, and ten at least, stands out as a wall. */
export function timeline(found: Gathered, report: DiffReport): Markup | null {
  const sides = SIDE_NAMES.filter((side) => report.evidence[side] !== null && found.hours[side].size > 0);
  if (sides.length === 0) return null;
  const { first, last, step } = spanOf(sides.map((side) => found.hours[side]));
  const x = (hour: number): number => LEFT + ((hour - first) / (last - first)) * (CHART_WIDTH - LEFT - RIGHT);
  const thick = Math.max(1.5, Math.min(14, x(first + step) - x(first) - 1));
  const lanes = sides.map((side, lane) => {
    const hours = found.hours[side];
    const files = sum(hours.values());
    const base = (lane + 1) * LANE;
    const bins = new Map<number, number>();
    let [early, late] = [0, 0];
    for (const [hour, count] of hours) {
      if (hour < first) early += count;
      else if (hour >= last) late += count;
      else {
        const bin = Math.floor((hour - first) / step) * step + first;
        bins.set(bin, (bins.get(bin) ?? 0) + count);
      }
    }
    const tallest = Math.max(1, ...bins.values());
    const bars = [...bins].map(([bin, count]) => {
      const height = 2 + (count / tallest) * (BAR - 2);
      return html`<rect class="bar" x="${px(x(bin))}" y="${px(base - height)}" width="${px(thick)}" height="${px(height)}"><title>${stamp(bin, step < 24 ? 16 : 10)}: ${grouped(count)}</title></rect>`;
    });
    const walls = [...hours]
      .filter(([hour, count]) => hour >= first && hour < last && count >= WALL_FILES && count >= files * WALL_SHARE)
      .map(
        ([hour, count]) =>
          html`<g><title>${stamp(hour, 13)}h: ${grouped(count)}</title><path class="wall" d="M${px(x(hour))} ${base}V${base - BAR - 8}"/><path class="wallhead" d="M${px(x(hour))} ${base - BAR - 4}l5 -8h-10z"/></g>`,
      );
    const outside = [
      early > 0
        ? html`<text class="quiet" x="${LEFT - 8}" y="${base - 2}" text-anchor="end">« ${grouped(early)}</text>`
        : null,
      late > 0
        ? html`<text class="quiet" x="${CHART_WIDTH - RIGHT + 8}" y="${base - 2}">${grouped(late)} »</text>`
        : null,
    ];
    return html`<text class="strong" x="0" y="${base - 30}">${side}</text><text class="quiet" x="0" y="${base - 14}">${grouped(files)} ${HTML_WORDS.files}</text><path class="post" d="M${LEFT} ${base}H${CHART_WIDTH - RIGHT}"/>${bars}${walls}${outside}`;
  });
  const end = sides.length * LANE + 20;
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const hour = Math.round((first + (last - first) * share) / step) * step;
    const anchor = share === 0 ? 'start' : share === 1 ? 'end' : 'middle';
    return html`<path class="leader" d="M${px(x(hour))} 14V${end - 14}"/><text class="quiet" x="${px(x(hour))}" y="${end}" text-anchor="${anchor}">${stamp(hour, step < 24 ? 16 : 10)}</text>`;
  });
  return drawing(CHART_WIDTH, end + 8, [...ticks, ...lanes], HTML_WORDS.timeline, 'wide');
}
