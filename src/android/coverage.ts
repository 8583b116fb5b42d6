import type { Domain, Location, Storage } from './location.ts';

/** Why something that is absent proves nothing. Each has its sentence in report/words. */
export const UNSEEN_REASONS = [
  'agent-bundle',
  'truncated',
  'damage',
  'limit',
  'locked',
  'storage-not-acquired',
  'package-folder-missing',
  'excluded-by-transport',
  'other-representation',
  'bundle-only',
] as const;
export type UnseenReason = (typeof UNSEEN_REASONS)[number];

/** A stretch of a device. Null stands for all: all packages, all domains. */
export interface Area {
  readonly user: number | null;
  readonly storage: Storage | null;
  readonly package: string | null;
  readonly domains: readonly Domain[] | null;
  /** Name of an SD volume. Without it an area of one storage covers the primary one, and a gap spans all. */
  readonly volume?: string;
  /**
   * Files and folders of these domains, as Location.path says them; all where missing. A `*`, once in a name without a
   * folder, stands for anything in it.
   */
  readonly paths?: readonly string[];
}

/** What a tool leaves out of an app's folders by its own rule: a whole domain, or one path of it as in Area.paths. */
export type LeftOut = Domain | { readonly domain: Domain; readonly path: string };

/** A stretch that was not shown, for a reason, whatever `covered` says. */
export interface Gap {
  readonly area: Area;
  readonly reason: UnseenReason;
  /** Where in the evidence, rendered; null where the reason is not a place. */
  readonly at: string | null;
}

/**
 * What one side could have shown: absence inside it is a fact, outside it is `unseen`.
 * `fallback` is the reason given where no area covers a place.
 */
export interface Coverage {
  readonly type: 'coverage';
  readonly covered: readonly Area[];
  readonly gaps: readonly Gap[];
  readonly fallback: UnseenReason;
  /** Packages that the evidence itself lists as installed; null where it has no such list. */
  readonly packages: readonly string[] | null;
}

export type Covers =
  | { readonly covered: true }
  | { readonly covered: false; readonly reason: UnseenReason; readonly at: string | null };

function holds(area: Area, place: Location): boolean {
  return (
    (area.user === null || area.user === place.user) &&
    (area.storage === null || area.storage === place.storage) &&
    (area.package === null || area.package === place.package) &&
    (area.domains === null || area.domains.includes(place.domain)) &&
    (area.paths === undefined || area.paths.some((path) => liesAt(path, place.path)))
  );
}

/** Whether a path of Area.paths is `path`, or a folder that it lies in. */
function liesAt(given: string, path: string): boolean {
  const star = given.indexOf('*');
  if (star === -1) return path.startsWith(given) && (path.length === given.length || path[given.length] === '/');
  const name = path.split('/', 1)[0] as string;
  return (
    name.length >= given.length - 1 && name.startsWith(given.slice(0, star)) && name.endsWith(given.slice(star + 1))
  );
}

/** Whether a tool that leaves `out` out passed over `place`. */
export function isLeftOut(out: LeftOut, place: Location): boolean {
  if (typeof out === 'string') return out === place.domain;
  return out.domain === place.domain && liesAt(out.path, place.path);
}

/** The stretches of `area` that were left out: whole domains together, then the paths of each other domain. */
export function areasLeftOut(area: Area, out: readonly LeftOut[]): Area[] {
  const domains = out.filter((each) => typeof each === 'string');
  const areas: Area[] = domains.length === 0 ? [] : [{ ...area, domains }];
  const paths = new Map<Domain, string[]>();
  for (const each of out) {
    if (typeof each === 'string') continue;
    const list = paths.get(each.domain) ?? [];
    if (list.length === 0) paths.set(each.domain, list);
    list.push(each.path);
  }
  for (const [domain, list] of paths) areas.push({ ...area, domains: [domain], paths: list });
  return areas;
}

/** A card that was not read could have held anything, whatever the primary storage showed. */
function onVolume(area: Area, place: Location): boolean {
  return area.storage === null || (area.volume ?? null) === place.volume;
}

/** Could this side have shown what lies at `place`? Yes, or the reason why its absence there says nothing. */
export function covers(coverage: Coverage, place: Location): Covers {
  for (const gap of coverage.gaps) {
    if (holds(gap.area, place)) return { covered: false, reason: gap.reason, at: gap.at };
  }
  for (const area of coverage.covered) if (holds(area, place) && onVolume(area, place)) return { covered: true };
  return { covered: false, reason: coverage.fallback, at: null };
}

export const EVERYWHERE: Area = { user: null, storage: null, package: null, domains: null };

/** Coverage of a bundle whose entries were chosen by agents on the device: absence never proves anything. */
export function coversOnlyWhatItHolds(gaps: readonly Gap[] = [], packages: readonly string[] | null = null): Coverage {
  return { type: 'coverage', covered: [], gaps, fallback: 'agent-bundle', packages };
}

/** Coverage of several parts of one evidence together. */
export function joinCoverage(parts: readonly Coverage[]): Coverage {
  const lists = parts.map((part) => part.packages).filter((list) => list !== null);
  return {
    type: 'coverage',
    covered: parts.flatMap((part) => part.covered),
    gaps: parts.flatMap((part) => part.gaps),
    fallback: parts[0]?.fallback ?? 'storage-not-acquired',
    packages: lists.length === 0 ? null : [...new Set(lists.flat())].sort(),
  };
}
