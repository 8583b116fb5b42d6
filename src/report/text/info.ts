import type { Domain } from '../../android/location.ts';
import { bytesInWords, counted, grouped } from '../numbers.ts';
import type { CoverageView, InfoView, PackageView } from '../result.ts';
import { apkSentence } from '../words/apk.ts';
import { HEADINGS, VALIDATION_WORDS } from '../words/headings.ts';
import { reasonSentence } from '../words/reasons.ts';
import { noticeView } from './notices.ts';
import type { Page } from './page.ts';
import { tsvRow } from './rows.ts';
import { type Cell, tableLines } from './table.ts';
import { MATRIX_COLUMNS, matrixColumn } from './tally.ts';
import { wrapped } from './width.ts';
import { zonedTime } from './zoned.ts';

/** Lines of one kind that a terminal is given; the rest is counted. */
const MOST_LINES = 60;
const LABEL_WIDTH = 12;

function* factLine(on: Page, label: string, text: string): Generator<string> {
  const lines = wrapped(on.text(text), on.width - LABEL_WIDTH - 2);
  for (const [at, line] of lines.entries())
    yield `  ${on.ink('quiet', (at === 0 ? label : '').padEnd(LABEL_WIDTH))}${line}`;
}

function* headLines(on: Page, view: InfoView, zone: string | null): Generator<string> {
  yield on.ink('strong', on.text(view.label));
  const version = view.formatVersion === null ? '' : ` ${view.formatVersion}`;
  yield* factLine(on, 'format', `${view.format}${version}`);
  yield* factLine(on, 'because', view.because);
  yield* factLine(on, 'tried on', VALIDATION_WORDS[view.validated]);
  if (view.encryption !== null) yield* factLine(on, 'encryption', view.encryption);
  if (view.nesting.length > 0) yield* factLine(on, 'nesting', view.nesting.join(' → '));
  yield* factLine(on, 'bytes', `${grouped(view.bytes)} (${bytesInWords(view.bytes)})`);
  yield* factLine(on, 'sha256', view.sha256);
  if (view.sha256After !== undefined) {
    yield* factLine(
      on,
      '',
      `${view.sha256After} after the work${view.sha256After === view.sha256 ? ', unchanged' : ''}`,
    );
  }
  for (const { from, sha256, holds } of view.declared) {
    yield* factLine(on, 'declared', `${from}: ${holds ? 'holds' : `does not hold, it says ${sha256}`}`);
  }
  const passed = view.notExamined === 0 ? '' : `, ${grouped(view.notExamined)} system files not examined`;
  yield* factLine(on, 'entries', `${grouped(view.entries)} in ${counted(view.apps, 'app')}${passed}`);
  if (view.apk !== undefined) {
    const { package: name, split } = view.apk;
    yield* factLine(on, 'apk', `${name}${split === null ? '' : `, split ${split}`}: ${apkSentence(view.apk)}`);
  }
  if (view.newest !== null) yield* factLine(on, 'newest', view.newest);
  if (view.newest !== null && zone !== null) yield* factLine(on, '', zonedTime(view.newest, zone));
  if (view.partial) yield on.ink('damage', '  ! content lost, unreadable or unproven: see Notices');
}

function areaText(area: CoverageView): string {
  const parts = [
    area.user === null ? 'all users' : `user ${area.user}`,
    area.storage === null ? 'all storage' : `storage ${area.storage}`,
    ...(area.volume === undefined ? [] : [`volume ${area.volume}`]),
    area.package ?? 'all apps',
  ];
  const domains = area.domains === null ? '' : `: ${area.domains.join(', ')}`;
  return parts.join(', ') + domains + (area.paths === undefined ? '' : ` (${area.paths.join(', ')})`);
}

function* coverageLines(on: Page, coverage: readonly CoverageView[]): Generator<string> {
  yield on.ink('strong', HEADINGS.coverage);
  if (coverage.length === 0) yield '  nothing that is absent here proves anything';
  for (const area of coverage.slice(0, MOST_LINES)) {
    const sign = area.covered ? on.ink('carried', on.signs.carried) : on.ink('quiet', on.signs.unseen);
    const place = area.at === null ? '' : ` (${area.at})`;
    const why = area.reason === null ? '' : `: ${reasonSentence(area.reason)}${place}`;
    const lines = wrapped(on.text(areaText(area) + why), on.width - 4);
    for (const [at, line] of lines.entries()) yield `  ${at === 0 ? sign : ' '} ${line}`;
  }
  if (coverage.length > MOST_LINES) {
    yield on.ink('quiet', `  ${on.signs.more} and ${coverage.length - MOST_LINES} more; --format json lists all`);
  }
}

function packageCells(app: PackageView, on: Page): readonly Cell[] {
  const files = new Map<string, number>();
  let bytes = 0;
  for (const [domain, sum] of Object.entries(app.domains) as [Domain, { files: number; bytes: number }][]) {
    const column = matrixColumn(domain);
    files.set(column, (files.get(column) ?? 0) + sum.files);
    bytes += sum.bytes;
  }
  return [
    { text: appName(app.package, app.user) },
    { text: app.versionCode ?? '' },
    ...MATRIX_COLUMNS.map((column): Cell => {
      const count = files.get(column);
      return count === undefined ? { text: on.signs.none, ink: 'quiet' } : { text: grouped(count) };
    }),
    { text: bytesInWords(bytes) },
  ];
}

function* packageLines(on: Page, packages: readonly PackageView[]): Generator<string> {
  yield `${on.ink('strong', HEADINGS.packages)}  ${on.ink('quiet', 'files by kind of place')}`;
  const right = 'right' as const;
  const shape = [
    { heading: 'app', gives: 'middle' as const, least: 18 },
    { heading: 'version', gives: 'end' as const, least: 4 },
    ...MATRIX_COLUMNS.map((heading) => ({ heading, align: right })),
    { heading: 'bytes', align: right },
  ];
  yield* tableLines(
    on,
    shape,
    packages.map((app) => packageCells(app, on)),
  );
}

function* apkLines(on: Page, packages: readonly PackageView[]): Generator<string> {
  const held = packages.flatMap(({ package: name, user, apk }) => (apk === undefined ? [] : [{ name, user, apk }]));
  if (held.length === 0) return;
  yield '';
  yield on.ink('strong', HEADINGS.apks);
  for (const { name, user, apk } of held.slice(0, MOST_LINES)) {
    const lines = wrapped(on.text(`${appName(name, user)}: ${apkSentence(apk)}`), on.width - 4);
    for (const [at, line] of lines.entries()) yield `${at === 0 ? '  ' : '    '}${line}`;
  }
  if (held.length > MOST_LINES)
    yield on.ink('quiet', `  ${on.signs.more} and ${held.length - MOST_LINES} more; --format json lists all`);
}

const appName = (name: string, user: number): string => (user === 0 ? name : `${name} (user ${user})`);

/** `info` on one piece of evidence: what it is and why, what it could show, its apps, other bundles, notices. */
export function* renderInfo(on: Page, view: InfoView, zone: string | null = null): Generator<string> {
  yield* headLines(on, view, zone);
  const facts = Object.entries(view.facts).filter(([, value]) => value !== null);
  if (facts.length > 0) yield '';
  for (const [key, value] of facts) yield* factLine(on, key.padEnd(LABEL_WIDTH - 1).concat(' '), String(value));
  yield '';
  yield* coverageLines(on, view.coverage);
  if (view.packages.length > 0) {
    yield '';
    yield* packageLines(on, view.packages);
  }
  yield* apkLines(on, view.packages);
  if (view.otherBundles.length > 0) {
    yield '';
    yield on.ink('strong', HEADINGS.otherBundles);
    for (const { path, format } of view.otherBundles.slice(0, MOST_LINES)) yield `  ${on.text(`${path} (${format})`)}`;
  }
  if (view.notices.length > 0) yield '';
  yield* noticeView(on, view.notices, false);
}

/** The same into a pipe: label, format, version, encryption, bytes, sha256, entries, apps, partial. */
export function infoRow(view: InfoView): string {
  const { label, format, formatVersion, encryption, bytes, sha256, entries, apps, partial } = view;
  return tsvRow([
    label,
    format,
    formatVersion,
    encryption,
    bytes,
    sha256,
    entries,
    apps,
    partial ? 'partial' : 'whole',
  ]);
}
