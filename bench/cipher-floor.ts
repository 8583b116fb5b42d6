import { createDecipheriv, createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { createUnzip } from 'node:zlib';
import { zstdOf } from './zstd-floor.ts';

/**
 * The least that reading an encrypted archive must do, in bare Node: read once, hashed, decrypted, unpacked, and the
 * content hashed. `node dist/bench/cipher-floor.js CIPHER PACKED FILE` (encrypted.ts). Zstandard is unpacked by Node's
 * own where there is one, else by bare fzstd (zstd-floor.ts).
 */

const CHUNK = 1 << 20;

const [cipher = '', packed = '', path = ''] = process.argv.slice(2);
const handle = openSync(path, 'r');
const engine = createDecipheriv(
  cipher as 'aes-256-gcm',
  new Uint8Array(cipher.includes('128') ? 16 : 32),
  new Uint8Array(cipher.endsWith('gcm') ? 12 : 16),
);
const outer = createHash('sha256');
const inner = createHash('sha256');
const frames = packed === 'zstd' ? frameTaker() : null;
const gunzip = packed === 'none' || packed === 'zstd' ? null : createUnzip({ chunkSize: CHUNK });
gunzip?.on('data', (chunk: Buffer) => inner.update(chunk));
const ended = new Promise<void>((resolve) => void (gunzip === null ? resolve() : gunzip.once('end', resolve)));
const take = async (plain: Buffer): Promise<void> => {
  if (frames !== null) frames(plain);
  else if (gunzip === null) inner.update(plain);
  else await new Promise<void>((resolve) => void gunzip.write(plain, () => resolve()));
};
/** Puts frames together, each behind its length in four bytes, and hashes what they hold. */
function frameTaker(): (plain: Buffer) => void {
  const unzstd = zstdOf().unpack;
  let held = Buffer.alloc(0);
  return (plain) => {
    held = Buffer.concat([held, plain]);
    while (held.length >= 4 && held.length >= 4 + held.readUInt32BE(0)) {
      const end = 4 + held.readUInt32BE(0);
      inner.update(unzstd(held.subarray(4, end)));
      held = held.subarray(end);
    }
  };
}
const buffer = Buffer.allocUnsafe(CHUNK);
for (;;) {
  const got = readSync(handle, buffer, 0, CHUNK, null);
  if (got === 0) break;
  outer.update(buffer.subarray(0, got));
  await take(engine.update(buffer.subarray(0, got)));
}
if (!cipher.endsWith('gcm')) await take(engine.final());
gunzip?.end();
await ended;
closeSync(handle);
process.stdout.write(`${outer.digest('hex')} ${inner.digest('hex')}\n`);
