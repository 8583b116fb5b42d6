import { ROUTES, type Route, type Verdict } from '../../diff/change.ts';
import type { ArtifactView, DiffReport, SideName } from '../result.ts';

/** Artifacts of one verdict that one side could not show, or could not read, for one reason. */
export interface Absence {
  readonly verdict: 'unseen' | 'not-compared';
  readonly side: SideName | null;
  readonly code: string;
  readonly artifacts: number;
  /** Apps that these artifacts belong to; zero where they belong to none. */
  readonly apps: number;
  /** One of the places in the evidence; null where the reason is not a place. */
  readonly at: string | null;
}

/** What one walk over all artifacts finds out. */
export interface Survey {
  /** Unseen first, most first. */
  readonly absences: readonly Absence[];
  readonly routes: Readonly<Record<Route, number>>;
  /** The artifact to open first: partly carried before different, then the one with most changed records. */
  readonly foremost: ArtifactView | null;
}

/** A reason may carry a detail of the evidence: no more kinds than this are told apart. */
const MOST_KINDS = 200;

/** Which difference is worth opening first: some records crossed and some did not. */
const WORTH: Readonly<Partial<Record<Verdict, number>>> = { 'partly-carried': 2, differs: 1 };

interface Running extends Absence {
  artifacts: number;
  apps: number;
  lastApp: number;
}

const NO_APP = 0;

function countAbsence(found: Map<string, Running>, artifact: ArtifactView, app: number): void {
  const { verdict, reason } = artifact;
  if (verdict !== 'unseen' && verdict !== 'not-compared') return;
  const side = reason?.side ?? null;
  const code = reason?.code ?? '';
  const kind = `${verdict}\n${side}\n${app === NO_APP}`;
  const exact = `${kind}\n${code}`;
  const key = found.has(exact) || found.size < MOST_KINDS ? exact : kind;
  const known = found.get(key);
  if (known === undefined) {
    const shown = key === exact ? code : '';
    found.set(key, {
      verdict,
      side,
      code: shown,
      artifacts: 1,
      apps: app === NO_APP ? 0 : 1,
      lastApp: app,
      at: reason?.at ?? null,
    });
    return;
  }
  known.artifacts += 1;
  if (app === NO_APP || known.lastApp === app) return;
  known.apps += 1;
  known.lastApp = app;
}

/** Walks all artifacts once, and keeps counts alone. */
export function survey(report: DiffReport): Survey {
  const found = new Map<string, Running>();
  const routes = Object.fromEntries(ROUTES.map((route) => [route, 0])) as Record<Route, number>;
  let foremost: ArtifactView | null = null;
  let rank: readonly [worth: number, changed: number] = [0, 0];
  let app = NO_APP;
  const look = (artifact: ArtifactView): void => {
    countAbsence(found, artifact, app);
    if (artifact.route !== null) routes[artifact.route] += 1;
    const worth = WORTH[artifact.verdict] ?? 0;
    const changed = artifact.records?.changed ?? 0;
    if (worth === 0 || worth < rank[0] || (worth === rank[0] && foremost !== null && changed <= rank[1])) return;
    foremost = artifact;
    rank = [worth, changed];
  };
  for (const { artifacts } of report.apps()) {
    app += 1;
    for (const artifact of artifacts()) look(artifact);
  }
  const first = foremost;
  app = NO_APP;
  for (const artifact of report.shared()) look(artifact);
  const absences = [...found.values()]
    .map(({ lastApp: _, ...absence }) => absence)
    .sort((a, b) => (a.verdict === b.verdict ? b.artifacts - a.artifacts : a.verdict === 'unseen' ? -1 : 1));
  return { absences, routes, foremost: first ?? foremost };
}
