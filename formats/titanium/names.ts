/** `<package>-<date>-<time>.properties`. */
export const MANIFEST_NAME = /^(.+)-(\d{8}-\d{6})\.properties$/;
/** What is packed beside it under the same name. */
export const DATA_NAME = /^(.+-\d{8}-\d{6})\.tar(?:\.(?:gz|bz2|lzop))?$/;
/** `<package>-<MD5>.apk`, packed or not. */
export const APK_NAME = /^(.+)-([0-9a-f]{32})\.apk(?:\.(?:gz|bz2|lzop))?$/;

/** What a manifest or an archive of data is named like: `text` is all but the ending. */
export interface Stem {
  readonly text: string;
  readonly package: string;
  readonly stamp: string;
  readonly isManifest: boolean;
}

/** Null for what is neither. */
export function stemOf(leaf: string): Stem | null {
  const manifest = MANIFEST_NAME.exec(leaf);
  const text = manifest === null ? (DATA_NAME.exec(leaf)?.[1] ?? null) : leaf.replace(/\.properties$/, '');
  const [, name, stamp] = /^(.+)-(\d{8}-\d{6})$/.exec(text ?? '') ?? [];
  if (text === null || name === undefined || stamp === undefined) return null;
  return { text, package: name, stamp, isManifest: manifest !== null };
}
