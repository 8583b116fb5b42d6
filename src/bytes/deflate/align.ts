/**
 * zlib begins at whole bytes. A deflate stream that goes on at bit `bit` of `input` is put behind empty blocks that
 * end at that bit of a byte: they unpack to nothing. Empty blocks of the fixed code have 10 bits; one of a dynamic
 * code that has 93 gives the odd places (RFC 1951).
 */
export function alignedFront(input: Uint8Array, bit: number): Uint8Array {
  const shift = bit & 7;
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let i = 0; i < count; i++) bits.push((value >> i) & 1);
  };
  if (shift % 2 === 1) {
    put(0b100, 3); // not final, dynamic
    put(0, 5); // 257 literals
    put(0, 5); // 1 distance
    put(15, 4); // 19 lengths of the code of code lengths
    for (let i = 0; i < 19; i++) put(i === 2 || i === 17 ? 1 : 0, 3); // of 18 and of 1
    put(1, 1); // 18: that many zeros
    put(138 - 11, 7);
    put(1, 1);
    put(118 - 11, 7);
    put(0, 1); // the end of the block has one bit
    put(0, 1); // so has the one distance
    put(0, 1); // the end of the block
  }
  while (bits.length % 8 !== shift) {
    put(0b010, 3); // not final, fixed
    put(0, 7); // the end of the block
  }
  const first = input[bit >>> 3] ?? 0;
  for (let i = shift; i < 8 && shift > 0; i++) bits.push((first >> i) & 1);
  const out = new Uint8Array(bits.length / 8);
  for (let i = 0; i < bits.length; i++) if (bits[i] === 1) out[i >> 3] = (out[i >> 3] as number) | (1 << (i & 7));
  return out;
}
