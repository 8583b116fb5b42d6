import type { Citation } from '../../src/base/citation.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import type { Input, Member } from '../../src/vfs/member.ts';
import { CONTAINER_ID } from './container.ts';
import { watchMaker } from './maker.ts';
import type { Manifest } from './manifest.ts';

/** Ids of one Android user: user 10's begin at 1,000,000 (AOSP UserHandle.PER_USER_RANGE). */
const PER_USER = 100_000;
/** Ids of installed apps within a user (AOSP Process.FIRST_APPLICATION_UID). */
const FIRST_APP = 10_000;
const LAST_APP = 19_999;
/** From here on a uid has seven octal digits, and the tar writer of AOSP cuts the last one off. */
const CUT_FROM = 0o1000000;
/** Names given in a notice about many. */
const EXAMPLES = 5;

/** What is learnt of an archive as its members pass, and told when they have. */
export interface Archive {
  saw(member: Member, packageName: string, token: string, rest: string): void;
  manifest(packageName: string, manifest: Manifest, keyValue: boolean): void;
  /** A time that cannot be the member's own. */
  cutTime(member: Member): void;
  /** Something was lost: what is missing is then no sign of anything. */
  damaged(): void;
  /** Once per token, a notice that its members have no Android address. */
  unplaced(member: Member, token: string): Iterable<Notice>;
  closing(at: Citation): Iterable<Notice>;
  /** Packages that have a manifest, sorted. */
  packages(): readonly string[];
}

interface Seen {
  manifest: boolean;
  apkFlag: boolean | null;
  apk: boolean;
  members: number;
}

interface Oddity {
  readonly detail: string;
  readonly what: string;
  readonly first: Member;
  members: number;
}

/** Members of these tokens are never written by AOSP (BackupAgent.fullBackupFileTree, FullBackup). */
const NEVER_WRITTEN: ReadonlySet<string> = new Set(['c', 'd_c', 'nb', 'd_nb']);
/** Nor are these folders below the token `r`. */
const NEVER_IN_ROOT: ReadonlySet<string> = new Set(['cache', 'code_cache', 'no_backup', 'lib']);
/** The first version of each thing (AOSP UserBackupManagerService, the comment on BACKUP_FILE_VERSION). */
const META_SINCE = 3;
const DEVICE_ENCRYPTED_SINCE = 4;
const KEY_VALUE_SINCE = 5;

export function openArchive(input: Input): Archive {
  const version = input.facts.more['container'] === CONTAINER_ID ? Number(input.facts.version) : null;
  const order = watchMaker(input.facts);
  const seen = new Map<string, Seen>();
  const oddities = new Map<string, Oddity>();
  const unplacedTokens = new Set<string>();
  const users = new Map<number, number>();
  let whole = true;
  let last: [name: string, seen: Seen] | null = null;

  const packageSeen = (name: string): Seen => {
    if (last !== null && last[0] === name) return last[1];
    let found = seen.get(name);
    if (found === undefined) {
      found = { manifest: false, apkFlag: null, apk: false, members: 0 };
      seen.set(name, found);
    }
    last = [name, found];
    return found;
  };
  const odd = (detail: string, what: string, member: Member): void => {
    if (detail !== 'ab.cut-time') order.strange(detail.slice('ab.'.length));
    const known = oddities.get(`${detail} ${what}`);
    if (known === undefined) oddities.set(`${detail} ${what}`, { detail, what, first: member, members: 1 });
    else known.members++;
  };
  const before = (since: number): boolean => version !== null && version < since;

  return {
    saw(member, packageName, token, rest) {
      if (member.kind === 'symlink' || member.kind === 'hardlink' || member.kind === 'special') {
        odd('ab.never-written', member.kind, member);
      }
      order.saw(packageName, token);
      if (packageName === '') {
        if (token === '0' && rest.startsWith('Android/')) odd('ab.never-written', 'shared/0/Android', member);
        return;
      }
      const found = packageSeen(packageName);
      if (token === '_manifest') return;
      if (token === '') {
        order.strange('folders');
        return;
      }
      if (token === '_meta') {
        if (before(META_SINCE)) odd('ab.too-early', '_meta', member);
        return;
      }
      found.members++;
      if (token === 'a') found.apk ||= rest.endsWith('.apk');
      else if (token === 'k') {
        if (before(KEY_VALUE_SINCE)) odd('ab.too-early', 'k', member);
        return;
      } else if (NEVER_WRITTEN.has(token)) odd('ab.never-written', token, member);
      else if (token === 'r' || token === 'd_r') {
        const slash = rest.indexOf('/');
        const top = slash < 0 ? rest : rest.slice(0, slash);
        if (NEVER_IN_ROOT.has(top)) odd('ab.never-written', `${token}/${top}`, member);
      }
      if (token.startsWith('d_') && before(DEVICE_ENCRYPTED_SINCE)) odd('ab.too-early', token, member);
      const user = member.uid === null ? null : userOf(member.uid);
      if (user !== null) users.set(user, (users.get(user) ?? 0) + 1);
    },
    manifest(packageName, manifest, keyValue) {
      const found = packageSeen(packageName);
      found.manifest = true;
      if (!keyValue) found.apkFlag = manifest.apk;
      order.manifest(manifest);
    },
    cutTime(member) {
      odd('ab.cut-time', 'time', member);
    },
    damaged() {
      whole = false;
    },
    *unplaced(member, token) {
      if (unplacedTokens.has(token)) return;
      unplacedTokens.add(token);
      yield notice('unplaced', 'ab.token', 'info', member.citation, { token });
    },
    *closing(at) {
      for (const { detail, what, first, members } of oddities.values()) {
        const gravity = detail === 'ab.cut-time' ? 'info' : 'doubt';
        yield notice('anomaly', detail, gravity, first.citation, { what, members, version });
      }
      const without: string[] = [];
      const bare: string[] = [];
      for (const [name, found] of seen) {
        if (!found.manifest) without.push(name);
        else if (found.members === 0 && found.apkFlag === false) bare.push(name);
        if (found.apkFlag !== null && found.apkFlag !== found.apk && (whole || found.apk)) {
          yield notice('manifest', 'ab.apk-flag', 'doubt', at, { package: name, flag: found.apkFlag });
        }
      }
      if (without.length > 0) yield notice('manifest', 'ab.no-manifest', 'doubt', at, examples(without));
      if (bare.length > 0 && whole) yield notice('manifest', 'ab.manifest-only', 'info', at, examples(bare));
      if (seen.size > 0) yield order.made(at);
      const [only] = [...users.keys()];
      if (users.size === 1 && only !== undefined && only !== 0) {
        yield notice('manifest', 'ab.user-hint', 'info', at, { user: only, members: users.get(only) ?? 0 });
      }
    },
    packages: () =>
      [...seen]
        .filter(([, found]) => found.manifest)
        .map(([name]) => name)
        .sort(),
  };
}

function examples(names: readonly string[]) {
  const [first = ''] = names;
  return { packages: names.length, first, names: names.slice(0, EXAMPLES).join(', ') };
}

/** The user that a uid of an app belongs to; null where it is no app's. */
function userOf(uid: number): number | null {
  const app = uid % PER_USER;
  if (app >= FIRST_APP && app <= LAST_APP) return Math.floor(uid / PER_USER);
  // `0%lo` cut to seven characters: the last octal digit is gone, and it does not matter here.
  const uncut = uid * 8;
  const uncutApp = uncut % PER_USER;
  if (uncut >= CUT_FROM && uncutApp >= FIRST_APP - 7 && uncutApp <= LAST_APP) return Math.floor(uncut / PER_USER);
  return null;
}
