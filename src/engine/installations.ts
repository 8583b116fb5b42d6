import { appOfUid } from '../android/uid.ts';
import type { Installation } from '../findings/examined.ts';
import type { PackageFact } from '../vfs/entry.ts';

/** Apps first installed this close together came in one go. */
const TOGETHER_MS = 10 * 60 * 1000;

function firstInstalled(fact: PackageFact): number | null {
  const time = fact.more['firstInstalled'];
  return typeof time === 'number' ? time : null;
}

const answers = new WeakMap<ReadonlyMap<string, PackageFact>, readonly number[]>();

/** When the apps of one side were first installed, in order. */
function times(packages: ReadonlyMap<string, PackageFact>): readonly number[] {
  let known = answers.get(packages);
  if (known === undefined) {
    known = [...packages.values()]
      .map(firstInstalled)
      .filter((time) => time !== null)
      .sort((a, b) => a - b);
    answers.set(packages, known);
  }
  return known;
}

const owners = new WeakMap<ReadonlyMap<string, PackageFact>, ReadonlyMap<number, string | null>>();

/** The package of a uid by a side's lists, whatever the user; null where they name none, or several that share it. */
export function packageOfUid(packages: ReadonlyMap<string, PackageFact> | undefined, uid: number): string | null {
  if (packages === undefined) return null;
  let known = owners.get(packages);
  if (known === undefined) {
    const byUid = new Map<number, string | null>();
    for (const { package: name, more } of packages.values()) {
      const own = more['uid'];
      if (typeof own !== 'number') continue;
      const app = appOfUid(own);
      byUid.set(app, byUid.has(app) && byUid.get(app) !== name ? null : name);
    }
    known = byUid;
    owners.set(packages, known);
  }
  return known.get(appOfUid(uid)) ?? null;
}

/** What one side's lists and manifests say of how an app came there; `packages` by `user/package`. */
export function installationOf(
  packages: ReadonlyMap<string, PackageFact> | undefined,
  user: number,
  name: string | null,
): Installation | null {
  const fact = name === null ? undefined : packages?.get(`${user}/${name}`);
  if (packages === undefined || fact === undefined) return null;
  const own = firstInstalled(fact);
  const all = times(packages);
  const together = own === null ? 0 : all.filter((time) => Math.abs(time - own) <= TOGETHER_MS).length;
  return { installer: fact.installer, firstInstalled: own, together, of: all.length };
}
