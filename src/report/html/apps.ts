import { counted, grouped } from '../numbers.ts';
import { type AppView, type ArtifactView, type DiffReport, SIDE_NAMES } from '../result.ts';
import { printable } from '../text/escape.ts';
import { apkFacts, apkSentence } from '../words/apk.ts';
import { HEADINGS } from '../words/headings.ts';
import { HTML_WORDS } from '../words/html.ts';
import { reasonSentence } from '../words/reasons.ts';
import { storeSentence } from '../words/stores.ts';
import {
  APP_VERDICT_SENTENCES,
  APP_VERDICT_WORDS,
  copyEvidence,
  LIKENESS_SENTENCES,
  otherwiseWritten,
  ROUTE_WORDS,
  renamedAs,
  schemaDifference,
  twinEvidence,
  underOtherIds,
  VERDICT_WORDS,
} from '../words/verdicts.ts';
import { changesOf, type Room } from './changes.ts';
import type { AppCount, Gathered } from './gather.ts';
import { html, type Markup, placeAnchor } from './markup.ts';
import { appKey, appName, MOST_APPS, rowsLink, wordsBelow } from './section.ts';
import { stack, verdictMark } from './shapes.ts';

/** Artifacts and differences that are in the page itself; the list has the others. */
const MOST_ARTIFACTS = 600;
const MOST_EACH = 12;
/** Artifacts and findings named as what an app's verdict hangs on; the JSON has all. */
const MOST_REASONS = 20;
const MOST_CHANGES = 400;
/** What of one artifact is declared differently, was renamed or given other ids. */
const MOST_SAID = 20;

interface Left extends Room {
  artifacts: number;
}

/** What a row is cited by: its place, and where each side keeps its bytes. */
function citation(report: DiffReport, artifact: ArtifactView): string {
  const sides = SIDE_NAMES.flatMap((name) => {
    const side = artifact[name];
    return side === null ? [] : [`${name}: ${side.at}${side.sha256 === null ? '' : ` sha256 ${side.sha256}`}`];
  });
  return [
    `carryover ${report.run.version}, ${report.run.at}`,
    artifact.devicePath,
    VERDICT_WORDS[artifact.verdict],
    ...sides,
  ].join('\n');
}

function recordsOf({
  records,
  likeness,
  reason,
  schemaChanges: schema,
  renamed = [],
  rekeyed = [],
  rewritten = [],
}: ArtifactView): Markup {
  const counts =
    records === null
      ? []
      : (
          [
            [records.same, HTML_WORDS.same],
            [records.changed, HTML_WORDS.changed],
            [records.sourceOnly, HTML_WORDS.sourceOnly],
            [records.targetOnly, HTML_WORDS.targetOnly],
          ] as const
        ).filter(([count]) => count > 0);
  const lines = counts.map(([count, word]) => html`<span class="nobreak">${grouped(count)} ${word}</span><br>`);
  const like = likeness === null ? null : html`<span class="soft">${LIKENESS_SENTENCES[likeness]}</span>`;
  const why = reason === undefined ? null : html`<span class="soft">${reasonSentence(reason.code)}</span>`;
  const declared = (schema?.listed ?? []).map(schemaDifference);
  const said = [
    ...rekeyed.map(underOtherIds),
    ...rewritten.map(otherwiseWritten),
    ...renamed.map(renamedAs),
    ...declared,
  ];
  const more = said.length - declared.length + (schema?.total ?? 0) - MOST_SAID;
  if (more > 0) said.splice(MOST_SAID, said.length, `and ${grouped(more)} ${HTML_WORDS.more}`);
  return html`${lines}${like}${why}${said.map((each) => html`<br><span class="soft">${each}</span>`)}`;
}

/** Where the target holds the same, or nearly the same, without its being a move. */
function elsewhereOf(artifact: ArtifactView): Markup[] {
  const { copies = [], similar = [] } = artifact;
  return [
    ...copies.map((copy) => html`<br>= ${copy.devicePath} <span class="soft">${copyEvidence(copy, artifact)}</span>`),
    ...similar.map((twin) => html`<br>≈ ${twin.devicePath} <span class="soft">${twinEvidence(twin)}</span>`),
  ];
}

function artifactRows(report: DiffReport, artifact: ArtifactView, left: Left): Markup {
  const places = SIDE_NAMES.flatMap((name) => {
    const side = artifact[name];
    if (side === null) return [];
    const store = side.store === undefined ? '' : ` · ${storeSentence(side.store, report.run.at)}`;
    const apk = side.apk === undefined ? '' : ` · ${apkSentence(side.apk)}`;
    return [html`<br><span class="soft">${name}: ${side.at}${store}${apk}</span>`];
  });
  for (const each of apkFacts(artifact)) places.push(html`<br><span class="soft">${each}</span>`);
  const moved = artifact.moved === null ? null : html`<br>→ ${artifact.moved.devicePath}`;
  const elsewhere = elsewhereOf(artifact);
  const changes = changesOf(report, artifact, left);
  const inner = changes === null ? null : html`<tr class="inner"><td colspan="5">${changes}</td></tr>`;
  return html`<tr id="${printable(artifact.devicePath)}"><td class="path"><a href="#${placeAnchor(artifact.devicePath)}">${artifact.devicePath}</a>${moved}${elsewhere}${places}</td><td class="nobreak">${verdictMark(artifact.verdict)}${VERDICT_WORDS[artifact.verdict]}</td><td>${artifact.route === null ? '' : ROUTE_WORDS[artifact.route]}</td><td>${recordsOf(artifact)}</td><td><button data-cite="${citation(report, artifact)}">${HTML_WORDS.copy}</button></td></tr>${inner}`;
}

function facts(app: AppView): Markup {
  const moved = app.movedTo === undefined ? '' : ` · ${HTML_WORDS.nowUnder} ${app.movedTo.user}`;
  const because = app.because
    .slice(0, MOST_REASONS)
    .map(
      (each) => html`<a class="mono" href="#${each.startsWith('/') ? placeAnchor(each) : `f-${each}`}">${each}</a> `,
    );
  const left = app.because.length - MOST_REASONS;
  const more = left > 0 ? html`and ${grouped(left)} ${HTML_WORDS.more}` : null;
  return html`<p><b>${APP_VERDICT_WORDS[app.verdict]}</b>: ${APP_VERDICT_SENTENCES[app.verdict]}${moved}</p><p class="soft"><span class="mono">${app.package}</span> · coverage ${app.coverage} · version ${app.versionCode.source ?? '–'} → ${app.versionCode.target ?? '–'}</p>${because.length === 0 ? null : html`<p class="soft">because: ${because}${more}</p>`}`;
}

interface Part {
  readonly id: string;
  readonly name: string;
  readonly app: AppView | null;
  readonly count: AppCount | undefined;
  readonly artifacts: Iterable<ArtifactView>;
}

function part(report: DiffReport, { id, name, app, count, artifacts }: Part, left: Left): Markup | null {
  const rows: Markup[] = [];
  let more = false;
  for (const artifact of artifacts) {
    if (rows.length >= MOST_EACH || left.artifacts <= 0) {
      more = true;
      break;
    }
    left.artifacts -= 1;
    rows.push(artifactRows(report, artifact, left));
  }
  if (app === null && rows.length === 0) return null;
  const bar =
    count === undefined
      ? null
      : stack(new Map([...count.verdicts].map(([verdict, { artifacts: all }]) => [verdict, all])), 120, 12, 'mini');
  const sum = count === undefined ? '' : counted(count.all.artifacts, 'artifact');
  const all = rowsLink({ app: app === null ? '' : appKey(app) }, HTML_WORDS.rows);
  return html`<details id="${id}"><summary><span class="who">${name}</span><span>${app === null ? '' : APP_VERDICT_WORDS[app.verdict]}</span>${bar}<span class="soft num">${sum}</span></summary><div class="body">${app === null ? null : facts(app)}<div class="scroll" tabindex="0" role="region" aria-label="${name}: ${HTML_WORDS.table}"><table><thead><tr><th scope="col">artifact</th><th scope="col">verdict</th><th scope="col">route</th><th scope="col">records</th><th scope="col">citation</th></tr></thead><tbody>${rows}</tbody></table></div>${more ? html`<p class="soft">${HTML_WORDS.printed} ${all}</p>` : null}${wordsBelow(report)}</div></details>\n`;
}

/** Each app with its first artifacts and their differences, piece by piece. */
export function* appSections(report: DiffReport, found: Gathered): Generator<Markup> {
  const left: Left = { artifacts: MOST_ARTIFACTS, changes: MOST_CHANGES };
  if (report.changes === undefined) yield html`<p class="soft">${HTML_WORDS.noChanges}</p>`;
  let apps = 0;
  for (const { app, artifacts } of report.apps()) {
    const count = found.apps[apps];
    apps += 1;
    if (apps > MOST_APPS) break;
    const id = `app/${app.user}/${printable(app.package)}`;
    const one = part(report, { id, name: appName(app), app, count, artifacts: artifacts() }, left);
    if (one !== null) yield one;
  }
  const rest = { id: 'shared', name: HEADINGS.shared, app: null, count: undefined, artifacts: report.shared() };
  const shared = part(report, rest, left);
  if (shared !== null) yield shared;
}
