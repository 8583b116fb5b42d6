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
/** Blank bytes before a content, so that what begins it has something before it. */
const LEAD_IN = Buffer.alloc(WINDOW, 0x20);
const START_BYTES = 64;

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
  const first = rarest(folded.map(({ length }) => length));
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

/** Of the places where the two blocks may begin, the one at which the fewest bytes fit. */
function rarest(sizes: readonly number[]): number {
  const ways = (at: number): number => sizes.slice(at, at + BLOCK).reduce((product, size) => product * size, 1);
  let best = 0;
  for (let first = 1; first < FIRST_BLOCKS; first += 1)
    if (ways(first) + ways(first + 1) < ways(best) + ways(best + 1)) best = first;
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

/** Whether some bytes that are a text, or a part of one, hold an anchor. */
export function holdsAnchor(bytes: Uint8Array): boolean {
  const start = Buffer.concat([LEAD_IN, bytes.subarray(0, START_BYTES)]);
  return hasAnchor(start) || hasAnchor(bytes);
}

function hasAnchor(bytes: Uint8Array): boolean {
  const end = bytes.length - BLOCK;
  for (let at = 0; at <= end; at += STEP) {
    const block =
      (((bytes[at] as number) & FOLD) << (2 * BITS)) |
      (((bytes[at + 1] as number) & FOLD) << BITS) |
      ((bytes[at + 2] as number) & FOLD);
    // A shift takes the last five bits of its count: those that choose the bit.
    if ((((known[block >> WORD_BITS] as number) >>> block) & 1) === 1 && anchorAround(bytes, at, block)) return true;
  }
  return false;
}

function anchorAround(bytes: Uint8Array, at: number, block: number): boolean {
  for (const { offset, fits, verify, lead } of candidates.get(block) ?? []) {
    const start = at - offset;
    let same = true;
    for (let index = 0; same && index < WINDOW; index += 1) {
      const byte = bytes[start + index];
      same = byte !== undefined && (fits[index] as Uint8Array)[byte] === 1;
    }
    if (!same) continue;
    verify.lastIndex = 0;
    if (verify.test(latin1(bytes, start + lead, start + VERIFIED_BYTES))) return true;
  }
  return false;
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1', from, to);
}
