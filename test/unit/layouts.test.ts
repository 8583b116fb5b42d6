import { expect, test } from 'vitest';
import {
  devicePath,
  isNamedSystemStore,
  isPackageName,
  locateBackupMember,
  locateDevicePath,
} from '../../src/android/layouts.ts';

/** The canonical spelling of a device path, and the rank of the one given. */
function fold(path: string): string | null {
  const found = locateDevicePath(path);
  return found === null ? null : `${devicePath(found.location)} ${found.rank}`;
}

test.each([
  ['/data/data/com.a/databases/x.db', '/data/data/com.a/databases/x.db 0'],
  ['/data/user/0/com.a/databases/x.db', '/data/data/com.a/databases/x.db 1'],
  ['/data_mirror/data_ce/null/0/com.a/files/x', '/data/data/com.a/files/x 2'],
  ['/data_mirror/data_de/null/10/com.a/files/x', '/data/user_de/10/com.a/files/x 2'],
  ['/mnt/expand/1f-2/user/0/com.a/files/x', '/data/data/com.a/files/x 3'],
  ['/mnt/expand/1f-2/app/~~a==/com.a-b==/base.apk', '/data/app/com.a/base.apk 3'],
  ['/data/user/10/com.a/x', '/data/user/10/com.a/x 0'],
  ['/data/media/0/DCIM/1.jpg', '/storage/emulated/0/DCIM/1.jpg 0'],
  ['/storage/emulated/0/DCIM/1.jpg', '/storage/emulated/0/DCIM/1.jpg 1'],
  ['/sdcard/DCIM/1.jpg', '/storage/emulated/0/DCIM/1.jpg 2'],
  ['/storage/self/primary/DCIM/1.jpg', '/storage/emulated/0/DCIM/1.jpg 2'],
  ['/mnt/sdcard/DCIM/1.jpg', '/storage/emulated/0/DCIM/1.jpg 2'],
  ['/mnt/user/0/primary/DCIM/1.jpg', '/storage/emulated/0/DCIM/1.jpg 2'],
  ['/mnt/user/10/emulated/10/DCIM/1.jpg', '/storage/emulated/10/DCIM/1.jpg 2'],
  ['/mnt/runtime/write/emulated/0/DCIM/1.jpg', '/storage/emulated/0/DCIM/1.jpg 2'],
  ['/mnt/pass_through/0/emulated/0/DCIM/1.jpg', '/storage/emulated/0/DCIM/1.jpg 2'],
  ['/mnt/installer/0/emulated/0/DCIM/1.jpg', '/storage/emulated/0/DCIM/1.jpg 2'],
  ['/mnt/androidwritable/0/emulated/0/DCIM/1.jpg', '/storage/emulated/0/DCIM/1.jpg 2'],
  ['/mnt/media_rw/AB-12/DCIM/1.jpg', '/storage/AB-12/DCIM/1.jpg 0'],
  ['/data/app/com.a-1/base.apk', '/data/app/com.a/base.apk 0'],
  ['/data/app/com.a-2.apk', '/data/app/com.a/base.apk 0'],
  ['/data/app/com.a-Q1w2e3r4t5y6u7i8o9p0aA==/split_config.en.apk', '/data/app/com.a/split_config.en.apk 0'],
  ['/data/app/vmdl123.tmp/base.apk', '/data/app/vmdl123.tmp/base.apk 0'],
  ['/data/media/0/Android/media/com.a/x', '/storage/emulated/0/Android/media/com.a/x 0'],
  ['/data/system/packages.list', '/data/system/packages.list 0'],
])('%s is %s', (path, folded) => {
  expect(fold(path)).toBe(folded);
});

test('a folder whose name is still encrypted has no address', () => {
  expect(locateDevicePath('/data/data/RmnB3YAAAAQ+x,y/files/x')).toBeNull();
  expect(locateDevicePath('relative/path')).toBeNull();
});

test.each([
  ['apps/com.a/db/x.db', '/data/data/com.a/databases/x.db'],
  ['apps/com.a/d_sp/x.xml', '/data/user_de/0/com.a/shared_prefs/x.xml'],
  ['apps/com.a/r/app_webview/Cookies', '/data/data/com.a/app_webview/Cookies'],
  ['apps/com.a/r/code_cache/x', '/data/data/com.a/code_cache/x'],
  ['apps/com.a/ef/x', '/storage/emulated/0/Android/data/com.a/files/x'],
  ['apps/com.a/ef_scache/x', '/storage/emulated/0/Android/data/com.a/cache/x'],
  ['apps/com.a/obb/main.1.com.a.obb', '/storage/emulated/0/Android/obb/com.a/main.1.com.a.obb'],
  ['apps/com.a/a/com.a-1.apk', '/data/app/com.a/base.apk'],
  ['apps/com.a/_manifest', '/backup/manifest/0/com.a/_manifest'],
  ['apps/com.a/k/_manifest', '/backup/manifest/0/com.a/k/_manifest'],
  ['apps/com.a/k/com.a.data', '/backup/kv/0/com.a/com.a.data'],
  ['apps/com.a/miui_bak/_tmp_bak', '/backup/agent/0/com.a/miui_bak/_tmp_bak'],
  ['shared/0/DCIM/1.jpg', '/storage/emulated/0/DCIM/1.jpg'],
  ['shared/1/DCIM/1.jpg', '/storage/1/DCIM/1.jpg'],
])('the backup member %s is %s', (member, path) => {
  const place = locateBackupMember(0, member);
  expect(place === null ? null : devicePath(place)).toBe(path);
});

test('members outside apps/ and shared/, and unknown tokens, have no address', () => {
  for (const member of ['x', 'apps', 'apps/com.a', 'apps/com.a/zz/x', 'apps/notapackage/f/x', 'shared/a/x']) {
    expect(locateBackupMember(0, member)).toBeNull();
  }
});

test('the named system stores', () => {
  const named = (path: string) => {
    const found = locateDevicePath(path);
    return found !== null && isNamedSystemStore(found.location);
  };
  for (const path of [
    '/data/system_ce/0/accounts_ce.db',
    '/data/system_de/10/accounts_de.db-wal',
    '/data/system/users/0/accounts.db',
    '/data/system/users/0/settings_ssaid.xml',
    '/data/system/packages.xml',
    '/data/system/packages.list',
    '/data/misc/keystore/user_0/10123_USRPKEY_x',
    '/data/misc/keystore/persistent.sqlite',
    '/data/misc/apexdata/com.android.wifi/WifiConfigStore.xml',
    '/data/misc/wifi/WifiConfigStore.xml',
    '/data_mirror/misc_ce/null/0/apexdata/com.android.wifi/WifiConfigStore.xml',
  ]) {
    expect([path, named(path)]).toEqual([path, true]);
  }
  expect(named('/data/system/users/0/settings_global.xml')).toBe(false);
  expect(named('/data/data/com.a/files/packages.xml')).toBe(false);
});

test('package names', () => {
  expect(['android', 'com.a', 'com.a_1.B2'].map(isPackageName)).toEqual([true, true, true]);
  expect(['com', '', 'com.', '.a', 'com.1a', 'com.a-1', 'com..a', 'a/b.c'].some(isPackageName)).toBe(false);
});
