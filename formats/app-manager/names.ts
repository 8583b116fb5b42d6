/** What describes a backup: all in one up to version 4; from 5 on what may be told, and beside it the rest, perhaps sealed. */
export const META_2 = 'meta_v2.am.json';
export const INFO_5 = 'info_v5.am.json';
export const META_5 = 'meta_v5.am.json';
export const CHECKSUMS = 'checksums.txt';
/** `source.tar.gz.0`: the first piece of the APKs; `data1.tar.gz.0`: that of the second data folder. */
const PIECE = /^(source|data(\d{1,3}))\.tar(?:\.(?:gz|bz2|zst))?\.(\d{1,6})$/;
/** Each file is sealed by itself, and says by which cipher. */
const SEALED = /\.(aes|rsa|ecc|gpg|pgp)$/;

/** A name without the ending of a cipher. */
export const unsealed = (leaf: string): string => leaf.replace(SEALED, '');
export const isSealed = (leaf: string): boolean => SEALED.test(leaf);

export interface PieceName {
  /** Which archive: null for that of the APKs, else the place of its folder among the data folders. */
  readonly data: number | null;
  readonly number: number;
  readonly sealed: boolean;
}

export function pieceName(leaf: string): PieceName | null {
  const match = PIECE.exec(unsealed(leaf));
  if (match === null) return null;
  return { data: match[2] === undefined ? null : Number(match[2]), number: Number(match[3]), sealed: isSealed(leaf) };
}
