import type { Route, Verdict } from '../../diff/change.ts';
import { type AppView, type ArtifactView, type DiffReport, SIDE_NAMES, type SideName } from '../result.ts';
import { MATRIX_COLUMNS, type MatrixColumn, matrixColumn } from '../text/tally.ts';

export interface Amount {
  artifacts: number;
  bytes: number;
}

/** One cell of the matrix: what became of its artifacts, and which sides hold any. */
export interface Cell {
  readonly verdicts: Map<Verdict, Amount>;
  readonly on: Record<SideName, boolean>;
}

/** One app, counted. */
export interface AppCount {
  readonly app: AppView;
  readonly cells: Readonly<Record<MatrixColumn, Cell>>;
  readonly verdicts: Map<Verdict, Amount>;
  readonly all: Amount;
}

/** Records by what they came to. `unseen`: on one side only, and the other could not have shown them. */
export interface RecordSums {
  same: number;
  changed: number;
  sourceOnly: number;
  targetOnly: number;
  unseen: number;
}

/** What one walk over all artifacts counts. Memory follows apps, not artifacts. */
export interface Gathered {
  readonly apps: readonly AppCount[];
  readonly verdicts: ReadonlyMap<Verdict, Amount>;
  readonly routes: ReadonlyMap<Route, ReadonlyMap<Verdict, Amount>>;
  readonly records: Readonly<RecordSums>;
  /** Files by hour since 1970. */
  readonly hours: Readonly<Record<SideName, ReadonlyMap<number, number>>>;
  readonly artifacts: number;
}

export const HOUR_MS = 3_600_000;

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

function addRecords(sums: RecordSums, { records, verdict }: ArtifactView): void {
  if (records === null) return;
  sums.same += records.same;
  sums.changed += records.changed;
  if (verdict === 'unseen') sums.unseen += records.sourceOnly + records.targetOnly;
  else {
    sums.sourceOnly += records.sourceOnly;
    sums.targetOnly += records.targetOnly;
  }
}

function countedApp(app: AppView): AppCount {
  const cells = MATRIX_COLUMNS.map((column): readonly [MatrixColumn, Cell] => [
    column,
    { verdicts: new Map(), on: { source: false, bundle: false, target: false } },
  ]);
  return {
    app,
    cells: Object.fromEntries(cells) as Record<MatrixColumn, Cell>,
    verdicts: new Map(),
    all: { artifacts: 0, bytes: 0 },
  };
}

export function gather(report: DiffReport): Gathered {
  const apps: AppCount[] = [];
  const verdicts = new Map<Verdict, Amount>();
  const routes = new Map<Route, Map<Verdict, Amount>>();
  const records = { same: 0, changed: 0, sourceOnly: 0, targetOnly: 0, unseen: 0 };
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
    addRecords(records, artifact);
    const cell = of?.cells[matrixColumn(artifact.domain)];
    for (const side of SIDE_NAMES) {
      const there = artifact[side];
      if (there === null) continue;
      if (cell !== undefined) cell.on[side] = true;
      const time = Date.parse(there.modified ?? '');
      if (Number.isNaN(time)) continue;
      const hour = Math.floor(time / HOUR_MS);
      hours[side].set(hour, (hours[side].get(hour) ?? 0) + 1);
    }
    if (of === null || cell === undefined) return;
    add(of.verdicts, artifact.verdict, bytes);
    add(cell.verdicts, artifact.verdict, bytes);
    of.all.artifacts += 1;
    of.all.bytes += bytes;
  };
  for (const { app, artifacts: list } of report.apps()) {
    const counted = countedApp(app);
    apps.push(counted);
    for (const artifact of list()) look(artifact, counted);
  }
  for (const artifact of report.shared()) look(artifact, null);
  return { apps, verdicts, routes, records, hours, artifacts };
}
