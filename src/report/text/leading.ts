import type { Ink, Page } from './page.ts';
import { columns, wrapped } from './width.ts';

/** With fewer columns than this beside its heading, a sentence stands below it. */
const LEAST_BESIDE = 24;
const BELOW = 4;

/**
 * A heading and what it means, beside it where there is room, else below. `head`: as it is shown; `plain`:
 * the same without colours, with its indent.
 */
export function leading(
  on: Page,
  head: string,
  plain: string,
  sentence: string,
  ink: Ink = 'quiet',
): readonly string[] {
  const margin = columns(plain) + 2;
  const placed = (lines: readonly string[], indent: number): string[] =>
    lines.map((line) => ' '.repeat(indent) + on.ink(ink, line));
  if (on.width - margin < LEAST_BESIDE) return [head, ...placed(wrapped(sentence, on.width - BELOW), BELOW)];
  const [first = '', ...rest] = wrapped(sentence, on.width - margin);
  return [`${head}  ${on.ink(ink, first)}`, ...placed(rest, margin)];
}
