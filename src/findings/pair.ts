import { type Credential, compareText, credential, type Owner, oneEachLocator, type Placed } from './credential.ts';
import { STATUSES, type Status } from './finding.ts';
import { secretView } from './secret.ts';

/** One app's credentials on both sides. `covers…`: whether that side could have shown what lies at a device path. */
export interface PairInput extends Owner {
  readonly source: readonly Placed[];
  readonly target: readonly Placed[];
  coversOnSource(devicePath: string): boolean;
  coversOnTarget(devicePath: string): boolean;
}

/**
 * What became of each credential (contract, "Credentials"): by value first, then by locator. A finding stands at the
 * source's place, or, where only the target has one, at the target's. Sorted by place and locator.
 */
export function pairSightings(input: PairInput): Credential[] {
  const source = oneEachLocator(input.source);
  const target = oneEachLocator(input.target);
  const sourceValues = new Set(source.map(({ sighted }) => sighted.digest));
  const byValue = new Map<string, Placed[]>();
  const byPlace = new Map<string, Placed>();
  for (const placed of target) {
    const list = byValue.get(placed.sighted.digest);
    if (list === undefined) byValue.set(placed.sighted.digest, [placed]);
    else list.push(placed);
    byPlace.set(placeOf(placed), placed);
  }
  const out: Credential[] = [];
  const answered = new Set<Placed>();
  for (const placed of source) {
    const same = byValue.get(placed.sighted.digest);
    const here = byPlace.get(placeOf(placed));
    if (same !== undefined) {
      // Numbers of values that share a locator depend on the others: a place is the same without them.
      const found = same.find((other) => sharedPlaceOf(other) === sharedPlaceOf(placed)) ?? (same[0] as Placed);
      const elsewhere = sharedPlaceOf(found) !== sharedPlaceOf(placed);
      const target = { devicePath: found.devicePath, where: found.sighted.where };
      out.push(credential(input, placed, elsewhere ? { status: 'carried', target } : { status: 'carried' }));
    } else if (here !== undefined) {
      answered.add(here);
      out.push(credential(input, placed, { status: 'changed', targetSecret: secretView(here.sighted, input) }));
    } else {
      out.push(
        credential(input, placed, { status: input.coversOnTarget(placed.devicePath) ? 'left-behind' : 'unseen' }),
      );
    }
  }
  const places = new Set(source.map(placeOf));
  for (const placed of target) {
    if (sourceValues.has(placed.sighted.digest) || answered.has(placed) || places.has(placeOf(placed))) continue;
    out.push(
      credential(input, placed, { status: input.coversOnSource(placed.devicePath) ? 'new-on-target' : 'unseen' }),
    );
  }
  return out.sort(
    (a, b) => compareText(a.view.devicePath, b.view.devicePath) || compareText(a.view.where ?? '', b.view.where ?? ''),
  );
}

function placeOf({ devicePath, sighted }: Placed): string {
  return `${devicePath}\0${sighted.where ?? ''}`;
}

function sharedPlaceOf(placed: Placed): string {
  return placeOf(placed).replace(/#\d+$/, '');
}

/** Which status a value has that lies at several places: the first that one of its findings has. */
const FIRST: readonly Status[] = ['carried', 'changed', 'left-behind', 'unseen', 'new-on-target'];

/** Distinct values by status, over the findings of one app. */
export function countStatuses(findings: readonly Credential[]): Record<Status, number> {
  const best = new Map<string, number>();
  for (const { view, digest } of findings) {
    if (view.status === undefined) continue;
    best.set(digest, Math.min(best.get(digest) ?? FIRST.length, FIRST.indexOf(view.status)));
  }
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const rank of best.values()) counts[FIRST[rank] as Status] += 1;
  return counts;
}
