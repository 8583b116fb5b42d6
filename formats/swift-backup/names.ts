import type { AppArea } from '../../src/android/app-area.ts';
import { isPackageName } from '../../src/android/layouts.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';

/** What is packed under which ending. */
export type Kind = 'manifest' | 'app' | 'splits' | AppArea;
const ENDINGS: Readonly<Record<string, Kind>> = {
  xml: 'manifest',
  app: 'app',
  splits: 'splits',
  dat: 'ce',
  extdat: 'external',
  exp: 'obb',
};

export interface Stored {
  readonly folder: string;
  readonly package: string;
  readonly kind: Kind;
}

/** `P.dat` and the like. */
export function storedAt(path: string): Stored | null {
  const match = /^(.+)\.(xml|app|splits|dat|extdat|exp)$/.exec(leafOf(path));
  const name = match?.[1] ?? '';
  const kind = ENDINGS[match?.[2] ?? ''];
  return kind === undefined || !isPackageName(name) ? null : { folder: folderOf(path), package: name, kind };
}
