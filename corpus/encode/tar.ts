import { concat, latin1, utf8 } from './bytes.ts';

/** Tar archives as different writers make them. Sources: POSIX.1-2001 pax, the GNU tar manual, AOSP BackupHelpers.cpp. */

export const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
/** Largest size that fits eleven octal digits. */
const OCTAL_SIZE_LIMIT = 8 * 2 ** 30;
/** GNU tar and most others pad archives to twenty blocks. */
const RECORD_BLOCKS = 20;

export type TarKind = 'file' | 'directory' | 'symlink' | 'hardlink' | 'fifo' | 'character-device';

/** One member. Text names are written as UTF-8; bytes are written as they are. */
export interface TarItem {
  readonly path: string | Uint8Array;
  readonly kind?: TarKind;
  readonly body?: Uint8Array;
  readonly link?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Seconds since 1970; the fraction is kept by pax only. */
  readonly mtime?: number;
  readonly owner?: string;
}

/** `v7`: no magic. `ustar`: POSIX with prefix. `gnu`: L/K members and base-256. `pax`: x members wherever ustar falls short. */
export type TarDialect = 'v7' | 'ustar' | 'gnu' | 'pax';

const TYPE_FLAGS: Readonly<Record<TarKind, string>> = {
  file: '0',
  directory: '5',
  symlink: '2',
  hardlink: '1',
  fifo: '6',
  'character-device': '3',
};

export interface RawHeader {
  readonly name: Uint8Array;
  readonly mode: string;
  readonly uid: string | Uint8Array;
  readonly gid: string | Uint8Array;
  readonly size: string | Uint8Array;
  readonly mtime: string | Uint8Array;
  readonly type: string;
  readonly link?: Uint8Array;
  /** Eight bytes of magic and version. */
  readonly magic: string;
  readonly owner?: string;
  readonly prefix?: Uint8Array;
}

/** Lays the fields out and signs them with the checksum: six octal digits, NUL, space. */
export function tarHeader(raw: RawHeader): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const put = (offset: number, width: number, value: string | Uint8Array) => {
    const bytes = typeof value === 'string' ? latin1(value) : value;
    block.set(bytes.subarray(0, width), offset);
  };
  put(0, NAME_BYTES, raw.name);
  put(100, 8, raw.mode);
  put(108, 8, raw.uid);
  put(116, 8, raw.gid);
  put(124, 12, raw.size);
  put(136, 12, raw.mtime);
  put(156, 1, raw.type);
  if (raw.link !== undefined) put(157, NAME_BYTES, raw.link);
  put(257, 8, raw.magic);
  if (raw.owner !== undefined) {
    put(265, 31, raw.owner);
    put(297, 31, raw.owner);
  }
  if (raw.prefix !== undefined) put(345, PREFIX_BYTES, raw.prefix);
  return signed(block);
}

/** Computes the checksum of a header anew. */
export function signed(header: Uint8Array): Uint8Array {
  const block = header.slice();
  block.fill(0x20, 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.set(latin1(`${sum.toString(8).padStart(6, '0')}\0 `), 148);
  return block;
}

/** A body filled up to whole blocks. */
export function padded(body: Uint8Array): Uint8Array {
  const over = body.length % BLOCK;
  return over === 0 ? body : concat([body, new Uint8Array(BLOCK - over)]);
}

/** The two zero blocks that end an archive. */
export const END_MARK = new Uint8Array(2 * BLOCK);

/** One pax record: its own length in decimal, a space, key=value, LF. */
export function paxRecord(key: string, value: string | Uint8Array): Uint8Array {
  const rest = concat([utf8(` ${key}=`), typeof value === 'string' ? utf8(value) : value, utf8('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return concat([utf8(String(length)), rest]);
}

function octal(value: number, digits: number): string {
  return `${value.toString(8).padStart(digits, '0')}\0`;
}

/** GNU base-256: the top bit set, then a big-endian two's complement number. */
export function base256(value: bigint, width: number): Uint8Array {
  const bytes = new Uint8Array(width);
  let rest = BigInt.asUintN(width * 8, value);
  for (let at = width - 1; at >= 0; at -= 1) {
    bytes[at] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  bytes[0] = (bytes[0] as number) | 0x80;
  return bytes;
}

function splitName(name: Uint8Array): { name: Uint8Array; prefix: Uint8Array } | null {
  if (name.length <= NAME_BYTES) return { name, prefix: new Uint8Array(0) };
  for (let at = Math.min(PREFIX_BYTES, name.length - 2); at > 0; at -= 1) {
    if (name[at] === 0x2f && name.length - at - 1 <= NAME_BYTES)
      return { name: name.subarray(at + 1), prefix: name.subarray(0, at) };
  }
  return null;
}

function member(item: TarItem, dialect: TarDialect): Uint8Array[] {
  const kind = item.kind ?? 'file';
  const body = kind === 'file' ? (item.body ?? new Uint8Array(0)) : new Uint8Array(0);
  const stored = typeof item.path === 'string' ? utf8(item.path) : item.path;
  const full = kind === 'directory' && stored[stored.length - 1] !== 0x2f ? concat([stored, utf8('/')]) : stored;
  const link = item.link === undefined ? undefined : utf8(item.link);
  const mtime = item.mtime ?? 0;
  const seconds = Math.floor(mtime);
  const uid = item.uid ?? 0;
  const gid = item.gid ?? uid;
  const type = dialect === 'v7' && kind === 'file' ? '\0' : TYPE_FLAGS[kind];
  const magic = dialect === 'v7' ? '' : dialect === 'gnu' ? 'ustar  \0' : 'ustar\x0000';
  const out: Uint8Array[] = [];
  const number = (value: number, digits: number): string | Uint8Array =>
    value >= 0 && value < 8 ** digits ? octal(value, digits) : base256(BigInt(value), digits + 1);
  const header = (name: Uint8Array, size: number, flag: string, more: Partial<RawHeader> = {}) =>
    tarHeader({
      name,
      mode: octal(item.mode ?? (kind === 'directory' ? 0o771 : 0o660), 7),
      uid: dialect === 'gnu' ? number(uid, 7) : octal(uid % 8 ** 7, 7),
      gid: dialect === 'gnu' ? number(gid, 7) : octal(gid % 8 ** 7, 7),
      size: dialect === 'gnu' ? number(size, 11) : octal(size % OCTAL_SIZE_LIMIT, 11),
      mtime: dialect === 'gnu' ? number(seconds, 11) : octal(Math.max(0, seconds), 11),
      type: flag,
      magic,
      ...(item.owner === undefined ? {} : { owner: item.owner }),
      ...more,
    });
  const extra = (name: string, flag: string, data: Uint8Array) => {
    out.push(header(utf8(name), data.length, flag), padded(data));
  };

  let split = dialect === 'gnu' || dialect === 'v7' ? null : splitName(full);
  if (dialect === 'gnu') {
    if (link !== undefined && link.length > NAME_BYTES) extra('././@LongLink', 'K', concat([link, Uint8Array.of(0)]));
    if (full.length > NAME_BYTES) extra('././@LongLink', 'L', concat([full, Uint8Array.of(0)]));
  } else if (dialect === 'pax') {
    const records: Uint8Array[] = [];
    if (split === null || full.some((byte) => byte >= 0x80)) records.push(paxRecord('path', full));
    if (link !== undefined && (link.length > NAME_BYTES || link.some((byte) => byte >= 0x80)))
      records.push(paxRecord('linkpath', link));
    if (mtime !== seconds || seconds < 0) records.push(paxRecord('mtime', mtime.toFixed(9).replace(/0+$/, '')));
    if (uid >= 8 ** 7) records.push(paxRecord('uid', String(uid)));
    if (gid >= 8 ** 7) records.push(paxRecord('gid', String(gid)));
    if (body.length >= OCTAL_SIZE_LIMIT) records.push(paxRecord('size', String(body.length)));
    if (records.length > 0) extra('PaxHeaders/member', 'x', concat(records));
  } else if (split === null && full.length > NAME_BYTES) {
    throw new Error(`a ${dialect} header cannot hold a name of ${full.length} bytes`);
  }
  split ??= { name: full.subarray(0, NAME_BYTES), prefix: new Uint8Array(0) };
  out.push(
    header(split.name, body.length, type, {
      ...(split.prefix.length > 0 ? { prefix: split.prefix } : {}),
      ...(link === undefined ? {} : { link: link.subarray(0, NAME_BYTES) }),
    }),
  );
  if (body.length > 0) out.push(padded(body));
  return out;
}

export interface TarOptions {
  /** Two zero blocks, and zeros up to a whole record of 10,240 bytes as GNU tar writes them; or nothing. */
  readonly end?: 'mark' | 'record' | 'none';
  /** Records of a global pax header at the start. */
  readonly global?: Readonly<Record<string, string>>;
}

/** A whole archive. */
export function tar(items: Iterable<TarItem>, dialect: TarDialect, options: TarOptions = {}): Uint8Array {
  const parts: Uint8Array[] = [];
  if (options.global !== undefined) {
    const data = concat(Object.entries(options.global).map(([key, value]) => paxRecord(key, value)));
    parts.push(
      tarHeader({
        name: utf8('pax_global_header'),
        mode: octal(0o666, 7),
        uid: octal(0, 7),
        gid: octal(0, 7),
        size: octal(data.length, 11),
        mtime: octal(0, 11),
        type: 'g',
        magic: 'ustar\x0000',
      }),
      padded(data),
    );
  }
  for (const item of items) parts.push(...member(item, dialect));
  const end = options.end ?? 'mark';
  if (end !== 'none') parts.push(END_MARK);
  if (end === 'record') {
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    const record = BLOCK * RECORD_BLOCKS;
    parts.push(new Uint8Array((record - (size % record)) % record));
  }
  return concat(parts);
}
