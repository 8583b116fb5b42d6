import { isPackageName } from '../../src/android/package-name.ts';
import { notice } from '../../src/base/notice.ts';
import type { Decoded, PackageFact } from '../../src/vfs/entry.ts';
import type { TreeInput } from '../../src/vfs/member.ts';
import { severalBundles } from '../../src/vfs/several-bundles.ts';
import type { OpenSnapshot } from './repository.ts';
import type { OpenSet } from './sets.ts';
import type { State } from './state.ts';

/** What one run of Seedvault left: a set of versions 0 and 1, or a snapshot of version 2. */
export type Backup = OpenSet | OpenSnapshot;

/**
 * Those of two devices are two pieces of evidence; a repository is that of one user of one device. Throws Fault
 * `evidence.ambiguous`.
 */
export function oneDevice(backups: readonly Backup[]): void {
  const devices = new Map<string, string>();
  const repositories = new Set<string>();
  for (const { metadata, folder, version } of backups) {
    if (version === 2) repositories.add(folder);
    if (metadata !== null && !devices.has(metadata.device ?? '')) devices.set(metadata.device ?? '', folder);
  }
  const folders = repositories.size > 1 ? [...repositories] : [...devices.values()];
  if (folders.length < 2) return;
  throw severalBundles(folders);
}

export function tellBackup(tree: TreeInput, backup: Backup): Decoded {
  const { folder, path, version, metadata } = backup;
  const at = tree.find(path)?.citation ?? tree.citation;
  const place = version === 2 ? path : folder === '' ? tree.name : folder;
  if (metadata === null) return notice('manifest', 'seedvault.no-metadata', 'doubt', at, { path: place, version });
  const { device, time, sdk, d2d, apps } = metadata;
  const made = time === null || time <= 0 ? null : new Date(Math.min(time, 8.64e15)).toISOString();
  const user = version === 2 ? backup.snapshot.user : null;
  const args = { path: place, version, device, user, made, sdk, d2d, apps: apps.size };
  return notice('manifest', 'seedvault.set', 'info', at, args);
}

/** Of each app the backup that holds its newest data. */
export function newestBackups(backups: readonly Backup[]): ReadonlyMap<string, Backup> {
  const newest = new Map<string, { readonly backup: Backup; readonly time: number; readonly token: number }>();
  const offer = (name: string, backup: Backup, time: number): void => {
    const token = Number(backup.metadata?.token ?? 0);
    const known = newest.get(name);
    if (known !== undefined && (time < known.time || (time === known.time && token <= known.token))) return;
    newest.set(name, { backup, time, token });
  };
  for (const backup of backups) {
    const apps = backup.metadata?.apps;
    for (const app of apps?.values() ?? []) offer(app.package, backup, app.time);
    if (backup.version === 2) continue;
    for (const role of backup.roles.values()) {
      if (role.kind !== 'metadata' && apps?.has(role.package) !== true) offer(role.package, backup, 0);
    }
  }
  return new Map([...newest].map(([name, { backup }]) => [name, backup]));
}

/** What is said of each app: by its backup, and by the manifest in its tar. */
export function* factsOf(newest: ReadonlyMap<string, Backup>, state: State): Generator<PackageFact> {
  const facts = new Map<string, PackageFact>();
  for (const [name, { version, metadata }] of newest) {
    const app = metadata?.apps.get(name);
    if (app === undefined || !isPackageName(name)) continue;
    const d2d = metadata?.d2d ?? null;
    facts.set(name, {
      ...app.fact,
      more: { ...app.fact.more, seedvault: version, ...(d2d === null ? {} : { d2d }) },
    });
  }
  for (const [name, inner] of state.facts) {
    const own = facts.get(name);
    facts.set(name, own === undefined ? inner : merged(own, inner));
  }
  for (const name of [...facts.keys()].sort()) yield facts.get(name) as PackageFact;
}

const merged = (own: PackageFact, inner: PackageFact): PackageFact => ({
  ...inner,
  ...own,
  versionCode: own.versionCode ?? inner.versionCode,
  installer: own.installer ?? inner.installer,
  sdk: inner.sdk ?? own.sdk,
  signers: inner.signers.length > 0 ? inner.signers : own.signers,
  more: { ...inner.more, ...own.more },
});
