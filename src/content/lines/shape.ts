/** Of bytes, what may be unprintable in a text: the odd control character, a stray byte of another encoding. */
const UNPRINTABLE_SHARE = 0.05;
const LONGEST_SEQUENCE = 4;

/** No NUL, and hardly anything unprintable. `cut`: the bytes may end inside a character. */
export function isText(bytes: Uint8Array, cut: boolean): boolean {
  return isMostlyText(unprintable(bytes, cut), bytes.length);
}

/** Whether so many unprintable bytes of a content leave it a text. */
export function isMostlyText(bad: number, bytes: number): boolean {
  return bad <= bytes * UNPRINTABLE_SHARE;
}

/** How many bytes no text has; no number is too large where one of them is NUL. */
export function unprintable(bytes: Uint8Array, cut: boolean): number {
  let bad = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 0x20 && byte < 0x7f) continue;
    if (byte === 0) return Number.POSITIVE_INFINITY;
    if (byte >= 0x80) {
      const length = sequenceLength(bytes, at);
      if (length === 0) {
        if (!cut || at < bytes.length - LONGEST_SEQUENCE + 1) bad += 1;
      } else at += length - 1;
    } else if ((byte < 0x07 || byte > 0x0d) && byte !== 0x1b) bad += 1;
  }
  return bad;
}

/** Bytes of the UTF-8 sequence at `at`; 0 where there is none (RFC 3629, section 4). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] as number;
  const second = bytes[at + 1] ?? 0;
  const length =
    lead >= 0xf0 && lead <= 0xf4 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 0;
  if (lead === 0xe0 && second < 0xa0) return 0;
  if (lead === 0xed && second > 0x9f) return 0;
  if (lead === 0xf0 && second < 0x90) return 0;
  if (lead === 0xf4 && second > 0x8f) return 0;
  for (let i = 1; i < length; i += 1) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
