import type { AppArea } from '../../src/android/app-area.ts';
import { isPackageName } from '../../src/android/layouts.ts';

/** What lists the modes of what was copied, by the paths that it had on the device. */
export const MODES = 'modes.txt';
/** What is written about an app beside its folders. */
export const ABOUT: ReadonlySet<string> = new Set([MODES, 'ssaid.txt', 'runtime-perms.txt']);
const FOLDERS: readonly (readonly [suffix: string, area: AppArea])[] = [
  ['', 'ce'],
  ['_de', 'de'],
  ['_media', 'external'],
];
/** Where copies of system stores belong (migrator.sh, `sysdata`); by the name alone, which is all that is kept. */
const SYSTEM: readonly (readonly [name: RegExp, folder: string])[] = [
  [/^accounts_ce\.db(?:-wal|-shm|-journal)?$/, 'data/system_ce/0'],
  [/^accounts_de\.db(?:-wal|-shm|-journal)?$/, 'data/system_de/0'],
  [/^accounts\.xml$/, 'data/system/sync'],
  [/^(?:WifiConfigStore\.xml|softap\.conf)$/, 'data/misc/wifi'],
  [/^bt_config\./, 'data/misc/bluedroid'],
  [/^adb(?:_temp)?_keys/, 'data/misc/adb'],
  [/^xlua\.db/, 'data/system/xlua'],
  [/^(?:photo\.png|wallpaper)/, 'data/system/users/0'],
  [/^deviceidle\.xml$/, 'data/system'],
];

export type Stored =
  | {
      readonly kind: 'app';
      readonly folder: string;
      readonly package: string;
      readonly area: AppArea;
      readonly path: string;
    }
  | { readonly kind: 'apk' | 'about'; readonly folder: string; readonly package: string; readonly path: string }
  | { readonly kind: 'system'; readonly folder: string; readonly devicePath: string };

/** A stored file by its place; null where it is none of the tool's. */
export function storedAt(path: string): Stored | null {
  const steps = path.split('/');
  for (let at = 0; at + 1 < steps.length; at++) {
    const step = steps[at] as string;
    const next = steps[at + 1] as string;
    const last = at + 2 === steps.length;
    const folder = steps.slice(0, at + 1).join('/');
    if (step === '_sysdata' && last) {
      const place = SYSTEM.find(([name]) => name.test(next));
      return place === undefined ? null : { kind: 'system', folder, devicePath: `/${place[1]}/${next}` };
    }
    if (!isPackageName(step)) continue;
    if (last) {
      if (ABOUT.has(next)) return { kind: 'about', folder, package: step, path: next };
      if (next.endsWith('.apk')) return { kind: 'apk', folder, package: step, path: next };
      continue;
    }
    const area = FOLDERS.find(([suffix]) => next === step + suffix)?.[1];
    if (area !== undefined) return { kind: 'app', folder, package: step, area, path: steps.slice(at + 2).join('/') };
  }
  return null;
}
