import { isPackageName } from '../../src/android/package-name.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';

/** Names of a session's own files, lower case. */
export const HISTORY_NAME = 'backuphistoryinfo.xml';
export const SUMMARY_NAMES: readonly string[] = ['smartswitchbackup.json', 'smartswitchbackup_back.json'];
export const APP_LIST_NAME = 'applist.json';

/** What a file of a session is, by where it lies and how it is named; content decides the rest. */
export type Role =
  | { readonly kind: 'app-data'; readonly package: string }
  | { readonly kind: 'sealed-apk'; readonly package: string; readonly file: string }
  | { readonly kind: 'apk'; readonly package: string; readonly file: string }
  | { readonly kind: 'archive' }
  /** Not `sure`: a name that a user's own file may have too. */
  | { readonly kind: 'item'; readonly sure: boolean }
  | { readonly kind: 'other' };

const APP_DATA = /^(.+)\.(?:data|noedata)$/i;
const APK = /^(.+?)(?:_(split_.+))?\.(apk|penc)$/i;
const ARCHIVE = /\.(?:smem|spbm|sscm|zip)$/i;
/** Names of what the item cipher was used on (smartswitch-explorer smartdecrypt.py). */
const ITEM = /\.(?:bk|exml|enc|edb)$|encp$/i;
const ITEM_WORD = /^enc_|encp|encrypted/i;
/** Endings that users' own pictures, films, sounds and documents have, whatever else they are called. */
const OWN_ENDING =
  /\.(?:jpe?g|png|gif|bmp|webp|hei[cf]|dng|mp4|3gp|mov|mkv|webm|avi|mp3|m4a|aac|ogg|opus|flac|wav|amr|pdf|docx?|xlsx?|pptx?|txt)$/i;
/** Sealed by something else: never opened by anyone. */
export const OPAQUE = /(?:^|\/)(?:APKFILE\/AppList\.bk|ContentBnrResult\/.*fail\.bk)$/i;

export function roleOf(path: string): Role {
  const leaf = leafOf(path);
  if (/(?:^|\/)APKFILE(?:\/|$)/i.test(folderOf(path))) {
    const data = APP_DATA.exec(leaf)?.[1];
    if (data !== undefined && isPackageName(data)) return { kind: 'app-data', package: data };
    const apk = APK.exec(leaf);
    const name = apk?.[1];
    if (name !== undefined && isPackageName(name)) {
      const file = apk?.[2] === undefined ? 'base.apk' : `${apk[2]}.apk`;
      return { kind: (apk?.[3] ?? '').toLowerCase() === 'penc' ? 'sealed-apk' : 'apk', package: name, file };
    }
  }
  if (ITEM.test(leaf)) return { kind: 'item', sure: true };
  if (ITEM_WORD.test(leaf)) return { kind: 'item', sure: !OWN_ENDING.test(leaf) };
  return ARCHIVE.test(leaf) ? { kind: 'archive' } : { kind: 'other' };
}

/** The folder of the session that a file marks; null for a file that marks none. */
export function sessionFolder(path: string): string | null {
  const leaf = leafOf(path).toLowerCase();
  if (leaf === HISTORY_NAME || SUMMARY_NAMES.includes(leaf)) return folderOf(path);
  const app = /^((?:.*\/)?)APKFILE\/.*\.(?:data|noedata|penc)$/i.exec(path);
  return app === null ? null : (app[1] ?? '').replace(/\/$/, '');
}
