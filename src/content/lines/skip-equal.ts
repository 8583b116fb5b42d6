import type { Counts, Document } from '../reader.ts';
import { rowTells } from '../rows.ts';
import { asBuffer } from '../text.ts';
import type { Stretch } from './pieces.ts';
import { type LongText, linesOf } from './records.ts';

const NEWLINE = 0x0a;
const NO_ADDRESS: readonly number[] = [];

/** The texts behind documents: two of them can be held against each other byte by byte. */
const texts = new WeakMap<Document, LongText>();

/**
 * A document that leaves out what it begins and ends with as another does, where either is long: of a log that went on
 * after it was copied only what was added is left, and no line of the rest need be remembered. Lines are a multiset, so
 * a line less on both sides changes no count.
 */
export function skipsEqual(document: Document, text: LongText, poll: () => void): Document {
  const [section] = document.sections;
  if (section === undefined) return document;
  const skipping: Document = {
    ...document,
    skipEqual(other) {
      const twin = texts.get(other);
      if (twin === undefined || !areAlike(text, twin)) return null;
      // Counted before anything is left out, and after what an earlier pairing left out is back: those of all.
      for (const each of [text, twin]) each.left = each.all;
      for (const each of [document, other]) each.counts();
      const head = commonHead(text, twin, poll);
      const tail = commonTail(text, twin, head, poll);
      const skipped = [
        { from: text.left.from, to: text.left.from + head },
        { from: text.left.to - tail, to: text.left.to },
      ].map((stretch) => count(text, stretch, poll));
      for (const each of [text, twin]) each.left = { from: each.left.from + head, to: each.left.to - tail };
      return new Map([[section.name, skipped.reduce(sum)]]);
    },
  };
  texts.set(skipping, text);
  return skipping;
}

/** Equal bytes are equal lines, and one of the two is long enough for that to matter. */
function areAlike(one: LongText, other: LongText): boolean {
  return (
    (one.content.size > one.most || other.content.size > other.most) &&
    one.encoding === 'utf-8' &&
    other.encoding === 'utf-8' &&
    one.isValid === other.isValid &&
    one.all.from === other.all.from
  );
}

/** Bytes of whole lines that both begin with. */
function commonHead(one: LongText, other: LongText, poll: () => void): number {
  const most = Math.min(lengthOf(one.left), lengthOf(other.left));
  let whole = 0;
  for (let done = 0; done < most; ) {
    poll();
    const wanted = Math.min(one.most, most - done);
    const a = asBuffer(one.content.read(one.left.from + done, wanted));
    const b = asBuffer(other.content.read(other.left.from + done, wanted));
    const same = a.equals(b) ? a.length : firstDifference(a, b);
    const end = a.subarray(0, same).lastIndexOf(NEWLINE) + 1;
    if (end > 0) whole = done + end;
    if (same < wanted) break;
    done += wanted;
  }
  return whole;
}

/** Bytes of whole lines that both end with, behind those that they begin with. */
function commonTail(one: LongText, other: LongText, head: number, poll: () => void): number {
  const most = Math.min(lengthOf(one.left), lengthOf(other.left)) - head;
  let whole = 0;
  for (let done = 0; done < most; ) {
    poll();
    const wanted = Math.min(one.most, most - done);
    const a = asBuffer(one.content.read(one.left.to - done - wanted, wanted));
    const b = asBuffer(other.content.read(other.left.to - done - wanted, wanted));
    const same = a.equals(b) ? a.length : lastDifference(a, b);
    // A line begins behind the end of another one: the first that ends within what is equal is not known to be whole.
    const newline = a.subarray(a.length - same).indexOf(NEWLINE);
    if (newline >= 0) whole = done + same - newline - 1;
    if (same < wanted) break;
    done += wanted;
  }
  return whole;
}

function lengthOf({ from, to }: Stretch): number {
  return to - from;
}

/** How many bytes are equal at the beginning. */
function firstDifference(a: Uint8Array, b: Uint8Array): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

/** How many bytes are equal at the end. */
function lastDifference(a: Uint8Array, b: Uint8Array): number {
  let same = 0;
  while (same < a.length && a[a.length - 1 - same] === b[b.length - 1 - same]) same += 1;
  return same;
}

function count(text: LongText, stretch: Stretch, poll: () => void): Counts {
  let records = 0;
  let telling = 0;
  for (const row of linesOf(text, stretch, poll)) {
    records += 1;
    if (rowTells(row, NO_ADDRESS)) telling += 1;
  }
  return { records, telling };
}

function sum(a: Counts, b: Counts): Counts {
  return { records: a.records + b.records, telling: a.telling + b.telling };
}
