import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';

/** `data.ext4.win`, `data.f2fs.win000`: a partition's file system, packed; `boot.emmc.win` is a raw image. */
const PART = /^([a-z_]+)\.(ext2|ext3|ext4|f2fs|yaffs2|vfat|exfat|ntfs|erofs|squashfs)\.win(\d{3})?$/;
/** Checksums beside a part: `<hex>  <file>`. */
export const CHECKSUMS: readonly (readonly [ending: string, algorithm: 'sha256' | 'md5'])[] = [
  ['.sha2', 'sha256'],
  ['.sha256', 'sha256'],
  ['.md5', 'md5'],
  ['.md5sum', 'md5'],
];
/** Encrypted backups are written by several workers, a hundred numbers each: .win100, .win200. */
const WORKER = 100;

export interface PartName {
  readonly path: string;
  readonly folder: string;
  readonly partition: string;
  /** Null of an only part. */
  readonly number: number | null;
}

export function partName(path: string): PartName | null {
  const match = PART.exec(leafOf(path));
  if (match === null) return null;
  const number = match[3] === undefined ? null : Number(match[3]);
  return { path, folder: folderOf(path), partition: match[1] as string, number };
}

/** Numbers that are missing between the parts of one partition; of a worker's parts each begins at its hundred. */
export function missingNumbers(numbers: readonly number[]): number[] {
  const there = new Set(numbers);
  const missing: number[] = [];
  const last = new Map<number, number>();
  for (const number of there) {
    const worker = Math.floor(number / WORKER);
    last.set(worker, Math.max(last.get(worker) ?? -1, number));
  }
  for (const [worker, highest] of last) {
    for (let number = worker * WORKER; number < highest; number++) if (!there.has(number)) missing.push(number);
  }
  return missing.sort((a, b) => a - b);
}
