import type { AppView, ArtifactView, DiffReport } from '../result.ts';
import { printable } from './escape.ts';

/** One row of tab-separated values; control characters, tabs and line ends among them, are escaped. Null is empty. */
export function tsvRow(cells: readonly (string | number | boolean | null | undefined)[]): string {
  return cells.map((cell) => (cell === null || cell === undefined ? '' : printable(String(cell)))).join('\t');
}

function artifactRow(app: AppView | null, artifact: ArtifactView): string {
  const { records } = artifact;
  return tsvRow([
    app?.package,
    app?.user,
    artifact.verdict,
    artifact.likeness,
    artifact.route,
    records?.same,
    records?.changed,
    records?.sourceOnly,
    records?.targetOnly,
    records?.telling,
    artifact.devicePath,
  ]);
}

/**
 * `diff` into a pipe: one row an artifact, without a heading: package, user, verdict, likeness, route, records same,
 * changed, source only, target only, telling, device path.
 */
export function* artifactRows(report: DiffReport): Generator<string> {
  for (const { app, artifacts } of report.apps()) for (const artifact of artifacts()) yield artifactRow(app, artifact);
  for (const artifact of report.shared()) yield artifactRow(null, artifact);
}
