/**
 * OpenSSL's output comes in new memory with each call, which costs more than deciphering where it is long: pieces of
 * this size get memory that was in use a moment ago.
 */
const PIECE_BYTES = 16 << 10;
/** What a block cipher may give back of the call before. */
const BLOCK_BYTES = 16;

/** Plain text of the next bytes, valid until the next call. */
export type Deciphering = (decipher: { update(bytes: Uint8Array): Uint8Array }, bytes: Uint8Array) => Uint8Array;

/** Deciphers into memory of its own, which each call uses again. */
export function deciphering(): Deciphering {
  let memory = new Uint8Array(0);
  return (decipher, bytes) => {
    if (memory.length < bytes.length + BLOCK_BYTES) memory = new Uint8Array(bytes.length + BLOCK_BYTES);
    let filled = 0;
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const plain = decipher.update(bytes.subarray(at, at + PIECE_BYTES));
      memory.set(plain, filled);
      filled += plain.length;
    }
    return memory.subarray(0, filled);
  };
}

const NOTHING = new Uint8Array(0);

/** Deciphers for the tag at the end alone: nothing comes out. */
export const unheard: Deciphering = (decipher, bytes) => {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) decipher.update(bytes.subarray(at, at + PIECE_BYTES));
  return NOTHING;
};
