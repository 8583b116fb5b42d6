import { RULE_IDS } from '../findings/finding-view.ts';
import { type BlockOutput, blockOutput } from './output.ts';
import type { AppView, DiffReport } from './result.ts';
import { absenceView } from './text/absences.ts';
import { bandLines, summaryLines } from './text/band.ts';
import { credentialLines } from './text/credentials.ts';
import { matrixLines } from './text/matrix.ts';
import { nextLines } from './text/next.ts';
import { noticeView } from './text/notices.ts';
import { ruleLines } from './text/other-findings.ts';
import { PLAIN_TEXT, page, type TextOptions } from './text/page.ts';
import { policyLines, policyTable } from './text/policy.ts';
import { profileLines } from './text/profile.ts';
import { artifactRows } from './text/rows.ts';
import { sharedLines } from './text/shared.ts';
import { survey } from './text/survey.ts';
import { NO_PRIVATE_DATA } from './words/headings.ts';
import type { Output, Writer } from './writer.ts';

/** Puts a view with an empty line before it, or nothing at all where the view has no lines. */
async function putView(out: BlockOutput, lines: Iterable<string>): Promise<void> {
  let first = true;
  for (const line of lines) {
    await out.put(first ? `\n${line}\n` : `${line}\n`);
    first = false;
  }
}

/**
 * The comparison on a terminal: the sides, the sums, the matrix, credentials, what could not be seen and why,
 * notices, and where to look next. Into a pipe: one tab-separated row an artifact and nothing else.
 */
export async function writeText(report: DiffReport, to: Output, options: TextOptions = PLAIN_TEXT): Promise<void> {
  const out = blockOutput(to);
  if (options.pipe) {
    for (const row of artifactRows(report)) await out.put(`${row}\n`);
    await out.flush();
    return;
  }
  const on = page(options);
  const found = survey(report);
  for (const line of bandLines(on, report)) await out.put(`${line}\n`);
  await putView(out, summaryLines(on, report, found.routes));
  const empty = Object.values(report.summary.apps).every((count) => count === 0);
  await putView(out, empty ? [on.text(NO_PRIVATE_DATA)] : matrixLines(on, report));
  await putView(out, sharedLines(on, report));
  await putView(
    out,
    credentialLines(on, () => report.findings(), report.run),
  );
  for (const rule of RULE_IDS) {
    if (rule === 'policy') await putView(out, policyLines(on, report.findings()));
    else if (rule !== 'credential') await putView(out, ruleLines(on, rule, report.findings()));
  }
  await putView(out, policyTable(on, appsOf(report)));
  await putView(out, profileLines(on, report.profile));
  await putView(out, absenceView(on, report, found.absences));
  await putView(out, noticeView(on, report.notices));
  await putView(out, nextLines(on, report, found.foremost));
  await out.flush();
}

function* appsOf(report: DiffReport): Generator<AppView> {
  for (const { app } of report.apps()) yield app;
}

/** The text rendering for a file: plain, 100 columns. */
export const textWriter: Writer = { id: 'text', extension: '.txt', write: (report, out) => writeText(report, out) };
