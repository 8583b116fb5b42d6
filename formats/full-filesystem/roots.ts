import { isPackageName } from '../../src/android/layouts.ts';
import type { Bid } from '../../src/vfs/format.ts';

/** Where a device's tree begins in the evidence. */
export interface DeviceRoot {
  /** What the paths of the evidence begin with, with a slash at its end; empty where they begin at the root. */
  readonly prefix: string;
  /** The device folder that this stands for, with a slash at its end. */
  readonly base: string;
}

/** The outcome of a vote. */
export interface Vote {
  readonly bid: Bid;
  /** One, or the file systems of one device (`filesystem1/`, `filesystem2/`). */
  readonly roots: readonly DeviceRoot[];
  /** A second device beside the first, by its prefix; null where there is none. */
  readonly rival: string | null;
  /** Where the evidence is no more than the folder of one package: its name. */
  readonly onlyPackage: string | null;
  /** Nothing private was seen yet: later paths may say more. */
  readonly open: boolean;
}

/** How plainly a path says that private data lies there, weakest first. */
type Sign = 'tree' | 'encrypted' | 'package' | 'packages' | 'data' | 'device';

interface Candidate extends DeviceRoot {
  readonly sign: Sign;
  readonly packages: Set<string>;
}

/**
 * Bits of a bid by sign: for one package and for several that agree. The last two outbid any set of backups that lies
 * on the device's own shared storage (at most 180 bits).
 */
const BITS: Readonly<Record<Sign, readonly [one: number, several: number]>> = {
  tree: [16, 16],
  encrypted: [40, 40],
  package: [48, 48],
  packages: [64, 200],
  data: [190, 240],
  device: [200, 256],
};
const SIGNS = Object.keys(BITS) as readonly Sign[];
/** Packages that are counted for one root. */
const MOST_PACKAGES = 64;

const PREFIX = '((?:[^/]+/)*?)';
const USERS = '(?:data|user/\\d{1,6}|user_de/\\d{1,6})';
/** The view of private storage by volume and user that a running device has besides /data (AOSP init.rc, vold). */
const MIRROR = 'data_mirror/data_[cd]e/[^/]+/\\d{1,6}';
/** `…/data/data/P/x`: the root of a device, whatever stands in front. */
const DEVICE = new RegExp(`^${PREFIX}(?:data/${USERS}|${MIRROR})/([^/]+)/.`);
/** `…/data/P/databases/x` or `…/user/0/P/files/x`: the folder /data. */
const DATA = new RegExp(
  `^${PREFIX}${USERS}/([^/]+)/(?:databases|shared_prefs|files|no_backup|cache|code_cache|app_[^/]*)/.`,
);
/** `…/P/databases/x`: the folder /data/data. */
const PACKAGES = new RegExp(`^${PREFIX}([^/]+)/(?:databases|shared_prefs)/.`);
/** `databases/x`: the folder of one package. */
const PACKAGE = /^(?:databases|shared_prefs)\/[^/]/;
/** Public and system parts of a device without any private data. */
const TREE =
  /^((?:[Dd]ump\/|fs\/|filesystem\d+\/)?)(?:data\/(?:media\/\d+|app|system|misc|system_[cd]e|misc_[cd]e)\/|storage\/emulated\/\d+\/|sdcard\/|system\/(?:app|priv-app|framework|build\.prop))./;
const DATA_TREE =
  /^(?:app\/(?:~~[^/]+\/)?[^/]+\/base\.apk|(?:system_ce|system_de|misc_ce|misc_de|user|user_de)\/\d+\/.|system\/packages\.(?:xml|list))/;
/** Places of a backup or of shared storage, where the same words mean something else. */
const ELSEWHERE = /(?:^|\/)Android\/(?:data\/|media\/|obb\/)?$|^apps\/|^shared\/\d+\//;
const FILESYSTEM = /^(.*)filesystem\d+\/$/;

/** What one path says; null where it says nothing. */
function readSign(path: string): { sign: Sign; prefix: string; base: string; name: string | null } | null {
  let match = /data\/|data_mirror\//.test(path) ? DEVICE.exec(path) : null;
  if (match !== null && !ELSEWHERE.test(match[1] as string)) {
    const name = match[2] as string;
    return { sign: isPackageName(name) ? 'device' : 'encrypted', prefix: match[1] as string, base: '/', name };
  }
  match = DATA.exec(path);
  if (match !== null && isPackageName(match[2] as string) && !ELSEWHERE.test(match[1] as string)) {
    return { sign: 'data', prefix: match[1] as string, base: '/data/', name: match[2] as string };
  }
  match = PACKAGES.exec(path);
  if (match !== null && isPackageName(match[2] as string) && !ELSEWHERE.test(match[1] as string)) {
    return { sign: 'packages', prefix: match[1] as string, base: '/data/data/', name: match[2] as string };
  }
  match = TREE.exec(path);
  if (match !== null) return { sign: 'tree', prefix: match[1] as string, base: '/', name: null };
  if (DATA_TREE.test(path)) return { sign: 'tree', prefix: '', base: '/data/', name: null };
  return null;
}

function weight({ sign, packages }: Candidate): number {
  return BITS[sign][packages.size > 1 ? 1 : 0];
}

/** Whether `inner` is part of what lies below `outer`. */
function contains(outer: DeviceRoot, inner: DeviceRoot): boolean {
  return inner.prefix.startsWith(outer.prefix);
}

function sameDevice(one: DeviceRoot, other: DeviceRoot): boolean {
  const parent = FILESYSTEM.exec(one.prefix)?.[1];
  return parent !== undefined && parent === FILESYSTEM.exec(other.prefix)?.[1];
}

/**
 * Finds the root of a device by what all paths say together: no prefix is taken for granted. `name` is that of the
 * evidence: it may be the package whose folder this is. Null where no path is that of a device.
 */
export function voteRoots(paths: Iterable<string>, name: string): Vote | null {
  const candidates = new Map<string, Candidate>();
  for (const path of paths) {
    const said = readSign(path) ?? readPackageSign(path, name);
    if (said === null) continue;
    const key = `${said.sign}\n${said.base}\n${said.prefix}`;
    let candidate = candidates.get(key);
    if (candidate === undefined) {
      candidate = { sign: said.sign, prefix: said.prefix, base: said.base, packages: new Set() };
      candidates.set(key, candidate);
    }
    if (said.name !== null && candidate.packages.size < MOST_PACKAGES) candidate.packages.add(said.name);
  }
  const ranked = [...candidates.values()].sort(
    (a, b) =>
      weight(b) - weight(a) ||
      SIGNS.indexOf(b.sign) - SIGNS.indexOf(a.sign) ||
      b.packages.size - a.packages.size ||
      a.prefix.length - b.prefix.length ||
      (a.prefix < b.prefix ? -1 : 1),
  );
  const highest = ranked[0];
  if (highest === undefined) return null;
  // A copy of another device may lie inside this one: the outermost of its kind is the device itself.
  const best = ranked
    .filter((each) => each.sign === highest.sign && each.base === highest.base && contains(each, highest))
    .reduce((outer, each) => (each.prefix.length < outer.prefix.length ? each : outer), highest);
  const roots: DeviceRoot[] = [{ prefix: best.prefix, base: best.base }];
  let rival: string | null = null;
  for (const each of ranked) {
    if (roots.some((root) => contains(root, each))) continue;
    if (each.base === best.base && sameDevice(best, each)) roots.push({ prefix: each.prefix, base: each.base });
    else if (each.sign === best.sign && each.sign !== 'tree' && !contains(each, best)) rival ??= each.prefix;
  }
  const [onlyPackage = null] = best.sign === 'package' ? best.packages : [];
  const open = best.sign === 'tree' || best.sign === 'encrypted';
  return { bid: { bits: weight(best), because: because(best) }, roots, rival, onlyPackage, open };
}

function readPackageSign(path: string, name: string): ReturnType<typeof readSign> {
  if (!PACKAGE.test(path)) return null;
  const leaf = name.slice(name.lastIndexOf('/') + 1).replace(/\.(?:tar|zip|tgz|tar\.gz)$/i, '');
  return isPackageName(leaf) ? { sign: 'package', prefix: '', base: `/data/data/${leaf}/`, name: leaf } : null;
}

function because({ sign, prefix, base, packages }: Candidate): string {
  const below = prefix === '' ? '' : ` below ${prefix.slice(0, -1)}`;
  const many = packages.size >= MOST_PACKAGES ? `${MOST_PACKAGES} or more packages` : `${packages.size} packages`;
  const count = packages.size === 1 ? 'one package' : many;
  switch (sign) {
    case 'tree':
      return `folders of a device${below}, without private data`;
    case 'encrypted':
      return `private folders of a device${below}, with names that are still encrypted`;
    case 'package':
      return `the private folder of one package`;
    default:
      return `private data of ${count} where ${base}${base === '/' ? 'data' : ''} of a device has it${below}`;
  }
}
