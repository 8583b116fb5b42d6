import { createHash, type Hash } from 'node:crypto';
import { workerData } from 'node:worker_threads';
import { EMPTIED, FILLED, OPS, openRing } from './digest-ring.ts';

/** The thread that hashes aside: it does nothing else, and ends only when it is ended (bytes/digests-aside). */
const { counters, slot } = openRing(workerData as SharedArrayBuffer);
const running = new Map<number, Hash>();

for (let count = 0; ; count = (count + 1) | 0) {
  Atomics.wait(counters, FILLED, count);
  const { head, bytes } = slot(count);
  const [id = 0, op = 0, length = 0] = head;
  let hash = running.get(id);
  if (hash === undefined) {
    hash = createHash('sha256');
    running.set(id, hash);
  }
  if (op === OPS.update) hash.update(bytes.subarray(0, length));
  else {
    running.delete(id);
    if (op === OPS.digest) bytes.set(hash.digest());
  }
  Atomics.add(counters, EMPTIED, 1);
  Atomics.notify(counters, EMPTIED);
}
