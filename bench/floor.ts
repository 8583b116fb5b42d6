import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import { createInflate } from 'node:zlib';

/**
 * The least that any comparison of two .ab files must do, in bare Node: both side by side in a thread each, each read
 * once in pieces of 1 MiB, its SHA-256 taken, inflated, and the content hashed. Prints seconds.
 * `node dist/bench/floor.js SOURCE TARGET`, or one file alone.
 */

const CHUNK = 1 << 20;
const HEADER_LINES = 4;
const LF = 0x0a;

function headerLength(head: Uint8Array): number {
  let at = 0;
  for (let line = 0; line < HEADER_LINES; line += 1) at = head.indexOf(LF, at) + 1;
  return at;
}

async function pass(path: string): Promise<void> {
  const handle = openSync(path, 'r');
  const file = createHash('sha256');
  const inner = createHash('sha256');
  const engine = createInflate({ chunkSize: CHUNK });
  engine.on('data', (chunk: Buffer) => inner.update(chunk));
  const ended = new Promise<void>((resolve, reject) => void engine.once('end', resolve).once('error', reject));
  const buffer = Buffer.allocUnsafe(CHUNK);
  let first = true;
  for (;;) {
    const got = readSync(handle, buffer, 0, CHUNK, null);
    if (got === 0) break;
    const chunk = buffer.subarray(0, got);
    file.update(chunk);
    const payload = first ? chunk.subarray(headerLength(chunk)) : chunk;
    first = false;
    await new Promise<void>((resolve) => void engine.write(payload, () => resolve()));
  }
  engine.end();
  await ended;
  closeSync(handle);
  file.digest('hex');
  inner.digest('hex');
}

if (isMainThread) {
  const started = performance.now();
  const named = process.argv.slice(2);
  const paths = named.length > 0 ? named : ['bench/data/source.ab', 'bench/data/target.ab'];
  await Promise.all(
    paths.map(
      (path) =>
        new Promise<void>((resolve, reject) => {
          new Worker(new URL(import.meta.url), { workerData: path })
            .once('exit', () => resolve())
            .once('error', reject);
        }),
    ),
  );
  process.stdout.write(`${((performance.now() - started) / 1000).toFixed(3)}\n`);
} else {
  await pass(workerData as string);
}
