import { bytesInWords, grouped } from '../numbers.ts';
import { type ArtifactSideView, type ArtifactView, type ShowReport, SIDE_NAMES } from '../result.ts';
import { reasonSentence } from '../words/reasons.ts';
import {
  LIKENESS_SENTENCES,
  movedBy,
  ROUTE_WORDS,
  twinEvidence,
  VERDICT_SENTENCES,
  VERDICT_WORDS,
} from '../words/verdicts.ts';
import { changesLegend, renderChanges } from './changes.ts';
import { VERDICT_MARKS } from './matrix.ts';
import type { Page } from './page.ts';
import { renderPast } from './past.ts';
import { wrapped } from './width.ts';

function sideLine(on: Page, name: string, side: ArtifactSideView | null): string {
  const label = name.padEnd(8);
  if (side === null) return `  ${label}  ${on.ink('quiet', 'not there')}`;
  const facts = [
    bytesInWords(side.bytes),
    side.modified ?? '',
    side.proof === undefined ? '' : `proof: ${side.proof}`,
    side.at,
  ]
    .filter((fact) => fact !== '')
    .join('  ');
  return `  ${label}  ${on.text(facts)}`;
}

/** The verdict on one artifact, in words and counts. */
function* headLines(on: Page, artifact: ArtifactView): Generator<string> {
  const { verdict, likeness, records, route, reason, moved, copies = [], similar = [] } = artifact;
  yield on.ink('strong', on.text(artifact.devicePath));
  const head = `${on.signs[VERDICT_MARKS[verdict]]} ${VERDICT_WORDS[verdict]}: ${VERDICT_SENTENCES[verdict]}`;
  yield* wrapped(on.text(head), on.width);
  if (likeness !== null) yield `  likeness  ${LIKENESS_SENTENCES[likeness]}`;
  if (records !== null) {
    const { same, changed, sourceOnly, targetOnly, telling } = records;
    const counts = [
      `${grouped(same)} same`,
      `${grouped(changed)} changed`,
      `${grouped(sourceOnly)} on the source only`,
      `${grouped(targetOnly)} on the target only`,
      `${grouped(telling)} of those found tell`,
    ];
    yield `  records   ${counts.join(', ')}`;
  }
  if (route !== null) yield `  route     ${ROUTE_WORDS[route]}`;
  if (moved !== null) yield `  moved     ${on.text(moved.devicePath)} (${movedBy(moved)})`;
  for (const { devicePath } of copies) yield `  copy      ${on.text(devicePath)}`;
  for (const twin of similar) yield `  similar   ${on.text(twin.devicePath)} (${twinEvidence(twin)})`;
  if (reason !== undefined)
    yield* wrapped(on.text(`  reason    ${reason.side}: ${reasonSentence(reason.code)}`), on.width);
  for (const side of SIDE_NAMES)
    if (side !== 'bundle' || artifact.bundle !== null) yield sideLine(on, side, artifact[side]);
}

/** `show`: what was found about one artifact, then its differences. */
export function* renderShow(on: Page, report: ShowReport): Generator<string> {
  yield* headLines(on, report.artifact);
  let first = true;
  for (const line of renderChanges(on, report.changes())) {
    if (first) {
      yield '';
      yield changesLegend(on);
      yield '';
    }
    first = false;
    yield line;
  }
  if (first) yield* ['', on.ink('quiet', 'No difference to show.')];
  if (report.past !== undefined) yield* renderPast(on, report.past());
}
