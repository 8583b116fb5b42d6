import { type Notice, notice } from '../../src/base/notice.ts';
import { folderOf, leafOf } from '../../src/vfs/only-folder.ts';
import type { StoredFile } from './session.ts';

/** A part of an app's data that is not there, as the numbers of the others show it. */
export interface MissingParts {
  readonly package: string;
  readonly told: Notice;
}

/** The number of one of `P_appDataTar/P0.tar`, `P1.tar` …; null of a tar that has none. */
function numberOf(path: string, module: string): number | null {
  const leaf = leafOf(path);
  const number = leaf.startsWith(module) ? /^(\d{1,6})\.tar$/i.exec(leaf.slice(module.length))?.[1] : undefined;
  return number === undefined ? null : Number(number);
}

/** Parts are numbered from 0 on: which apps lack some before their last. */
export function missingParts(files: readonly StoredFile[]): MissingParts[] {
  const folders = new Map<string, { module: string; first: StoredFile; numbers: Set<number> }>();
  for (const file of files) {
    if (file.role.kind !== 'tar') continue;
    const number = numberOf(file.member.path, file.role.module);
    if (number === null) continue;
    const folder = folderOf(file.member.path);
    const known = folders.get(folder) ?? { module: file.role.module, first: file, numbers: new Set<number>() };
    known.numbers.add(number);
    folders.set(folder, known);
  }
  return [...folders].flatMap(([path, { module, first, numbers }]) => {
    let last = 0;
    for (const number of numbers) last = Math.max(last, number);
    const count = last + 1 - numbers.size;
    if (count === 0) return [];
    let number = 0;
    while (numbers.has(number)) number++;
    const args = { path, package: module, count, first: number };
    return [{ package: module, told: notice('gap', 'huawei.part', 'damage', first.member.citation, args) }];
  });
}
