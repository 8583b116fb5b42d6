import { BASE64_STARTS } from './anchors.ts';
import { promiseOf } from './lexicon.ts';
import { textHoldsAnchor } from './prefilter.ts';
import { SHAPE_HINT } from './shapes.ts';

/** How something nested begins that shows nothing of what it holds: coded JSON, Java streams, gzip. */
const NESTED = new RegExp(`^\\s*(?:%(?:7b|5b)%|aced0005|7b22|5b7b22|1f8b08)|^\\s*(?:${BASE64_STARTS.join('|')})`, 'i');
/** How JSON begins, also as a quoted text. */
const JSON_START = /^\s*[{["]/;
/** What assigns something to a telling name. */
const NAMED =
  /(?:token|secret|passw|passphrase|session|credential|bearer|oauth|cookie|private.?key|api.?key|pre.?shared|auth|pin|sid|pwd|otp|mnemonic|ticket|jwt)[\w.-]{0,24}\\?["']?\s{0,3}(?:[=:]|%3d)|;\s*(?:path|httponly|secure)\b/i;
const GZIP = 0x1f;
const JAVA = 0xac;

/** A value under a name that promises nothing is looked at only if it may hold a shape, or something nested. */
export function mayTell(name: string, value: string | Uint8Array): boolean {
  if (promiseOf(name) !== null || /cookie/i.test(name)) return true;
  if (typeof value !== 'string') return mayBytes(value);
  // Most values hold no anchor, and this tells it in a tenth of the time that the expressions take.
  if (!textHoldsAnchor(value)) return false;
  return JSON_START.test(value) || SHAPE_HINT.test(value) || NESTED.test(value) || NAMED.test(value);
}

const MIN_BYTES = 12;

function mayBytes(bytes: Uint8Array): boolean {
  if (bytes.length < MIN_BYTES) return false;
  if ((bytes[0] === GZIP && bytes[1] === 0x8b) || (bytes[0] === JAVA && bytes[1] === 0xed)) return true;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MAX_BYTES)).toString('latin1');
  return SHAPE_HINT.test(text) || /^\s*[{[]/.test(text) || WORDS.test(text);
}

const MAX_BYTES = 64 * 1024;
const WORDS = /token|secret|passw|passc|session|credential|bearer|oauth|cookie|private.?key|mnemonic|pin|pwd|otp|auth/i;
