import { createDecipheriv } from 'node:crypto';
import { type Meta, VERSION_VECTOR } from './meta.ts';

/** AES-128, and AES-256 in newer versions (Tencent/MMKV, Core/aes/AESCrypt.h). */
const KEY_BYTES = [16, 32] as const;
const VECTOR_BYTES = 16;

/** An opened content, and by which cipher. */
export interface Opened {
  readonly cipher: 'aes-128-cfb' | 'aes-256-cfb';
  readonly bytes: Uint8Array;
}

/**
 * The content under a key, in each way that MMKV may have used it: the key is cut or filled with zeros; the vector is
 * that of the meta file, before version 2 the key itself. CFB needs only the block before: so what an earlier
 * generation left behind the end opens too.
 */
export function* decrypted(content: Uint8Array, key: string, meta: Meta | null): Generator<Opened> {
  const given = Buffer.from(key, 'utf8');
  if (given.length === 0) return;
  for (const length of KEY_BYTES) {
    if (length === KEY_BYTES[1] && given.length <= KEY_BYTES[0]) return;
    const padded = Buffer.alloc(length);
    given.copy(padded);
    const own = meta !== null && meta.version >= VERSION_VECTOR;
    const vector = own ? meta.vector : padded.subarray(0, VECTOR_BYTES);
    const cipher = length === KEY_BYTES[0] ? 'aes-128-cfb' : 'aes-256-cfb';
    const stream = createDecipheriv(cipher, padded, vector);
    yield { cipher, bytes: Buffer.concat([stream.update(content), stream.final()]) };
  }
}
