import { crc32 } from 'node:zlib';
import type { MemberKind } from '../../src/vfs/member.ts';
import { extraField, type ZipRecord } from './record.ts';

/** Host systems (APPNOTE 4.4.2) whose upper attribute word is a Unix mode. */
const UNIX_HOSTS: ReadonlySet<number> = new Set([3, 19]);
/** Hosts whose programs may write `\` between folders: FAT, HPFS, NTFS, VFAT. */
const BACKSLASH_HOSTS: ReadonlySet<number> = new Set([0, 6, 10, 14]);
const DOS_DIRECTORY = 0x10;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;

const TYPE_MASK = 0o170000;
const TYPES: ReadonlyMap<number, MemberKind> = new Map([
  [0o040000, 'directory'],
  [0o100000, 'file'],
  [0o120000, 'symlink'],
  [0o010000, 'special'],
  [0o020000, 'special'],
  [0o060000, 'special'],
  [0o140000, 'special'],
]);

/** Extra fields (Info-ZIP extrafld.txt; APPNOTE 4.5). */
const EXTRA_NTFS = 0x000a;
const EXTRA_TIMES = 0x5455;
const EXTRA_UNIX_1 = 0x5855;
const EXTRA_UNIX_3 = 0x7875;
const EXTRA_UNICODE_PATH = 0x7075;
const EXTRA_SHA256 = 0x3253;
const SHA256_BYTES = 32;

/** `folds`: a backslash stands between folders whatever host wrote the name. */
export function kindOf(record: ZipRecord, folds: boolean): MemberKind {
  if (UNIX_HOSTS.has(record.host)) {
    const kind = TYPES.get((record.attributes >>> 16) & TYPE_MASK);
    if (kind !== undefined) return kind;
  }
  const last = record.name[record.name.length - 1];
  if (last === SLASH || (last === BACKSLASH && (folds || BACKSLASH_HOSTS.has(record.host)))) return 'directory';
  return !UNIX_HOSTS.has(record.host) && (record.attributes & DOS_DIRECTORY) !== 0 && record.size === 0
    ? 'directory'
    : 'file';
}

/** Permission bits; null where none are set, as extraction tools write it, or the host is not Unix. */
export function modeOf(record: ZipRecord): number | null {
  const mode = UNIX_HOSTS.has(record.host) ? (record.attributes >>> 16) & 0o7777 : 0;
  return mode === 0 ? null : mode;
}

/**
 * The name to make a path of: the UTF-8 twin of a name in another code page (0x7075, where its checksum is that of
 * the name), slashes for the backslashes of Windows programs. `folds` as in `kindOf`.
 */
export function nameOf(record: ZipRecord, folds: boolean): Uint8Array {
  const twin = record.extra.length === 0 ? null : extraField(record.extra, EXTRA_UNICODE_PATH);
  if (twin !== null && twin.length > 5 && twin[0] === 1) {
    const stated = new DataView(twin.buffer, twin.byteOffset, twin.length).getUint32(1, true);
    if (stated === crc32(record.name)) return folds ? slashed(twin.subarray(5)) : twin.subarray(5);
  }
  return folds || hasFoldedName(record) ? slashed(record.name) : record.name;
}

const slashed = (name: Uint8Array): Uint8Array => name.map((byte) => (byte === BACKSLASH ? SLASH : byte));

/** Whether the program that wrote a name puts `\` between folders, and did so here. */
export function hasFoldedName({ host, name }: ZipRecord): boolean {
  return BACKSLASH_HOSTS.has(host) && name.includes(BACKSLASH) && !name.includes(SLASH);
}

/**
 * Whether the names of a zip have backslashes and none has a slash: some programs of Windows state another host, and put
 * them between folders all the same.
 */
export function foldsBackslashes(count: number, record: (index: number) => ZipRecord): boolean {
  let found = false;
  for (let i = 0; i < count; i++) {
    const { name } = record(i);
    if (name.includes(SLASH)) return false;
    found ||= name.includes(BACKSLASH);
  }
  return found;
}

/** Milliseconds since 1970, UTC, from the most exact field there is. */
export function modifiedOf({ extra, dosTime }: ZipRecord): number | null {
  if (extra.length > 0) {
    const times = extraField(extra, EXTRA_TIMES);
    if (times !== null && times.length >= 5 && ((times[0] as number) & 1) !== 0) return signed32(times, 1) * 1000;
    const ntfs = extraField(extra, EXTRA_NTFS);
    if (ntfs !== null && ntfs.length >= 16) {
      const ticks = new DataView(ntfs.buffer, ntfs.byteOffset, ntfs.length).getBigUint64(8, true);
      if (ticks !== 0n) return Number(ticks / 10_000n) - FILETIME_EPOCH_MS;
    }
    const unix = extraField(extra, EXTRA_UNIX_1);
    if (unix !== null && unix.length >= 8) return signed32(unix, 4) * 1000;
  }
  return dosTimeMs(dosTime);
}

/** 1601 to 1970, in milliseconds. */
const FILETIME_EPOCH_MS = 11_644_473_600_000;

function signed32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length).getInt32(at, true);
}

/** DOS time has no zone; it is declared to be UTC. Null where it is no date. */
function dosTimeMs(value: number): number | null {
  const date = value >>> 16;
  const month = (date >> 5) & 15;
  const day = date & 31;
  if (month < 1 || month > 12 || day < 1) return null;
  const time = value & 0xffff;
  return Date.UTC(1980 + (date >> 9), month - 1, day, time >> 11, (time >> 5) & 63, (time & 31) * 2);
}

export function ownerOf({ extra }: ZipRecord): { readonly uid: number | null; readonly gid: number | null } {
  const unix = extra.length === 0 ? null : extraField(extra, EXTRA_UNIX_3);
  if (unix !== null && unix[0] === 1) {
    const uidLength = unix[1] ?? 0;
    const gidLength = unix[2 + uidLength] ?? 0;
    return { uid: little(unix, 2, uidLength), gid: little(unix, 3 + uidLength, gidLength) };
  }
  const old = extra.length === 0 ? null : extraField(extra, EXTRA_UNIX_1);
  return old !== null && old.length >= 12
    ? { uid: little(old, 8, 2), gid: little(old, 10, 2) }
    : { uid: null, gid: null };
}

/** GrayKey's own field: the SHA-256 of the content (seen in its zips; not documented). Null where there is none. */
export function declaredOf({ extra }: ZipRecord): string | null {
  const stated = extra.length === 0 ? null : extraField(extra, EXTRA_SHA256);
  return stated?.length === SHA256_BYTES ? Buffer.from(stated).toString('hex') : null;
}

function little(bytes: Uint8Array, at: number, length: number): number | null {
  if (length < 1 || length > 8 || at + length > bytes.length) return null;
  let value = 0;
  for (let i = at + length - 1; i >= at; i--) value = value * 256 + (bytes[i] as number);
  return Number.isSafeInteger(value) ? value : null;
}
