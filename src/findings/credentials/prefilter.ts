import { ANCHORS, WINDOW } from './anchors.ts';
import { isSqlite, pageJoints } from './sqlite-joints.ts';

/**
 * At every second byte it and the two behind it are looked up, six bits of each: whatever way a window lies, one of two
 * blocks inside it is met. Six bits tell letters, digits and cases apart, and a table of one bit a block fits a core's
 * first cache. A hit is then compared byte by byte, and last by the anchor's own expression.
 */
const BLOCK = 3;
const STEP = 2;
/** Where the two blocks may begin in a window. */
const FIRST_BLOCKS = WINDOW - BLOCK - STEP + 2;
const BITS = 6;
const FOLD = (1 << BITS) - 1;
const WORD_BITS = 5;
const VERIFIED_BYTES = 100;
/** Stands before a content, so that what begins it has something before it. No anchor needs more. */
const BLANK = 0x20;
/** Bytes of texts by how often they occur, the most frequent first: letters of English, blanks, then the rest. */
const FREQUENT = ' etaoinsrhldcumfpgwybv,.k0\0"1/<>:_2-=5349678xjqz';

interface Candidate {
  /** Where the block lies in the window. */
  readonly offset: number;
  /** For each byte of the window, which values fit. */
  readonly fits: readonly Uint8Array[];
  readonly verify: RegExp;
  readonly lead: number;
}

const known = new Int32Array(1 << (BITS * BLOCK - WORD_BITS));
const candidates = new Map<number, Candidate[]>();

for (const { window, verify, lead } of ANCHORS) {
  if (window.length !== WINDOW) throw new RangeError(`an anchor has ${WINDOW} bytes: ${verify.source}`);
  const fits = window.map((values) => Uint8Array.from({ length: 256 }, (_, value) => (values.includes(value) ? 1 : 0)));
  const folded = window.map((values) => [...new Set(values.map((value) => value & FOLD))]);
  const first = rarest(folded.map(shareOf));
  for (let offset = first; offset < first + STEP; offset += 1) {
    const candidate: Candidate = { offset, fits, verify, lead };
    for (const a of folded[offset] ?? []) {
      for (const b of folded[offset + 1] ?? []) {
        for (const c of folded[offset + 2] ?? []) {
          const block = (a << (2 * BITS)) | (b << BITS) | c;
          known[block >> WORD_BITS] = (known[block >> WORD_BITS] as number) | (1 << block);
          const list = candidates.get(block);
          if (list === undefined) candidates.set(block, [candidate]);
          else list.push(candidate);
        }
      }
    }
  }
}

/** About which share of the bytes of a text is one of those: by Zipf's law of their ranks. */
function shareOf(folded: readonly number[]): number {
  let share = 0;
  for (const value of folded) {
    const rank = [...FREQUENT].findIndex((char) => (char.charCodeAt(0) & FOLD) === value);
    share += 1 / (rank < 0 ? 2 * FREQUENT.length : rank + 1);
  }
  return share;
}

/** Of the places where the two blocks may begin, the one at which the fewest bytes of a text fit. */
function rarest(shares: readonly number[]): number {
  const share = (at: number): number => shares.slice(at, at + BLOCK).reduce((product, one) => product * one, 1);
  let best = 0;
  for (let first = 1; first < FIRST_BLOCKS; first += 1)
    if (share(first) + share(first + 1) < share(best) + share(best + 1)) best = first;
  return best;
}

/**
 * Whether a content may hold a credential, from its raw bytes alone and in one pass; false is certain for everything
 * that `scanContent` finds by shape or key name (catalogued places are scanned whatever this says). UTF-16 says yes
 * unseen, as does a SQLite journal, and a WAL whose cells run over their page.
 */
export function mayHoldCredential(bytes: Uint8Array): boolean {
  return mayHold(bytes) !== 'nothing';
}

/** How much of a content is worth scanning: all of it, or, of a database, its tables of names and values. */
export type Prospect = 'nothing' | 'pairs' | 'anything';

/** The same, more closely. */
export function mayHold(bytes: Uint8Array): Prospect {
  if (isUtf16(bytes) || holdsAnchor(bytes)) return 'anything';
  if (!isSqlite(bytes)) return 'nothing';
  for (const joint of pageJoints(bytes)) if (joint === null || holdsAnchor(joint)) return 'anything';
  return hasKeyTable(bytes) ? 'pairs' : 'nothing';
}

const TABLE = Buffer.from('CREATE TABLE');
const DECLARATION_BYTES = 600;
const KEY_COLUMN = /[(,\s"`[](?:key|name|primkey|k|property|setting|pref_key|token_key|type|authtoken_type)["`\]\s,)]/i;
const VALUE_COLUMN = /[(,\s"`[](?:value|val|v|data|string_value|token_value|content|blob)["`\]\s,)]/i;

/** In a table of names and values a name touches the text before it: no short word in it can be told from its bytes. */
function hasKeyTable(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = view.indexOf(TABLE); at >= 0; at = view.indexOf(TABLE, at + 1)) {
    const declaration = latin1(view, at, at + DECLARATION_BYTES).split(';', 1)[0] ?? '';
    if (KEY_COLUMN.test(declaration) && VALUE_COLUMN.test(declaration)) return true;
  }
  return false;
}

function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}

const scratch = Buffer.alloc(64 * 1024);

/** The same for one value. What has no ASCII in it may be told as holding none: such anchors are names of keys only. */
export function textHoldsAnchor(text: string): boolean {
  if (text.length > scratch.length) return holdsAnchor(Buffer.from(text, 'utf8'));
  return holdsAnchor(scratch, scratch.write(text, 0, 'latin1'));
}

/** Whether some bytes that are a text, or a part of one, hold an anchor within their first `length`. */
export function holdsAnchor(bytes: Uint8Array, length = bytes.length): boolean {
  const end = length - BLOCK;
  let first = BLANK & FOLD;
  for (let at = -1; at <= end; at += STEP) {
    const last = (bytes[at + 2] as number) & FOLD;
    const block = (first << (2 * BITS)) | (((bytes[at + 1] as number) & FOLD) << BITS) | last;
    // A shift takes the last five bits of its count: those that choose the bit.
    if ((((known[block >> WORD_BITS] as number) >>> block) & 1) === 1 && anchorAround(bytes, at, block, length))
      return true;
    first = last;
  }
  return false;
}

function anchorAround(bytes: Uint8Array, at: number, block: number, length: number): boolean {
  for (const { offset, fits, verify, lead } of candidates.get(block) ?? []) {
    const start = at - offset;
    let same = start + WINDOW <= length;
    for (let index = 0; same && index < WINDOW; index += 1) {
      const byte = start + index < 0 ? BLANK : (bytes[start + index] as number);
      same = (fits[index] as Uint8Array)[byte] === 1;
    }
    if (!same) continue;
    const from = start + lead;
    const text = latin1(bytes, Math.max(0, from), Math.min(length, start + VERIFIED_BYTES));
    verify.lastIndex = 0;
    if (verify.test(from < 0 ? ' '.repeat(-from) + text : text)) return true;
  }
  return false;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', from, to);
}
