import { ContentFault, type ContentNotice, type Document, type Parts, type Reader, type Sighting } from '../reader.ts';
import { rowsDocument } from '../rows.ts';
import { byteOrderMark, decodeText } from '../text.ts';
import type { Row, Value } from '../value.ts';
import { canonicalJson, jsonType } from './canonical.ts';
import { countElements, countLeaves, elementRowTells } from './count.ts';
import { goesOn } from './goes-on.ts';
import { countNatively } from './native.ts';
import { type JsonNode, parseJson } from './parse.ts';

const READER = 'json';
const COLUMNS = ['path', 'type', 'value'];
const ADDRESS = [0, 1];
const SIZE_LIMIT = 32 * 1024 * 1024;
const BITS_PER_BYTE = 8;

/**
 * JSON by RFC 8259. Section `paths`: the leaves outside arrays, by JSON pointer (RFC 6901); an empty object is a leaf.
 * Section `arrays`: the elements of the outermost arrays as a multiset, the pointer followed by `/[]`; an element that
 * is no scalar is its canonical spelling, in which the order of keys and of elements has no meaning.
 */
export const jsonReader: Reader = {
  id: READER,
  title: 'JSON',

  bid({ head }: Sighting): number {
    const mark = byteOrderMark(head);
    if (mark.encoding !== 'utf-8') return 0;
    const [first, second] = meaningfulBytes(head, mark.bytes);
    const likely = first === '{' ? '"}' : first === '[' ? '"{[]-0123456789tfn' : '';
    if (likely === '' || (second !== '' && !likely.includes(second as string))) return 0;
    return 2 * BITS_PER_BYTE;
  },

  read(parts: Parts, poll: () => void): Document {
    const main = parts.get('main');
    if (main === undefined) throw new ContentFault('json.no-content');
    if (main.size > SIZE_LIMIT) {
      // One value a line, as logs have it, is no JSON as a whole, whatever its length: it is read by its lines.
      if (goesOn(main, SIZE_LIMIT, poll)) throw new ContentFault('json.malformed', { reason: 'trailing' });
      throw new ContentFault('json.too-large', { bytes: main.size, limit: SIZE_LIMIT });
    }
    const decoded = decodeText(main.whole());
    if (decoded === null) throw new ContentFault('json.malformed', { at: 0, reason: 'encoding' });
    const { text } = decoded;
    let exact: ExactJson | null = null;
    const parse = (): ExactJson => {
      exact ??= parseExactly(text, poll);
      return exact;
    };
    // Equal files are only counted; the exact values are wanted where something differs or is looked into.
    const fast = countNatively(text);
    const duplicates = fast === null ? parse().duplicates : 0;
    const notices: ContentNotice[] = [];
    if (duplicates > 0) notices.push({ detail: 'json.duplicate-key', lost: false, args: { count: duplicates } });
    return rowsDocument(
      READER,
      [
        {
          name: 'paths',
          columns: COLUMNS,
          keys: [[0]],
          address: ADDRESS,
          records: () => leaves('', parse().root),
          count: () => fast?.paths ?? countLeaves(parse().root),
        },
        {
          name: 'arrays',
          columns: COLUMNS,
          keys: [],
          address: ADDRESS,
          tells: elementRowTells,
          records: () => elements('', parse().root),
          count: () => fast?.arrays ?? countElements(parse().root),
        },
      ],
      notices,
      { root: fast?.root ?? jsonType(parse().root) },
    );
  },
};

interface ExactJson {
  readonly root: JsonNode;
  readonly duplicates: number;
}

/** Throws ContentFault `json.malformed`. */
function parseExactly(text: string, poll: () => void): ExactJson {
  const parsed = parseJson(text, poll);
  if ('reason' in parsed) throw new ContentFault('json.malformed', { at: parsed.at, reason: parsed.reason });
  if (typeof parsed.root !== 'object' || parsed.root === null || 'real' in parsed.root) {
    throw new ContentFault('json.malformed', { at: 0, reason: 'scalar' });
  }
  return parsed;
}

/** The first two bytes that are not white space, as characters; empty where there are none. */
function meaningfulBytes(head: Uint8Array, from: number): [string, string] {
  const found: string[] = [];
  for (let at = from; at < head.length && found.length < 2; at += 1) {
    const byte = head[at] as number;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) found.push(String.fromCharCode(byte));
  }
  return [found[0] ?? '', found[1] ?? ''];
}

/** RFC 6901: `~` and `/` are the only characters with a meaning of their own. */
function step(path: string, key: string): string {
  return `${path}/${key.includes('~') || key.includes('/') ? key.replaceAll('~', '~0').replaceAll('/', '~1') : key}`;
}

function* leaves(path: string, node: JsonNode): Generator<Row> {
  if (Array.isArray(node)) {
    // The elements are records of their own; that there is an empty array is one here.
    if (node.length === 0) yield [path, 'array', null];
  } else if (node instanceof Map) {
    const members = node as ReadonlyMap<string, JsonNode>;
    if (members.size === 0) yield [path, 'object', null];
    for (const [key, member] of members) {
      if (isComposite(member)) yield* leaves(step(path, key), member);
      else yield [step(path, key), jsonType(member), member as Value];
    }
  } else yield [path, jsonType(node), node as Value];
}

function* elements(path: string, node: JsonNode): Generator<Row> {
  if (Array.isArray(node)) {
    const place = `${path}/[]`;
    for (const element of node as readonly JsonNode[]) {
      yield [place, jsonType(element), isComposite(element) ? canonicalJson(element) : (element as Value)];
    }
  } else if (node instanceof Map) {
    for (const [key, member] of node as ReadonlyMap<string, JsonNode>) {
      if (isComposite(member)) yield* elements(step(path, key), member);
    }
  }
}

function isComposite(node: JsonNode): boolean {
  return Array.isArray(node) || node instanceof Map;
}
