import { createCipheriv } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { concat, u32le, u64le, utf8 } from './bytes.ts';

/** MMKV stores as Tencent's library writes them (Core/MMKVMetaInfo.hpp, MMKV_IO.cpp, CodedOutputData.cpp). */

const MEMORY_PAGE = 4096;

export type MmkvValue =
  | { readonly text: string }
  | { readonly bytes: Uint8Array }
  | { readonly texts: readonly string[] }
  | { readonly whole: number | bigint }
  | { readonly float: number }
  | { readonly double: number }
  | 'removed';

export interface MmkvWrite {
  readonly key: string;
  readonly value: MmkvValue;
  /** Seconds since 1970; with it, all writes of the store must have one (0: never). */
  readonly expires?: number;
}

export interface MmkvOptions {
  /** Meta version; 4 is current. */
  readonly version?: number;
  readonly key?: string;
  readonly vector?: Uint8Array;
  readonly expires?: boolean;
  /** What an earlier generation left behind the end. */
  readonly before?: readonly MmkvWrite[];
  readonly sequence?: number;
}

/** Base-128, lowest group first. */
export function base128(value: number | bigint): Uint8Array {
  let rest = BigInt.asUintN(64, BigInt(value));
  const out: number[] = [];
  do {
    const group = Number(rest & 0x7fn);
    rest >>= 7n;
    out.push(rest === 0n ? group : group | 0x80);
  } while (rest !== 0n);
  return Uint8Array.from(out);
}

const sized = (bytes: Uint8Array): Uint8Array => concat([base128(bytes.length), bytes]);

function ieee(value: number, bytes: 4 | 8): Uint8Array {
  const view = new DataView(new ArrayBuffer(bytes));
  if (bytes === 4) view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return new Uint8Array(view.buffer);
}

function valueBytes(value: MmkvValue): Uint8Array {
  if (value === 'removed') return new Uint8Array(0);
  if ('text' in value) return sized(utf8(value.text));
  if ('bytes' in value) return sized(value.bytes);
  if ('texts' in value) return sized(concat(value.texts.map((text) => sized(utf8(text)))));
  if ('whole' in value) return base128(value.whole);
  return 'float' in value ? ieee(value.float, 4) : ieee(value.double, 8);
}

function content(writes: readonly MmkvWrite[], expires: boolean): Uint8Array {
  const placeholder = Uint8Array.of(0xff, 0xff, 0xff, 0x07);
  const items = writes.map(({ key, value, expires: at }) => {
    const body = valueBytes(value);
    const timed = expires && value !== 'removed' ? concat([body, u32le(at ?? 0)]) : body;
    return concat([sized(utf8(key)), sized(timed)]);
  });
  return concat([placeholder, ...items]);
}

/** The store's file and its meta file. */
export function mmkv(
  writes: readonly MmkvWrite[],
  options: MmkvOptions = {},
): { readonly main: Uint8Array; readonly crc: Uint8Array } {
  const { version = 4, key, expires = false, before = [], sequence = 1 } = options;
  const vector = options.vector ?? new Uint8Array(16);
  const seal = (bytes: Uint8Array): Uint8Array => {
    if (key === undefined) return bytes;
    const padded = Buffer.alloc(16);
    padded.write(key, 'utf8');
    const cipher = createCipheriv('aes-128-cfb', padded, version >= 2 ? vector : padded);
    return concat([cipher.update(bytes), cipher.final()]);
  };
  const current = seal(content(writes, expires));
  const earlier = before.length === 0 ? new Uint8Array(0) : seal(content(before, expires));
  const body = concat([current, earlier.subarray(current.length)]);
  const pages = Math.ceil((4 + body.length) / MEMORY_PAGE);
  const main = new Uint8Array(pages * MEMORY_PAGE);
  // From version 3 on the size counts in the meta file; current versions leave it 0 here.
  main.set(u32le(version >= 3 ? 0 : current.length), 0);
  main.set(body, 4);
  const crc = new Uint8Array(MEMORY_PAGE);
  crc.set(concat([u32le(crc32(current)), u32le(version), u32le(sequence), vector]), 0);
  if (version >= 3) crc.set(u32le(current.length), 28);
  if (version >= 4) crc.set(u64le(expires ? 1 : 0), 104);
  return { main, crc };
}
