/** A text in bytes that no reader understands, where it lies. */
export interface BinaryText {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const MIN_CHARS = 3;
const MAX_TEXTS = 50_000;
const MAX_RUN_BYTES = 64 * 1024;
/** A length, a tag and a length again: what stores put before a text. */
const MAX_PREFIX_BYTES = 4;

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0a || byte === 0x0d || byte === 0x09 || byte >= 0xc2;
}

/** UTF-8's further bytes count as text only behind one that begins a letter. */
function runEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  let following = 0;
  for (; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (following > 0) {
      if ((byte & 0xc0) !== 0x80) return at - 1;
      following -= 1;
    } else if (byte >= 0xf5) return at;
    else if (byte >= 0xc2) following = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
    else if (!isPrintable(byte)) return at;
  }
  return at;
}

/** Lengths that the bytes before a text may say, none of them below `floor`: one byte, a varint, two or four bytes. */
function lengthsBefore(bytes: Uint8Array, at: number, floor: number): number[] {
  const out: number[] = [];
  const far = (back: number): number => (at - back >= floor ? (bytes[at - back] ?? -1) : -1);
  const [a, b, c, d] = [far(1), far(2), far(3), far(4)];
  if (a < 0) return out;
  if (a < 0x80) out.push(a);
  // MessagePack: the length in the tag itself.
  else if ((a & 0xe0) === 0xa0) out.push(a & 0x1f);
  if (b < 0) return out;
  if (a < 0x80 && b >= 0x80) out.push((a << 7) | (b & 0x7f));
  if (b < 0x40 || b === 0xda) out.push((b << 8) | a);
  if (a < 0x40) out.push((a << 8) | b);
  if (b === 0xd9 || b === 0x78) out.push(a);
  if (c === 0xda || c === 0x79 || (c === 0 && d === 0)) out.push((b << 8) | a);
  if (a === 0 && b === 0 && c >= 0 && d >= 0) out.push((c << 8) | d);
  return out;
}

/**
 * Every text in some bytes, in order: runs of UTF-8, cut where the lengths before them say so. So the stores of MMKV,
 * protocol buffers, MessagePack, CBOR, Java's writeUTF and others give their names and values without being known.
 */
export function binaryTexts(bytes: Uint8Array): BinaryText[] {
  const out: BinaryText[] = [];
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 0; at < bytes.length && out.length < MAX_TEXTS; ) {
    if (!isPrintable(bytes[at] as number)) {
      at += 1;
      continue;
    }
    const end = Math.max(at + 1, runEnd(bytes, at));
    if (end - at >= MIN_CHARS)
      for (const [from, to] of cut(bytes, at, end) ?? [[at, end] as const]) {
        if (to - from >= MIN_CHARS) out.push({ text: view.toString('utf8', from, to), start: from, end: to });
      }
    at = end;
  }
  return out;
}

/** The best way to account for a run from some place on: bytes that are no text, and the first text. */
interface Way {
  /** What it costs to hold bytes for lengths and tags. */
  readonly skipped: number;
  readonly from: number;
  readonly to: number;
}

/** A letter or digit is more likely text than a length; to take all as one text is likelier than two such. */
const LETTER_COST = 3;
const WHOLE_COST = 5;

const COSTS = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9]/.test(String.fromCharCode(byte)) ? LETTER_COST : 1,
);

function costOf(bytes: Uint8Array, from: number, to: number): number {
  let cost = 0;
  for (let at = from; at < to; at += 1) cost += COSTS[bytes[at] as number] as number;
  return cost;
}

/** A run cut by the lengths in it, so that as little as possible is no text; null where they do not account for all. */
function cut(bytes: Uint8Array, start: number, end: number): (readonly [number, number])[] | null {
  if (end - start > MAX_RUN_BYTES) return null;
  const ways: (Way | null)[] = new Array(end - start + 1).fill(null);
  // Tags and lengths of what follows may be letters, too.
  for (let rest = 0; rest < MAX_PREFIX_BYTES && end - rest > start; rest += 1)
    ways[end - rest - start] = { skipped: costOf(bytes, end - rest, end), from: end, to: end };
  for (let at = end - 1; at >= start; at -= 1) {
    let best = ways[at - start] ?? null;
    for (let skip = 0; skip < MAX_PREFIX_BYTES && at + skip < end; skip += 1) {
      const from = at + skip;
      for (const length of lengthsBefore(bytes, from, at === start ? start - MAX_PREFIX_BYTES : at)) {
        const rest = length === 0 || from + length > end ? null : ways[from + length - start];
        if (rest == null) continue;
        const skipped = rest.skipped + costOf(bytes, at, from);
        if (best === null || skipped < best.skipped) best = { skipped, from, to: from + length };
      }
    }
    ways[at - start] = best;
  }
  if ((ways[0]?.skipped ?? WHOLE_COST) >= WHOLE_COST) return null;
  const out: (readonly [number, number])[] = [];
  for (let at = start; at < end; ) {
    const way = ways[at - start];
    if (way == null) return null;
    let { from } = way;
    // A length, and the length of what holds it.
    while (from < way.to && bytes[from] === way.to - from - 1) from += 1;
    if (from < way.to) out.push([from, way.to]);
    at = way.to;
  }
  return out;
}
