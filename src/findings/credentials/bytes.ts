import { isUtf8 } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import { byteOrderMark } from '../../content/text.ts';
import { type BinaryText, binaryTexts } from './binary-texts.ts';
import { type Field, NO_SIBLING, type Visit } from './field.ts';
import { mmkvTexts, protoTexts } from './framed-texts.ts';
import { isJavaStream, javaTexts } from './java-stream.ts';
import { promiseOf } from './lexicon.ts';

// biome-ignore lint/suspicious/noControlCharactersInRegex: what no text has
const CONTROL = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;
const GZIP_MAGIC = 0x1f8b;
/** Bytes between a name and its value: lengths and tags. */
const MAX_GAP_BYTES = 12;
const NAME = /^[A-Za-z_$\u0080-\uffff][\w.$:/ \u0080-\uffff-]{1,79}$/;
const MAX_SCANNED_BYTES = 1024 * 1024;

/**
 * What lies in bytes without a reader of their own: text as it is; gzip and Java streams opened; else texts by the
 * names before them. `outer`: the field that they are the value of.
 */
export function visitBytes(bytes: Uint8Array, outer: Field, visit: Visit, limit: number): void {
  if (bytes.length < 4) return;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.readUInt16BE(0) === GZIP_MAGIC) {
    const open = inflated(view, limit);
    if (open !== null) visitBytes(open, { ...outer, where: at(outer.where, 'gzip') }, visit, 0);
    return;
  }
  if (isJavaStream(bytes)) {
    visitPairs(javaTexts(bytes), outer, visit);
    return;
  }
  if (!isBinary(bytes)) {
    visit({ ...outer, value: view.toString('utf8') });
    return;
  }
  const some = bytes.subarray(0, MAX_SCANNED_BYTES);
  visitPairs(mmkvTexts(some) ?? protoTexts(some) ?? named(binaryTexts(some)), outer, visit);
}

/** Text has no control characters: what has some keeps lengths and tags between its texts. */
export function isBinary(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return !isUtf8(view) || CONTROL.test(view.toString('latin1'));
}

/** Begins with the mark of UTF-16. */
export function isMarked(bytes: Uint8Array): boolean {
  return byteOrderMark(bytes).encoding !== 'utf-8';
}

/** Null where it is none, or would be larger than the limit. */
function inflated(bytes: Buffer, limit: number): Buffer | null {
  if (limit === 0) return null;
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch {
    return null;
  }
}

interface Pair {
  readonly name: string;
  readonly value: string;
}

function* named(texts: readonly BinaryText[]): Generator<Pair> {
  for (let index = 0; index < texts.length; index += 1) {
    const { text, start } = texts[index] as BinaryText;
    const before = texts[index - 1];
    const near = before !== undefined && start - before.end <= MAX_GAP_BYTES && NAME.test(before.text);
    yield { name: near ? before.text : '', value: text };
  }
}

function visitPairs(pairs: Iterable<Pair>, outer: Field, visit: Visit): void {
  const all = [...pairs];
  const beside = new Map(all.map(({ name, value }) => [name, value]));
  const sibling = (name: string): unknown => beside.get(name);
  for (const { name, value } of all) {
    const where = name === '' ? outer.where : at(outer.where, name);
    // Of a value that is a promising name itself, the next text is the value.
    if (name !== '' && promiseOf(value) !== null && NAME.test(value) && !/\d/.test(value)) continue;
    visit({
      where,
      name: name === '' ? outer.name : name,
      value,
      keyed: false,
      sibling: name === '' ? NO_SIBLING : sibling,
      root: null,
    });
  }
}

function at(outer: string | null, name: string): string {
  return outer === null ? name : `${outer}:${name}`;
}
