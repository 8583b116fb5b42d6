import { readFileSync, writeFileSync } from 'node:fs';
import { deflateSync, inflateSync } from 'node:zlib';

/** The same archive after what happens to archives; each is a function of the whole one. */
export const DAMAGES = ['cut', 'flipped', 'crlf', 'adler', 'shrunk'] as const;
export type DamageName = (typeof DAMAGES)[number];

const LF = 0x0a;
const CR = 0x0d;
const BLOCK = 512;
const HEADER_LINES = 4;
/** A file of at least that many bytes shrinks while it is packed. */
const SHRINKING_BYTES = 100_000;
const LOST_BYTES = 20 * BLOCK;

function headerLength(bytes: Buffer): number {
  let at = 0;
  for (let line = 0; line < HEADER_LINES; line += 1) at = bytes.indexOf(LF, at) + 1;
  return at;
}

/** Every LF as a terminal writes it. */
function toTerminal(bytes: Buffer): Buffer {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) count += 1;
  const out = Buffer.allocUnsafe(bytes.length + count);
  let filled = 0;
  let from = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    filled += bytes.copy(out, filled, from, at);
    out[filled++] = CR;
    out[filled++] = LF;
    from = at + 1;
  }
  bytes.copy(out, filled, from);
  return out;
}

/** Half way through, a long file lost its end while its header says what it said. */
function shrink(tar: Buffer): Buffer {
  let at = 0;
  while (at + BLOCK <= tar.length) {
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 135), 8);
    if (!(size >= 0)) break;
    const next = at + BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    if (at > tar.length / 2 && size >= SHRINKING_BYTES)
      return Buffer.concat([tar.subarray(0, next - LOST_BYTES), tar.subarray(next)]);
    at = next;
  }
  throw new Error('no file is long enough');
}

function damaged(bytes: Buffer, how: DamageName): Buffer {
  switch (how) {
    case 'cut':
      return bytes.subarray(0, Math.floor(bytes.length / 2));
    case 'flipped': {
      const out = Buffer.from(bytes);
      const at = Math.floor(out.length / 2);
      out[at] = (out[at] as number) ^ 0x10;
      return out;
    }
    case 'crlf':
      return toTerminal(bytes);
    case 'adler': {
      const out = Buffer.from(bytes);
      out[out.length - 1] = (out[out.length - 1] as number) ^ 0xff;
      return out;
    }
    case 'shrunk': {
      const start = headerLength(bytes);
      const tar = shrink(inflateSync(bytes.subarray(start)));
      return Buffer.concat([bytes.subarray(0, start), deflateSync(tar, { level: 6 })]);
    }
  }
}

export function writeDamaged(from: string, path: string, how: DamageName): void {
  writeFileSync(path, damaged(readFileSync(from), how));
}
