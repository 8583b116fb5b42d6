import { isUtf8 } from 'node:buffer';
import type { Json } from '../base/json.ts';
import { digestOf, MAX_VALUE_CHARS, spelledDigest } from '../findings/credentials/long-value.ts';
import { variantsOf } from './secret-variants.ts';

/** A found value, as it lies in the evidence. */
export interface Secret {
  readonly shape: string;
  readonly value: Uint8Array | string;
  /** How it is written elsewhere: hidden too. */
  readonly written?: Uint8Array | string;
  /** It is a list of values, one a line: each is hidden by itself as well. */
  readonly lines?: true;
  /** What belongs to it and is hidden as well. A long one is given by its digest, and hidden where it is the whole. */
  readonly beside?: readonly string[];
}

/** Takes found values out of whatever is shown. Redact before shortening: half a secret is not recognised. */
export interface Redactor {
  /** Every found value in a text, also escaped or encoded, becomes `[redacted <shape> <length>]`. */
  text(text: string): string;
  /** A value and all within it. Keys of objects too: give it evidence, not the frame around it. */
  json(value: Json): Json;
}

interface Needle {
  readonly text: string;
  readonly mark: string;
}

/** Shorter values are taken out only where they are the whole. */
const MIN_PART_CHARS = 4;
const GRAM = 4;
const SLOTS = 1 << 16;
/** What stands where even the mark would tell the value. */
const BLANK = '[redacted]';
const LAST_RESORT = '\u2588';
const MAX_ROUNDS = 3;

function* spellings(values: Iterable<Secret | Uint8Array | string>): Iterable<Pick<Secret, 'shape' | 'value'>> {
  for (const given of values) {
    if (typeof given === 'string' || given instanceof Uint8Array) {
      yield { shape: 'secret', value: given };
      continue;
    }
    const { shape, value, written, lines, beside = [] } = given;
    yield { shape, value };
    if (written !== undefined) yield { shape, value: written };
    for (const one of beside) yield { shape, value: one };
    if (lines !== true) continue;
    const text = typeof value === 'string' ? value : Buffer.from(value).toString('utf8');
    for (const line of text.split('\n')) yield { shape, value: line };
  }
}

/** One pass over each text, however many values there are. Throws nothing. */
export function redactor(values: Iterable<Secret | Uint8Array | string>): Redactor {
  const whole = new Map<string, string>();
  const needles = new Map<string, Needle>();
  const digests = new Map<string, string>();
  for (const { shape, value } of spellings(values)) {
    const digest = typeof value === 'string' ? spelledDigest(value) : null;
    if (digest !== null) {
      digests.set(digest, shape);
      continue;
    }
    const bytes =
      typeof value === 'string'
        ? Buffer.from(value, 'utf8')
        : Buffer.from(value.buffer, value.byteOffset, value.length);
    const text = typeof value === 'string' ? value : isUtf8(bytes) ? bytes.toString('utf8') : null;
    const mark = markOf(shape, text ?? '', text === null ? bytes.length : [...text].length);
    if (text !== null && text !== '') whole.set(text, mark);
    for (const variant of variantsOf(text, bytes)) {
      if (variant.length >= MIN_PART_CHARS && !needles.has(variant)) needles.set(variant, { text: variant, mark });
    }
  }
  const search = searchFor([...needles.values()]);
  const redact = (text: string): string => {
    // A mark of one value may spell another: so it too is looked through.
    let out = whole.get(text) ?? longMark(text, digests) ?? text;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const next = replaceAll(out, search);
      if (next === out) return out;
      out = next;
    }
    // Marks and their neighbours spell a value again and again: nothing of such a text can be shown.
    return search(out).length === 0 ? out : LAST_RESORT;
  };
  const json = (value: Json): Json => {
    if (typeof value === 'string') return redact(value);
    if (typeof value === 'number') return whole.get(String(value)) ?? value;
    if (Array.isArray(value)) return value.map(json);
    if (typeof value !== 'object' || value === null) return value;
    const out: Record<string, Json> = {};
    for (const [key, member] of Object.entries(value)) {
      if (member !== undefined)
        Object.defineProperty(out, redact(key), {
          value: json(member),
          enumerable: true,
          configurable: true,
          writable: true,
        });
    }
    return out;
  };
  return { text: redact, json };
}

/** The mark of a value that is known by its digest alone, as text or as base64; null where the text is none. */
function longMark(text: string, digests: ReadonlyMap<string, string>): string | null {
  if (digests.size === 0 || text.length <= MAX_VALUE_CHARS) return null;
  const shape =
    digests.get(digestOf(text).toString('hex')) ?? digests.get(digestOf(Buffer.from(text, 'base64')).toString('hex'));
  return shape === undefined ? null : markOf(shape, text, [...text].length);
}

/** A mark must not tell the value: a password may well be `password`. */
function markOf(shape: string, text: string, length: number): string {
  const tells = (mark: string): boolean => text.length > 0 && mark.includes(text);
  return [`[redacted ${shape} ${length}]`, `[redacted ${length}]`, BLANK].find((mark) => !tells(mark)) ?? LAST_RESORT;
}

interface Hit {
  readonly start: number;
  readonly end: number;
  readonly needle: Needle;
}

/** Needles by their first four characters, behind a table that says no quickly, then by length, longest first. */
function searchFor(needles: readonly Needle[]): (text: string) => Hit[] {
  const known = new Uint8Array(SLOTS);
  const byStart = new Map<string, Map<number, Map<string, Needle>>>();
  for (const needle of [...needles].sort((a, b) => b.text.length - a.text.length)) {
    known[slotOf(needle.text, 0)] = 1;
    const start = needle.text.slice(0, GRAM);
    const lengths = byStart.get(start) ?? new Map<number, Map<string, Needle>>();
    byStart.set(start, lengths);
    const list = lengths.get(needle.text.length) ?? new Map<string, Needle>();
    lengths.set(needle.text.length, list);
    list.set(needle.text, needle);
  }
  return (text) => {
    const hits: Hit[] = [];
    for (let at = 0; at + GRAM <= text.length; at += 1) {
      if (known[slotOf(text, at)] === 0) continue;
      for (const [length, list] of byStart.get(text.slice(at, at + GRAM)) ?? []) {
        const needle = at + length <= text.length ? list.get(text.slice(at, at + length)) : undefined;
        if (needle === undefined) continue;
        hits.push({ start: at, end: at + length, needle });
        break;
      }
    }
    return hits;
  };
}

function slotOf(text: string, at: number): number {
  const low = text.charCodeAt(at) * 31 + text.charCodeAt(at + 1);
  const high = text.charCodeAt(at + 2) * 31 + text.charCodeAt(at + 3);
  return (low * 1021 + high) & (SLOTS - 1);
}

/** Values that overlap become one mark, of the longest: what is left of the others would still tell. */
function replaceAll(text: string, search: (text: string) => Hit[]): string {
  const hits = search(text);
  let out = '';
  let from = 0;
  for (let at = 0; at < hits.length; ) {
    const first = hits[at] as Hit;
    let { end } = first;
    let longest = first;
    at += 1;
    for (let next = hits[at]; next !== undefined && next.start < end; next = hits[at]) {
      if (next.end - next.start > longest.end - longest.start) longest = next;
      end = Math.max(end, next.end);
      at += 1;
    }
    out += text.slice(from, first.start) + longest.needle.mark;
    from = end;
  }
  return out + text.slice(from);
}
