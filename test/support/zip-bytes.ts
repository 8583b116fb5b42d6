import { crc32, deflateRawSync } from 'node:zlib';

/** One member for `zipBytes`. */
export interface ZipEntry {
  readonly name: string | Uint8Array;
  readonly body?: string | Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly host?: number;
  readonly mode?: number;
  readonly extra?: Uint8Array;
  readonly dosTime?: number;
  readonly crc?: number;
  readonly zip64?: boolean;
}

const bytesOf = (value: string | Uint8Array): Uint8Array => (typeof value === 'string' ? Buffer.from(value) : value);

/** An extra field. */
export function extra(id: number, data: Uint8Array): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** A zip made field by field. `before` is junk in front that the offsets do not count. */
export function zipBytes(
  entries: readonly ZipEntry[],
  options: { before?: Uint8Array; comment?: string; directory?: boolean } = {},
): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  const put = (bytes: Buffer) => {
    parts.push(bytes);
    at += bytes.length;
  };
  for (const entry of entries) {
    const name = bytesOf(entry.name);
    const body = bytesOf(entry.body ?? '');
    const method = entry.method ?? 8;
    const packed = method === 8 ? deflateRawSync(body) : body;
    const flags = entry.flags ?? 0x800;
    const crc = entry.crc ?? crc32(body);
    const own = entry.extra ?? Buffer.alloc(0);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(method, 8);
    local.writeUInt32LE(entry.dosTime ?? 0x5a210000, 10);
    const later = (flags & 8) !== 0;
    local.writeUInt32LE(later ? 0 : crc, 14);
    local.writeUInt32LE(later ? 0 : packed.length, 18);
    local.writeUInt32LE(later ? 0 : body.length, 22);
    local.writeUInt16LE(name.length, 26);
    local.writeUInt16LE(own.length, 28);
    const offset = at;
    put(Buffer.concat([local, name, own, packed]));
    if (later) {
      const descriptor = Buffer.alloc(16);
      descriptor.writeUInt32LE(0x08074b50, 0);
      descriptor.writeUInt32LE(crc, 4);
      descriptor.writeUInt32LE(packed.length, 8);
      descriptor.writeUInt32LE(body.length, 12);
      put(descriptor);
    }
    const wide = Buffer.alloc(24);
    wide.writeBigUInt64LE(BigInt(body.length), 0);
    wide.writeBigUInt64LE(BigInt(packed.length), 8);
    wide.writeBigUInt64LE(BigInt(offset), 16);
    const all = entry.zip64 === true ? Buffer.concat([own, extra(1, wide)]) : own;
    const record = Buffer.alloc(46);
    record.writeUInt32LE(0x02014b50, 0);
    record.writeUInt16LE(((entry.host ?? 3) << 8) | 20, 4);
    record.writeUInt16LE(20, 6);
    record.writeUInt16LE(flags, 8);
    record.writeUInt16LE(method, 10);
    record.writeUInt32LE(entry.dosTime ?? 0x5a210000, 12);
    record.writeUInt32LE(crc, 16);
    record.writeUInt32LE(entry.zip64 === true ? 0xffffffff : packed.length, 20);
    record.writeUInt32LE(entry.zip64 === true ? 0xffffffff : body.length, 24);
    record.writeUInt16LE(name.length, 28);
    record.writeUInt16LE(all.length, 30);
    record.writeUInt32LE(((entry.mode ?? 0o100600) << 16) >>> 0, 38);
    record.writeUInt32LE(entry.zip64 === true ? 0xffffffff : offset, 42);
    central.push(Buffer.concat([record, name, all]));
  }
  if (options.directory !== false) {
    const directory = Buffer.concat(central);
    const start = at;
    put(directory);
    const wide = entries.some((entry) => entry.zip64 === true);
    if (wide) {
      const end64 = Buffer.alloc(56);
      end64.writeUInt32LE(0x06064b50, 0);
      end64.writeBigUInt64LE(44n, 4);
      end64.writeBigUInt64LE(BigInt(entries.length), 24);
      end64.writeBigUInt64LE(BigInt(entries.length), 32);
      end64.writeBigUInt64LE(BigInt(directory.length), 40);
      end64.writeBigUInt64LE(BigInt(start), 48);
      const locator = Buffer.alloc(20);
      locator.writeUInt32LE(0x07064b50, 0);
      locator.writeBigUInt64LE(BigInt(at), 8);
      locator.writeUInt32LE(1, 16);
      put(end64);
      put(locator);
    }
    const comment = Buffer.from(options.comment ?? '');
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(wide ? 0xffff : entries.length, 8);
    end.writeUInt16LE(wide ? 0xffff : entries.length, 10);
    end.writeUInt32LE(wide ? 0xffffffff : directory.length, 12);
    end.writeUInt32LE(wide ? 0xffffffff : start, 16);
    end.writeUInt16LE(comment.length, 20);
    put(Buffer.concat([end, comment]));
  }
  return Buffer.concat([options.before ?? Buffer.alloc(0), ...parts]);
}
