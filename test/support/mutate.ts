import type { Random } from '../../corpus/encode/seed.ts';

/** One kind of damage, as transfers, storage and people do it. */
type Damage = (bytes: Uint8Array, random: Random, other: Uint8Array) => Uint8Array;

const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

const flip: Damage = (bytes, random) => {
  const out = Uint8Array.from(bytes);
  for (let left = 1 + random.int(8); left > 0; left -= 1) {
    const at = random.int(out.length);
    out[at] = (out[at] as number) ^ (1 << random.int(8));
  }
  return out;
};
/** Numbers that lengths and offsets should never be: all ones, the sign alone, one more than fits. */
const EXTREMES = [0xff, 0x80, 0x7f, 0x00, 0x01];
const extreme: Damage = (bytes, random) => {
  const out = Uint8Array.from(bytes);
  const at = random.int(out.length);
  out.fill(random.pick(EXTREMES), at, at + random.pick([1, 2, 4, 8]));
  return out;
};
const cut: Damage = (bytes, random) => bytes.slice(0, random.int(bytes.length));
const behead: Damage = (bytes, random) => bytes.slice(random.int(Math.min(bytes.length, 2048)));
const zero: Damage = (bytes, random) => {
  const out = Uint8Array.from(bytes);
  const at = random.int(out.length);
  return out.fill(0, at, at + 1 + random.int(700));
};
const duplicate: Damage = (bytes, random) => {
  const at = random.int(bytes.length);
  const end = at + 1 + random.int(Math.min(4096, bytes.length));
  return joined(bytes.subarray(0, end), bytes.subarray(at, end), bytes.subarray(end));
};
const lose: Damage = (bytes, random) => {
  const at = random.int(bytes.length);
  return joined(bytes.subarray(0, at), bytes.subarray(at + 1 + random.int(700)));
};
const insert: Damage = (bytes, random) => {
  const at = random.int(bytes.length);
  return joined(bytes.subarray(0, at), random.bytes(1 + random.int(700)), bytes.subarray(at));
};
const splice: Damage = (bytes, random, other) => {
  const from = random.int(other.length);
  const at = random.int(bytes.length);
  const piece = other.subarray(from, from + 1 + random.int(8192));
  return joined(bytes.subarray(0, at), piece, bytes.subarray(at + piece.length));
};

const DAMAGES: readonly Damage[] = [flip, flip, extreme, extreme, cut, behead, zero, duplicate, lose, insert, splice];

/** The bytes after one or two kinds of damage; `other` is what may have overwritten them. */
export function mutated(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  let out = bytes;
  for (let left = 1 + random.int(2); left > 0 && out.length > 0; left -= 1) {
    out = random.pick(DAMAGES)(out, random, other.length > 0 ? other : out);
  }
  return out;
}
