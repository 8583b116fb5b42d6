import type { BackupRule, RuleDomain, RuleSection } from '../../android/apk/backup-rules.ts';
import type { Location } from '../../android/location.ts';

/** What a transport can do; an include may require it (AOSP BackupAgent.FLAG_*). */
export const TRANSPORT_FLAGS = {
  clientSideEncryption: 1,
  deviceToDeviceTransfer: 2,
  fakeClientSideEncryption: 0x8000_0000,
} as const;

/** Whether rules let a file pass; `rule` is the one that decided, null where it was the lack of one. */
export interface RuleAnswer {
  readonly passes: boolean;
  readonly because: 'no-rule' | 'included' | 'excluded' | 'not-included' | 'needs-encryption';
  readonly rule: BackupRule | null;
}

/** The folder of each rule domain below the two private roots and the external one. */
const FOLDERS: Readonly<Record<RuleDomain, string>> = {
  root: 'ce',
  file: 'ce/files',
  database: 'ce/databases',
  sharedpref: 'ce/shared_prefs',
  external: 'external/files',
  device_root: 'de',
  device_file: 'de/files',
  device_database: 'de/databases',
  device_sharedpref: 'de/shared_prefs',
};

const PRIVATE: Readonly<Partial<Record<Location['domain'], readonly [ce: RuleDomain, de: RuleDomain]>>> = {
  root: ['root', 'device_root'],
  files: ['file', 'device_file'],
  database: ['database', 'device_database'],
  preferences: ['sharedpref', 'device_sharedpref'],
};

/** The rule domain and the path by which rules know a file; null for what no rule can name. */
export function rulePlace(place: Location): { readonly domain: RuleDomain; readonly path: string } | null {
  if (place.domain === 'external') {
    return place.path.startsWith('files/') && place.volume === null
      ? { domain: 'external', path: `external/${place.path}` }
      : null;
  }
  const pair = PRIVATE[place.domain];
  if (pair === undefined || (place.storage !== 'ce' && place.storage !== 'de')) return null;
  const domain = pair[place.storage === 'ce' ? 0 : 1];
  return { domain, path: `${FOLDERS[domain]}/${place.path}` };
}

/** The paths that a rule names, with those that Android adds: a database's -journal and -wal, `.xml` of preferences. */
function pathsOf(rule: BackupRule, isDirectory: (path: string) => boolean): string[] {
  const path = rule.path === '' ? FOLDERS[rule.domain] : `${FOLDERS[rule.domain]}/${rule.path}`;
  if (isDirectory(path)) return [path];
  const kind = rule.domain.replace('device_', '');
  if (kind === 'database') return [path, `${path}-journal`, `${path}-wal`];
  return kind === 'sharedpref' && !path.endsWith('.xml') ? [path, `${path}.xml`] : [path];
}

const flagsOf = (rule: BackupRule): number =>
  rule.requireFlags.reduce(
    (sum, name) =>
      (sum | (Object.hasOwn(TRANSPORT_FLAGS, name) ? TRANSPORT_FLAGS[name as keyof typeof TRANSPORT_FLAGS] : 0)) >>> 0,
    0,
  );

export interface RuleContext {
  /** Flags of the transport, TRANSPORT_FLAGS. */
  readonly flags: number;
  /** Whether a path, as `rulePlace` gives it, is a folder on the device that asks. */
  readonly isDirectory: (path: string) => boolean;
}

/** The rules of a section by the paths that they name: made once for a section and a context. */
interface Compiled {
  readonly includes: ReadonlyMap<string, readonly BackupRule[]>;
  readonly excludes: ReadonlyMap<string, BackupRule>;
}

const compiled = new WeakMap<RuleContext, WeakMap<RuleSection, Compiled>>();

function compile(section: RuleSection, context: RuleContext): Compiled {
  let bySection = compiled.get(context);
  if (bySection === undefined) {
    bySection = new WeakMap();
    compiled.set(context, bySection);
  }
  const known = bySection.get(section);
  if (known !== undefined) return known;
  const includes = new Map<string, BackupRule[]>();
  const excludes = new Map<string, BackupRule>();
  for (const rule of section.rules) {
    for (const path of pathsOf(rule, context.isDirectory)) {
      if (rule.kind === 'exclude') {
        if (!excludes.has(path)) excludes.set(path, rule);
      } else includes.set(path, [...(includes.get(path) ?? []), rule]);
    }
  }
  const made = { includes, excludes };
  bySection.set(section, made);
  return made;
}

/** The folders above a path and the path itself, outermost first. */
function* upTo(path: string): Generator<string> {
  for (let end = path.indexOf('/'); end !== -1; end = path.indexOf('/', end + 1)) yield path.slice(0, end);
  yield path;
}

function nothingAtAll(section: RuleSection, flags: number): RuleAnswer | null {
  if (!section.needsEncryption || (flags & TRANSPORT_FLAGS.clientSideEncryption) !== 0) return null;
  return { passes: false, because: 'needs-encryption', rule: null };
}

/**
 * Whether a backup takes the file (AOSP BackupAgent.fullBackupFileTree): it walks down from the domain's folder, or
 * from the included paths of that domain where any include is there, and prunes at each path that is excluded.
 */
export function backupAnswer(section: RuleSection, place: Location, context: RuleContext): RuleAnswer {
  const own = rulePlace(place);
  if (own === null) return { passes: false, because: 'not-included', rule: null };
  const refused = nothingAtAll(section, context.flags);
  if (refused !== null) return refused;
  const { includes, excludes } = compile(section, context);
  const met = (rule: BackupRule): boolean =>
    rule.domain === own.domain && (context.flags & flagsOf(rule)) >>> 0 === flagsOf(rule);
  let pruned: BackupRule | null = null;
  if (includes.size === 0) {
    pruned = prunedBelow(FOLDERS[own.domain], own.path, excludes);
    if (pruned === null) return { passes: true, because: 'no-rule', rule: null };
  }
  for (const start of includes.size === 0 ? [] : upTo(own.path)) {
    const by = includes.get(start)?.find(met);
    if (by === undefined) continue;
    const rule = prunedBelow(start, own.path, excludes);
    if (rule === null) return { passes: true, because: 'included', rule: by };
    pruned = rule;
  }
  return pruned === null
    ? { passes: false, because: 'not-included', rule: null }
    : { passes: false, because: 'excluded', rule: pruned };
}

/** The rule that names the starting folder, the file, or a folder between. */
function prunedBelow(start: string, path: string, excluded: ReadonlyMap<string, BackupRule>): BackupRule | null {
  for (let end = start.length; end !== -1; end = path.indexOf('/', end + 1)) {
    const rule = excluded.get(path.slice(0, end));
    if (rule !== undefined) return rule;
    if (end === path.length) return null;
  }
  return excluded.get(path) ?? null;
}

/**
 * Whether a restore takes the file in (AOSP BackupAgent.isFileEligibleForRestore, BackupUtils): what is excluded, or
 * lies below an excluded path that is a folder on the target by then, is not; where any include is there, one must
 * name the file or a folder above it, of whichever domain.
 */
export function restoreAnswer(section: RuleSection, place: Location, context: RuleContext): RuleAnswer {
  const own = rulePlace(place);
  if (own === null) return { passes: false, because: 'not-included', rule: null };
  const { includes, excludes } = compile(section, context);
  const counts = (path: string): boolean => path === own.path || context.isDirectory(path);
  let included: BackupRule | null = null;
  for (const path of upTo(own.path)) {
    if (!counts(path)) continue;
    const excluded = excludes.get(path);
    if (excluded !== undefined) return { passes: false, because: 'excluded', rule: excluded };
    included ??= includes.get(path)?.[0] ?? null;
  }
  if (includes.size === 0) return { passes: true, because: 'no-rule', rule: null };
  return included === null
    ? { passes: false, because: 'not-included', rule: null }
    : { passes: true, because: 'included', rule: included };
}
