import type { PackageFact } from '../../src/vfs/entry.ts';

/** What the device's own lists say of one package. */
export interface Installed {
  readonly versionCode: string | null;
  readonly installer: string | null;
  readonly uid: number | null;
  /** Milliseconds since 1970, of an app that was not on the device from the start. */
  readonly firstInstalled: number | null;
}

export type InstalledPackages = Map<string, Installed>;

/** Index of the version code in a line of packages.list; absent before Android 11. */
const VERSION_FIELD = 7;
const PACKAGE_ELEMENT = /<package\s([^>]*)>/g;
const ATTRIBUTE = /([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const WHOLE = /^\d{1,19}$/;

/**
 * Adds what packages.list says: a line for each package with name, uid, debuggable, data folder, seinfo, groups,
 * profileable, version code … (AOSP Settings.writePackageListLPrInternal).
 */
export function addPackagesList(text: string, into: InstalledPackages): void {
  for (const line of text.split('\n')) {
    const fields = line.split(' ');
    const name = fields[0];
    if (name === undefined || name === '' || fields.length < 4) continue;
    const version = fields[VERSION_FIELD];
    add(into, name, {
      versionCode: version !== undefined && WHOLE.test(version) ? version : null,
      installer: null,
      uid: whole(fields[1]),
      firstInstalled: null,
    });
  }
}

/** Adds what a packages.xml in text form says (AOSP Settings.writePackageLPr). Damaged XML gives what can be read. */
export function addPackagesXml(text: string, into: InstalledPackages): void {
  for (const element of text.matchAll(PACKAGE_ELEMENT)) {
    const attributes = new Map<string, string>();
    for (const [, key, double, single] of (element[1] as string).matchAll(ATTRIBUTE)) {
      attributes.set(key as string, double ?? single ?? '');
    }
    const name = attributes.get('name');
    if (name === undefined || name === '') continue;
    const version = attributes.get('version');
    add(into, name, {
      versionCode: version !== undefined && WHOLE.test(version) ? version : null,
      installer: attributes.get('installer') ?? null,
      uid: whole(attributes.get('userId') ?? attributes.get('sharedUserId')),
      firstInstalled: attributes.get('codePath')?.startsWith('/data/') === true ? firstInstalled(attributes) : null,
    });
  }
}

/** Hexadecimal milliseconds: `it` until Android 13; later `first-install-time` where the element itself has it. */
function firstInstalled(attributes: ReadonlyMap<string, string>): number | null {
  const text = attributes.get('it') ?? attributes.get('first-install-time') ?? '';
  return /^[0-9a-f]{9,12}$/.test(text) ? Number.parseInt(text, 16) : null;
}

function whole(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function add(into: InstalledPackages, name: string, more: Installed): void {
  const known = into.get(name);
  into.set(name, {
    versionCode: more.versionCode ?? known?.versionCode ?? null,
    installer: more.installer ?? known?.installer ?? null,
    uid: more.uid ?? known?.uid ?? null,
    firstInstalled: more.firstInstalled ?? known?.firstInstalled ?? null,
  });
}

/** The lists speak of the device: they are given for its first user. */
export function* packageFacts(installed: InstalledPackages): Generator<PackageFact> {
  for (const name of [...installed.keys()].sort()) {
    const { versionCode, installer, uid, firstInstalled } = installed.get(name) as Installed;
    yield {
      type: 'package',
      package: name,
      user: 0,
      label: null,
      versionCode,
      installer,
      sdk: null,
      signers: [],
      apkIncluded: null,
      more: { ...(uid === null ? {} : { uid }), ...(firstInstalled === null ? {} : { firstInstalled }) },
    };
  }
}
