import { type AppPolicy, appPolicy } from '../findings/policy/app-policy.ts';
import type { Producer } from '../findings/policy/member-answer.ts';
import type { SidePolicy } from '../findings/policy/side-policy.ts';
import { SIDE_NAMES, type SideName } from '../report/result.ts';
import type { PackageFact } from '../vfs/entry.ts';
import type { HeldApk } from './apk-facts.ts';
import type { Side } from './side-pass.ts';

/** Who makes archives of a format; a format that is not here says nothing of policies, and neither do its members. */
const PRODUCERS: Readonly<Record<string, Producer>> = {
  'android-backup': 'adb',
  mimover: 'vendor',
  'smart-switch': 'vendor',
  huawei: 'vendor',
  coloros: 'vendor',
  titanium: 'root',
  'neo-backup': 'root',
  'full-filesystem': 'device',
};

/** Seedvault asks for what a transfer to another device gets where the user chose so, and says which it was. */
function producerOf(format: string, fact: PackageFact | null): Producer | null {
  if (format === 'seedvault') return fact?.more['d2d'] === true ? 'vendor' : null;
  return PRODUCERS[format] ?? null;
}

/** What the APKs of one side say, app by app. */
export interface HeldPolicy {
  readonly policy: AppPolicy;
  /** Stored name of the base APK. */
  readonly entry: string;
}

/** By package; of several users, and of several APKs of one name, the last is the one that counts. */
export function heldPolicies(apks: readonly HeldApk[]): ReadonlyMap<string, HeldPolicy> {
  const groups = new Map<string, Map<string | null, HeldApk>>();
  for (const apk of apks) {
    const group = groups.get(apk.facts.package) ?? new Map<string | null, HeldApk>();
    group.set(apk.facts.split, apk);
    groups.set(apk.facts.package, group);
  }
  const out = new Map<string, HeldPolicy>();
  for (const [name, group] of groups) {
    const policy = appPolicy([...group.values()].map(({ facts }) => facts));
    const base = group.get(null);
    if (policy !== null && base !== undefined) out.set(name, { policy, entry: base.entry });
  }
  return out;
}

/** A side as far as policies are concerned. */
export interface PolicySide {
  readonly side: Pick<Side, 'original'>;
  readonly packages: ReadonlyMap<string, PackageFact>;
  readonly policies: ReadonlyMap<string, HeldPolicy>;
}

/**
 * The policy of an app as each side has it. A side that holds no APK of it is held against that of another side, if
 * both are known to be of one version.
 */
export function sidePolicies(
  owner: string,
  user: number,
  sides: Readonly<Record<SideName, PolicySide | null>>,
): SidePolicy[] {
  const out: SidePolicy[] = [];
  for (const name of SIDE_NAMES) {
    const side = sides[name];
    if (side === null) continue;
    const fact = side.packages.get(`${user}/${owner}`) ?? null;
    const held = heldBy(name, owner, fact, sides);
    if (held === null) continue;
    out.push({
      side: name,
      producer: producerOf(side.side.original, fact),
      sdk: fact?.sdk ?? null,
      policy: held.policy,
      apk: { side: held.side, entry: held.entry },
    });
  }
  return out;
}

function heldBy(
  name: SideName,
  owner: string,
  fact: PackageFact | null,
  sides: Readonly<Record<SideName, PolicySide | null>>,
): (HeldPolicy & { readonly side: SideName }) | null {
  const own = sides[name]?.policies.get(owner);
  if (own !== undefined) return { ...own, side: name };
  for (const other of SIDE_NAMES) {
    const held = sides[other]?.policies.get(owner);
    if (held === undefined || fact?.versionCode == null || held.policy.versionCode !== fact.versionCode) continue;
    return { ...held, side: other };
  }
  return null;
}
