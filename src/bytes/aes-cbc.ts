import { createDecipheriv } from 'node:crypto';
import { plainBytes } from './source.ts';

/** Length of a block of AES, and of its vectors and tags, in bytes (FIPS 197). */
export const AES_BLOCK_BYTES = 16;

/** How a cipher text ended. */
export interface CipherEnd {
  /** `partial-block`: the length is no multiple of 16. `padding`: the last block does not end as PKCS#7 does. */
  readonly how: 'complete' | 'partial-block' | 'padding';
  /** Bytes of cipher text. */
  readonly bytes: number;
}

export interface Decrypted {
  /** Chunks of plain text; valid until the next is asked for. Never throws for bad data: see `end`. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Null until the chunks have run out. */
  end(): CipherEnd | null;
}

/**
 * Streams AES-CBC with PKCS#7 padding; the length of `key` (16, 24 or 32 bytes) chooses the AES. Everything that whole
 * blocks hold comes out, also where the end is missing.
 */
export function decryptCbc(input: AsyncIterable<Uint8Array>, key: Uint8Array, iv: Uint8Array): Decrypted {
  let ending: CipherEnd | null = null;
  async function* run(): AsyncGenerator<Uint8Array> {
    const cipher = `aes-${key.length * 8}-cbc`;
    const decipher = createDecipheriv(cipher, key, iv);
    // The last two blocks of cipher text, to get the last one back where its padding is refused.
    const tail = Buffer.alloc(2 * AES_BLOCK_BYTES);
    tail.set(iv, AES_BLOCK_BYTES);
    let bytes = 0;
    for await (const chunk of input) {
      bytes += chunk.length;
      keepTail(tail, chunk);
      const plain = decipher.update(chunk);
      if (plain.length > 0) yield plainBytes(plain);
    }
    if (bytes % AES_BLOCK_BYTES !== 0 || bytes === 0) {
      ending = { how: 'partial-block', bytes };
      return;
    }
    let last: Uint8Array;
    let how: CipherEnd['how'] = 'complete';
    try {
      last = decipher.final();
    } catch {
      how = 'padding';
      const again = createDecipheriv(cipher, key, tail.subarray(0, AES_BLOCK_BYTES));
      again.setAutoPadding(false);
      last = again.update(tail.subarray(AES_BLOCK_BYTES));
    }
    ending = { how, bytes };
    if (last.length > 0) yield plainBytes(last);
  }
  return { chunks: run(), end: () => ending };
}

function keepTail(tail: Buffer, chunk: Uint8Array): void {
  if (chunk.length >= tail.length) tail.set(chunk.subarray(chunk.length - tail.length));
  else {
    tail.copyWithin(0, chunk.length);
    tail.set(chunk, tail.length - chunk.length);
  }
}
