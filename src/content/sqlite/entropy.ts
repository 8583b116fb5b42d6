/** Bytes looked at: enough to tell cipher text from anything with a structure. */
const SAMPLE_BYTES = 65536;
const SMALLEST_SAMPLE = 512;
/** How far below that of random bytes the entropy may lie, in bits a byte. */
const TOLERANCE_BITS = 0.1;

/**
 * Whether bytes look random, as cipher text does: Shannon entropy next to what random bytes of this number show,
 * which is 8 bits less about 255 / (2 n ln 2) for a sample of n bytes.
 */
export function looksRandom(bytes: Uint8Array): boolean {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample.length < SMALLEST_SAMPLE) return false;
  const counts = new Uint32Array(256);
  for (const byte of sample) counts[byte] = (counts[byte] as number) + 1;
  let entropy = 0;
  for (const count of counts) if (count > 0) entropy -= (count / sample.length) * Math.log2(count / sample.length);
  return entropy > 8 - 255 / (2 * sample.length * Math.LN2) - TOLERANCE_BITS;
}
