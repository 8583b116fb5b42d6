import { isPackageName } from '../../src/android/layouts.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';

/** A backup that is known by its layout and cannot be read, by the detail of its fault. */
export interface Kind {
  readonly id: string;
  readonly because: string;
  /** How sure its layout makes it, in bits; 0: it is not of this kind. */
  bits(paths: readonly string[]): number;
}

const HEX_40 = /^[0-9a-f]{40}$/;
const HEX_64 = /^[0-9a-f]{64}$/;
const PATH_BITS = 40;
/** Below what any backup that is read bids on two of its own marks. */
const MOST_BITS = 120;
const LEAST_HASHED = 8;
const MOSTLY = 0.8;

const count = (paths: readonly string[], test: (path: string) => boolean): number => paths.filter(test).length;
const bounded = (marks: number): number => Math.min(MOST_BITS, marks * PATH_BITS);

const zipOfApp = (path: string): boolean =>
  /(?:^|\/)APP\/[^/]+\.zip$/.test(path) && isPackageName(leafOf(path).replace(/\.zip$/, ''));
const apkInApp = (path: string): boolean =>
  /(?:^|\/)App\/[^/]+\.apk$/.test(path) && isPackageName(leafOf(path).replace(/\.apk$/, ''));
const isHashed = (path: string): boolean => HEX_40.test(leafOf(path));

export const KINDS: readonly Kind[] = [
  {
    id: 'meizu',
    because: 'a zip an app in a folder APP, as Flyme of Meizu packs them',
    bits: (paths) => bounded(count(paths, zipOfApp)),
  },
  {
    id: 'mediatek',
    because: 'vCards, vMessages and APKs in the folders of MediaTek’s backup program',
    bits(paths) {
      const modules = count(paths, (path) => /(?:^|\/)(?:Contact\/contact\.vcf|Sms\/sms\.vmsg)$/.test(path));
      const apks = count(paths, apkInApp);
      const others = count(paths, (path) => /\.(?:tar|enc|data|bak|conf)$/.test(path));
      return modules > 0 && apks > 0 && others === 0 ? bounded(modules + apks) : 0;
    },
  },
  {
    id: 'itunes',
    because: 'files named by hashes beside the Manifest of an iTunes backup',
    bits: (paths) =>
      paths.some((path) => /(?:^|\/)Manifest\.(?:db|plist|mbdb)$/.test(path)) && paths.some(isHashed) ? MOST_BITS : 0,
  },
  {
    id: 'vivo',
    because: 'a folder of files named by 40 hexadecimal digits, as vivo’s object store has them',
    bits(paths) {
      const hashed = count(paths, isHashed);
      return hashed >= LEAST_HASHED && hashed >= paths.length * MOSTLY ? MOST_BITS : 0;
    },
  },
  {
    id: 'rustic',
    because: 'config, keys, index and data of a rustic or restic repository',
    bits(paths) {
      const top = (name: string) => paths.some((path) => folderOf(path).endsWith(name) && HEX_64.test(leafOf(path)));
      return paths.some((path) => leafOf(path) === 'config') && top('keys') && top('snapshots') ? MOST_BITS : 0;
    },
  },
];

/** What some paths are, and how surely; null where they are nothing of this. */
export function kindOf(paths: readonly string[]): { readonly kind: Kind; readonly bits: number } | null {
  let best: { kind: Kind; bits: number } | null = null;
  for (const kind of KINDS) {
    const bits = kind.bits(paths);
    if (bits > (best?.bits ?? 0)) best = { kind, bits };
  }
  return best;
}
