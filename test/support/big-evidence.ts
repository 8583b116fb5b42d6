import { createCipheriv } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { TAR_END, tarMember } from './tar-bytes.ts';

/** Evidence larger than what is kept in memory, made in a temp folder: nothing of the size belongs into a repository. */

const MEBIBYTE = 1 << 20;
const KEY_BYTES = 16;

/** Bytes that do not compress, the same for the same seed. */
export function noise(bytes: number, seed: number): Buffer {
  const key = Buffer.alloc(KEY_BYTES);
  key.writeUInt32LE(seed);
  return createCipheriv('aes-128-ctr', key, Buffer.alloc(KEY_BYTES)).update(Buffer.alloc(bytes));
}

/** Looks like a token, so that what holds it must be kept for the scan. */
const TOKEN = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJlLW9mLXRoaXM';

/**
 * A tar of a phone with one app that holds this many opaque files of just under 1 MiB: the largest that are kept for
 * comparison. `marker` stands at the head of each, and then what may be a credential.
 */
export function writePhoneTar(path: string, files: number, marker: string, seed = 1): void {
  const handle = openSync(path, 'w');
  try {
    for (let i = 0; i < files; i++) {
      const body = noise(MEBIBYTE - 1024, seed * 10_000 + i);
      body.set(Buffer.from(`${marker} ${TOKEN} `));
      writeSync(handle, tarMember({ name: `data/data/com.example.big/files/${i}.bin`, body }));
    }
    writeSync(handle, TAR_END);
  } finally {
    closeSync(handle);
  }
}

/** A small gzip file that takes seconds to decode: this many files of 1 MiB of zeros each, which are hashed one by one. */
export function slowPhone(files: number): Buffer {
  const member = (i: number): Buffer =>
    tarMember({ name: `data/data/com.example.slow/files/${i}.bin`, body: Buffer.alloc(2 * MEBIBYTE) });
  // gzip members may follow each other (RFC 1952, 2.2): one compressed member serves for all but its header.
  return Buffer.concat([
    ...Array.from({ length: files }, (_, i) => gzipSync(member(i), { level: 1 })),
    gzipSync(TAR_END),
  ]);
}
