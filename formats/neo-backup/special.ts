import { locateDevicePath } from '../../src/android/layouts.ts';
import type { Location } from '../../src/android/location.ts';

/** What the names of Neo Backup's pseudo packages begin with. */
const PREFIX = 'special.';
/** Android 11 moved the list of Wi-Fi networks. */
const WIFI_MOVED_SDK = 30;

/** The files and folders of each pseudo package (SpecialInfo.kt, SpecialAppMetaInfo), without the user's number. */
const STORES: ReadonlyMap<string, readonly string[]> = new Map([
  ['special.accounts', ['/data/system_ce/<user>/accounts_ce.db']],
  ['special.appwidgets', ['/data/system/users/<user>/appwidgets.xml']],
  // Once the whole folder, later one file of it.
  ['special.bluetooth', ['/data/misc/bluedroid', '/data/misc/bluedroid/bt_config.conf']],
  ['special.data.usage.policy', ['/data/system/netpolicy.xml', '/data/system/netstats']],
  ['special.fingerprint', ['/data/system/users/<user>/settings_fingerprint.xml', '/data/vendor_de/<user>/fpdata']],
  ['special.wallpaper', ['/data/system/users/<user>/wallpaper', '/data/system/users/<user>/wallpaper_info.xml']],
  // Made for the backup in the program's own cache: they have no place on a device.
  ['special.smsmms.json', []],
  ['special.calllogs.json', []],
]);
const WIFI = 'special.wifi.access.points';

/**
 * Whether a backup is of a pseudo package. One of a name that is not known is told by its missing APK: every app has a
 * `sourceDir`.
 */
export function isSpecial(name: string, sourceDir: string | null): boolean {
  return STORES.has(name) || name === WIFI || (name.startsWith(PREFIX) && sourceDir === null);
}

/**
 * Where the members of a pseudo package's archive belong: each file and folder is packed under its own name alone.
 * `sdk` is that of the device; its version code says it.
 */
export function specialPlaces(name: string, user: number, sdk: number | null): (path: string) => Location | null {
  const stores = name === WIFI ? wifiStores(sdk) : (STORES.get(name) ?? []);
  const folders = new Map(stores.map((store) => [store.slice(store.lastIndexOf('/') + 1), store]));
  return (path) => {
    const [first = ''] = path.split('/', 1);
    const store = folders.get(first);
    if (store === undefined) return null;
    const devicePath = store.replace('<user>', String(user)) + path.slice(first.length);
    return locateDevicePath(devicePath)?.location ?? null;
  };
}

function wifiStores(sdk: number | null): readonly string[] {
  const folder = sdk !== null && sdk >= WIFI_MOVED_SDK ? '/data/misc/apexdata/com.android.wifi' : '/data/misc/wifi';
  return [`${folder}/WifiConfigStore.xml`, `${folder}/WifiConfigStore.xml.encrypted-checksum`];
}
