const SPACE = 0x20;
const TILDE = 0x7e;

/**
 * Whether bytes hold a run of printable ASCII of at least this length. Looks at the end of each window first, so that
 * most bytes of noise are never looked at: media of 1 MiB without text costs less than its hash.
 */
export function hasPrintableRun(bytes: Uint8Array, least: number): boolean {
  for (let end = least - 1; end < bytes.length; ) {
    let at = end;
    const floor = end - least;
    while (at > floor) {
      const byte = bytes[at] as number;
      if (byte < SPACE || byte > TILDE) break;
      at -= 1;
    }
    if (at === floor) return true;
    end = at + least;
  }
  return false;
}
