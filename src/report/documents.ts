import { csvRow } from './csv.ts';
import { ndjsonLine } from './ndjson.ts';
import { ordering } from './ordered.ts';
import { blockOutput } from './output.ts';
import type {
  AuditedApp,
  AuditReport,
  ChangesCut,
  EntryView,
  FormatView,
  InfoView,
  RecordView,
  ShowReport,
} from './result.ts';
import {
  artifactShape,
  changeShape,
  evidenceShape,
  findingShape,
  noticeShape,
  pastShape,
  policyShape,
  type Shape,
} from './shapes.ts';
import type { Output } from './writer.ts';

const INFO_MORE = ['validated', 'nesting', 'facts', 'coverage', 'packages', 'apk', 'otherBundles', 'notices'];
const COVERAGE = ['covered', 'user', 'storage', 'package', 'domains', 'reason', 'at'];
const PACKAGE = ['package', 'user', 'label', 'versionCode', 'domains', 'apk'];
const ENTRY = 'devicePath entry type package user storage domain bytes sha256 modified mode uid gid proof link'.split(
  ' ',
);
const RECORD = ['section', 'key', 'state', 'through', 'grade', 'at', 'fields', 'times', 'typed'];
const FORMAT = ['id', 'title', 'container', 'bundle', 'validated'];

const orderMore = ordering(INFO_MORE);
const orderCoverage = ordering(COVERAGE);
const orderPackage = ordering(PACKAGE);
const orderEntry = ordering(ENTRY);
const orderRecord = ordering(RECORD);
const orderFormat = ordering(FORMAT);

const SHOW_NDJSON_SCHEMA = 'carryover.show-ndjson/1';
const AUDIT_NDJSON_SCHEMA = 'carryover.audit-ndjson/1';

/** A JSON document for people's eyes too: two spaces of indent, one final line end. */
export function documentText(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** `carryover.info/1`. */
export function infoDocument(views: readonly InfoView[]): Shape {
  const evidence = views.map((view) => {
    const shape = evidenceShape(view);
    const { coverage, packages, notices } = view;
    const more = orderMore(view);
    for (const key of INFO_MORE) delete shape[key];
    return {
      ...shape,
      ...Object.fromEntries(INFO_MORE.map((key) => [key, more[key]])),
      coverage: coverage.map((line) => orderCoverage(line)),
      packages: packages.map((app) => orderPackage(app)),
      notices: notices.map(noticeShape),
    };
  });
  return { schema: 'carryover.info/1', evidence };
}

/** The same as lines, one a piece of evidence. */
export function infoLines(views: readonly InfoView[]): readonly string[] {
  return (infoDocument(views)['evidence'] as readonly object[]).map((each) => ndjsonLine('evidence', each));
}

const INFO_COLUMNS = [
  'label',
  'format',
  'formatVersion',
  'encryption',
  'bytes',
  'sha256',
  'entries',
  'apps',
  'notExamined',
  'partial',
  'newest',
  'because',
] as const;

export const INFO_CSV_HEADER = csvRow(INFO_COLUMNS);

/** One row of `info --format csv`, columns as INFO_CSV_HEADER. */
export function infoCsvRow(view: InfoView): string {
  return csvRow(INFO_COLUMNS.map((column) => view[column]));
}

const auditedShape = ({ package: name, user, policy }: AuditedApp): Shape => ({
  package: name,
  user,
  policy: policyShape(policy),
});

/** `carryover.audit/1`. */
export function auditDocument(report: AuditReport): Shape {
  return {
    schema: report.schema,
    evidence: evidenceShape(report.evidence),
    apps: report.apps.map(auditedShape),
    findings: report.findings.map(findingShape),
    notices: report.notices.map(noticeShape),
  };
}

/** The same as lines: evidence, apps, findings, notices, and last `summary` with the number of findings. */
export function* auditLines(report: AuditReport): Generator<string> {
  yield ndjsonLine('evidence', { schema: AUDIT_NDJSON_SCHEMA, ...evidenceShape(report.evidence) });
  for (const app of report.apps) yield ndjsonLine('app', auditedShape(app));
  for (const finding of report.findings) yield ndjsonLine('finding', findingShape(finding));
  for (const notice of report.notices) yield ndjsonLine('notice', noticeShape(notice));
  yield ndjsonLine('summary', { findings: report.findings.length, partial: report.evidence.partial });
}

/** `carryover.formats/1`. */
export function formatsDocument(formats: readonly FormatView[]): Shape {
  return { schema: 'carryover.formats/1', formats: formats.map((format) => orderFormat(format)) };
}

/** One line of `ls --format ndjson`: no `type: "entry"`, for the entry's own type stands there. */
export function entryLine(view: EntryView): string {
  return `${JSON.stringify(orderEntry(view))}\n`;
}

export const ENTRY_CSV_HEADER = csvRow(ENTRY);

/** One row of `ls --format csv`, columns as ENTRY_CSV_HEADER. */
export function entryCsvRow(view: EntryView): string {
  const cells = orderEntry(view) as Readonly<Record<string, string | number | null | undefined>>;
  return csvRow(ENTRY.map((key) => cells[key] ?? null));
}

/** One line of `cat --decoded --format ndjson`. */
export function recordLine(view: RecordView): string {
  const { type, ...rest } = view;
  return ndjsonLine(type, orderRecord(rest));
}

export const RECORD_CSV_HEADER = csvRow('section key state fields grade at through times typed'.split(' '));

/** One row of `cat --decoded --format csv`: the fields, which differ from section to section, as JSON. */
export function recordCsvRow(view: RecordView): string {
  return csvRow([
    view.section,
    view.key,
    view.state,
    JSON.stringify(view.fields),
    view.grade ?? null,
    view.at ?? null,
    view.through ?? null,
    view.times === undefined ? null : JSON.stringify(view.times),
    view.typed === undefined ? null : JSON.stringify(view.typed),
  ]);
}

/** Said where more was found than is listed: of `changes` or `past`. */
function cutFields(
  list: 'changes' | 'past',
  cut: ChangesCut | null = null,
): Readonly<Record<string, boolean | number>> {
  if (cut === null) return {};
  return { [`${list}Cut`]: true, ...(cut.total === null ? {} : { [`${list}Total`]: cut.total }) };
}

/** `carryover.show/1`, streamed: an artifact may have millions of changes. */
export async function writeShowJson(report: ShowReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  const head = { schema: report.schema, package: report.package, user: report.user };
  const artifact = artifactShape(report.artifact);
  await out.put(`${JSON.stringify({ ...head, artifact }).slice(0, -1)},\n"changes": [`);
  let first = true;
  for (const change of report.changes()) {
    await out.put(`${first ? '' : ','}\n  ${JSON.stringify(changeShape(change))}`);
    first = false;
  }
  await out.put(first ? ']' : '\n]');
  for (const [name, value] of Object.entries(cutFields('changes', report.cut))) await out.put(`,\n"${name}": ${value}`);
  if (report.past !== undefined) {
    await out.put(',\n"past": [');
    let before = '';
    for (const past of report.past()) {
      await out.put(`${before}\n  ${JSON.stringify(pastShape(past))}`);
      before = ',';
    }
    await out.put(before === '' ? ']' : '\n]');
    for (const [name, value] of Object.entries(cutFields('past', report.pastCut)))
      await out.put(`,\n"${name}": ${value}`);
  }
  await out.put('}\n');
  await out.flush();
}

/** The same as lines: the artifact, its changes, and last `summary` with their number. */
export async function writeShowNdjson(report: ShowReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  const owner = { package: report.package, user: report.user };
  await out.put(ndjsonLine('artifact', { schema: SHOW_NDJSON_SCHEMA, ...owner, ...artifactShape(report.artifact) }));
  let changes = 0;
  for (const change of report.changes()) {
    changes += 1;
    await out.put(ndjsonLine('change', changeShape(change)));
  }
  let past = 0;
  for (const each of report.past?.() ?? []) {
    past += 1;
    await out.put(ndjsonLine('past', pastShape(each)));
  }
  const sums = {
    changes,
    ...cutFields('changes', report.cut),
    ...(report.past === undefined ? {} : { past, ...cutFields('past', report.pastCut) }),
  };
  await out.put(ndjsonLine('summary', sums));
  await out.flush();
}

/** The changes as rows: section, kind, key, and both sides' fields as JSON. What is past has kinds of its own. */
export async function writeShowCsv(report: ShowReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  await out.put(csvRow(['devicePath', 'section', 'kind', 'key', 'source', 'target', 'times']));
  const fields = (side: object | null): string | null => (side === null ? null : JSON.stringify(side));
  for (const change of report.changes()) {
    const { devicePath, section, kind, key, source, target, times = null } = change;
    await out.put(csvRow([devicePath, section, kind, key, fields(source), fields(target), fields(times)]));
  }
  for (const past of report.past?.() ?? []) {
    const { devicePath, section, kind, key, source, target, fields: known, times = null } = past;
    const side = (standing: object | null): string | null => fields(standing && { ...standing, fields: known });
    await out.put(csvRow([devicePath, section, `past-${kind}`, key, side(source), side(target), fields(times)]));
  }
  await out.flush();
}

export const FORMATS_CSV_HEADER = csvRow(FORMAT);

/** One row of `formats --format csv`. */
export function formatCsvRow(format: FormatView): string {
  return csvRow([format.id, format.title, format.container, format.bundle, format.validated]);
}
