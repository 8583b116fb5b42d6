/** Bytes held back at the most: how far one side may be ahead of the other. */
const HELD_BYTES = 16 * 1024 * 1024;

interface Held {
  /** Handle of its line in the catalogue. */
  readonly line: number;
  readonly mark: bigint;
  /** Found idle on this side. */
  readonly idle: boolean;
  readonly start: number;
  readonly length: number;
}

/** Contents that wait to be found equal on the other side, first in, first out, in one ring of memory. */
export interface HeldContents {
  /** Takes a copy. What has to make room for it is let go first. */
  hold(line: number, mark: bigint, idle: boolean, bytes: Uint8Array): void;
  /** Lets go of everything. */
  release(): void;
}

/** `letGo` hears of each content once, while its bytes are still there. None is larger than the ring. */
export function holdContents(
  letGo: (line: number, mark: bigint, idle: boolean, bytes: Uint8Array) => void,
): HeldContents {
  const queue: Held[] = [];
  let ring: Buffer | null = null;
  let first = 0;
  let head = 0;

  const dropFirst = (): void => {
    const { line, mark, idle, start, length } = queue[first] as Held;
    first += 1;
    letGo(line, mark, idle, (ring as Buffer).subarray(start, start + length));
    if (first === queue.length) {
      queue.length = 0;
      first = 0;
      head = 0;
    } else if (first > 1024) {
      queue.splice(0, first);
      first = 0;
    }
  };

  /** Makes room for that many bytes in one piece, at `head`. */
  const makeRoom = (length: number): void => {
    while (first < queue.length) {
      const tail = (queue[first] as Held).start;
      if (head >= tail) {
        // Free from head to the end, and from 0 to tail.
        if (head + length <= HELD_BYTES) return;
        if (length < tail) {
          head = 0;
          return;
        }
      } else if (head + length < tail) return;
      dropFirst();
    }
    head = 0;
  };

  return {
    hold(line, mark, idle, bytes) {
      if (bytes.length > HELD_BYTES) return letGo(line, mark, idle, bytes);
      ring ??= Buffer.allocUnsafeSlow(HELD_BYTES);
      makeRoom(bytes.length);
      ring.set(bytes, head);
      queue.push({ line, mark, idle, start: head, length: bytes.length });
      head += bytes.length;
    },
    release() {
      while (first < queue.length) dropFirst();
    },
  };
}
