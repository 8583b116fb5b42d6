import { blockOutput } from '../output.ts';
import type { DiffReport, FileView } from '../result.ts';
import { printable } from '../text/escape.ts';
import type { Output, Writer } from '../writer.ts';

const LETTERS: Readonly<Record<FileView['type'], string>> = { file: 'r', directory: 'd', symlink: 'l', special: '-' };
const RIGHTS = 'rwxrwxrwx';
const [SETUID, SETGID, STICKY] = [0o4000, 0o2000, 0o1000];
const MS = 1000;

/** `r/rrw-r-----` (The Sleuth Kit wiki, "Body file"); `0` where the evidence does not say it. */
export function modeText(type: FileView['type'], mode: number | null): string {
  if (mode === null) return '0';
  const letter = LETTERS[type];
  const rights = [...RIGHTS].map((right, i) => ((mode & (1 << (8 - i))) === 0 ? '-' : right));
  const special = (at: number, bit: number, with_: string, without: string): void => {
    if ((mode & bit) !== 0) rights[at] = rights[at] === 'x' ? with_ : without;
  };
  special(2, SETUID, 's', 'S');
  special(5, SETGID, 's', 'S');
  special(8, STICKY, 't', 'T');
  return `${letter}/${letter}${rights.join('')}`;
}

/** A name as a field: what separates fields or lines, reorders or hides text, is shown as `\xHH` or `\u{…}`. */
function nameField(text: string): string {
  return printable(text).replaceAll('|', '\\x7C');
}

/** Seconds since 1970; 0 where there is no time, as the format wants it. */
function secondsOf(time: string | null): number {
  return time === null ? 0 : Math.floor(Date.parse(time) / MS);
}

/**
 * `MD5|name|inode|mode|UID|GID|size|atime|mtime|ctime|crtime`, every entry of the sides, each side under its name. There
 * is no field for SHA-256, and archives keep no other time than that of the content.
 */
export async function writeBodyfile(report: DiffReport, to: Output): Promise<void> {
  const out = blockOutput(to);
  for (const { side, type, devicePath, link, mode, uid, gid, bytes, modified } of report.files?.() ?? []) {
    const target = link === undefined ? '' : ` -> ${nameField(link)}`;
    const name = `/${side}${nameField(devicePath)}${target}`;
    const owner = `${uid ?? 0}|${gid ?? 0}`;
    await out.put(`0|${name}|0|${modeText(type, mode)}|${owner}|${bytes ?? 0}|0|${secondsOf(modified)}|0|0\n`);
  }
  await out.flush();
}

export const bodyfileWriter: Writer = { id: 'bodyfile', extension: '.body', needs: 'files', write: writeBodyfile };
