import { concat, u32be, utf8 } from './bytes.ts';
import { deflateSegments } from './deflate.ts';
import { END_MARK } from './tar.ts';

/**
 * What Android 4.0.3 and 4.0.4 wrote with -shared: the tar of shared storage is neither compressed nor encrypted and lies
 * in the middle of the file, in chunks that each begin with their length, four bytes big-endian; a length of 0 ends it.
 * (rmgrimm/rebuild-adb-backup, tarfix.pl: `00 00 02 00` before each tar header, `00 00 80 00` before a full chunk.)
 */

const BLOCK = 512;
const CHUNK = 32_768;
/** The deflater hands on its output in pieces of this size (java.util.zip.DeflaterOutputStream). */
const BUFFER = 512;

function rawChunks(tar: Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < tar.length; ) {
    // A header, then its body.
    const size = Number.parseInt(Buffer.from(tar.subarray(at + 124, at + 135)).toString('latin1'), 8);
    parts.push(u32be(BLOCK), tar.subarray(at, at + BLOCK));
    at += BLOCK;
    const end = at + Math.ceil(size / BLOCK) * BLOCK;
    while (at < end) {
      const step = Math.min(CHUNK, end - at);
      parts.push(u32be(step), tar.subarray(at, at + step));
      at += step;
    }
  }
  return concat([...parts, u32be(0)]);
}

/** A version 1 archive whose shared storage interrupts the compressed stream after `pieces` pieces of it. */
export function interrupted(segments: readonly Uint8Array[], shared: Uint8Array, pieces: number): Uint8Array {
  const stream = deflateSegments([...segments, END_MARK]);
  const at = pieces * BUFFER;
  return concat([utf8('ANDROID BACKUP\n1\n1\nnone\n'), stream.subarray(0, at), rawChunks(shared), stream.subarray(at)]);
}
