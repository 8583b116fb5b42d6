import { createReadStream } from 'node:fs';
import { Fault, faultOfSystemError } from '../base/fault.ts';
import { makePause } from '../base/pause.ts';
import { type JsonPiece, jsonPieces, NotJson } from '../report/json-pieces.ts';
import type { ProfileView } from '../report/profile/profile.ts';
import type {
  AppReport,
  AppView,
  ArtifactView,
  ChangeView,
  CredentialFinding,
  DiffReport,
  FindingView,
  NoticeView,
  Summary,
} from '../report/result.ts';
import { schemaCheck } from '../report/schemas/check.ts';
import { schemaFor } from '../report/schemas/index.ts';
import type { Schema } from '../report/schemas/schema.ts';
import { makeResultStore } from './result-store.ts';

/** A result that was read back. Its report reads from a private store until `close`. */
export interface SavedResult {
  readonly report: DiffReport;
  close(): void;
}

export interface SavedOptions {
  readonly workDir: string | null;
  readonly signal: AbortSignal;
}

type Stored = ArtifactView & { readonly changes?: readonly ChangeView[]; readonly changesCut?: true };

const SCHEMA = 'carryover.diff/1';
const CHUNK_BYTES = 1 << 20;
/** Containers that are taken apart; all else is small enough to be taken whole. */
const ENTERED = new Set(['', 'apps', 'apps[]', 'apps[].artifacts', 'shared', 'findings', 'notices']);
const HEADS = ['schema', 'run', 'evidence', 'summary'] as const;

function parse(text: string, path: string): unknown {
  if (path === '') throw new Fault('usage.invalid', 'not-a-saved-result', null);
  try {
    return JSON.parse(text);
  } catch {
    throw new Fault('evidence.unreadable', 'result.shape', null, { place: path });
  }
}

/** What each place of a result must be, by the schema that `carryover schema diff` prints. */
function checks(): (path: string, value: unknown) => void {
  const whole = schemaFor('diff') as Schema;
  const { properties, $defs } = whole as { properties: Record<string, Schema>; $defs: Record<string, Schema> };
  const of = (schema: Schema): ((value: unknown) => string | null) => schemaCheck({ ...schema, $defs });
  const app = ((properties['apps'] as Schema)['items'] as Schema)['allOf'] as readonly Schema[];
  const by = new Map<string, (value: unknown) => string | null>([
    ...(['run', 'evidence', 'summary'] as const).map((name) => [name, of(properties[name] as Schema)] as const),
    ['apps[]', of(app[1] as Schema)],
    ['apps[].artifacts[]', of($defs['artifact'] as Schema)],
    ['shared[]', of($defs['artifact'] as Schema)],
    ['findings[]', of($defs['finding'] as Schema)],
    ['notices[]', of($defs['notice'] as Schema)],
    ['profile', of($defs['profile'] as Schema)],
  ]);
  return (path, value) => {
    const wrong = by.get(path)?.(value) ?? null;
    if (wrong !== null) {
      const place = wrong === '' ? path : `${path}.${wrong}`;
      throw new Fault('evidence.unreadable', 'result.shape', null, { place });
    }
  };
}

type Held = Readonly<Record<'apps' | 'artifacts' | 'credentials', Map<string, number>>>;

/** Refuses a result whose summary counts what it does not hold, or less: parts were taken out, or put in. */
function checkCounts(summary: Summary, held: Held): void {
  for (const what of ['apps', 'artifacts', 'credentials'] as const) {
    for (const [verdict, counted] of Object.entries(summary[what])) {
      const there = held[what].get(verdict) ?? 0;
      // Of credentials values are counted, each of which has one place at the least.
      if (what === 'credentials' ? there < counted : there !== counted)
        throw new Fault('evidence.unreadable', 'result.counts', null, { what, verdict, counted, there });
    }
  }
}

/**
 * Reads `carryover.diff/1` as it was written, however it was laid out since: every part is checked by its schema, and
 * lists are put aside, so that memory does not follow their length. Throws Fault.
 */
export async function openResult(path: string, { workDir, signal }: SavedOptions): Promise<SavedResult> {
  const store = makeResultStore(workDir);
  const check = checks();
  const heads = new Map<string, unknown>();
  const apps: { readonly view: AppView; readonly artifacts: readonly number[] }[] = [];
  const [shared, findings]: [number[], number[]] = [[], []];
  const notices: NoticeView[] = [];
  let app: Record<string, unknown> = {};
  let artifacts: number[] = [];
  let hasChanges: boolean | null = null;

  const held: Held = { apps: new Map(), artifacts: new Map(), credentials: new Map() };
  const count = (of: Map<string, number>, verdict: string): void => void of.set(verdict, (of.get(verdict) ?? 0) + 1);

  const putArtifact = (place: string, text: string): number => {
    const value = parse(text, place);
    check(place, value);
    count(held.artifacts, (value as Stored).verdict);
    hasChanges = hasChanges === true || (value as Stored).changes !== undefined;
    return store.put(value);
  };
  const take = (piece: JsonPiece): void => {
    if (piece.type === 'end') {
      if (piece.path !== 'apps[]') return;
      check('apps[]', app);
      count(held.apps, (app as unknown as AppView).verdict);
      apps.push({ view: app as unknown as AppView, artifacts });
      app = {};
      artifacts = [];
      return;
    }
    const { path: place, text } = piece;
    if (place === 'apps[].artifacts[]') artifacts.push(putArtifact(place, text));
    else if (place === 'shared[]') shared.push(putArtifact(place, text));
    else if (place.startsWith('apps[].')) app[place.slice('apps[].'.length)] = parse(text, place);
    else {
      const value = parse(text, place);
      if (place === 'schema' && value !== SCHEMA) throw new Fault('usage.invalid', 'not-a-saved-result', path);
      check(place, value);
      if (place === 'findings[]') {
        const { rule, status } = value as CredentialFinding;
        if (rule === 'credential' && status !== undefined) count(held.credentials, status);
        findings.push(store.put(value));
      } else if (place === 'notices[]') notices.push(value as NoticeView);
      else heads.set(place, value);
    }
  };

  try {
    const pieces = jsonPieces((place) => ENTERED.has(place), take);
    const pause = makePause(signal);
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
        pieces.push(chunk as Buffer);
        await pause();
      }
      pieces.end();
    } catch (error) {
      if (error instanceof NotJson) {
        const detail = heads.get('schema') === SCHEMA ? 'result.json' : null;
        throw detail === null
          ? new Fault('usage.invalid', 'not-a-saved-result', path)
          : new Fault('evidence.unreadable', detail, path, { offset: error.offset });
      }
      if (error instanceof Fault) throw error;
      throw faultOfSystemError(error, path);
    }
    const missing = HEADS.find((name) => !heads.has(name));
    if (missing === 'schema') throw new Fault('usage.invalid', 'not-a-saved-result', path);
    if (missing !== undefined) throw new Fault('evidence.unreadable', 'result.shape', path, { place: missing });
    checkCounts(heads.get('summary') as Summary, held);
  } catch (error) {
    store.close();
    throw error instanceof Fault && error.at === null ? new Fault(error.code, error.detail, path, error.args) : error;
  }

  /** Artifacts come out of the store one by one: what belongs to each is remembered as long as it is. */
  const changes = new WeakMap<ArtifactView, readonly ChangeView[]>();
  const cut = new WeakSet<ArtifactView>();
  const view = (id: number): ArtifactView => {
    const { changes: own, changesCut, ...rest } = store.get<Stored>(id);
    changes.set(rest, own ?? []);
    if (changesCut === true) cut.add(rest);
    return rest;
  };
  const run = heads.get('run') as DiffReport['run'];
  const report: DiffReport = {
    schema: SCHEMA,
    run,
    evidence: heads.get('evidence') as DiffReport['evidence'],
    summary: heads.get('summary') as DiffReport['summary'],
    *apps(): Iterable<AppReport> {
      for (const { view: head, artifacts: ids } of apps) {
        yield {
          app: head,
          *artifacts() {
            for (const id of ids) yield view(id);
          },
        };
      }
    },
    *shared() {
      for (const id of shared) yield view(id);
    },
    *findings() {
      for (const id of findings) yield store.get<FindingView>(id);
    },
    notices,
    cut: (artifact) => (cut.has(artifact) ? { listed: changes.get(artifact)?.length ?? 0, total: null } : null),
    ...(heads.has('profile') ? { profile: heads.get('profile') as ProfileView } : {}),
    ...((hasChanges ?? run.argv.includes('--changes'))
      ? { changes: (artifact: ArtifactView): Iterable<ChangeView> => changes.get(artifact) ?? [] }
      : {}),
  };
  return { report, close: () => store.close() };
}
