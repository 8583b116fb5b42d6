const LF = 0x0a;
const CR = 0x0d;

/**
 * Whether a terminal turned every LF of a file into CR LF (or CR CR LF): true if no LF among the first bytes of the
 * payload is without its carriage returns. A text editor changes the header only.
 */
export function isTerminalDamage(front: Uint8Array, returns: number): boolean {
  for (let at = front.indexOf(LF); at >= 0; at = front.indexOf(LF, at + 1)) {
    for (let back = 1; back <= returns; back++) if (front[at - back] !== CR) return false;
  }
  return true;
}

/** Undoes it without loss: each LF loses the `returns` carriage returns before it. */
export async function* restoreNewlines(input: AsyncIterable<Uint8Array>, returns: number): AsyncGenerator<Uint8Array> {
  let pending = Buffer.alloc(0);
  for await (const chunk of input) {
    const bytes = Buffer.concat([pending, chunk]);
    let end = bytes.length;
    // Carriage returns at the end may belong to a line feed that is still to come.
    while (end > bytes.length - returns && bytes[end - 1] === CR) end--;
    pending = Buffer.from(bytes.subarray(end));
    const out = Buffer.allocUnsafe(end);
    let filled = 0;
    let from = 0;
    for (let at = bytes.indexOf(LF); at >= 0 && at < end; at = bytes.indexOf(LF, at + 1)) {
      let stop = at;
      while (stop > from && at - stop < returns && bytes[stop - 1] === CR) stop--;
      filled += bytes.copy(out, filled, from, stop);
      from = at;
    }
    filled += bytes.copy(out, filled, from, end);
    if (filled > 0) yield out.subarray(0, filled);
  }
  if (pending.length > 0) yield pending;
}
