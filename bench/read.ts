import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/** Reads files once in pieces of 1 MiB and hashes them: the baseline where nothing has to be inflated. */

const CHUNK = 1 << 20;
const buffer = Buffer.allocUnsafe(CHUNK);

for (const path of process.argv.slice(2)) {
  const handle = openSync(path, 'r');
  const hash = createHash('sha256');
  for (;;) {
    const got = readSync(handle, buffer, 0, CHUNK, null);
    if (got === 0) break;
    hash.update(buffer.subarray(0, got));
  }
  closeSync(handle);
  process.stdout.write(`${hash.digest('hex')}  ${path}\n`);
}
