import { lstatSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SPOOL, UNPACKED, workBase, workFolderOwner } from '../base/work-folder.ts';
import { isRunning } from './is-running.ts';

const OURS: readonly string[] = [SPOOL, UNPACKED];
/** A folder is there for the length of a run at the most. Processes of other containers are not seen: theirs is given time. */
const STALE_MS = 60_000;

/**
 * Removes work folders that a run which was killed left behind. They are empty, hold a spool that was not unlinked yet,
 * or files that were to be packed; anything that looks otherwise is somebody else's and is left alone.
 */
export function removeStaleFolders(workDir: string | null): void {
  const base = workBase(workDir);
  for (const name of namesIn(base)) {
    const pid = workFolderOwner(name);
    if (pid !== null && !isRunning(pid)) removeFolder(join(base, name));
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function removeFolder(folder: string): void {
  try {
    const { mtimeMs, uid } = lstatSync(folder);
    if (Date.now() - mtimeMs < STALE_MS || (process.getuid !== undefined && uid !== process.getuid())) return;
    const names = readdirSync(folder);
    if (names.some((name) => !OURS.includes(name))) return;
    for (const name of names) rmSync(join(folder, name), { recursive: true, force: true });
    rmdirSync(folder);
  } catch {
    // Another run may be removing it at the same moment.
  }
}
