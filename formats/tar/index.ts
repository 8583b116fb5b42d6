import { type Citation, cite } from '../../src/base/citation.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { numbered } from '../../src/base/numbered.ts';
import { restoreNewlines } from '../../src/bytes/terminal-damage.ts';
import type { Bid, Format, Sample } from '../../src/vfs/format.ts';
import { NO_BID } from '../../src/vfs/format.ts';
import type { Member } from '../../src/vfs/member.ts';
import { legalPath } from '../../src/vfs/path.ts';
import { BLOCK, checksumHolds, hasMagic, readHeader } from './header.ts';
import { addedReturns } from './newlines.ts';
import { firstLine, MOST_TEXT_BYTES, textBefore } from './text-before.ts';
import { walkTar } from './walk.ts';
import { breakingWindow, openWindow } from './window.ts';

/** Six octal digits that are the sum of everything else. */
const CHECKSUM_BITS = 48;
/** `ustar` and the two bytes after it. */
const MAGIC_BITS = 56;
/** The same behind some text: less than what any other format verifies where a file begins. */
const BEHIND_TEXT_BITS = 40;
/** Type of a header. */
const FOLDER = '5';

function bid(sample: Sample): Bid {
  if (!checksumHolds(sample.head)) {
    const bytes = textBefore(sample.head);
    return bytes === 0
      ? NO_BID
      : { bits: BEHIND_TEXT_BITS, because: `a tar header that holds behind ${numbered(bytes, 'byte')} of text` };
  }
  if (hasMagic(sample.head)) {
    return { bits: CHECKSUM_BITS + MAGIC_BITS, because: 'first block has "ustar" and a header checksum that holds' };
  }
  const { name, size } = readHeader(sample.head.subarray(0, BLOCK));
  if (name.length === 0 || size === null) return NO_BID;
  return { bits: CHECKSUM_BITS, because: 'first block has a tar header checksum that holds' };
}

async function* mended(
  members: AsyncIterable<Member | Notice>,
  returns: number,
  text: { readonly bytes: number; readonly first: string },
  at: Citation,
): AsyncGenerator<Member | Notice> {
  if (text.bytes > 0) yield notice('anomaly', 'tar.text-before', 'doubt', cite('tar', 0, at, text.bytes), text);
  if (returns > 0) yield notice('anomaly', 'tar.newlines', 'doubt', at, { returns });
  yield* members;
}

/** A tar of any dialect: members pass by once. */
export const tar: Format = {
  id: 'tar',
  title: 'Tar archive (old, ustar, GNU, pax)',
  validated: 'vector',
  container: {
    bid,
    async open(origin, kit) {
      if (origin.kind !== 'bytes') throw new TypeError('a tar is bytes');
      // An archive that came through a terminal is mended before it is walked: its headers then prove the mending.
      const returns = addedReturns(origin);
      const plain = openWindow(returns === 0 ? origin.stream() : restoreNewlines(origin.stream(), returns));
      const place = returns === 0 ? origin.citation : cite('newlines', null, origin.citation);
      const window = origin.breaks === undefined ? plain : breakingWindow(plain, origin.breaks);
      const front = await window.peek(BLOCK);
      // What was said before the first header is copied: the window moves on.
      const head = checksumHolds(front) ? front : Buffer.from(await window.peek(MOST_TEXT_BYTES));
      const bytes = checksumHolds(front) ? 0 : textBefore(head);
      const text = { bytes, first: bytes === 0 ? '' : firstLine(head) };
      window.advance(bytes);
      const first = await window.peek(BLOCK);
      const header = checksumHolds(first) ? readHeader(first) : null;
      return {
        kind: 'stream',
        name: origin.name,
        citation: origin.citation,
        facts: { version: header?.dialect ?? null, encryption: null, more: {} },
        rooted: header !== null && header.type === FOLDER && legalPath(header.name).path === '',
        members: mended(walkTar(window, place, kit), returns, text, origin.citation),
      };
    },
  },
};
