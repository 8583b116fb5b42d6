/** A length, then a tar header of shared storage: what each raw stretch begins with. */
const HEADER_CHUNK = Buffer.from([0, 0, 2, 0]);
const ROOT = Buffer.from('shared/', 'latin1');
const MAGIC = Buffer.from('ustar', 'latin1');
const LENGTH_BYTES = 4;
const MAGIC_AT = LENGTH_BYTES + 257;
/** No chunk is longer (AOSP 4.0 BackupManagerService, the buffer of its pipe). */
const MOST_CHUNK_BYTES = 32_768;
/** Bytes that must be seen together to know a stretch by its start. */
const SIGHT = MAGIC_AT + MAGIC.length;

/** Raw bytes inside a payload: offsets of it. */
export interface RawStretch {
  readonly from: number;
  readonly to: number;
  /** Its end was reached as it should be: a length of 0. */
  readonly whole: boolean;
}

export interface Lifted {
  /** The payload without the raw stretches. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Those met so far, in order. */
  readonly stretches: readonly RawStretch[];
  /** Where a byte of the chunks lies in the payload. */
  storedAt(offset: number): number;
}

/**
 * Android 4.0.3 and 4.0.4 wrote the tar of shared storage past the deflater and the cipher, straight into the middle of
 * the file, in chunks that begin with their length (rmgrimm/rebuild-adb-backup, tarfix.pl). Takes them out, so that
 * what lies before and after is one stream again.
 */
export function liftRawShared(input: AsyncIterable<Uint8Array>): Lifted {
  const stretches: RawStretch[] = [];

  async function* run(): AsyncGenerator<Uint8Array> {
    let held: Buffer = Buffer.alloc(0);
    let offset = 0;
    let start = -1;
    /** Bytes of the present raw chunk that are still to come. */
    let left = 0;
    const end = (whole: boolean): void => {
      stretches.push({ from: start, to: offset, whole });
      start = -1;
    };
    const take = (count: number): Buffer => {
      const taken = held.subarray(0, count);
      held = held.subarray(count);
      offset += taken.length;
      return taken;
    };
    for await (const chunk of input) {
      held = Buffer.concat([held, chunk]);
      for (;;) {
        if (start >= 0) {
          left -= take(left).length;
          if (left > 0 || held.length < LENGTH_BYTES) break;
          const length = held.readUInt32BE(0);
          if (length > MOST_CHUNK_BYTES) end(false);
          else {
            take(LENGTH_BYTES);
            left = length;
            if (length === 0) end(true);
          }
          continue;
        }
        const at = findStretch(held);
        const count = at < 0 ? Math.max(0, held.length - SIGHT) : at;
        // A copy: what is held moves on.
        if (count > 0) yield Uint8Array.from(take(count));
        if (at < 0) break;
        start = offset;
        left = 0;
      }
    }
    if (start >= 0) {
      take(left);
      end(false);
    } else if (held.length > 0) yield Uint8Array.from(held);
  }

  return {
    chunks: run(),
    stretches,
    storedAt(place) {
      let stored = place;
      for (const { from, to } of stretches) if (stored >= from) stored += to - from;
      return stored;
    },
  };
}

function findStretch(bytes: Buffer): number {
  for (let at = bytes.indexOf(MAGIC, MAGIC_AT); at >= 0; at = bytes.indexOf(MAGIC, at + 1)) {
    const start = at - MAGIC_AT;
    const root = start + LENGTH_BYTES;
    if (bytes.compare(HEADER_CHUNK, 0, LENGTH_BYTES, start, root) !== 0) continue;
    if (bytes.compare(ROOT, 0, ROOT.length, root, root + ROOT.length) === 0) return start;
  }
  return -1;
}

/** The tar that a raw stretch holds: its chunks without their lengths. `input` begins with the stretch. */
export async function* joinRawChunks(input: AsyncIterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  let held: Buffer = Buffer.alloc(0);
  let passed = 0;
  let left = 0;
  for await (const chunk of input) {
    held = Buffer.concat([held, chunk.subarray(0, Math.max(0, bytes - passed))]);
    passed += chunk.length;
    for (;;) {
      const part = held.subarray(0, left);
      held = held.subarray(part.length);
      left -= part.length;
      if (part.length > 0) yield Uint8Array.from(part);
      if (left > 0 || held.length < LENGTH_BYTES) break;
      left = held.readUInt32BE(0);
      held = held.subarray(LENGTH_BYTES);
      if (left === 0) return;
    }
    if (passed >= bytes) return;
  }
}
