import { createDecipheriv } from 'node:crypto';
import { cite } from '../base/citation.ts';
import { AES_BLOCK_BYTES } from './aes-cbc.ts';
import { deciphering } from './decipher.ts';
import type { ByteSource } from './source.ts';

/**
 * Streams AES-CTR from byte `from` of the plain text on. `counter` is the first block's, 16 bytes, counted up as one
 * big-endian number of 128 bits (NIST SP 800-38A, as OpenSSL and Java have it). `input` starts at the same byte.
 */
export async function* decryptCtr(
  input: AsyncIterable<Uint8Array>,
  key: Uint8Array,
  counter: Uint8Array,
  from = 0,
): AsyncGenerator<Uint8Array> {
  const decipher = decipherAt(key, counter, from);
  const open = deciphering();
  for await (const chunk of input) if (chunk.length > 0) yield open(decipher, chunk);
}

/** The plain text of a source, with random access where the source has it: any block can be decrypted by itself. */
export function ctrSource(source: ByteSource, key: Uint8Array, counter: Uint8Array): ByteSource {
  const { at } = source;
  return {
    kind: 'bytes',
    name: source.name,
    citation: cite('aes', null, source.citation),
    size: source.size,
    stream: (from = 0) => decryptCtr(source.stream(from), key, counter, from),
    ...(at === undefined
      ? {}
      : {
          at: (offset: number, length: number) =>
            Uint8Array.from(decipherAt(key, counter, offset).update(at(offset, length))),
        }),
    observed: () => null,
  };
}

function decipherAt(key: Uint8Array, counter: Uint8Array, from: number) {
  const block = Math.floor(from / AES_BLOCK_BYTES);
  const decipher = createDecipheriv(`aes-${key.length * 8}-ctr`, key, block === 0 ? counter : plus(counter, block));
  const over = from - block * AES_BLOCK_BYTES;
  if (over > 0) decipher.update(new Uint8Array(over));
  return decipher;
}

function plus(counter: Uint8Array, blocks: number): Uint8Array {
  const sum = Uint8Array.from(counter);
  let carry = blocks;
  for (let at = sum.length - 1; at >= 0 && carry > 0; at--) {
    const value = (sum[at] as number) + (carry % 256);
    sum[at] = value & 0xff;
    carry = Math.floor(carry / 256) + (value > 0xff ? 1 : 0);
  }
  return sum;
}
