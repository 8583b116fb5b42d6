import { createHash, hash } from 'node:crypto';

/** SHA-256 of bytes at hand, as 64 lower-case hex digits. One call is three times cheaper than a hash object. */
export function sha256(bytes: Uint8Array | string): string {
  return hash('sha256', bytes as Uint8Array, 'hex');
}

/** A running SHA-256. */
export interface RunningDigest {
  update(bytes: Uint8Array): void;
  hex(): string;
}

export function runningSha256(): RunningDigest {
  const running = createHash('sha256');
  return { update: (bytes) => void running.update(bytes), hex: () => running.digest('hex') };
}
