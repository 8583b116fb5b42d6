import type { PackageFact } from '../../src/vfs/entry.ts';

/** Apps that one list may name. */
const MOST_APPS = 100_000;

/**
 * What AppList.json says of each app, by package. It lists what was offered, which is far more than what was moved.
 * Never throws: what is no such list gives nothing.
 */
export function readAppList(text: string): ReadonlyMap<string, PackageFact> {
  const apps = new Map<string, PackageFact>();
  let list: unknown;
  try {
    list = (JSON.parse(text.replace(/^\ufeff/, '')) as Record<string, unknown> | null)?.['Apks'];
  } catch {
    return apps;
  }
  if (!Array.isArray(list)) return apps;
  for (const each of list.slice(0, MOST_APPS) as unknown[]) {
    if (typeof each !== 'object' || each === null) continue;
    const app = each as Record<string, unknown>;
    const name = app['ApkPkgName'];
    if (typeof name !== 'string' || name === '') continue;
    const version = app['VersionCode'];
    const allowed = app['AllowBackup'];
    apps.set(name, {
      type: 'package',
      package: name,
      user: 0,
      label: textOf(app['ApkName']),
      versionCode: /^\d{1,19}$/.test(String(version)) ? String(version) : null,
      installer: textOf(app['InstPkgName']),
      sdk: null,
      signers: [],
      apkIncluded: null,
      more: {
        versionName: textOf(app['VersionName']),
        ...(typeof allowed === 'boolean' ? { allowBackup: allowed } : {}),
      },
    });
  }
  return apps;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
