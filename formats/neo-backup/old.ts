import { isPackageName } from '../../src/android/layouts.ts';
import type { Notice } from '../../src/base/notice.ts';
import { type AppBackup, type AppPart, unreadManifest } from '../../src/vfs/app-backups.ts';
import { inFolder } from '../../src/vfs/in-folder.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';
import { packageFact } from '../../src/vfs/package-fact.ts';
import { smallJson, textOf } from '../../src/vfs/small-text.ts';

/** OAndBackup knows one user. */
const USER = 0;

/** Whether a path is that of an OAndBackup manifest, `P/P.log`: then the package. */
export function oldManifest(path: string): string | null {
  const name = leafOf(folderOf(path));
  return isPackageName(name) && leafOf(path) === `${name}.log` ? name : null;
}

/** Backups of OAndBackup, the program that Neo Backup came from: a folder for each package. */
export async function oldBackups(
  tree: TreeInput,
  files: ReadonlyMap<string, readonly Member[]>,
  notices: Notice[],
): Promise<readonly AppBackup[]> {
  const backups: AppBackup[] = [];
  for (const member of tree.members()) {
    const name = member.kind === 'file' ? oldManifest(member.path) : null;
    const log = name === null ? null : await smallJson(member);
    if (name === null) continue;
    const folder = folderOf(member.path);
    if (log === null || !('backupMode' in log)) {
      if ((files.get(folder) ?? []).some(({ path }) => leafOf(path) === `${name}.zip` || path.endsWith('.apk')))
        notices.push(unreadManifest(member));
      continue;
    }
    const parts = new Map<string, AppPart>([[member.path, { kind: 'manifest' }]]);
    const take = (file: Member, area: 'ce' | 'external'): void => {
      const leaf = leafOf(file.path);
      if (leaf === `${name}.zip`) parts.set(file.path, { kind: 'archive', area, folder: name });
      else if (leaf === `${name}.zip.gpg`)
        parts.set(file.path, { kind: 'sealed', area, detail: 'part.cipher', how: 'OpenPGP' });
    };
    for (const file of files.get(folder) ?? []) {
      const leaf = leafOf(file.path);
      if (leaf.endsWith('.apk')) parts.set(file.path, { kind: 'apk', name: apkName(leaf) });
      else if (leaf.endsWith('.apk.gpg'))
        parts.set(file.path, { kind: 'sealed', area: 'apk', detail: 'part.cipher', how: 'OpenPGP' });
      else take(file, 'ce');
    }
    for (const file of files.get(inFolder(folder, 'external_files')) ?? []) take(file, 'external');
    const stamp = textOf(log, 'lastBackupMillis');
    const fact = packageFact(name, USER, {
      label: textOf(log, 'label'),
      versionCode: textOf(log, 'versionCode'),
      // 1: APK, 2: data, 3: both.
      apkIncluded: textOf(log, 'backupMode') === '1' || textOf(log, 'backupMode') === '3',
      more: { backup: stamp, versionName: textOf(log, 'versionName'), system: log['isSystem'] === true },
    });
    // Sorts before every stamp of Neo Backup: those begin with a year of four digits and a dash.
    const order = `0 ${stamp ?? ''}`;
    backups.push({
      package: name,
      user: USER,
      set: folderOf(folder),
      stamp: order,
      fact,
      parts,
      leavesOut: ['cache'],
    });
  }
  return backups;
}

/** `P-1.apk` or whatever the folder on the device was named like. */
function apkName(leaf: string): string {
  return /^split_/.test(leaf) ? leaf : 'base.apk';
}
