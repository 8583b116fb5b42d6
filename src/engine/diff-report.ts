import { CATALOGUE_VERSION } from '../findings/credentials/version.ts';
import { type AppCredentials, HOLDS_NOTHING, judgeProfile } from '../report/profile/judge.ts';
import type {
  AppReport,
  AppView,
  ArtifactView,
  ChangesCut,
  ChangeView,
  DiffReport,
  EvidenceView,
  FindingView,
  MomentView,
  NoticeView,
  PastView,
  RunView,
  SideName,
} from '../report/result.ts';
import { SIDE_NAMES } from '../report/result.ts';
import { noticeMessage } from '../report/words/notices.ts';
import type { CompareOptions } from './compare.ts';
import { evidenceView, isPartial, noticeViews, utc } from './evidence-view.ts';
import { keptFileRows } from './file-rows.ts';
import type { ResultStore } from './result-store.ts';
import type { RunOptions } from './run-options.ts';
import { sameEvidenceNotice } from './same-evidence.ts';
import type { TakenSides } from './sides.ts';
import type { RunTally } from './tally.ts';
import { TOOL_COMMIT, TOOL_VERSION } from './version.ts';

/** An app whose artifacts were put aside. */
export interface AppRecord {
  readonly view: AppView;
  readonly artifacts: readonly number[];
  readonly held: AppCredentials;
}

/** An artifact as it is put aside, with its changes where they were asked for. */
export interface StoredArtifact {
  readonly view: ArtifactView;
  /** Whose place on the target it is. */
  readonly user: number;
  readonly changes: readonly ChangeView[] | null;
  readonly cut: ChangesCut | null;
  /** What the sides no longer show, likewise. */
  readonly past: readonly PastView[] | null;
  readonly pastCut: ChangesCut | null;
}

export function runView(options: RunOptions, caseName: string | null, sqlite: string | null): RunView {
  return {
    tool: 'carryover',
    version: TOOL_VERSION,
    commit: TOOL_COMMIT,
    node: process.version,
    sqlite,
    catalogue: CATALOGUE_VERSION,
    started: utc(options.started.getTime()) ?? '',
    at: utc(options.at.getTime()) ?? '',
    argv: options.argv,
    timezone: options.timezone,
    limits: { entries: options.limits.entries, bytes: options.limits.bytes, depth: options.limits.depth },
    case: caseName,
    ...(options.reveal ? { revealed: true as const } : {}),
  };
}

/** The finished comparison as writers take it: lists are read from the store as they are walked. */
export function makeDiffReport(
  sides: TakenSides,
  results: ResultStore,
  apps: readonly AppRecord[],
  shared: readonly number[],
  tally: RunTally,
  options: CompareOptions,
): DiffReport {
  const notices = SIDE_NAMES.flatMap((name) => sideNotices(name, sides, tally));
  const evidence = Object.fromEntries(
    SIDE_NAMES.map((name) => {
      const open = sides.by[name];
      if (open === null) return [name, null];
      return [
        name,
        evidenceView(
          open.side,
          notices.filter(({ side }) => side === name),
        ),
      ];
    }),
  ) as Record<SideName, EvidenceView | null>;
  const view = (id: number): ArtifactView => results.get<StoredArtifact>(id).view;
  const listsPast = (options.past ?? 0) > 0;
  const changesAt = new Map<string, number>();
  if (options.changes > 0 || listsPast || options.asked !== undefined) {
    for (const ids of [...apps.map(({ artifacts }) => artifacts), shared]) {
      for (const id of ids) {
        const stored = results.get<StoredArtifact>(id);
        if (stored.changes !== null) changesAt.set(keyOf(stored.view), id);
      }
    }
  }
  const report: DiffReport = {
    schema: 'carryover.diff/1',
    run: runView(options, options.case, sides.sqlite),
    evidence,
    summary: tally.summary(isPartial(notices)),
    *apps(): Iterable<AppReport> {
      for (const { view: app, artifacts } of apps) {
        yield {
          app,
          *artifacts() {
            for (const id of artifacts) yield view(id);
          },
        };
      }
    },
    *shared() {
      for (const id of shared) yield view(id);
    },
    *findings() {
      for (const id of tally.findings) yield results.get<FindingView>(id);
    },
    notices,
    files: keptFileRows(sides, options.filter.app),
    *moments() {
      for (const id of tally.moments) yield results.get<MomentView>(id);
    },
    ...(options.changes > 0
      ? {
          *changes(artifact: ArtifactView): Iterable<ChangeView> {
            const id = changesAt.get(keyOf(artifact));
            if (id !== undefined) yield* results.get<StoredArtifact>(id).changes ?? [];
          },
        }
      : {}),
    cut(artifact: ArtifactView): ChangesCut | null {
      const id = changesAt.get(keyOf(artifact));
      return id === undefined ? null : results.get<StoredArtifact>(id).cut;
    },
    pastCut(artifact: ArtifactView): ChangesCut | null {
      const id = changesAt.get(keyOf(artifact));
      return id === undefined ? null : results.get<StoredArtifact>(id).pastCut;
    },
    ...(listsPast
      ? {
          *past(artifact: ArtifactView): Iterable<PastView> {
            const id = changesAt.get(keyOf(artifact));
            if (id !== undefined) yield* results.get<StoredArtifact>(id).past ?? [];
          },
        }
      : {}),
  };
  if (options.profile == null) return report;
  const held = new Map(apps.map((app) => [app.view, app.held]));
  return { ...report, profile: judgeProfile(options.profile, report, (app) => held.get(app) ?? HOLDS_NOTHING) };
}

function keyOf(view: ArtifactView): string {
  return `${view.devicePath}\u0000${view.source?.entry ?? view.target?.entry ?? ''}`;
}

/** What was noticed on a side while reading it, then in its content, then what nobody could look into. */
function sideNotices(name: SideName, sides: TakenSides, tally: RunTally): NoticeView[] {
  const open = sides.by[name];
  if (open === null) return [];
  const more: NoticeView[] = [];
  const same = sameEvidenceNotice(name, sides);
  if (same !== null) more.push(same);
  const { files, bytes } = tally.notScannedOf(name);
  if (files > 0) {
    const args = { files, bytes };
    const message = noticeMessage('not-scanned', 'content', args);
    more.push({
      side: name,
      code: 'not-scanned',
      gravity: 'info',
      at: open.side.label,
      message,
      detail: 'content',
      args,
    });
  }
  for (const { path, format } of open.side.otherBundles) {
    const args = { path, format };
    const message = noticeMessage('other-bundle', 'not-decoded', args);
    more.push({ side: name, code: 'other-bundle', gravity: 'info', at: path, message, detail: 'not-decoded', args });
  }
  return [...noticeViews(name, open.side.notices), ...tally.notices.filter(({ side }) => side === name), ...more];
}
