import { grouped } from '../numbers.ts';
import type { AppView, ArtifactView, ChangeView, DiffReport } from '../result.ts';
import { printable } from '../text/escape.ts';
import { HTML_WORDS } from '../words/html.ts';
import { APP_VERDICT_SENTENCES, APP_VERDICT_WORDS, ROUTE_WORDS, VERDICT_WORDS } from '../words/verdicts.ts';
import { html, type Markup, placeAnchor } from './markup.ts';
import { MOST_APPS, rowsLink, verdictMark, wordsBelow } from './views.ts';

/** Artifacts and differences that are in the page itself; the list has the others. */
const MOST_ARTIFACTS = 600;
const MOST_EACH = 12;
const MOST_CHANGES = 400;
const MOST_CHANGES_EACH = 30;

interface Left {
  artifacts: number;
  changes: number;
}

function fields(own: ChangeView['source'], other: ChangeView['source']): Markup {
  if (own === null) return html`<td class="soft">–</td>`;
  const cells = Object.entries(own).map(([name, value], at) => {
    const said = typeof value === 'string' ? value : JSON.stringify(value ?? null);
    const changed = other !== null && JSON.stringify(other[name]) !== JSON.stringify(value);
    return html`${at === 0 ? '' : '\n'}${name} = ${changed ? html`<mark>${said}</mark>` : said}`;
  });
  return html`<td>${cells}</td>`;
}

function changesOf(report: DiffReport, artifact: ArtifactView, left: Left): Markup | null {
  if (report.changes === undefined || !(artifact.verdict === 'partly-carried' || artifact.verdict === 'differs'))
    return null;
  const rows: Markup[] = [];
  let cut = false;
  for (const change of report.changes(artifact)) {
    if (rows.length >= MOST_CHANGES_EACH || left.changes <= 0) {
      cut = true;
      break;
    }
    left.changes -= 1;
    rows.push(
      html`<tr><th scope="rowgroup" colspan="2">${change.section} ${change.key === null ? '' : `[${change.key}]`} · ${change.kind}</th></tr><tr>${fields(change.source, change.target)}${fields(change.target, change.source)}</tr>`,
    );
  }
  if (rows.length === 0) return null;
  return html`<tr><td colspan="5"><details><summary>${grouped(rows.length)} differences</summary><div><table class="diff"><thead><tr><th scope="col">source</th><th scope="col">target</th></tr></thead><tbody>${rows}</tbody></table>${cut ? html`<p class="soft">${HTML_WORDS.changesCut}</p>` : null}</div></details></td></tr>`;
}

/** What a row is cited by: its place, and where each side keeps its bytes. */
function citation(report: DiffReport, artifact: ArtifactView): string {
  const sides = (['source', 'bundle', 'target'] as const).flatMap((name) => {
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

function artifactRows(report: DiffReport, artifact: ArtifactView, left: Left): Markup {
  const { records } = artifact;
  const places = (['source', 'bundle', 'target'] as const).flatMap((name) =>
    artifact[name] === null ? [] : [html`<br><span class="soft">${name}: ${artifact[name]?.at ?? ''}</span>`],
  );
  const moved = artifact.moved === null ? null : html`<br>→ ${artifact.moved.devicePath}`;
  const found =
    records === null
      ? ''
      : `${grouped(records.same)} same, ${grouped(records.changed)} changed, ${grouped(records.sourceOnly)} / ${grouped(records.targetOnly)} on one side`;
  return html`<tr id="${printable(artifact.devicePath)}"><td class="path"><a href="#${placeAnchor(artifact.devicePath)}">${artifact.devicePath}</a>${moved}${places}</td><td>${verdictMark(artifact.verdict)}${VERDICT_WORDS[artifact.verdict]}</td><td>${artifact.route === null ? '' : ROUTE_WORDS[artifact.route]}</td><td>${found}</td><td><button data-cite="${citation(report, artifact)}">${HTML_WORDS.copy}</button></td></tr>${changesOf(report, artifact, left)}`;
}

function part(report: DiffReport, app: AppView | null, artifacts: Iterable<ArtifactView>, left: Left): Markup | null {
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
  const name =
    app === null ? 'Outside of apps' : `${app.label ?? app.package}${app.user === 0 ? '' : ` (user ${app.user})`}`;
  const verdict = app === null ? '' : APP_VERDICT_WORDS[app.verdict];
  const id = app === null ? 'shared' : `app/${app.user}/${app.package}`;
  const all = app === null ? null : rowsLink(`q=${encodeURIComponent(printable(app.package))}`, HTML_WORDS.rows);
  const facts =
    app === null
      ? null
      : html`<p><span class="mono">${app.package}</span> · ${APP_VERDICT_SENTENCES[app.verdict]} · coverage ${app.coverage} · version ${app.versionCode.source ?? '–'} → ${app.versionCode.target ?? '–'}${app.movedTo === undefined ? '' : ` · now under user ${app.movedTo.user}`}</p><p class="soft">because: ${app.because.join(', ')}</p>`;
  return html`<details id="${id}"><summary><b>${name}</b> <span class="soft">${verdict}</span></summary><div>${facts}<div class="scroll" tabindex="0" role="region" aria-label="${name}"><table><thead><tr><th scope="col">artifact</th><th scope="col">verdict</th><th scope="col">route</th><th scope="col">records</th><th scope="col">citation</th></tr></thead><tbody>${rows}</tbody></table></div>${more ? html`<p class="soft">${HTML_WORDS.printed} ${all}</p>` : null}${wordsBelow(report)}</div></details>\n`;
}

/** Each app with its first artifacts and their differences, piece by piece. */
export function* appSections(report: DiffReport): Generator<Markup> {
  const left: Left = { artifacts: MOST_ARTIFACTS, changes: MOST_CHANGES };
  if (report.changes === undefined) yield html`<p class="soft">${HTML_WORDS.noChanges}</p>`;
  let apps = 0;
  for (const { app, artifacts } of report.apps()) {
    apps += 1;
    if (apps > MOST_APPS) break;
    const one = part(report, app, artifacts(), left);
    if (one !== null) yield one;
  }
  const shared = part(report, null, report.shared(), left);
  if (shared !== null) yield shared;
}
