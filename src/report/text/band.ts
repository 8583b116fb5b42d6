import { ROUTES, type Route, VERDICTS } from '../../diff/change.ts';
import { STATUSES } from '../../findings/finding.ts';
import { bytesInWords, counted, grouped } from '../numbers.ts';
import { APP_VERDICTS, type DiffReport, type EvidenceView, SIDE_NAMES } from '../result.ts';
import { STATUS_WORDS } from '../words/findings.ts';
import { APP_VERDICT_WORDS, ROUTE_WORDS, VERDICT_WORDS } from '../words/verdicts.ts';
import type { Page } from './page.ts';
import { type Cell, type Column, tableLines, USUAL } from './table.ts';
import { columns, padded, shortened, wrapped } from './width.ts';

const HASH_SHOWN = 16;

function kind(evidence: EvidenceView): string {
  const version = evidence.formatVersion === null ? '' : ` ${evidence.formatVersion}`;
  const sealed = evidence.encryption === null || evidence.encryption === 'none' ? '' : `, ${evidence.encryption}`;
  return evidence.format + version + sealed;
}

const SIDE_WIDTH = 'source'.length;
/** Position of the hash among the facts: it gives way before the format does. */
const HASH_AT = 3;

/** One line a side where all of them fit. */
const ONE_LINE: readonly Column[] = [
  { heading: '' },
  { heading: '' },
  { heading: '' },
  { heading: '', align: 'right' },
  { heading: '', align: 'right' },
  { heading: '' },
  { heading: '' },
];

function factCells(evidence: EvidenceView): readonly Cell[] {
  return [
    { text: kind(evidence) },
    { text: counted(evidence.entries, 'entry', 'entries') },
    { text: bytesInWords(evidence.bytes) },
    { text: `sha256 ${evidence.sha256.slice(0, HASH_SHOWN)}`, ink: 'quiet' },
    evidence.partial ? { text: '! damage', ink: 'damage' } : { text: '' },
  ];
}

/**
 * The sides, what they are and the start of their hash; a side with damage says so. Where labels are long, each
 * side takes two lines, so that no label is cut: labels tell the sides apart by their ends or by their beginnings.
 */
export function bandLines(on: Page, report: DiffReport): readonly string[] {
  const sides = SIDE_NAMES.flatMap((side) => {
    const evidence = report.evidence[side];
    return evidence === null ? [] : [{ side, evidence }];
  });
  const rows = sides.map(({ side, evidence }): readonly Cell[] => [
    { text: side, ink: 'quiet' },
    { text: evidence.label, ink: 'strong' },
    ...factCells(evidence),
  ]);
  const wants = ONE_LINE.map((_, at) => Math.max(0, ...rows.map((row) => columns(on.text(row[at]?.text ?? '')))));
  const room = wants.reduce((sum, width) => sum + width, 0) + 2 * (wants.length - 1);
  if (room <= on.width) return tableLines(on, ONE_LINE, rows, 0);
  const indent = SIDE_WIDTH + 2;
  const facts = tableLines(
    on,
    ONE_LINE.slice(2).map((column, at) =>
      at === 0 || at === HASH_AT ? { ...column, gives: 'end', least: 14 } : column,
    ),
    sides.map(({ evidence }) => factCells(evidence)),
    indent,
  );
  return sides.flatMap(({ side, evidence }, at) => [
    `${on.ink('quiet', padded(side, indent))}${on.ink('strong', shortened(on.text(evidence.label), on.width - indent, on.signs.more))}`,
    facts[at] ?? '',
  ]);
}

/** `12 apps  1 session carried · 4 data carried`: what was counted, without zeros. */
function totalLines(on: Page, total: string, size: number, parts: readonly string[]): readonly string[] {
  const lines = wrapped(
    // Where there is room for each in one piece.
    parts.map((part) => (on.width < USUAL ? part : part.replaceAll(' ', '\u00a0'))).join(` ${on.signs.dot} `),
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
