import { blockOutput } from './output.ts';
import type { AppView, ArtifactSideView, ArtifactView, DiffReport } from './result.ts';
import { printable } from './text/escape.ts';
import type { Output, Writer } from './writer.ts';

/** What spreadsheets take for the start of a formula (OWASP, "CSV Injection"). */
const FORMULA_START = /^[=+\-@\t]/;
const NEEDS_QUOTES = /[",\n]/;

export type Cell = string | number | boolean | null;

/** What RFC 4180 quotes, and is as it was behind the quotes. */
const LINES_AND_TABS = /[^\n\t]+/g;

/**
 * One cell after RFC 4180. Null is empty. Text that a spreadsheet would run as a formula gets a `'` before it, and what
 * a terminal would act on is written as `\xHH`: evidence must not run anything; the exact text stands in the JSON.
 */
export function csvCell(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const shown = value.replace(LINES_AND_TABS, printable);
  const safe = FORMULA_START.test(shown) ? `'${shown}` : shown;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One row, ended by LF. */
export function csvRow(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

const SIDES = ['source', 'bundle', 'target'] as const;
const APK_COLUMNS = ['versionCode', 'versionName', 'signers'] as const;
const SIDE_COLUMNS = ['sha256', 'bytes', 'modified', 'entry', 'at'] as const;

/** The columns of the CSV of `diff`, named after the JSON. New ones are added at the end only. */
export const DIFF_CSV_COLUMNS: readonly string[] = [
  'package',
  'user',
  'appVerdict',
  'devicePath',
  'storage',
  'domain',
  'path',
  'kind',
  'verdict',
  'likeness',
  'route',
  'compared',
  'moved.devicePath',
  'moved.user',
  'moved.basis',
  'schemaChanged',
  'similarity',
  'reason.side',
  'reason.code',
  'records.same',
  'records.changed',
  'records.sourceOnly',
  'records.targetOnly',
  'records.telling',
  ...SIDES.flatMap((side) => SIDE_COLUMNS.map((column) => `${side}.${column}`)),
  'renamed',
  'rekeyed',
  'rewritten',
  'copies',
  'similar',
  ...SIDES.flatMap((side) => APK_COLUMNS.map((column) => `${side}.apk.${column}`)),
  'apkMembers.signatureOnly',
];

/** A list in one cell, as the JSON has it. */
const listCell = (list: readonly unknown[] | undefined): Cell => (list === undefined ? null : JSON.stringify(list));

function sideCells(side: ArtifactSideView | null): Cell[] {
  return SIDE_COLUMNS.map((column) => side?.[column] ?? null);
}

function apkCells(side: ArtifactSideView | null): Cell[] {
  const { versionCode = null, versionName = null, signers } = side?.apk ?? {};
  return [versionCode, versionName, listCell(signers)];
}

function artifactCells(app: AppView | null, artifact: ArtifactView): Cell[] {
  const { records, moved, reason } = artifact;
  return [
    app?.package ?? null,
    app?.user ?? null,
    app?.verdict ?? null,
    artifact.devicePath,
    artifact.storage,
    artifact.domain,
    artifact.path,
    artifact.kind,
    artifact.verdict,
    artifact.likeness,
    artifact.route,
    artifact.compared ?? null,
    moved?.devicePath ?? null,
    moved?.user ?? null,
    moved?.basis ?? null,
    artifact.schemaChanged,
    artifact.similarity ?? null,
    reason?.side ?? null,
    reason?.code ?? null,
    records?.same ?? null,
    records?.changed ?? null,
    records?.sourceOnly ?? null,
    records?.targetOnly ?? null,
    records?.telling ?? null,
    ...sideCells(artifact.source),
    ...sideCells(artifact.bundle),
    ...sideCells(artifact.target),
    listCell(artifact.renamed),
    listCell(artifact.rekeyed),
    listCell(artifact.rewritten),
    listCell(artifact.copies),
    listCell(artifact.similar),
    ...SIDES.flatMap((side) => apkCells(artifact[side])),
    artifact.apkMembers?.signatureOnly ?? null,
  ];
}

/** A header row, then one row an artifact; those that belong to no app come last, with empty package and user. */
export async function writeCsv(report: DiffReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  await out.put(csvRow(DIFF_CSV_COLUMNS));
  for (const { app, artifacts } of report.apps()) {
    for (const artifact of artifacts()) await out.put(csvRow(artifactCells(app, artifact)));
  }
  for (const artifact of report.shared()) await out.put(csvRow(artifactCells(null, artifact)));
  await out.flush();
}

export const csvWriter: Writer = { id: 'csv', extension: '.csv', write: writeCsv };
