import { Worker } from 'node:worker_threads';
import { DIGESTS_HERE, type Digests, type RunningDigest } from './digest.ts';
import {
  DIGEST_BYTES,
  EMPTIED,
  FILLED,
  OPS,
  type Op,
  openRing,
  type Ring,
  ringMemory,
  SLOT_BYTES,
  SLOTS,
} from './digest-ring.ts';

/** Shorter streams are hashed where they are read: to start a thread costs as much as to hash as many. */
const LEAST_BYTES = 64 << 20;
/** The other thread hashes hundreds of megabytes a second: one that empties no slot for so long is gone. */
const LONGEST_WAIT_MS = 300_000;

// The built thread: from sources under test it is the one in dist.
const SCRIPT = import.meta.url.endsWith('.ts')
  ? new URL('../../dist/src/bytes/digest-thread.js', import.meta.url)
  : new URL('./digest-thread.js', import.meta.url);

export interface AsideDigests extends Digests {
  close(): void;
}

/**
 * Hashes long streams in a thread beside this one, while this one reads on: for where a processor has nothing else to
 * do. The thread is started with the first such stream, or when one is expected. At most 8 MiB wait for it.
 */
export function digestsAside(): AsideDigests {
  let worker: Worker | null = null;
  let ring: Ring | null = null;
  let filled = 0;
  let digests = 0;

  const start = (): Ring => {
    const memory = ringMemory();
    worker = new Worker(SCRIPT, { workerData: memory });
    worker.unref();
    return openRing(memory);
  };
  /** Waits until so many slots were emptied. Both counters run over. */
  const emptied = ({ counters }: Ring, count: number): void => {
    for (;;) {
      const now = Atomics.load(counters, EMPTIED);
      if (((now - count) | 0) >= 0) return;
      if (Atomics.wait(counters, EMPTIED, now, LONGEST_WAIT_MS) === 'timed-out')
        throw new Error('the thread that hashes does not answer');
    }
  };
  const send = (to: Ring, id: number, op: Op, bytes: Uint8Array): void => {
    emptied(to, (filled - SLOTS + 1) | 0);
    const slot = to.slot(filled);
    slot.bytes.set(bytes);
    slot.head.set([id, op, bytes.length]);
    filled = (filled + 1) | 0;
    Atomics.store(to.counters, FILLED, filled);
    Atomics.notify(to.counters, FILLED);
  };
  const NOTHING = new Uint8Array(0);

  const aside = (): RunningDigest => {
    ring ??= start();
    const to = ring;
    const id = digests++;
    return {
      update(bytes) {
        for (let at = 0; at < bytes.length; at += SLOT_BYTES)
          send(to, id, OPS.update, bytes.subarray(at, at + SLOT_BYTES));
      },
      hex() {
        const slot = to.slot(filled);
        send(to, id, OPS.digest, NOTHING);
        emptied(to, filled);
        return Buffer.from(slot.bytes.subarray(0, DIGEST_BYTES)).toString('hex');
      },
      drop: () => send(to, id, OPS.drop, NOTHING),
    };
  };
  return {
    expect(size) {
      if (size >= LEAST_BYTES) ring ??= start();
    },
    sha256: (size) => (size !== null && size < LEAST_BYTES ? DIGESTS_HERE.sha256(size) : aside()),
    close() {
      void worker?.terminate();
      worker = null;
    },
  };
}
