import { BASE64_JSON_STARTS } from './anchors.ts';
import type { Field, Visit } from './field.ts';
import { serialisedCookie } from './java-strings.ts';

/** A value in which values lie: JSON in a string, base64 of JSON, a cookie written out, an object stream in hex. */
const MAX_DEPTH = 6;
const MAX_JSON_CHARS = 8 * 1024 * 1024;
const MAX_NODES = 200_000;
const MIN_BASE64_CHARS = 16;
const BASE64_START = new RegExp(`^(?:${BASE64_JSON_STARTS.join('|')})`);
const BASE64_TEXT = /^[A-Za-z0-9+/_-]+={0,2}$/;
const COOKIES = /^(?:[A-Za-z0-9_.$-]{1,64}=[^;\s]*(?:; ?|$)){1,64}/;

/** Names under which a container keeps the value itself: then the container's name says what it is. */
export const PLAIN_NAMES = new Set(['value', 'raw', 'data', 'string', 'text', 'content', 'v']);
/** Names by which an element of a list can be found again. */
const ELEMENT_KEYS = [
  'id',
  'uuid',
  'uid',
  'user_id',
  'userId',
  'did',
  'email',
  'username',
  'login',
  'key',
  'name',
  'type',
  'host',
  'domain',
];

/** Visits a field, then whatever lies inside its value. */
export function visitNested(field: Field, visit: Visit, depth = 0): void {
  if (typeof field.value !== 'string' || depth >= MAX_DEPTH) {
    visit(field);
    return;
  }
  const text = field.value;
  const cookie = text.startsWith('aced') || text.startsWith('ACED') ? serialisedCookie(text) : null;
  if (cookie !== null) {
    visit({ ...field, name: cookie.name, cookie: cookie.name, value: cookie.value, expires: cookie.expires });
    return;
  }
  const inside = jsonIn(text);
  visit(inside === null ? field : { ...field, container: true });
  if (inside !== null) {
    const prefix = `${field.where === null ? '' : `${field.where}:`}${inside.coded ? 'base64:' : ''}`;
    walkJson(inside.parsed, field, prefix, visit, depth);
    return;
  }
  if (/cookie/i.test(field.name) && COOKIES.test(text)) {
    for (const pair of text.split(/; ?/)) {
      const equals = pair.indexOf('=');
      if (equals <= 0) continue;
      const name = pair.slice(0, equals);
      const where = field.where === null ? name : `${field.where}:${name}`;
      visit({ ...field, where, name, cookie: name, value: pair.slice(equals + 1) });
    }
  }
}

function jsonIn(text: string): { readonly parsed: object; readonly coded: boolean } | null {
  if (text.length < 2 || text.length > MAX_JSON_CHARS) return null;
  const start = /\S/.exec(text)?.[0];
  if (start === '{' || start === '[') return wrap(parse(text), false);
  if (text.length >= MIN_BASE64_CHARS && BASE64_START.test(text)) {
    const compact = text.replace(/\s+/g, '');
    if (BASE64_TEXT.test(compact)) return wrap(parse(Buffer.from(compact, 'base64').toString('utf8')), true);
  }
  return null;
}

function wrap(parsed: object | null, coded: boolean): { readonly parsed: object; readonly coded: boolean } | null {
  return parsed === null ? null : { parsed, coded };
}

function parse(text: string): object | null {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' ? parsed : null;
  } catch {
    return null;
  }
}

type Members = Readonly<Record<string, unknown>>;

interface Node {
  readonly value: unknown;
  readonly path: string;
  readonly name: string;
  readonly within: Members | null;
  /** Still the name that the container goes by. */
  readonly outer: boolean;
}

/** The leaves of a parsed JSON, without recursion: the depth of evidence is not ours to trust. */
export function walkJson(
  parsed: object,
  outer: Pick<Field, 'name' | 'keyed'>,
  prefix: string,
  visit: Visit,
  depth: number,
): void {
  const root = Array.isArray(parsed) ? null : (parsed as Members);
  const stack: Node[] = [{ value: parsed, path: '$', name: outer.name, within: null, outer: true }];
  for (let nodes = 0; nodes < MAX_NODES; nodes += 1) {
    const node = stack.pop();
    if (node === undefined) return;
    const { value, path, name, within, outer: same } = node;
    if (Array.isArray(value)) {
      for (let at = Math.min(value.length, MAX_NODES) - 1; at >= 0; at -= 1) {
        const element: unknown = value[at];
        stack.push({ value: element, path: `${path}[${elementKey(element)}]`, name, within, outer: same });
      }
    } else if (typeof value === 'object' && value !== null) {
      const members = value as Members;
      for (const key of Object.keys(members).reverse()) {
        const inherits = PLAIN_NAMES.has(key) && name !== '';
        const own = inherits ? name : key;
        stack.push({
          value: members[key],
          path: path + jsonStep(key),
          name: own,
          within: members,
          outer: same && inherits,
        });
      }
    } else if (typeof value === 'string' || typeof value === 'number') {
      const sibling = (other: string): unknown =>
        within !== null && Object.hasOwn(within, other) ? within[other] : undefined;
      const keyed = same && outer.keyed;
      visitNested({ where: prefix + path, name, value: String(value), keyed, sibling, root }, visit, depth + 1);
    }
  }
}

/** One step of a JSON path: `.key`, or `["odd key"]`. */
export function jsonStep(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** What finds an element again when the order has changed; empty where it has no name of its own. */
function elementKey(element: unknown): string {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return '';
  const members = element as Members;
  for (const name of ELEMENT_KEYS) {
    const value = Object.hasOwn(members, name) ? members[name] : undefined;
    if ((typeof value === 'string' && value !== '' && value.length <= 64) || typeof value === 'number')
      return JSON.stringify(value);
  }
  return '';
}
