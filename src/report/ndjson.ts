import { type BlockOutput, blockOutput } from './output.ts';
import { type AppView, type ArtifactView, type DiffReport, SIDE_NAMES } from './result.ts';
import {
  appShape,
  artifactShape,
  changeShape,
  evidenceShape,
  findingShape,
  noticeShape,
  profileShape,
  runShape,
  summaryShape,
} from './shapes.ts';
import type { Output, Writer } from './writer.ts';

export const DIFF_NDJSON_SCHEMA = 'carryover.diff-ndjson/1';

/** One line of NDJSON: `type` first. */
export function ndjsonLine(type: string, shape: object): string {
  const fields = JSON.stringify(shape);
  return `{"type":${JSON.stringify(type)}${fields === '{}' ? '' : ','}${fields.slice(1)}\n`;
}

async function putArtifact(
  out: BlockOutput,
  report: DiffReport,
  app: AppView | null,
  artifact: ArtifactView,
): Promise<void> {
  const shape = { ...artifactShape(artifact), ...(report.cut?.(artifact) == null ? {} : { changesCut: true }) };
  await out.put(ndjsonLine('artifact', { package: app?.package ?? null, user: app?.user ?? null, ...shape }));
  if (report.changes === undefined) return;
  for (const change of report.changes(artifact)) await out.put(ndjsonLine('change', changeShape(change)));
}

/**
 * One object a line: run, evidence (with its `side`), then each app before its artifacts, each artifact before its
 * changes, the shared artifacts, findings, notices, and last `summary`. Without a summary the run died.
 */
export async function writeNdjson(report: DiffReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  await out.put(ndjsonLine('run', { schema: DIFF_NDJSON_SCHEMA, ...runShape(report.run) }));
  for (const side of SIDE_NAMES) {
    const evidence = report.evidence[side];
    if (evidence !== null) await out.put(ndjsonLine('evidence', { side, ...evidenceShape(evidence) }));
  }
  for (const { app, artifacts } of report.apps()) {
    await out.put(ndjsonLine('app', appShape(app)));
    for (const artifact of artifacts()) await putArtifact(out, report, app, artifact);
  }
  for (const artifact of report.shared()) await putArtifact(out, report, null, artifact);
  for (const finding of report.findings()) await out.put(ndjsonLine('finding', findingShape(finding)));
  for (const notice of report.notices) await out.put(ndjsonLine('notice', noticeShape(notice)));
  if (report.profile !== undefined) await out.put(ndjsonLine('profile', profileShape(report.profile)));
  await out.put(ndjsonLine('summary', summaryShape(report.summary)));
  await out.flush();
}

export const ndjsonWriter: Writer = { id: 'ndjson', extension: '.ndjson', write: writeNdjson };
