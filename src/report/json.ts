import { type BlockOutput, blockOutput } from './output.ts';
import type { AppReport, ArtifactView, DiffReport } from './result.ts';
import {
  appShape,
  artifactShape,
  changeShape,
  evidenceShapeOrNull,
  findingShape,
  noticeShape,
  profileShape,
  runShape,
  summaryShape,
} from './shapes.ts';
import type { Output, Writer } from './writer.ts';

/** Puts the elements of an array, one a line, each indented; nothing is held but one element. */
async function putArray<T>(
  out: BlockOutput,
  indent: string,
  items: Iterable<T>,
  put: (item: T) => Promise<void> | undefined,
): Promise<void> {
  let first = true;
  for (const item of items) {
    await out.put(first ? `[\n${indent}` : `,\n${indent}`);
    first = false;
    await put(item);
  }
  await out.put(first ? '[]' : `\n${indent.slice(2)}]`);
}

async function putArtifact(
  out: BlockOutput,
  report: DiffReport,
  artifact: ArtifactView,
  indent: string,
): Promise<void> {
  const text = JSON.stringify(artifactShape(artifact));
  const changes = report.changes?.(artifact);
  if (changes === undefined) {
    await out.put(text);
    return;
  }
  await out.put(`${text.slice(0, -1)},"changes":`);
  await putArray(out, `${indent}  `, changes, (change) => out.put(JSON.stringify(changeShape(change))));
  await out.put(report.cut?.(artifact) == null ? '}' : ',"changesCut":true}');
}

async function putApp(out: BlockOutput, report: DiffReport, { app, artifacts }: AppReport): Promise<void> {
  await out.put(`${JSON.stringify(appShape(app)).slice(0, -1)},"artifacts":`);
  await putArray(out, '      ', artifacts(), (artifact) => putArtifact(out, report, artifact, '      '));
  await out.put('}');
}

/**
 * The document `carryover.diff/1`: compact JSON with one artifact, finding or notice a line, so that it can be
 * skimmed and compared line by line. Streamed; equal reports give equal bytes.
 */
export async function writeJson(report: DiffReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  const { source, bundle, target } = report.evidence;
  await out.put(`{\n  "schema": ${JSON.stringify(report.schema)},\n`);
  await out.put(`  "run": ${JSON.stringify(runShape(report.run))},\n`);
  await out.put('  "evidence": {\n');
  await out.put(`    "source": ${JSON.stringify(evidenceShapeOrNull(source))},\n`);
  await out.put(`    "bundle": ${JSON.stringify(evidenceShapeOrNull(bundle))},\n`);
  await out.put(`    "target": ${JSON.stringify(evidenceShapeOrNull(target))}\n  },\n`);
  await out.put(`  "summary": ${JSON.stringify(summaryShape(report.summary))},\n`);
  await out.put('  "apps": ');
  await putArray(out, '    ', report.apps(), (app) => putApp(out, report, app));
  await out.put(',\n  "shared": ');
  await putArray(out, '    ', report.shared(), (artifact) => putArtifact(out, report, artifact, '    '));
  await out.put(',\n  "findings": ');
  await putArray(out, '    ', report.findings(), (finding) => out.put(JSON.stringify(findingShape(finding))));
  if (report.profile !== undefined) await out.put(`,\n  "profile": ${JSON.stringify(profileShape(report.profile))}`);
  await out.put(',\n  "notices": ');
  await putArray(out, '    ', report.notices, (notice) => out.put(JSON.stringify(noticeShape(notice))));
  await out.put('\n}\n');
  await out.flush();
}

export const jsonWriter: Writer = { id: 'json', extension: '.json', write: writeJson };
