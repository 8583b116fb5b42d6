import { isOpenAes, MESSAGE_BYTES } from './openaes.ts';

const GZIP_BITS = 16;
const MAGIC_BITS = 48;
const USTAR_AT = 257;

/** Bits by which the head of a part is what TWRP packs: a tar, packed by gzip, or messages of OpenAES. */
export function packedBits(head: Uint8Array): number {
  if (Buffer.from(head.subarray(USTAR_AT, USTAR_AT + 5)).toString('latin1') === 'ustar') return MAGIC_BITS;
  if (head[0] === 0x1f && head[1] === 0x8b) return GZIP_BITS;
  return firstMessage(head) === null ? 0 : MAGIC_BITS;
}

/** Where the first message of OpenAES in the head of a part begins; null where there is none. Those before it are damaged. */
export function firstMessage(head: Uint8Array): number | null {
  for (let at = 0; at < head.length; at += MESSAGE_BYTES) if (isOpenAes(head.subarray(at))) return at;
  return null;
}
