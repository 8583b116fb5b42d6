import { ROUTES, type Route, VERDICTS } from '../../diff/change.ts';
import { STATUSES } from '../../findings/finding.ts';
import { bytesInWords, counted, grouped } from '../numbers.ts';
import { APP_VERDICTS, type DiffReport, type EvidenceView, SIDE_NAMES } from '../result.ts';
import { STATUS_WORDS } from '../words/findings.ts';
import { APP_VERDICT_WORDS, ROUTE_WORDS, VERDICT_WORDS } from '../words/verdicts.ts';
import type { Page } from './page.ts';
import { type Cell, tableLines } from './table.ts';
import { padded, wrapped } from './width.ts';

const HASH_SHOWN = 16;

function kind(evidence: EvidenceView): string {
  const version = evidence.formatVersion === null ? '' : ` ${evidence.formatVersion}`;
  const sealed = evidence.encryption === null || evidence.encryption === 'none' ? '' : `, ${evidence.encryption}`;
  return evidence.format + version + sealed;
}

/** The sides, what they are and the start of their hash; a side with damage says so. */
export function bandLines(on: Page, report: DiffReport): readonly string[] {
  const rows: Cell[][] = [];
  for (const side of SIDE_NAMES) {
    const evidence = report.evidence[side];
    if (evidence === null) continue;
    rows.push([
      { text: side, ink: 'quiet' },
      { text: evidence.label, ink: 'strong' },
      { text: kind(evidence) },
      { text: counted(evidence.entries, 'entry', 'entries') },
      { text: bytesInWords(evidence.bytes) },
      { text: `sha256 ${evidence.sha256.slice(0, HASH_SHOWN)}`, ink: 'quiet' },
      evidence.partial ? { text: '! damage', ink: 'damage' } : { text: '' },
    ]);
  }
  const shape = [
    { heading: '' },
    { heading: '', gives: 'middle' as const, least: 12 },
    { heading: '', gives: 'end' as const, least: 10 },
    { heading: '', align: 'right' as const },
    { heading: '', align: 'right' as const },
    { heading: '', gives: 'end' as const, least: 10 },
    { heading: '' },
  ];
  return tableLines(on, shape, rows, 0);
}

/** `12 apps  1 session carried · 4 data carried`: what was counted, without zeros. */
function totalLines(on: Page, total: string, size: number, parts: readonly string[]): readonly string[] {
  const lines = wrapped(
    parts.map((part) => part.replaceAll(' ', '\u00a0')).join(` ${on.signs.dot} `),
    on.width - size - 2,
  ).map((line) => line.replaceAll('\u00a0', ' '));
  const margin = (at: number): string => (at === 0 ? on.ink('strong', padded(total, size)) : ' '.repeat(size));
  return lines.map((line, at) => `${margin(at)}  ${line}`);
}

/** The sums of the comparison: apps, artifacts, their routes where there is a bundle, credentials. */
export function summaryLines(on: Page, report: DiffReport, routes: Readonly<Record<Route, number>>): readonly string[] {
  const { apps, artifacts, credentials, partial } = report.summary;
  const sums = [
    {
      total: (count: number) => counted(count, 'app'),
      parts: APP_VERDICTS.map((verdict) => [APP_VERDICT_WORDS[verdict], apps[verdict]] as const),
    },
    {
      total: (count: number) => counted(count, 'artifact'),
      parts: VERDICTS.map((verdict) => [VERDICT_WORDS[verdict], artifacts[verdict]] as const),
    },
    {
      total: () => 'by route',
      parts: ROUTES.map((route) => [ROUTE_WORDS[route], routes[route]] as const),
    },
    {
      total: (count: number) => counted(count, 'credential'),
      parts: STATUSES.map((status) => [STATUS_WORDS[status], credentials[status]] as const),
    },
  ]
    .map(({ total, parts }) => {
      const all = parts.reduce((sum, [, count]) => sum + count, 0);
      return { total: total(all), all, parts: parts.filter(([, count]) => count > 0) };
    })
    .filter(({ total, all }) => total !== 'by route' || all > 0);
  const size = Math.max(...sums.map(({ total }) => total.length));
  const lines = sums.flatMap(({ total, all, parts }) =>
    all === 0
      ? [on.ink('strong', total)]
      : totalLines(
          on,
          total,
          size,
          parts.map(([word, count]) => `${grouped(count)} ${word}`),
        ),
  );
  if (!partial) return lines;
  const warning = '! The result is partial: content was lost, unreadable or unproven. See Notices.';
  return [...lines, ...wrapped(warning, on.width).map((line) => on.ink('damage', line))];
}
