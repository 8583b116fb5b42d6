import { gzipSync } from 'node:zlib';
import { ROUTES, VERDICTS } from '../../diff/change.ts';
import type { AppView, ArtifactSideView, ArtifactView, DiffReport } from '../result.ts';
import { printable } from '../text/escape.ts';
import { MATRIX_COLUMNS, matrixColumn } from '../text/tally.ts';
import { bytesOf } from './gather.ts';
import { appKey } from './section.ts';

/** Rows in one file: above this, counts alone (100,000 table rows stop a browser, as others measured). */
export const MOST_ROWS = 50_000;
const HASH_SHOWN = 16;

/** The rows as the script takes them: JSON, gzip, base64. */
export interface PackedRows {
  readonly base64: string;
  readonly rows: number;
  readonly cut: boolean;
}

function sideText(side: ArtifactSideView | null): string {
  if (side === null) return '';
  const hash = side.sha256 === null ? '' : ` sha256 ${side.sha256.slice(0, HASH_SHOWN)}`;
  return printable(`${side.at}${hash}`);
}

/** app, path, verdict, kind, route, bytes, records found, the citations of source, target and bundle, column. */
function rowOf(app: number, artifact: ArtifactView): readonly (string | number | null)[] {
  const { records } = artifact;
  return [
    app,
    printable(artifact.devicePath),
    VERDICTS.indexOf(artifact.verdict),
    artifact.kind,
    artifact.route === null ? -1 : ROUTES.indexOf(artifact.route),
    bytesOf(artifact),
    records === null ? null : records.same + records.changed,
    sideText(artifact.source),
    sideText(artifact.target),
    sideText(artifact.bundle),
    MATRIX_COLUMNS.indexOf(matrixColumn(artifact.domain)),
  ];
}

export function packRows(report: DiffReport): PackedRows {
  const apps: (readonly [name: string, key: string, verdict: string])[] = [];
  const parts: string[] = [];
  let cut = false;
  const take = (app: AppView | null, artifacts: Iterable<ArtifactView>): void => {
    if (parts.length >= MOST_ROWS) {
      cut = true;
      return;
    }
    apps.push(
      app === null
        ? ['', '', '']
        : [printable(app.user === 0 ? app.package : `${app.package} (user ${app.user})`), appKey(app), app.verdict],
    );
    for (const artifact of artifacts) {
      if (parts.length >= MOST_ROWS) {
        cut = true;
        return;
      }
      parts.push(JSON.stringify(rowOf(apps.length - 1, artifact)));
    }
  };
  for (const { app, artifacts } of report.apps()) take(app, artifacts());
  take(null, report.shared());
  const json = `{"apps":${JSON.stringify(apps)},"rows":[${parts.join(',\n')}]}`;
  return { base64: gzipSync(json, { level: 6 }).toString('base64'), rows: parts.length, cut };
}
