import type { Row } from '../value.ts';

/** What SharedPreferencesImpl writes before the first key (AOSP FastXmlSerializer). */
const HEAD = /^<\?xml version='1\.0' encoding='utf-8' standalone='yes' \?>\n<map>\n/;
/** One scalar as XmlUtils writes it, without references or control characters in its name. */
const SCALAR =
  /[ ]{4}<(?:string name="([^"<&\n\r\t]*)">([^<&\r]*)<\/string>|(int|long|boolean) name="([^"<&\n\r\t]*)" value="([^"<&]*)" \/>)\n/y;
const TAIL = /<\/map>\n?$/y;
/** Surely below 2^53. */
const SAFE_WHOLE = /^-?(?:0|[1-9]\d{0,14})$/;

/**
 * The records of a file in exactly the spelling that Android writes, holding only texts, whole numbers and booleans:
 * most files are, and need no parser that tolerates everything. Null for any other.
 */
export function plainRows(text: string): Row[] | null {
  const head = HEAD.exec(text)?.[0].length ?? 0;
  if (head === 0) return null;
  const rows: Row[] = [];
  const names = new Set<string>();
  SCALAR.lastIndex = head;
  let at = head;
  for (let match = SCALAR.exec(text); match !== null; match = SCALAR.exec(text)) {
    at = SCALAR.lastIndex;
    const [, textName, content, type, name, value] = match;
    const key = textName ?? name ?? '';
    if (names.has(key)) return null;
    names.add(key);
    if (type === undefined) rows.push([key, 'string', content ?? '']);
    else if (type === 'boolean') rows.push([key, type, value?.toLowerCase() === 'true']);
    else if (value !== undefined && SAFE_WHOLE.test(value) && value !== '-0') rows.push([key, type, Number(value)]);
    else return null;
  }
  TAIL.lastIndex = at;
  return TAIL.test(text) ? rows : null;
}
