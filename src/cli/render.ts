import { EXIT } from '../base/fault.ts';
import type { NoticeView } from '../report/result.ts';
import { printable } from '../report/text/escape.ts';
import { type Page, page } from '../report/text/page.ts';
import { moreInResult } from '../report/words/notices.ts';
import type { Output } from '../report/writer.ts';
import type { Context } from './context.ts';
import { type StandardOutput, stdoutOutput } from './terminal.ts';

/** The page that text is set on. */
export function pageOf({ terminal }: Context): Page {
  return page({ width: terminal.width, color: terminal.color, unicode: terminal.unicode, pipe: !terminal.interactive });
}

/** The zone of the second time in text; null where UTC is enough. */
export function secondZone({ run }: Context): string | null {
  return run.timezone === 'UTC' ? null : run.timezone;
}

const BLOCK_CHARACTERS = 1 << 16;

/** Writes lines in blocks, to stdout or where told. No more of them are made once the reader went away. */
export async function writeLines(
  lines: Iterable<string>,
  out: Output & Partial<StandardOutput> = stdoutOutput(),
): Promise<void> {
  let block = '';
  for (const line of lines) {
    if (out.gone?.() === true) return;
    block += line.endsWith('\n') ? line : `${line}\n`;
    if (block.length >= BLOCK_CHARACTERS) {
      await out.write(block);
      block = '';
    }
  }
  if (block !== '') await out.write(block);
}

/** Told only to whoever asked for it: an answer, which takes no -v. */
const ANSWERS: ReadonlySet<string> = new Set(['sqlite.past-not-looked-for']);

/** Notices on stderr, for commands whose stdout is something else: damage and doubt, and with -v everything. */
export function tellNotices(context: Context, notices: readonly NoticeView[]): void {
  if (context.quiet) return;
  const verbose = context.flags['verbose'] === true;
  for (const notice of notices) {
    if (notice.gravity === 'info' && !verbose && !ANSWERS.has(notice.detail)) continue;
    process.stderr.write(`${noticeLine(notice)}\n`);
  }
}

/**
 * The notices of a result that stdout holds: on stderr where it cannot say them, and where it does but is read by a
 * program, one line for the first of what makes it partial. A page says them itself.
 */
export function tellBeside(context: Context, notices: readonly NoticeView[]): void {
  const { format, terminal } = context;
  if (format === 'csv' || (format === 'text' && !terminal.interactive)) tellNotices(context, notices);
  else if (format !== 'text' && !context.quiet) {
    const [first, ...more] = notices.filter(({ gravity }) => gravity === 'damage');
    if (first !== undefined) process.stderr.write(`${noticeLine(first)}${moreInResult(more.length)}\n`);
  }
}

const noticeLine = ({ gravity, at, code, message }: NoticeView): string =>
  `carryover: ${gravity}: ${printable(at)}: ${code}: ${printable(message)}`;

/** A line on stderr about what was asked, not about the evidence; `-q` leaves it out. */
export function say(context: Context, line: string | null): void {
  if (line !== null && !context.quiet) process.stderr.write(`carryover: ${printable(line)}\n`);
}

/** Partial exactly when something was lost, unreadable or unproven. */
export function exitOf(notices: readonly { readonly gravity: string }[]): number {
  return notices.some((notice) => notice.gravity === 'damage') ? EXIT.partial : EXIT.done;
}
