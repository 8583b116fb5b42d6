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

/** The part that a checksum file is of, by its name; null where it is none. */
export function partOfChecksum(path: string): PartName | null {
  const ending = CHECKSUMS.find(([each]) => path.endsWith(each))?.[0];
  return ending === undefined ? null : partName(path.slice(0, -ending.length));
}

export interface MissingParts {
  readonly partition: string;
  /** In ascending order. Null: the partition had one part only, without a number. */
  readonly numbers: readonly number[] | null;
}

/** What is missing of each partition: `there` are its parts, `summed` those that had a checksum once. */
export function missingParts(there: readonly PartName[], summed: readonly PartName[]): MissingParts[] {
  const partitions = new Map<string, { there: PartName[]; summed: PartName[] }>();
  const ofPartition = ({ partition }: PartName) => {
    const known = partitions.get(partition) ?? { there: [], summed: [] };
    partitions.set(partition, known);
    return known;
  };
  for (const name of there) ofPartition(name).there.push(name);
  for (const name of summed) ofPartition(name).summed.push(name);
  return [...partitions].flatMap(([partition, own]): MissingParts[] => {
    const numbers = missingNumbers(numbersOf(own.there), numbersOf(own.summed));
    if (numbers.length > 0) return [{ partition, numbers }];
    return own.there.length === 0 ? [{ partition, numbers: null }] : [];
  });
}

function numbersOf(names: readonly PartName[]): number[] {
  return names.flatMap(({ number }) => (number === null ? [] : [number]));
}

/** Numbers that are missing up to the highest that is there or was; of a worker's parts each begins at its hundred. */
function missingNumbers(there: readonly number[], summed: readonly number[]): number[] {
  const found = new Set(there);
  const missing: number[] = [];
  const last = new Map<number, number>();
  for (const number of [...there, ...summed]) {
    const worker = Math.floor(number / WORKER);
    last.set(worker, Math.max(last.get(worker) ?? -1, number));
  }
  for (const [worker, highest] of last) {
    for (let number = worker * WORKER; number <= highest; number++) if (!found.has(number)) missing.push(number);
  }
  return missing.sort((a, b) => a - b);
}
