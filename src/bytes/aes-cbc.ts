import { createDecipheriv } from 'node:crypto';
import { cite } from '../base/citation.ts';
import { deciphering } from './decipher.ts';
import { type ByteSource, CHUNK_BYTES, plainBytes } from './source.ts';

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
    const open = deciphering();
    // The last two blocks of cipher text, to get the last one back where its padding is refused.
    const tail = Buffer.alloc(2 * AES_BLOCK_BYTES);
    tail.set(iv, AES_BLOCK_BYTES);
    let bytes = 0;
    for await (const chunk of input) {
      bytes += chunk.length;
      keepTail(tail, chunk);
      const plain = open(decipher, chunk);
      if (plain.length > 0) yield plain;
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

/**
 * Plain text of whole blocks of AES-CBC whose padding, if any, is left in place, with random access: each block needs
 * the one before it and no other. `source` begins with the first block and has `at`; a part of a block at its end is
 * left out.
 */
export function cbcSource(source: ByteSource, key: Uint8Array, iv: Uint8Array): ByteSource {
  const { at } = source;
  if (at === undefined || source.size === null) throw new Error('cbcSource needs a source with random access');
  const size = source.size - (source.size % AES_BLOCK_BYTES);
  const read = (offset: number, length: number): Uint8Array => {
    const from = Math.max(0, Math.min(offset, size));
    const to = Math.max(from, Math.min(offset + length, size));
    const start = from - (from % AES_BLOCK_BYTES);
    const end = Math.min(size, Math.ceil(to / AES_BLOCK_BYTES) * AES_BLOCK_BYTES);
    const before = start === 0 ? iv : at(start - AES_BLOCK_BYTES, AES_BLOCK_BYTES);
    // A source that ends before it promised to.
    if (from >= to || before.length < AES_BLOCK_BYTES) return new Uint8Array(0);
    const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, before);
    decipher.setAutoPadding(false);
    const plain = decipher.update(at(start, end - start));
    return Uint8Array.from(plain.subarray(from - start, to - start));
  };
  return {
    kind: 'bytes',
    name: source.name,
    citation: cite('aes', null, source.citation),
    size,
    async *stream(from = 0) {
      if (from > 0) {
        for (let next = from; next < size; next += CHUNK_BYTES) yield read(next, CHUNK_BYTES);
        return;
      }
      const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv);
      decipher.setAutoPadding(false);
      const open = deciphering();
      let left = size;
      for await (const chunk of source.stream()) {
        const plain = open(decipher, chunk.length > left ? chunk.subarray(0, left) : chunk);
        left -= Math.min(left, chunk.length);
        if (plain.length > 0) yield plain;
      }
    },
    at: read,
    observed: () => null,
  };
}
