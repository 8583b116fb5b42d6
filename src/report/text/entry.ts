import { grouped } from '../numbers.ts';
import type { EntryView } from '../result.ts';
import type { Page } from './page.ts';
import { tsvRow } from './rows.ts';
import { padded } from './width.ts';
import { zonedTime } from './zoned.ts';

const TYPE_LETTERS: Readonly<Record<EntryView['type'], string>> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  special: 's',
};

const BYTES_WIDTH = 14;
/** Narrower than what stands before the path, and some of the path: there it has a line of its own. */
const TWO_LINES = 64;
/** `2026-01-02 04:04:05+01:00[]` without the name of the zone. */
const ZONED_WIDTH = 27;

const zoned = (entry: EntryView, zone: string): string =>
  entry.modified === null ? '' : zonedTime(entry.modified, zone);

/** `-rw-r--r--` as ls writes it; without permission bits `-?????????`. */
function modeText(entry: EntryView): string {
  const letter = TYPE_LETTERS[entry.type];
  const { mode } = entry;
  if (mode === null) return `${letter}?????????`;
  const bit = (shift: number, sign: string): string => ((mode >> shift) & 1 ? sign : '-');
  const triple = (shift: number): string => bit(shift + 2, 'r') + bit(shift + 1, 'w') + bit(shift, 'x');
  return letter + triple(6) + triple(3) + triple(0);
}

/**
 * One entry of `ls`: type and mode, bytes, time (UTC), the time in `zone` where there is one, path, how its decryption
 * was verified. Every line stands alone, so a million can pass.
 */
export function renderEntry(on: Page, entry: EntryView, zone: string | null = null): string {
  const bytes = entry.bytes === null ? '' : grouped(entry.bytes);
  const time = entry.modified === null ? '' : entry.modified.replace('T', ' ').replace(/(\.\d+)?Z$/, '');
  const link = entry.link === undefined ? '' : ` ${on.signs.arrow} ${on.text(entry.link)}`;
  const path = on.text(entry.devicePath);
  const shown = entry.type === 'directory' ? on.ink('left', path) : path;
  const second = zone === null ? '' : `${on.ink('quiet', padded(zoned(entry, zone), ZONED_WIDTH + zone.length))}  `;
  const proof = entry.proof === null || entry.proof === 'checksum' ? '' : `  ${on.ink('quiet', `[${entry.proof}]`)}`;
  if (on.width < TWO_LINES) {
    const facts = [modeText(entry), bytes, on.ink('quiet', time)].filter((fact) => fact !== '');
    return `${facts.join('  ')}\n  ${shown}${link}${proof}`;
  }
  return `${modeText(entry)}  ${padded(bytes, BYTES_WIDTH, 'right')}  ${on.ink('quiet', padded(time, 19))}  ${second}${shown}${link}${proof}`;
}

/** The same into a pipe: type, octal mode, bytes, time, sha256, device path, and last the time in `zone` if wanted. */
export function entryRow(entry: EntryView, zone: string | null = null): string {
  const second = zone === null ? [] : [zoned(entry, zone)];
  const mode = entry.mode === null ? null : entry.mode.toString(8).padStart(4, '0');
  return tsvRow([entry.type, mode, entry.bytes, entry.modified, entry.sha256, entry.devicePath, ...second]);
}
