import { closeSync, openSync, writeSync } from 'node:fs';
import { utf8 } from '../corpus/encode/bytes.ts';
import { seeded } from '../corpus/encode/seed.ts';
import { BLOCK, END_MARK, tarHeader } from '../corpus/encode/tar.ts';

/** A full-filesystem tar of very many small files, one in a hundred of them changed on the target. */

const FILES_PER_APP = 2500;
const CHANGED_ONE_IN = 100;
const WRITE_BYTES = 4 << 20;
const NAME_BYTES = 100;
const EPOCH = 1_704_067_200;

/** Writes one side with `files` files as data/data/<package>/files/…, and packages.list. */
export function writeTar(path: string, files: number, side: 'source' | 'target'): void {
  const handle = openSync(path, 'w');
  const buffer = new Uint8Array(WRITE_BYTES);
  let filled = 0;
  const push = (block: Uint8Array) => {
    if (filled + block.length > WRITE_BYTES) {
      writeSync(handle, buffer, 0, filled);
      filled = 0;
    }
    buffer.set(block, filled);
    filled += block.length;
  };
  const header = (name: string, size: number, uid: number) =>
    tarHeader({
      name: utf8(name).subarray(0, NAME_BYTES),
      mode: '0000660\0',
      uid: `${uid.toString(8).padStart(7, '0')}\0`,
      gid: `${uid.toString(8).padStart(7, '0')}\0`,
      size: `${size.toString(8).padStart(11, '0')}\0`,
      mtime: `${EPOCH.toString(8).padStart(11, '0')}\0`,
      type: '0',
      magic: 'ustar\x0000',
    });
  const block = new Uint8Array(BLOCK);
  const random = seeded('bench tars');
  const noise = random.bytes(1 << 16);
  const apps = Math.ceil(files / FILES_PER_APP);
  const packageName = (app: number) => `com.example.many${String(app).padStart(4, '0')}`;
  const list = utf8(
    Array.from(
      { length: apps },
      (_, app) => `${packageName(app)} ${10_000 + app} 0 /data/user/0/${packageName(app)} default 3003\n`,
    ).join(''),
  );
  push(header('data/system/packages.list', list.length, 1000));
  const padded = new Uint8Array(Math.ceil(list.length / BLOCK) * BLOCK);
  padded.set(list);
  push(padded);
  for (let file = 0; file < files; file += 1) {
    const app = Math.floor(file / FILES_PER_APP);
    const changed = file % CHANGED_ONE_IN === 37 && side === 'target';
    const size = 64 + ((file * 31) % 400);
    const at = (file * 97) % (noise.length - BLOCK);
    push(header(`data/data/${packageName(app)}/files/${file % 50}/item_${file}.dat`, size, 10_000 + app));
    block.fill(0);
    block.set(noise.subarray(at, at + size));
    block.set(utf8(`${file}${changed ? ' changed' : ' '}`));
    push(block);
  }
  push(END_MARK);
  writeSync(handle, buffer, 0, filled);
  closeSync(handle);
}
