import type { Citation } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';

/** First line of a .bak (miui.app.backup BackupFileResolver). */
export const MAGIC = 'MIUI BACKUP\n';
const FIRST_LINE = 'MIUI BACKUP';
/** The one file version that any ROM reads. */
export const FILE_VERSION = '2';
/** A header ends within this many bytes: its only long lines are a label and a verifier. */
export const HEADER_REACH = 4096;

const LF = 0x0a;
const CR = 0x0d;
/** A terminal puts one or two of them before a line feed, an editor one. */
const MOST_RETURNS = 2;
/** Flag 1 in the last digit: encrypted, a verifier line follows. 20 and more: a user line follows. */
const USER_FLAG = 20;
const ENCRYPTED_FLAG = 1;
const FLAGS: ReadonlySet<number> = new Set([0, 1, 20, 21]);

/** What stands before the adb backup in a .bak. */
export interface BakHeader {
  readonly version: string;
  readonly package: string;
  /** The app's label; null where the line has none. */
  readonly label: string | null;
  /** -1 whole app, 102 user app of MIUI 12 on, else a feature of a system app. */
  readonly feature: number;
  readonly flag: number;
  readonly encrypted: boolean;
  /** 999 for dual apps; 0 where no line says. */
  readonly user: number;
  /** Carriage returns that a terminal or an editor put before the line feeds. */
  readonly returns: number;
  /** Bytes up to the adb backup. */
  readonly length: number;
}

/** Bytes of the first line with its end; 0 where it is not there. */
function magicLength(head: Uint8Array): number {
  if (Buffer.from(head.subarray(0, FIRST_LINE.length)).toString('latin1') !== FIRST_LINE) return 0;
  let end = FIRST_LINE.length;
  while (end - FIRST_LINE.length < MOST_RETURNS && head[end] === CR) end++;
  return head[end] === LF ? end + 1 : 0;
}

export function hasMagic(head: Uint8Array): boolean {
  return magicLength(head) > 0;
}

/**
 * Reads five, six or seven lines, by line and never by looking for `ANDROID BACKUP`: a label may hold anything.
 * (miui.app.backup of MIUI 10 for the flags 0 and 1, of MIUI 12 for 20 and 21.)
 * Throws Fault `evidence.unknown`, `evidence.truncated` or `evidence.unsupported`.
 */
export function readBakHeader(head: Uint8Array, at: Citation): BakHeader {
  if (!hasMagic(head)) throw new Fault('evidence.unknown', 'miui.no-magic', at);
  let offset = magicLength(head);
  let returns = offset - MAGIC.length;
  const line = (): string => {
    const end = head.indexOf(LF, offset);
    if (end < 0 && head.length < HEADER_REACH) {
      throw new Fault('evidence.truncated', 'miui.header', at, { bytes: head.length });
    }
    if (end < 0 || end >= HEADER_REACH)
      throw new Fault('evidence.unsupported', 'miui.header-length', at, { limit: HEADER_REACH });
    let stop = end;
    while (end - stop < MOST_RETURNS && stop > offset && head[stop - 1] === CR) stop--;
    returns += end - stop;
    const text = Buffer.from(head.subarray(offset, stop)).toString('utf8');
    offset = end + 1;
    return text;
  };
  const integer = (name: string): number => {
    const text = line();
    if (!/^-?\d{1,9}$/.test(text)) {
      throw new Fault('evidence.unsupported', 'miui.header-line', at, { line: name, text: text.slice(0, 40) });
    }
    return Number(text);
  };
  const version = line();
  const title = line();
  const space = title.indexOf(' ');
  const feature = integer('feature');
  const flag = integer('flag');
  if (!FLAGS.has(flag)) throw new Fault('evidence.unsupported', 'miui.flag', at, { flag });
  const encrypted = flag % 10 === ENCRYPTED_FLAG;
  // Only a verifier for the dialog on the phone: it opens nothing.
  if (encrypted) line();
  const user = flag >= USER_FLAG ? integer('user') : 0;
  return {
    version,
    package: space < 0 ? title : title.slice(0, space),
    label: space < 0 ? null : title.slice(space + 1),
    feature,
    flag,
    encrypted,
    user: Math.max(0, user),
    returns,
    length: offset,
  };
}
