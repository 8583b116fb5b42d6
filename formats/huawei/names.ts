import { isPackageName } from '../../src/android/package-name.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';

export const INDEX_NAME = 'info.xml';
export const APP_LIST_NAME = 'backupinfo.ini';
/** What macOS leaves beside every file it copies. */
const MAC_COPY = /^\._/;

/** What a file of a session is, by where it lies; `module` is what its row in info.xml is called. */
export type Role =
  | { readonly kind: 'apk'; readonly module: string }
  /** A tar of its own: `<pkg>.tar`, or one of `<pkg>_appDataTar/`. */
  | { readonly kind: 'tar'; readonly module: string }
  /** A piece of one tar: `<pkg>.tar.N`. */
  | { readonly kind: 'slice'; readonly module: string; readonly number: number }
  /** `<module>.db`, `<module>.zip`. */
  | { readonly kind: 'file'; readonly module: string }
  | { readonly kind: 'media'; readonly category: string; readonly path: string; readonly sealed: boolean }
  | { readonly kind: 'other' };

const OTHER: Role = { kind: 'other' };
const MEDIA =
  /^(?:picture|pictures|photo|photos|audio|audios|video|videos|movies|document|documents|doc|soundrecorder)$/i;

/** `path` is relative to the session's folder. */
export function roleOf(path: string): Role {
  const leaf = leafOf(path);
  const folder = folderOf(path);
  if (MAC_COPY.test(leaf)) return OTHER;
  const parts = /^(.+)_appDataTar$/.exec(leafOf(folder))?.[1];
  if (parts !== undefined) return /\.tar$/i.test(leaf) ? { kind: 'tar', module: parts } : OTHER;
  if (folder !== '') return mediaRole(path);
  const [, name, extension, number] = /^(.+)\.(apk|tar|db|zip)(?:\.(\d{1,6}))?$/i.exec(leaf) ?? [];
  if (name === undefined || extension === undefined) return OTHER;
  const kind = extension.toLowerCase();
  if (number !== undefined) return kind === 'tar' ? { kind: 'slice', module: name, number: Number(number) } : OTHER;
  if (kind === 'apk') return isPackageName(name) ? { kind: 'apk', module: name } : OTHER;
  if (kind === 'tar') return { kind: 'tar', module: name };
  // What the program on the PC keeps for itself has no row in info.xml, and stays as it is.
  return { kind: 'file', module: name };
}

function mediaRole(path: string): Role {
  const slash = path.indexOf('/');
  const category = path.slice(0, slash);
  if (!MEDIA.test(category)) return OTHER;
  const below = path.slice(slash + 1);
  const sealed = /\.enc$/i.test(below);
  return { kind: 'media', category, path: sealed ? below.slice(0, -4) : below, sealed };
}

/**
 * The folder of the session that a file marks; null for a file that marks none. On a card media lie apart, as
 * `media/<session>/<category>/` beside `backupFiles1/<session>/`, each with an index of its own: they are one session.
 */
export function sessionFolder(path: string): string | null {
  const leaf = leafOf(path).toLowerCase();
  if (leaf !== INDEX_NAME && leaf !== APP_LIST_NAME) return null;
  return folderOf(path).replace(/(^|\/)(?:media|backupFiles1)\/([^/]+)(?:\/.*)?$/, '$1backupFiles1/$2');
}
