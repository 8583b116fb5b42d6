import { lstatSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRunning } from './is-running.ts';

/** `carryover-<pid>-` and what mkdtemp adds (vfs/content-store). */
const WORK_FOLDER = /^carryover-(\d+)-[A-Za-z0-9]{6}$/;
const SPOOL = 'spool';
/** A folder exists for moments only; one this old was left behind. Processes of other containers are not seen. */
const STALE_MS = 60_000;

/**
 * Removes work folders that a run which was killed left behind. They are empty, or hold a spool that was not unlinked
 * yet; anything that looks otherwise is somebody else's and is left alone.
 */
export function removeStaleFolders(workDir: string | null): void {
  const base = workDir ?? tmpdir();
  for (const name of namesIn(base)) {
    const pid = WORK_FOLDER.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) removeFolder(join(base, name));
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
    if (names.some((name) => name !== SPOOL)) return;
    for (const name of names) unlinkSync(join(folder, name));
    rmdirSync(folder);
  } catch {
    // Another run may be removing it at the same moment.
  }
}
