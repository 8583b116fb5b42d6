/** xxHash as its specification writes it down (xxhash_spec.md), in whole numbers of any size: slow and plain. */

const MASK_64 = (1n << 64n) - 1n;
const P64 = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;
const MASK_32 = (1n << 32n) - 1n;
const P32 = [0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn, 0x27d4eb2fn, 0x165667b1n] as const;

const little = (bytes: Uint8Array, at: number, count: number): bigint => {
  let value = 0n;
  for (let i = count - 1; i >= 0; i -= 1) value = (value << 8n) | BigInt(bytes[at + i] ?? 0);
  return value;
};

export function xxh64(bytes: Uint8Array): bigint {
  const cut = (value: bigint) => value & MASK_64;
  const turn = (value: bigint, by: bigint) => cut((value << by) | (value >> (64n - by)));
  const round = (lane: bigint, value: bigint) => cut(turn(cut(lane + value * P64[1]), 31n) * P64[0]);
  let at = 0;
  let hash: bigint;
  if (bytes.length >= 32) {
    const lanes = [cut(P64[0] + P64[1]), P64[1], 0n, cut(-P64[0])];
    for (; at + 32 <= bytes.length; at += 32)
      for (let lane = 0; lane < 4; lane += 1)
        lanes[lane] = round(lanes[lane] as bigint, little(bytes, at + lane * 8, 8));
    hash = cut(
      [1n, 7n, 12n, 18n].map((by, lane) => turn(lanes[lane] as bigint, by)).reduce((sum, part) => sum + part, 0n),
    );
    for (const lane of lanes) hash = cut((hash ^ round(0n, lane)) * P64[0] + P64[3]);
  } else hash = P64[4];
  hash = cut(hash + BigInt(bytes.length));
  for (; at + 8 <= bytes.length; at += 8)
    hash = cut(turn(hash ^ round(0n, little(bytes, at, 8)), 27n) * P64[0] + P64[3]);
  if (at + 4 <= bytes.length) {
    hash = cut(turn(hash ^ cut(little(bytes, at, 4) * P64[0]), 23n) * P64[1] + P64[2]);
    at += 4;
  }
  for (; at < bytes.length; at += 1) hash = cut(turn(hash ^ cut(little(bytes, at, 1) * P64[4]), 11n) * P64[0]);
  hash = cut((hash ^ (hash >> 33n)) * P64[1]);
  hash = cut((hash ^ (hash >> 29n)) * P64[2]);
  return hash ^ (hash >> 32n);
}

export function xxh32(bytes: Uint8Array): number {
  const cut = (value: bigint) => value & MASK_32;
  const turn = (value: bigint, by: bigint) => cut((value << by) | (value >> (32n - by)));
  let at = 0;
  let hash: bigint;
  if (bytes.length >= 16) {
    const lanes = [cut(P32[0] + P32[1]), P32[1], 0n, cut(-P32[0])];
    for (; at + 16 <= bytes.length; at += 16)
      for (let lane = 0; lane < 4; lane += 1)
        lanes[lane] = cut(turn(cut((lanes[lane] as bigint) + little(bytes, at + lane * 4, 4) * P32[1]), 13n) * P32[0]);
    hash = cut(
      [1n, 7n, 12n, 18n].map((by, lane) => turn(lanes[lane] as bigint, by)).reduce((sum, part) => sum + part, 0n),
    );
  } else hash = P32[4];
  hash = cut(hash + BigInt(bytes.length));
  for (; at + 4 <= bytes.length; at += 4) hash = cut(turn(cut(hash + little(bytes, at, 4) * P32[2]), 17n) * P32[3]);
  for (; at < bytes.length; at += 1) hash = cut(turn(cut(hash + little(bytes, at, 1) * P32[4]), 11n) * P32[0]);
  hash = cut((hash ^ (hash >> 15n)) * P32[1]);
  hash = cut((hash ^ (hash >> 13n)) * P32[2]);
  return Number(hash ^ (hash >> 16n));
}
