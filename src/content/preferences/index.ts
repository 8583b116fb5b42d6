import { ABX_MAGIC, isAbx } from '../../bytes/abx.ts';
import { walkXml, type XmlToken } from '../../bytes/xml.ts';
import { ContentFault, type ContentNotice, type Document, type Parts, type Reader, type Sighting } from '../reader.ts';
import { rowsDocument } from '../rows.ts';
import { asBuffer, byteOrderMark, decodeText } from '../text.ts';
import type { Row, Value } from '../value.ts';
import { elementReader, type Oddities } from './element.ts';
import { plainRows } from './plain.ts';

const READER = 'preferences';
const COLUMNS = ['key', 'type', 'value'];
/** Android loads the whole file into memory: a larger one would stop the app itself. */
const SIZE_LIMIT = 64 * 1024 * 1024;
const BITS_PER_BYTE = 8;
const POLL_RECORDS = 4096;
/** What may stand before the root: a declaration, comments, white space. */
const PROLOGUE = /^(?:\s+|<\?[^>]*\?>|<!--[\s\S]*?-->)*/;

/**
 * SharedPreferences files as AOSP SharedPreferencesImpl and XmlUtils write them. One record a key; a set, list, map or
 * array is one value in a canonical spelling. Where a `.bak` is present it is the truth: Android deletes the `.xml`
 * and loads the `.bak`.
 */
export const preferencesReader: Reader = {
  id: READER,
  title: 'Android SharedPreferences',

  bid({ head, name }: Sighting): number {
    // What can be read of binary XML was put into text before (unwrap.ts); this is what cannot.
    if (isAbx(head)) return ABX_MAGIC.length * BITS_PER_BYTE;
    const start = rootOffset(head);
    if (start === null) return 0;
    const declared = start.declared ? '<?xml'.length : 0;
    return ('<map>'.length + declared) * BITS_PER_BYTE + (name.endsWith('.xml') ? 1 : 0);
  },

  read(parts: Parts, poll: () => void): Document {
    const bak = parts.get('bak');
    const content = bak ?? parts.get('main');
    if (content === undefined) throw new ContentFault('preferences.no-content');
    if (content.size > SIZE_LIMIT)
      throw new ContentFault('preferences.too-large', { bytes: content.size, limit: SIZE_LIMIT });
    const bytes = content.whole();
    if (isAbx(bytes)) throw new ContentFault('preferences.abx');
    const notices: ContentNotice[] = [];
    if (bak !== undefined) notices.push({ detail: 'preferences.bak-used', lost: false, args: {} });
    const rows = plainRows(decodeText(bytes)?.text ?? '') ?? [...readMap(bytes, notices, poll).values()];
    return rowsDocument(
      READER,
      [{ name: READER, columns: COLUMNS, keys: [[0]], address: [0, 1], records: () => rows }],
      notices,
      {
        keys: rows.length,
      },
    );
  },
};

function rootOffset(head: Uint8Array): { readonly declared: boolean } | null {
  const mark = byteOrderMark(head);
  const encoding = mark.encoding === 'utf-8' ? 'latin1' : 'utf16le';
  if (mark.encoding === 'utf-16be') return null;
  const text = asBuffer(head).subarray(mark.bytes).toString(encoding);
  const prologue = PROLOGUE.exec(text)?.[0] ?? '';
  return /^<map[\s/>]/.test(text.slice(prologue.length, prologue.length + 5))
    ? { declared: /^\s*<\?xml/i.test(prologue) }
    : null;
}

/** The records by key, the last of each. Throws ContentFault `preferences.malformed` where there is no `<map>`. */
function readMap(bytes: Uint8Array, notices: ContentNotice[], poll: () => void): Map<string, Row> {
  const decoded = decodeText(bytes);
  const text = decoded?.text ?? asBuffer(bytes).toString('latin1');
  const walk = decoded === null ? walkXml(text, (s) => Buffer.from(s, 'utf8').toString('latin1')) : walkXml(text);
  const odd: Oddities = { badNumbers: 0, notUtf8: 0, unknown: null, broken: 0 };
  const reader = elementReader(walk, decoded === null, odd);
  const rows = new Map<string, Row>();
  let duplicates = 0;
  let complete = false;

  const root = firstElement(walk.next);
  if (root?.name !== 'map') throw new ContentFault('preferences.malformed');
  for (let count = 1; !root.empty; count += 1) {
    if (count % POLL_RECORDS === 0) poll();
    const token = walk.next();
    if (token === null || token.kind === 'cut') break;
    if (token.kind === 'close') {
      complete = token.name === 'map';
      if (complete) break;
      odd.broken += 1;
    } else if (token.kind === 'open') {
      const parsed = reader.read(token);
      if (parsed === null) odd.broken += 1;
      else {
        const name = token.attributes.get('name');
        const key: Value = name === undefined ? null : reader.text(name);
        const slot = name === undefined ? '' : `=${name}`;
        if (rows.delete(slot)) duplicates += 1;
        rows.set(slot, [key, parsed.type, parsed.value]);
      }
    }
  }

  if (!complete && !root.empty)
    notices.push({ detail: 'preferences.truncated', lost: true, args: { records: rows.size } });
  else if (odd.broken > 0)
    notices.push({ detail: 'preferences.broken-element', lost: true, args: { count: odd.broken } });
  const after = text.slice(walk.position()).trim().length;
  if (after > 0) notices.push({ detail: 'preferences.trailing', lost: false, args: { characters: after } });
  if (duplicates > 0) notices.push({ detail: 'preferences.duplicate-key', lost: false, args: { count: duplicates } });
  if (odd.badNumbers > 0)
    notices.push({ detail: 'preferences.bad-value', lost: false, args: { count: odd.badNumbers } });
  if (odd.notUtf8 > 0) notices.push({ detail: 'preferences.not-utf8', lost: false, args: { count: odd.notUtf8 } });
  if (odd.unknown !== null)
    notices.push({ detail: 'preferences.unknown-type', lost: false, args: { type: odd.unknown } });
  return rows;
}

function firstElement(next: () => XmlToken | null): Extract<XmlToken, { kind: 'open' }> | null {
  for (;;) {
    const token = next();
    if (token === null || token.kind === 'cut' || token.kind === 'close') return null;
    if (token.kind === 'open') return token;
    if (token.text.trim() !== '') return null;
  }
}
