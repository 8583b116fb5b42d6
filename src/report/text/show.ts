import type { SchemaChanges } from '../../diff/schema-changes.ts';
import { bytesInWords, grouped } from '../numbers.ts';
import { type ArtifactSideView, type ArtifactView, type ShowReport, SIDE_NAMES } from '../result.ts';
import { apkSentence, membersSentence, signerSentence } from '../words/apk.ts';
import { listedOf, nothingListed } from '../words/changes.ts';
import { reasonSentence } from '../words/reasons.ts';
import { storeSentence } from '../words/stores.ts';
import {
  copyEvidence,
  LIKENESS_SENTENCES,
  movedBy,
  otherwiseWritten,
  ROUTE_WORDS,
  renamedAs,
  schemaDifference,
  twinEvidence,
  underOtherIds,
  VERDICT_SENTENCES,
  VERDICT_WORDS,
} from '../words/verdicts.ts';
import { changesLegend, renderChanges } from './changes.ts';
import { VERDICT_MARKS } from './matrix.ts';
import type { Page } from './page.ts';
import { renderPast } from './past.ts';
import { columns, wrapped } from './width.ts';

const LABEL_WIDTH = 8;
const NO_CHANGES: SchemaChanges = { total: 0, listed: [] };
const MOST_SCHEMA_LINES = 20;
const MARGIN = LABEL_WIDTH + 4;

/** A fact under its label; what does not fit goes on below it. Parts are broken between words, never within. */
function* labelled(on: Page, label: string, ...parts: readonly string[]): Generator<string> {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const joined = last === undefined ? part : `${last}  ${part}`;
    if (last !== undefined && MARGIN + columns(joined) <= on.width) lines[lines.length - 1] = joined;
    else lines.push(...wrapped(part, on.width - MARGIN));
  }
  for (const [at, line] of lines.entries()) yield `  ${(at === 0 ? label : '').padEnd(LABEL_WIDTH)}  ${line}`;
}

function* sideLines(on: Page, name: string, side: ArtifactSideView | null, at: string): Generator<string> {
  if (side === null) return yield* labelled(on, name, on.ink('quiet', 'not there'));
  const { bytes, modified, proof, at: place, store, apk } = side;
  const facts = [bytesInWords(bytes), modified ?? '', proof === undefined ? '' : `proof: ${proof}`, place];
  yield* labelled(on, name, ...facts.filter((fact) => fact !== '').map((fact) => on.text(fact)));
  if (store !== undefined) yield* labelled(on, '', on.text(storeSentence(store, at)));
  if (apk !== undefined) yield* labelled(on, '', on.text(apkSentence(apk)));
}

/** The verdict on one artifact, in words and counts. */
function* headLines(on: Page, artifact: ArtifactView, at: string): Generator<string> {
  const { verdict, likeness, records, route, reason, moved, copies = [], similar = [] } = artifact;
  const { schemaChanges: schema = NO_CHANGES, renamed = [], rekeyed = [], rewritten = [] } = artifact;
  yield on.ink('strong', on.text(artifact.devicePath));
  const head = `${on.signs[VERDICT_MARKS[verdict]]} ${VERDICT_WORDS[verdict]}: ${VERDICT_SENTENCES[verdict]}`;
  yield* wrapped(on.text(head), on.width);
  if (likeness !== null) yield* labelled(on, 'likeness', LIKENESS_SENTENCES[likeness]);
  if (records !== null) {
    const { same, changed, sourceOnly, targetOnly, telling } = records;
    const counts = [
      `${grouped(same)} same`,
      `${grouped(changed)} changed`,
      `${grouped(sourceOnly)} on the source only`,
      `${grouped(targetOnly)} on the target only`,
      `${grouped(telling)} of those found tell`,
    ];
    yield* labelled(on, 'records', counts.join(', '));
  }
  if (route !== null) yield* labelled(on, 'route', ROUTE_WORDS[route]);
  if (moved !== null) yield* labelled(on, 'moved', on.text(moved.devicePath), `(${movedBy(moved)})`);
  const first = schema.listed.slice(0, MOST_SCHEMA_LINES);
  for (const each of first) yield* labelled(on, 'schema', on.text(schemaDifference(each)));
  const more = schema.total - first.length;
  if (more > 0) yield* labelled(on, '', `${on.signs.more} and ${grouped(more)} more; --format json lists them`);
  for (const each of renamed) yield* labelled(on, 'renamed', on.text(renamedAs(each)));
  for (const each of rekeyed) yield* labelled(on, 'new ids', on.text(underOtherIds(each)));
  for (const each of rewritten) yield* labelled(on, 'written', on.text(otherwiseWritten(each)));
  for (const copy of copies)
    yield* labelled(on, 'copy', on.text(copy.devicePath), on.text(`(${copyEvidence(copy, artifact)})`));
  for (const twin of similar)
    yield* labelled(on, 'similar', on.text(twin.devicePath), on.text(`(${twinEvidence(twin)})`));
  if (reason !== undefined) yield* labelled(on, 'reason', on.text(`${reason.side}: ${reasonSentence(reason.code)}`));
  for (const side of SIDE_NAMES)
    if (side !== 'bundle' || artifact.bundle !== null) yield* sideLines(on, side, artifact[side], at);
  const signer = signerSentence(artifact);
  if (signer !== null) yield* labelled(on, 'signer', signer);
  if (artifact.apkMembers !== undefined) yield* labelled(on, 'members', membersSentence(artifact.apkMembers));
}

/** `show`: what was found about one artifact, then its differences. */
export function* renderShow(on: Page, report: ShowReport): Generator<string> {
  yield* headLines(on, report.artifact, report.at);
  let first = true;
  for (const line of renderChanges(on, report.changes())) {
    if (first) {
      yield '';
      yield* changesLegend(on);
      yield '';
    }
    first = false;
    yield line;
  }
  const cut = report.cut ?? null;
  const said = cut !== null ? listedOf(cut) : first ? nothingListed(report.artifact) : null;
  if (said !== null) yield* ['', ...wrapped(said, on.width).map((line) => on.ink('quiet', line))];
  if (report.past !== undefined) yield* renderPast(on, report.past(), report.pastCut);
}
