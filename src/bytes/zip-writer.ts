import { crc32, deflateRawSync } from 'node:zlib';

/** What a member states beside its content. */
export interface ZipFacts {
  /** Seconds since 1970, UTC. */
  readonly modified: number | null;
}

/** Writes members one after another, sizes known before each: no data descriptors. Zip64 throughout the index where needed. */
export interface ZipWriter {
  /** `chunks` may be walked twice: once for the checksum, once to be written. */
  add(name: string, size: number, chunks: () => Iterable<Uint8Array>, stated?: ZipFacts): Promise<void>;
  finish(): Promise<void>;
}

const LOCAL_MAGIC = 0x04034b50;
const CENTRAL_MAGIC = 0x02014b50;
const END_MAGIC = 0x06054b50;
const END64_MAGIC = 0x06064b50;
const LOCATOR64_MAGIC = 0x07064b50;
const ZIP64_EXTRA = 0x0001;
/** Info-ZIP's times: flags, then the modification time in seconds since 1970, signed. */
const TIMES_EXTRA = 0x5455;
const TIMES_BYTES = 9;
const MODIFIED = 1;
const [EARLIEST, LATEST] = [-(2 ** 31), 2 ** 31 - 1];
const UTF8_NAMES = 0x0800;
const STORED = 0;
const DEFLATED = 8;
const MOST_32 = 0xffffffff;
const MOST_16 = 0xffff;
/** 1980-01-01, the zero of DOS time: a snapshot's bytes depend on its content only. */
const DOS_DATE = 0x21;
const VERSION_ZIP64 = 45;
/** Contents up to this size are compressed in memory; larger ones are stored. */
const COMPRESSED_BYTES = 32 * 1024 * 1024;
const LEVEL = 1;

/** ZIP as PKWARE APPNOTE 6.3.10 sections 4.3.7, 4.3.12, 4.3.14 to 4.3.16, 4.5.3 have it. */
export function zipWriter(write: (bytes: Uint8Array) => Promise<void>): ZipWriter {
  const index: Buffer[] = [];
  let offset = 0;
  let count = 0;
  const put = async (bytes: Uint8Array): Promise<void> => {
    await write(bytes);
    offset += bytes.length;
  };

  const fields = (
    name: Buffer,
    method: number,
    crc: number,
    packed: number,
    size: number,
    at: number | null,
    modified: number | null,
  ): Buffer => {
    const wide =
      at !== null ? packed >= MOST_32 || size >= MOST_32 || at >= MOST_32 : packed >= MOST_32 || size >= MOST_32;
    const wideBytes = wide ? 4 + (at === null ? 16 : 24) : 0;
    const extra = Buffer.alloc(wideBytes + (modified === null ? 0 : TIMES_BYTES));
    if (modified !== null) {
      extra.writeUInt16LE(TIMES_EXTRA, wideBytes);
      extra.writeUInt16LE(TIMES_BYTES - 4, wideBytes + 2);
      extra.writeUInt8(MODIFIED, wideBytes + 4);
      extra.writeInt32LE(modified, wideBytes + 5);
    }
    if (wide) {
      extra.writeUInt16LE(ZIP64_EXTRA, 0);
      extra.writeUInt16LE(wideBytes - 4, 2);
      extra.writeBigUInt64LE(BigInt(size), 4);
      extra.writeBigUInt64LE(BigInt(packed), 12);
      if (at !== null) extra.writeBigUInt64LE(BigInt(at), 20);
    }
    const head = Buffer.alloc(at === null ? 30 : 46);
    let p = head.writeUInt32LE(at === null ? LOCAL_MAGIC : CENTRAL_MAGIC, 0);
    if (at !== null) p = head.writeUInt16LE(VERSION_ZIP64, p);
    p = head.writeUInt16LE(wide ? VERSION_ZIP64 : 20, p);
    p = head.writeUInt16LE(UTF8_NAMES, p);
    p = head.writeUInt16LE(method, p);
    p = head.writeUInt16LE(0, p);
    p = head.writeUInt16LE(DOS_DATE, p);
    p = head.writeUInt32LE(crc, p);
    p = head.writeUInt32LE(wide ? MOST_32 : packed, p);
    p = head.writeUInt32LE(wide ? MOST_32 : size, p);
    p = head.writeUInt16LE(name.length, p);
    p = head.writeUInt16LE(extra.length, p);
    if (at !== null) head.writeUInt32LE(wide ? MOST_32 : at, 42);
    return Buffer.concat([head, name, extra]);
  };

  return {
    async add(name, size, chunks, stated) {
      const given = stated?.modified ?? null;
      const modified = given === null || given < EARLIEST || given > LATEST ? null : Math.floor(given);
      const stored = Buffer.from(name);
      const at = offset;
      let crc = 0;
      if (size <= COMPRESSED_BYTES) {
        const whole = Buffer.concat([...chunks()].map((chunk) => Buffer.from(chunk)));
        crc = crc32(whole);
        const packed = deflateRawSync(whole, { level: LEVEL });
        const smaller = packed.length < whole.length;
        const body = smaller ? packed : whole;
        const method = smaller ? DEFLATED : STORED;
        await put(fields(stored, method, crc, body.length, whole.length, null, modified));
        await put(body);
        index.push(fields(stored, method, crc, body.length, whole.length, at, modified));
      } else {
        for (const chunk of chunks()) crc = crc32(chunk, crc);
        await put(fields(stored, STORED, crc, size, size, null, modified));
        for (const chunk of chunks()) await put(chunk);
        index.push(fields(stored, STORED, crc, size, size, at, modified));
      }
      count += 1;
    },
    async finish() {
      const start = offset;
      for (const line of index) await put(line);
      const length = offset - start;
      if (count >= MOST_16 || start >= MOST_32 || length >= MOST_32) {
        const end64 = Buffer.alloc(56 + 20);
        end64.writeUInt32LE(END64_MAGIC, 0);
        end64.writeBigUInt64LE(44n, 4);
        end64.writeUInt16LE(VERSION_ZIP64, 12);
        end64.writeUInt16LE(VERSION_ZIP64, 14);
        end64.writeBigUInt64LE(BigInt(count), 24);
        end64.writeBigUInt64LE(BigInt(count), 32);
        end64.writeBigUInt64LE(BigInt(length), 40);
        end64.writeBigUInt64LE(BigInt(start), 48);
        end64.writeUInt32LE(LOCATOR64_MAGIC, 56);
        end64.writeBigUInt64LE(BigInt(offset), 64);
        end64.writeUInt32LE(1, 72);
        await put(end64);
      }
      const end = Buffer.alloc(22);
      end.writeUInt32LE(END_MAGIC, 0);
      end.writeUInt16LE(Math.min(count, MOST_16), 8);
      end.writeUInt16LE(Math.min(count, MOST_16), 10);
      end.writeUInt32LE(Math.min(length, MOST_32), 12);
      end.writeUInt32LE(Math.min(start, MOST_32), 16);
      await put(end);
    },
  };
}
