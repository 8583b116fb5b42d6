import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from './fault.ts';

/** `carryover-<pid>-` and what mkdtemp adds: whose it is can be told after its run was killed. */
const PREFIX = 'carryover-';
const NAME = /^carryover-(\d+)-[A-Za-z0-9]{6}$/;

/** What a work folder may hold for a while, and a later run may remove: a file of that name, */
export const SPOOL = 'spool';
/** and a folder of this. */
export const UNPACKED = 'unpacked';

export function workBase(workDir: string | null): string {
  return workDir ?? tmpdir();
}

/** A new folder that only this user can enter; whoever asked for it removes it. Throws Fault `work.unusable`. */
export function makeWorkFolder(workDir: string | null): string {
  const base = workBase(workDir);
  try {
    return mkdtempSync(join(base, `${PREFIX}${process.pid}-`));
  } catch (error) {
    throw new Fault('work.unusable', 'spool', base, { error: (error as NodeJS.ErrnoException).code ?? 'unknown' });
  }
}

/** The process that made a work folder, by its name; null where it is none. */
export function workFolderOwner(name: string): number | null {
  const pid = NAME.exec(name)?.[1];
  return pid === undefined ? null : Number(pid);
}
