import { crc32 } from 'node:zlib';
import { deflateSync } from 'fflate';
import { concat, u16le, u32le, u64le, utf8 } from './bytes.ts';

/** Zip archives by hand (PKWARE APPNOTE), so that each member can be as odd as real writers make it. */

export interface ZipItem {
  /** Bytes are written as they are, without the UTF-8 flag. */
  readonly path: string | Uint8Array;
  readonly body?: Uint8Array;
  readonly method?: 'store' | 'deflate';
  /** Seconds since 1970, UTC: the DOS time says the same in UTC, and so does the UT extra. */
  readonly mtime?: number;
  /** Unix mode with file type bits; default a regular file or directory. */
  readonly mode?: number;
  /** Sizes and checksum after the body (general-purpose bit 3). */
  readonly descriptor?: boolean;
  /** Sizes and offset as 64-bit numbers in the extra field, whatever they are. */
  readonly zip64?: boolean;
  /** Extra fields: which are written. */
  readonly extras?: readonly ('UT' | 'ux')[];
  readonly uid?: number;
  readonly gid?: number;
  /** Further extra fields, raw. */
  readonly extra?: Uint8Array;
  /** Write this checksum instead of the true one. */
  readonly crc?: number;
}

const SIGNATURE = {
  local: 0x04034b50,
  descriptor: 0x08074b50,
  central: 0x02014b50,
  end: 0x06054b50,
  end64: 0x06064b50,
  locator64: 0x07064b50,
} as const;
const FLAG_DESCRIPTOR = 0x0008;
const FLAG_UTF8 = 0x0800;
const UNIX = 3;
const VERSION = 20;
const VERSION_64 = 45;
const FULL_32 = 0xffffffff;
const EXTRA_ZIP64 = 0x0001;
const EXTRA_UT = 0x5455;
const EXTRA_UX = 0x7875;
const DEFLATE_LEVEL = 9;

const field = (id: number, data: Uint8Array): Uint8Array => concat([u16le(id), u16le(data.length), data]);

/** DOS date and time fields: two-second steps from 1980 on. */
function dosTime(seconds: number): Uint8Array {
  const at = new Date(seconds * 1000);
  const year = at.getUTCFullYear();
  if (year < 1980) return concat([u16le(0), u16le((1 << 5) | 1)]);
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((year - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return concat([u16le(time), u16le(date)]);
}

export interface ZipOptions {
  readonly comment?: string;
  /** Bytes before the archive that its offsets do not count. */
  readonly prefix?: Uint8Array;
  /** Write the Zip64 end record. */
  readonly zip64?: boolean;
}

/** A whole archive. */
export function zip(items: readonly ZipItem[], options: ZipOptions = {}): Uint8Array {
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  const push = (...bytes: Uint8Array[]) => {
    for (const part of bytes) {
      parts.push(part);
      offset += part.length;
    }
  };
  for (const item of items) {
    const name = typeof item.path === 'string' ? utf8(item.path) : item.path;
    const body = item.body ?? new Uint8Array(0);
    const directory = name[name.length - 1] === 0x2f;
    const deflated = (item.method ?? 'store') === 'deflate' && !directory;
    const data = deflated ? deflateSync(body, { level: DEFLATE_LEVEL }) : body;
    const crc = item.crc ?? crc32(body);
    const late = item.descriptor === true;
    const wide = item.zip64 === true;
    const flags =
      (late ? FLAG_DESCRIPTOR : 0) | (typeof item.path === 'string' && name.some((b) => b >= 0x80) ? FLAG_UTF8 : 0);
    const mtime = item.mtime ?? 0;
    const extras = item.extras ?? [];
    const common = (): Uint8Array[] => [
      ...(extras.includes('UT') ? [field(EXTRA_UT, concat([Uint8Array.of(1), u32le(mtime)]))] : []),
      ...(extras.includes('ux')
        ? [
            field(
              EXTRA_UX,
              concat([Uint8Array.of(1, 4), u32le(item.uid ?? 0), Uint8Array.of(4), u32le(item.gid ?? item.uid ?? 0)]),
            ),
          ]
        : []),
      ...(item.extra === undefined ? [] : [item.extra]),
    ];
    const start = offset;
    const localExtra = concat([
      ...(wide ? [field(EXTRA_ZIP64, concat([u64le(late ? 0 : body.length), u64le(late ? 0 : data.length)]))] : []),
      ...common(),
    ]);
    const version = wide ? VERSION_64 : VERSION;
    const sizes = (hidden: boolean): Uint8Array =>
      hidden
        ? new Uint8Array(8)
        : wide
          ? concat([u32le(FULL_32), u32le(FULL_32)])
          : concat([u32le(data.length), u32le(body.length)]);
    const shared = concat([u16le(version), u16le(flags), u16le(deflated ? 8 : 0), dosTime(mtime)]);
    push(
      u32le(SIGNATURE.local),
      shared,
      u32le(late ? 0 : crc),
      wide && late ? concat([u32le(FULL_32), u32le(FULL_32)]) : sizes(late),
      u16le(name.length),
      u16le(localExtra.length),
      name,
      localExtra,
      data,
    );
    if (late) {
      const width = wide ? u64le : u32le;
      push(u32le(SIGNATURE.descriptor), u32le(crc), width(data.length), width(body.length));
    }
    const mode = item.mode ?? (directory ? 0o040755 : 0o100660);
    const centralExtra = concat([
      ...(wide ? [field(EXTRA_ZIP64, concat([u64le(body.length), u64le(data.length), u64le(start)]))] : []),
      ...common(),
    ]);
    central.push(
      concat([
        u32le(SIGNATURE.central),
        u16le((UNIX << 8) | version),
        shared,
        u32le(crc),
        sizes(false),
        u16le(name.length),
        u16le(centralExtra.length),
        u16le(0),
        u16le(0),
        u16le(0),
        u32le(((mode << 16) | (directory ? 0x10 : 0)) >>> 0),
        u32le(wide ? FULL_32 : start),
        name,
        centralExtra,
      ]),
    );
  }
  const start = offset;
  push(...central);
  const size = offset - start;
  if (options.zip64 === true) {
    const end = offset;
    push(
      u32le(SIGNATURE.end64),
      u64le(44),
      u16le((UNIX << 8) | VERSION_64),
      u16le(VERSION_64),
      u32le(0),
      u32le(0),
      u64le(items.length),
      u64le(items.length),
      u64le(size),
      u64le(start),
      u32le(SIGNATURE.locator64),
      u32le(0),
      u64le(end),
      u32le(1),
    );
  }
  const narrow =
    options.zip64 === true ? { count: 0xffff, size: FULL_32, start: FULL_32 } : { count: items.length, size, start };
  const comment = utf8(options.comment ?? '');
  push(
    u32le(SIGNATURE.end),
    u16le(0),
    u16le(0),
    u16le(narrow.count),
    u16le(narrow.count),
    u32le(narrow.size),
    u32le(narrow.start),
    u16le(comment.length),
    comment,
  );
  return concat([options.prefix ?? new Uint8Array(0), ...parts]);
}
