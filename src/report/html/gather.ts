import type { Route, Verdict } from '../../diff/change.ts';
import type { AppView, ArtifactView, DiffReport, SideName } from '../result.ts';
import { MATRIX_COLUMNS, type MatrixColumn, matrixColumn } from '../text/tally.ts';

export interface Amount {
  artifacts: number;
  bytes: number;
}

/** One app, counted. `cells` by column and verdict. */
export interface AppCount {
  readonly app: AppView;
  readonly cells: Readonly<Record<MatrixColumn, Map<Verdict, number>>>;
  readonly verdicts: Map<Verdict, Amount>;
  readonly all: Amount;
}

/** What one walk over all artifacts counts. Memory follows apps, not artifacts. */
export interface Gathered {
  readonly apps: readonly AppCount[];
  readonly verdicts: ReadonlyMap<Verdict, Amount>;
  readonly routes: ReadonlyMap<Route, ReadonlyMap<Verdict, Amount>>;
  readonly records: { readonly same: number; readonly changed: number; sourceOnly: number; targetOnly: number };
  /** Files by hour since 1970. */
  readonly hours: Readonly<Record<SideName, ReadonlyMap<number, number>>>;
  readonly artifacts: number;
}

const HOUR_MS = 3_600_000;

/** Size of an artifact: the source's where it has it, else the target's or the bundle's. */
export function bytesOf(artifact: ArtifactView): number {
  return (artifact.source ?? artifact.target ?? artifact.bundle)?.bytes ?? 0;
}

function add<K>(to: Map<K, Amount>, key: K, bytes: number): void {
  const known = to.get(key);
  if (known === undefined) to.set(key, { artifacts: 1, bytes });
  else {
    known.artifacts += 1;
    known.bytes += bytes;
  }
}

export function gather(report: DiffReport): Gathered {
  const apps: AppCount[] = [];
  const verdicts = new Map<Verdict, Amount>();
  const routes = new Map<Route, Map<Verdict, Amount>>();
  const records = { same: 0, changed: 0, sourceOnly: 0, targetOnly: 0 };
  const hours = {
    source: new Map<number, number>(),
    bundle: new Map<number, number>(),
    target: new Map<number, number>(),
  };
  let artifacts = 0;
  const look = (artifact: ArtifactView, of: AppCount | null): void => {
    const bytes = bytesOf(artifact);
    artifacts += 1;
    add(verdicts, artifact.verdict, bytes);
    if (artifact.route !== null) {
      const route = routes.get(artifact.route) ?? new Map<Verdict, Amount>();
      routes.set(artifact.route, route);
      add(route, artifact.verdict, bytes);
    }
    if (artifact.records !== null) {
      records.same += artifact.records.same;
      records.changed += artifact.records.changed;
      records.sourceOnly += artifact.records.sourceOnly;
      records.targetOnly += artifact.records.targetOnly;
    }
    for (const side of ['source', 'bundle', 'target'] as const) {
      const time = Date.parse(artifact[side]?.modified ?? '');
      if (Number.isNaN(time)) continue;
      const hour = Math.floor(time / HOUR_MS);
      hours[side].set(hour, (hours[side].get(hour) ?? 0) + 1);
    }
    if (of === null) return;
    add(of.verdicts, artifact.verdict, bytes);
    of.all.artifacts += 1;
    of.all.bytes += bytes;
    const cell = of.cells[matrixColumn(artifact.domain)];
    cell.set(artifact.verdict, (cell.get(artifact.verdict) ?? 0) + 1);
  };
  for (const { app, artifacts: list } of report.apps()) {
    const cells = Object.fromEntries(MATRIX_COLUMNS.map((column) => [column, new Map()]));
    const counted: AppCount = {
      app,
      cells: cells as AppCount['cells'],
      verdicts: new Map(),
      all: { artifacts: 0, bytes: 0 },
    };
    apps.push(counted);
    for (const artifact of list()) look(artifact, counted);
  }
  for (const artifact of report.shared()) look(artifact, null);
  return { apps, verdicts, routes, records, hours, artifacts };
}
