import { createHash } from 'node:crypto';

/** Where each stored path goes on disk. One path always gets one place, and two paths never share one. */
export interface Places {
  /** The place of a file, relative to the folder of the extraction. */
  file(path: string): string;
  /** The place of a folder, likewise. */
  folder(path: string): string;
}

/** Longest name part that common file systems take, in bytes. */
const LONGEST_NAME_BYTES = 255;
const KEPT_NAME_BYTES = 200;
/** Linux takes 4096 bytes with the terminating NUL (PATH_MAX, linux/limits.h); some is left for what is put in front. */
const LONGEST_PATH_BYTES = 4000;
/** Names that a Windows file system refuses. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** Room for what tells two names apart. */
const SUFFIX_BYTES = 16;
const LONG_PATHS = 'long-paths';

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, SUFFIX_BYTES);

/** A part of a legal path as a name that a file system takes. */
function safeName(part: string): string {
  let name = part.replaceAll('\u0000', '\\x00');
  if (name === '' || name === '.' || name === '..') name = `\\${name}`;
  if (process.platform === 'win32' && RESERVED.test(name)) name = `_${name}`;
  if (Buffer.byteLength(name) <= LONGEST_NAME_BYTES - SUFFIX_BYTES) return name;
  const kept = Buffer.from(name)
    .subarray(0, KEPT_NAME_BYTES)
    .toString('utf8')
    .replace(/\ufffd+$/, '');
  return `${kept}~${digestOf(name)}`;
}

const safePath = (path: string): string => path.split('/').map(safeName).join('/');

/** Names that differ in case alone are one to the file systems of Windows and macOS. */
const fold = (name: string): string => (process.platform === 'linux' ? name : name.toLowerCase());

/**
 * Gives out places below a folder whose path is `baseBytes` long. A file whose name is a folder's (`a` and `a/b`),
 * and names in `taken`, get another name: `a~1`.
 */
export function makePlaces(baseBytes: number, taken: readonly string[]): Places {
  /** Which path, and as what, a place was given to. */
  const owners = new Map<string, string>(taken.map((name) => [fold(name), 'taken']));
  const claim = (folder: string, part: string, owner: string): string => {
    const name = safeName(part);
    for (let i = 0; ; i++) {
      const place = `${folder}${name}${i === 0 ? '' : `~${i}`}`;
      const key = fold(place);
      const other = owners.get(key);
      if (other !== undefined && other !== owner) continue;
      if (other === undefined) owners.set(key, owner);
      return place;
    }
  };
  const placeOf = (path: string, kind: 'file' | 'folder'): string => {
    const parts = path.split('/');
    let place = '';
    for (let i = 0; i < parts.length - 1; i++) {
      place = `${claim(place, parts[i] as string, `folder ${parts.slice(0, i + 1).join('/')}`)}/`;
    }
    return claim(place, parts.at(-1) as string, `${kind} ${path}`);
  };
  const short = (path: string): string =>
    baseBytes + Buffer.byteLength(safePath(path)) <= LONGEST_PATH_BYTES
      ? path
      : `${LONG_PATHS}/${digestOf(path)}/${path.slice(path.lastIndexOf('/') + 1)}`;
  return {
    file: (path) => placeOf(short(path), 'file'),
    folder: (path) => placeOf(short(path), 'folder'),
  };
}
