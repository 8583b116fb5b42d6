/** How far deflate refers back (RFC 1951), in bytes. */
export const WINDOW_BYTES = 1 << 15;
/** Stands for a byte that is not known, because it refers to what was lost. */
export const UNKNOWN = 256;
/** Symbols that are unpacked before they are handed on. */
const ROOM = 1 << 18;

/** What was unpacked: bytes, or UNKNOWN. The first WINDOW_BYTES are what came before. */
export interface Unpacked {
  readonly symbols: Uint16Array;
  /** Symbols that are there, those of the window among them. */
  length: number;
  /** What lies before this was never there. */
  floor: number;
}

/** Nothing yet, after a window that is known, or one of which nothing is (null). */
export function emptyUnpacked(window: Uint8Array | null): Unpacked {
  const symbols = new Uint16Array(WINDOW_BYTES + ROOM);
  if (window === null) symbols.fill(UNKNOWN, 0, WINDOW_BYTES);
  else symbols.set(window, WINDOW_BYTES - window.length);
  return { symbols, length: WINDOW_BYTES, floor: window === null ? 0 : WINDOW_BYTES - window.length };
}

/** Lets go of all but the window. */
export function slide(out: Unpacked): void {
  const gone = out.length - WINDOW_BYTES;
  out.symbols.copyWithin(0, gone, out.length);
  out.length = WINDOW_BYTES;
  out.floor = Math.max(0, out.floor - gone);
}

/** The last WINDOW_BYTES as bytes; null where one of them is not known. */
export function knownWindow(out: Unpacked): Uint8Array | null {
  const from = Math.max(out.floor, out.length - WINDOW_BYTES);
  const window = new Uint8Array(out.length - from);
  for (let i = 0; i < window.length; i++) {
    const symbol = out.symbols[from + i] as number;
    if (symbol === UNKNOWN) return null;
    window[i] = symbol;
  }
  return window;
}

/** Puts what is known of the bytes before into their place. False where it contradicts what was unpacked. */
export function fillWindow(out: Unpacked, window: Uint8Array): boolean {
  const from = out.length - window.length;
  for (let i = Math.max(0, -from); i < window.length; i++) {
    const symbol = out.symbols[from + i] as number;
    if (symbol !== UNKNOWN && symbol !== window[i]) return false;
  }
  for (let i = Math.max(0, -from); i < window.length; i++) out.symbols[from + i] = window[i] as number;
  out.floor = Math.max(0, from);
  return true;
}
