import { devicePath, locateDevicePath } from '../android/layouts.ts';
import { Fault } from '../base/fault.ts';
import type { Artifact } from '../device/artifact.ts';
import type { ArtifactSideView, ArtifactView, NoticeView, ShowReport } from '../report/result.ts';
import { compare } from './compare.ts';
import { addressOf } from './entry-view.ts';
import { NO_FILTER } from './filter.ts';
import type { RunOptions } from './run-options.ts';
import type { EvidenceNames } from './sides.ts';

export interface Shown {
  readonly report: ShowReport;
  readonly notices: readonly NoticeView[];
  /** The target's place was given of what lies elsewhere on the source. */
  readonly atTarget: boolean;
  close(): Promise<void>;
}

/** Compares one artifact of two sides in full. `path` is a device path in any spelling, or a stored path. Throws Fault. */
export async function showArtifact(
  names: EvidenceNames,
  path: string,
  options: RunOptions & { readonly changes: number; readonly past: number | null },
): Promise<Shown> {
  const isMeant = meaning(path);
  const place = path.startsWith('/') ? (locateDevicePath(path)?.location ?? null) : null;
  const owner = place?.package ?? null;
  const comparison = await compare(names, {
    ...options,
    case: null,
    // What lies elsewhere on the target is meant by its place there too.
    asked: (unit) =>
      isMeant(addressOf(unit), [unit.source, unit.target].flatMap(namesOfArtifact)) ||
      (unit.target !== null && isMeant(addressOf(unit.target), [])),
    // Only the app that owns the path is compared; a stored path may be anybody's.
    filter: owner === null ? NO_FILTER : { ...NO_FILTER, app: (name) => name === owner },
  });
  const { report } = comparison;
  const found = find(report, isMeant);
  if (found === null) {
    await comparison.close();
    throw new Fault('evidence.no-entry', 'artifact', null, { path, evidence: names.source.path });
  }
  const { artifact, owner: app } = found;
  return {
    report: {
      schema: 'carryover.show/1',
      package: app?.package ?? null,
      user: app?.user ?? null,
      artifact,
      at: report.run.at,
      *changes() {
        yield* report.changes?.(artifact) ?? [];
      },
      cut: report.cut?.(artifact) ?? null,
      ...(options.past === null
        ? {}
        : {
            *past() {
              yield* report.past?.(artifact) ?? [];
            },
            pastCut: report.pastCut?.(artifact) ?? null,
          }),
    },
    notices: report.notices.filter(
      ({ args }) =>
        args['path'] === undefined ||
        args['path'] === artifact.source?.entry ||
        args['path'] === artifact.target?.entry,
    ),
    atTarget: artifact.moved !== null && isMeant(artifact.moved.devicePath, []) && !isMeant(artifact.devicePath, []),
    close: () => comparison.close(),
  };
}

type Report = Awaited<ReturnType<typeof compare>>['report'];

/** Whether an address, or one of the names that something is stored by, is what was given. */
type Meaning = (address: string, names: readonly string[]) => boolean;

/** By device path in any spelling, or by stored name. */
function meaning(path: string): Meaning {
  const alias = locateDevicePath(path);
  // Artifacts are listed by the one rendering of their place, whichever of its names was given.
  const place = alias === null ? path : devicePath(alias.location);
  return (address, names) => address === path || address === place || names.includes(path);
}

function namesOfArtifact(artifact: Artifact | null): readonly string[] {
  return artifact === null ? [] : [artifact.entry, ...artifact.parts.map(([, { entry }]) => entry)];
}

function namesOfView(side: ArtifactSideView | null): readonly string[] {
  return side === null ? [] : [side.entry, ...side.parts.map(({ entry }) => entry)];
}

interface Found {
  readonly artifact: ArtifactView;
  readonly owner: { readonly package: string; readonly user: number } | null;
}

/** The artifact of that name; else the one that the target holds there, which stands at its place on the source. */
function find(report: Report, isMeant: Meaning): Found | null {
  return (
    first(report, ({ devicePath: address, source, target, bundle }) =>
      isMeant(address, [source, target, bundle].flatMap(namesOfView)),
    ) ?? first(report, ({ moved }) => moved !== null && isMeant(moved.devicePath, []))
  );
}

function first(report: Report, matches: (view: ArtifactView) => boolean): Found | null {
  for (const { app, artifacts } of report.apps())
    for (const view of artifacts()) if (matches(view)) return { artifact: view, owner: app };
  for (const view of report.shared()) if (matches(view)) return { artifact: view, owner: null };
  return null;
}
