import { findHeader } from './header.ts';

/** How far the first header may lie: as much as a head shows, in bytes. */
export const MOST_TEXT_BYTES = 65_536;
const LF = 0x0a;
const strict = new TextDecoder('utf-8', { fatal: true });
/** Controls that no message has: all but tab, line feed and carriage return. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/**
 * Bytes of text in front of the first header of a tar: lines that its program said on the way (`tar: removing leading
 * '/' from member names`), where a shell gave both through one channel. 0 where there are none.
 */
export function textBefore(head: Uint8Array): number {
  const at = findHeader(head, 0, Math.min(head.length, MOST_TEXT_BYTES), null);
  if (at <= 0 || head[at - 1] !== LF) return 0;
  try {
    return CONTROL.test(strict.decode(head.subarray(0, at))) ? 0 : at;
  } catch {
    return 0;
  }
}

/** The first line of a text, cut to what a notice holds. */
export function firstLine(head: Uint8Array): string {
  const end = head.indexOf(LF);
  return Buffer.from(head.subarray(0, Math.min(end, 120)))
    .toString('utf8')
    .trim();
}
