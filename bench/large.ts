import { closeSync, openSync, writeSync } from 'node:fs';
import { backupMember, manifestText } from '../corpus/encode/backup-tar.ts';
import { concat, u16le, utf8 } from '../corpus/encode/bytes.ts';
import { seeded } from '../corpus/encode/seed.ts';
import { BLOCK, END_MARK, tarHeader } from '../corpus/encode/tar.ts';

/** A very large .ab, written as fast as the disk takes it: incompressible bodies in stored deflate blocks. */

const STORED_BYTES = 65_535;
const CONTENT_BYTES = 8 << 20;
const FILES_PER_APP = 73;
const ADLER = 65_521;
/** Bytes after which the running sums of Adler-32 must be reduced, at most. */
const ADLER_STEP = 3800;
const WRITE_BYTES = 4 << 20;

function adler(bytes: Uint8Array, state: [number, number]): void {
  let [a, b] = state;
  for (let at = 0; at < bytes.length; ) {
    const end = Math.min(bytes.length, at + ADLER_STEP);
    for (; at < end; at += 1) {
      a += bytes[at] as number;
      b += a;
    }
    a %= ADLER;
    b %= ADLER;
  }
  state[0] = a;
  state[1] = b;
}

/** Writes an archive of about `bytes` with `files` files of equal size. */
export function writeLarge(path: string, bytes: number, files: number): void {
  const handle = openSync(path, 'w');
  const noise = seeded('bench large').bytes(CONTENT_BYTES);
  const each = Math.max(64, Math.floor(bytes / files / BLOCK) * BLOCK - BLOCK);
  const state: [number, number] = [1, 0];
  let buffered: Uint8Array[] = [];
  let waiting = 0;
  const flush = () => {
    if (waiting > 0) writeSync(handle, concat(buffered));
    buffered = [];
    waiting = 0;
  };
  const write = (data: Uint8Array) => {
    buffered.push(data);
    waiting += data.length;
    if (waiting >= WRITE_BYTES) flush();
  };
  const deflated = (data: Uint8Array, last = false) => {
    adler(data, state);
    for (let at = 0; at < data.length || (last && at === 0); at += STORED_BYTES) {
      const piece = data.subarray(at, at + STORED_BYTES);
      const final = last && at + STORED_BYTES >= data.length;
      write(concat([Uint8Array.of(final ? 1 : 0), u16le(piece.length), u16le(~piece.length)]));
      write(piece);
    }
  };
  write(utf8('ANDROID BACKUP\n5\n1\nnone\n'));
  write(Uint8Array.of(0x78, 0x01));
  for (let file = 0; file < files; file += 1) {
    const name = `com.example.large${String(Math.floor(file / FILES_PER_APP)).padStart(3, '0')}`;
    if (file % FILES_PER_APP === 0) {
      const body = utf8(
        manifestText({
          package: name,
          versionCode: 1,
          sdk: 30,
          installer: null,
          apk: false,
          signers: [noise.subarray(0, 300)],
        }),
      );
      deflated(backupMember(`apps/${name}`, null, { path: '_manifest', body, mode: 0o600, uid: 1000 }));
    }
    deflated(
      tarHeader({
        name: utf8(`apps/${name}/f/media/${file}.bin`),
        mode: '000660 ',
        uid: '023572',
        gid: '023572',
        size: each.toString(8).padStart(11, '0'),
        mtime: (1_704_067_200 + file).toString(8),
        type: '0',
        magic: 'ustar\x0000',
      }),
    );
    // The first block names the file, so that no two bodies are equal; the rest is the noise from a place of its own.
    const first = noise.slice(0, BLOCK);
    first.set(utf8(`file ${file} `));
    deflated(first);
    let at = (file * 4093 * 512) % CONTENT_BYTES;
    for (let left = each - BLOCK; left > 0; ) {
      const piece = noise.subarray(at, Math.min(CONTENT_BYTES, at + left));
      deflated(piece);
      left -= piece.length;
      at = 0;
    }
  }
  deflated(END_MARK, true);
  const sum = new Uint8Array(4);
  new DataView(sum.buffer).setUint32(0, ((state[1] << 16) | state[0]) >>> 0);
  write(sum);
  flush();
  closeSync(handle);
}
