/** A deterministic source of numbers and bytes (sfc32 by Chris Doty-Humphrey): the same seed gives the same corpus. */
export interface Random {
  /** An integer from 0 to `below` - 1. */
  int(below: number): number;
  bytes(count: number): Uint8Array;
  /** Fills what is given, four bytes at a step. */
  fill(bytes: Uint8Array): void;
  pick<T>(list: readonly T[]): T;
  /** Characters of an alphabet. */
  text(count: number, alphabet: string): string;
  hex(digits: number): string;
  base64url(characters: number): string;
  /** A version 4 UUID. */
  uuid(): string;
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Numbers that depend on nothing but `seed`. */
export function seeded(seed: string): Random {
  let hash = FNV_OFFSET;
  for (const byte of Buffer.from(seed, 'utf8')) hash = Math.imul(hash ^ byte, FNV_PRIME);
  let a = hash | 0;
  let b = Math.imul(hash, FNV_PRIME) | 0;
  let c = ~hash | 0;
  let counter = 1;
  const next = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 15; warm += 1) next();

  const random: Random = {
    int: (below) => Math.floor((next() / 2 ** 32) * below),
    bytes(count) {
      const bytes = new Uint8Array(count);
      random.fill(bytes);
      return bytes;
    },
    fill(bytes) {
      const words = bytes.length >>> 2;
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      for (let word = 0; word < words; word += 1) view.setUint32(word * 4, next(), true);
      for (let at = words * 4; at < bytes.length; at += 1) bytes[at] = next() & 0xff;
    },
    pick: (list) => list[random.int(list.length)] as (typeof list)[number],
    text(count, alphabet) {
      let out = '';
      for (let i = 0; i < count; i += 1) out += alphabet[random.int(alphabet.length)];
      return out;
    },
    hex: (digits) => random.text(digits, '0123456789abcdef'),
    base64url: (characters) => random.text(characters, BASE64URL),
    uuid() {
      const digits = random.hex(30);
      const variant = '89ab'[random.int(4)];
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(12, 15)}-${variant}${digits.slice(15, 18)}-${digits.slice(18, 30)}`;
    },
  };
  return random;
}
