import type { BindingOf } from './binding.ts';
import {
  type Credential,
  compareText,
  type Located,
  type Owner,
  oneEachLocator,
  type Placed,
  valueFinding,
} from './credential.ts';
import { STATUSES, type Status } from './finding.ts';
import { secretView } from './secret.ts';

/** One app's credentials on both sides. `covers…`: whether that side could have shown what lies at a device path. */
export interface PairInput extends Owner {
  readonly source: readonly Placed[];
  readonly target: readonly Placed[];
  coversOnSource(devicePath: string): boolean;
  coversOnTarget(devicePath: string): boolean;
  /** What a value's use hangs on; null where nothing is known to. */
  readonly bindingOf: BindingOf;
}

/**
 * What became of each credential (contract, "Credentials"): by value first, then by locator. A finding stands at the
 * source's place, or, where only the target has one, at the target's. Sorted by place and locator.
 */
export function pairSightings(input: PairInput): Credential[] {
  const source = oneEachLocator(input.source);
  const target = oneEachLocator(input.target);
  const sourceValues = new Set(source.map(({ sighted }) => sighted.digest));
  const byValue = grouped(target, ({ sighted }) => sighted.digest);
  const byPlace = grouped(target, ({ place }) => place);
  const places = grouped(source, ({ place }) => place);
  const isList = (place: string): boolean =>
    Math.max(places.get(place)?.length ?? 0, byPlace.get(place)?.length ?? 0) > 1;
  const out: Credential[] = [];
  const answered = new Set<Located>();
  for (const located of source) {
    const same = byValue.get(located.sighted.digest);
    if (same !== undefined) {
      const here = same.find(({ place }) => place === located.place);
      const { devicePath, sighted } = here ?? (same[0] as Located);
      const target = { devicePath, where: sighted.where };
      const bound = input.bindingOf(located.sighted, located.devicePath, 'carried', sighted);
      out.push(
        valueFinding(
          input,
          located,
          here === undefined ? { status: 'carried', target, bound } : { status: 'carried', bound },
        ),
      );
      continue;
    }
    // In a list, another value is an answer only if it answers no other of its values.
    const list = isList(located.place);
    const other = byPlace
      .get(located.place)
      ?.find((one) => !answered.has(one) && !(list && sourceValues.has(one.sighted.digest)));
    if (other !== undefined) {
      answered.add(other);
      const bound = input.bindingOf(located.sighted, located.devicePath, 'changed', other.sighted);
      out.push(
        valueFinding(input, located, { status: 'changed', targetSecret: secretView(other.sighted, input), bound }),
      );
    } else {
      const status = input.coversOnTarget(located.devicePath) ? 'left-behind' : 'unseen';
      const bound = input.bindingOf(located.sighted, located.devicePath, status, null);
      out.push(valueFinding(input, located, { status, bound }));
    }
  }
  const taken = new Set(source.map(placeOf));
  for (const located of target) {
    if (sourceValues.has(located.sighted.digest) || answered.has(located)) continue;
    // The source's finding stands at this locator already: its value went elsewhere.
    if (places.has(located.place) && !isList(located.place)) continue;
    // Numbers of a list are of one side: a further value must not take the locator of another finding.
    let { sighted } = located;
    for (let number = 2; taken.has(placeOf({ ...located, sighted })); number += 1) {
      sighted = { ...sighted, where: `${located.place.slice(located.place.indexOf('\0') + 1)}#${number}` };
    }
    taken.add(placeOf({ ...located, sighted }));
    const status = input.coversOnSource(located.devicePath) ? 'new-on-target' : 'unseen';
    out.push(valueFinding(input, { ...located, sighted }, { status }));
  }
  return out.sort(
    (a, b) => compareText(a.view.devicePath, b.view.devicePath) || compareText(a.view.where ?? '', b.view.where ?? ''),
  );
}

function placeOf({ devicePath, sighted }: Placed): string {
  return `${devicePath}\0${sighted.where ?? ''}`;
}

function grouped<T>(list: readonly T[], key: (one: T) => string): Map<string, T[]> {
  const out = new Map<string, T[]>();
  for (const one of list) {
    const own = out.get(key(one));
    if (own === undefined) out.set(key(one), [one]);
    else own.push(one);
  }
  return out;
}

/** Which status a value has that lies at several places: the first that one of its findings has. */
const FIRST: readonly Status[] = ['carried', 'changed', 'left-behind', 'unseen', 'new-on-target'];

/** Distinct values of credentials by status, over the findings of one app. */
export function countStatuses(findings: readonly Credential[]): Record<Status, number> {
  const best = new Map<string, number>();
  for (const { view, digest } of findings) {
    if (view.status === undefined || view.rule !== 'credential') continue;
    best.set(digest, Math.min(best.get(digest) ?? FIRST.length, FIRST.indexOf(view.status)));
  }
  const counts = Object.fromEntries(STATUSES.map((status) => [status, 0])) as Record<Status, number>;
  for (const rank of best.values()) counts[FIRST[rank] as Status] += 1;
  return counts;
}
