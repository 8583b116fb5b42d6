import { describe, expect, it } from 'vitest';
import { type Gathered, HOUR_MS } from '../../src/report/html/gather.ts';
import { timeline } from '../../src/report/html/timeline.ts';
import type { DiffReport } from '../../src/report/result.ts';

/** The chart of file times: what lies apart is drawn apart, with nothing between. */

const hour = (date: string): number => Math.floor(Date.parse(date) / HOUR_MS);

function drawn(times: readonly (readonly [date: string, files: number])[]): string {
  const hours = new Map(times.map(([date, files]) => [hour(date), files]));
  const found = { hours: { source: hours, bundle: new Map(), target: new Map() } } as unknown as Gathered;
  const report = { evidence: { source: {}, bundle: null, target: {} } } as unknown as DiffReport;
  return timeline(found, report)?.markup ?? '';
}

const labels = (svg: string): string[] =>
  [...svg.matchAll(/>(\d{4}-\d\d-\d\d)[^<]*<\/text>/g)].map((match) => match[1] ?? '');
const bars = (svg: string): number[] => [...svg.matchAll(/class="bar" x="([\d.]+)"/g)].map((match) => Number(match[1]));

const SUMMER = [
  ['2017-07-01T10:00Z', 5],
  ['2017-07-09T10:00Z', 7],
  ['2017-08-02T10:00Z', 4],
] as const;

describe('the chart of file times', () => {
  it('is one piece where files lie all over it', () => {
    const svg = drawn(SUMMER);
    expect(svg).not.toContain('m2 10l5 -10');
    expect(labels(svg)).toHaveLength(5);
    expect(bars(svg)).toHaveLength(3);
  });

  it('cuts out decades without files, and gives the rest the room', () => {
    const svg = drawn([['1970-01-18T05:00Z', 6], ...SUMMER]);
    expect(svg.match(/m2 10l5 -10/g)).toHaveLength(1);
    expect(labels(svg)[0]).toBe('1970-01-17');
    const [restored, first, , last] = bars(svg).sort((a, b) => a - b);
    expect(Number(last) - Number(first)).toBeGreaterThan(500);
    expect(Number(first) - Number(restored)).toBeLessThan(300);
  });

  it('counts outside the axis what one wrong clock set', () => {
    const svg = drawn([...SUMMER.map(([date, files]) => [date, files * 20] as const), ['2098-01-01T00:00Z', 1]]);
    expect(svg).toContain('1 »');
    expect(labels(svg).every((label) => label.startsWith('2017'))).toBe(true);
  });
});
