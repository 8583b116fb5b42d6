import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Area, areasLeftOut, type Coverage, covers, isLeftOut } from '../../src/android/coverage.ts';
import { locateDevicePath } from '../../src/android/layouts.ts';
import { type Location, location } from '../../src/android/location.ts';
import { CORPUS, decodePath } from '../support/cases.ts';

const AREA: Area = { user: 0, storage: 'ce', package: 'com.example.case', domains: null };
const inRoot = (path: string): Location => location(0, 'com.example.case', 'ce', 'root', path);

test('a path of what is left out is a file, or a folder with all below it', () => {
  const lib = { domain: 'root', path: 'lib' } as const;
  expect(['lib', 'lib/libx.so', 'lib/arm/libx.so'].every((path) => isLeftOut(lib, inRoot(path)))).toBe(true);
  expect(['libx', 'lib2/x', 'app_lib/lib', 'li'].some((path) => isLeftOut(lib, inRoot(path)))).toBe(false);
  expect(isLeftOut(lib, location(0, 'com.example.case', 'ce', 'files', 'lib'))).toBe(false);
});

test('a star stands for anything in the first name', () => {
  const tmp = { domain: 'root', path: 'app_tmp*' } as const;
  const oat = { domain: 'root', path: '*oat' } as const;
  expect(['app_tmp', 'app_tmp1/x'].every((path) => isLeftOut(tmp, inRoot(path)))).toBe(true);
  expect(['oat', 'x.oat', 'app_oat/x'].every((path) => isLeftOut(oat, inRoot(path)))).toBe(true);
  expect(['oats', 'app_x/oat', 'at'].some((path) => isLeftOut(oat, inRoot(path)))).toBe(false);
});

test('whole domains are one area, the paths of a domain another', () => {
  const out = ['cache', { domain: 'root', path: 'lib' }, 'no_backup', { domain: 'root', path: 'dex' }] as const;
  expect(areasLeftOut(AREA, out)).toEqual([
    { ...AREA, domains: ['cache', 'no_backup'] },
    { ...AREA, domains: ['root'], paths: ['lib', 'dex'] },
  ]);
  expect(areasLeftOut(AREA, [])).toEqual([]);
});

describe('what a tool leaves out by its own rule is unseen, and its neighbours are covered', () => {
  const cases = [
    ['databackup/ok/version-1', '/data/data/com.example.case/.ota/x', '/data/data/com.example.case/ota/x'],
    ['databackup/ok/version-1', '/data/user_de/0/com.example.case/lib/x.so', '/data/data/com.example.case/app_lib/x'],
    [
      'databackup/ok/version-1',
      '/storage/emulated/0/Android/data/com.example.case/cache/x',
      '/storage/emulated/0/Android/data/com.example.case/files/cache/x',
    ],
    [
      'vr25-migrator/ok/local',
      '/data/data/com.example.case/shared_prefs/com.google.android.gms.appid.xml',
      '/data/data/com.example.case/shared_prefs/com.google.android.gms.xml',
    ],
    ['vr25-migrator/ok/local', '/data/data/com.example.case/app_optimized2/x', '/data/data/com.example.case/app_x/oat'],
    [
      'vr25-migrator/ok/local',
      '/storage/emulated/0/Android/data/com.example.case/cache/x',
      '/storage/emulated/0/Android/data/com.example.case/files/cache/x',
    ],
    ['neo-backup/ok/plain', '/data/data/com.example.case/lib/x.so', '/data/data/com.example.case/app_lib/x'],
    [
      'neo-backup/ok/plain',
      '/data/data/com.example.case/shared_prefs/com.google.android.gms.appid.xml',
      '/data/data/com.example.case/shared_prefs/com.google.android.gms.xml',
    ],
    [
      'neo-backup/ok/plain',
      '/storage/emulated/0/Android/data/com.example.case/cache/x',
      '/storage/emulated/0/Android/data/com.example.case/files/cache/x',
    ],
    [
      'neo-backup/ok/plain',
      '/storage/emulated/0/Android/obb/com.example.case/no_backup/x',
      '/storage/emulated/0/Android/obb/com.example.case/x',
    ],
    ['app-manager/ok/version-4', '/data/data/com.example.case/no_backup/x', '/data/data/com.example.case/files/x'],
    ['app-manager/ok/version-4', '/data/data/com.example.case/lib/x.so', '/data/data/com.example.case/app_lib/x'],
    [
      'app-manager/ok/version-4',
      '/storage/emulated/0/Android/data/com.example.case/cache/x',
      '/storage/emulated/0/Android/data/com.example.case/files/cache/x',
    ],
    [
      'swift-backup/ok/plain',
      '/storage/emulated/0/Android/data/com.example.case/cache/x',
      '/storage/emulated/0/Android/data/com.example.case/files/cache/x',
    ],
  ] as const;
  test.each(cases)('%s: %s', async (name, out, covered) => {
    const lines = await decodePath(join(CORPUS, name));
    const coverage = lines.find((line) => line.type === 'coverage') as unknown as Coverage;
    const answer = (path: string) => covers(coverage, (locateDevicePath(path) as { location: Location }).location);
    expect(answer(out)).toEqual({ covered: false, reason: 'excluded-by-transport', at: null });
    expect(answer(covered)).toEqual({ covered: true });
  });
});
