import { isUtf8 } from 'node:buffer';
import { BASE64_STARTS } from './anchors.ts';
import { ASSIGNMENT, assigned, percentDecoded } from './assignments.ts';
import { visitBytes } from './bytes.ts';
import type { Field, Visit } from './field.ts';
import { serialisedCookie } from './java-strings.ts';
import { promiseOf } from './lexicon.ts';

/** A value in which values lie: JSON in a string, base64 of JSON, a cookie written out, an object stream in hex. */
const MAX_DEPTH = 6;
const MAX_JSON_CHARS = 8 * 1024 * 1024;
const MAX_NODES = 200_000;
const MIN_BASE64_CHARS = 16;
const BASE64_START = new RegExp(`^(?:${BASE64_STARTS.join('|')})`);
const HEX_START = /^(?:aced0005|7b22|5b7b22|1f8b08)/i;
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

const MAX_INFLATED_BYTES = 4 * 1024 * 1024;
const SET_COOKIE = /^[A-Za-z0-9_.$-]{1,64}=[^;\s]+;.*\b(?:path|domain|expires|max-age|httponly|secure|samesite)\b/i;
const COOKIE_ATTRIBUTES = /^(?:path|domain|expires|max-age|httponly|secure|samesite|version|priority|partitioned)$/i;

/** Visits a field, then whatever lies inside its value. */
export function visitNested(field: Field, visit: Visit, depth = 0): void {
  if (depth >= MAX_DEPTH) {
    visit(field);
    return;
  }
  if (typeof field.value !== 'string') {
    visit(field);
    visitBytes(field.value, field, (inner) => visitNested(inner, visit, depth + 1), MAX_INFLATED_BYTES);
    return;
  }
  const text = field.value;
  const cookie = text.startsWith('aced') || text.startsWith('ACED') ? serialisedCookie(text) : null;
  if (cookie !== null) {
    visit({ ...field, name: cookie.name, cookie: cookie.name, value: cookie.value, expires: cookie.expires });
    return;
  }
  const quoted = text.startsWith('"') && text.endsWith('"') ? parse(text) : null;
  if (typeof quoted === 'string' && quoted !== '') {
    visitNested({ ...field, value: quoted }, visit, depth + 1);
    return;
  }
  const inside = insideOf(text);
  if (inside?.kind === 'json') {
    visit({ ...field, container: true });
    const prefix = `${field.where === null ? '' : `${field.where}:`}${inside.coding}`;
    walkJson(inside.value, field, prefix, visit, depth);
    return;
  }
  if (inside !== null) {
    const where = `${field.where === null ? '' : `${field.where}:`}${inside.coding.slice(0, -1)}`;
    visitNested({ ...field, where, value: inside.value }, visit, depth + 1);
    return;
  }
  if ((/cookie/i.test(field.name) && COOKIES.test(text)) || SET_COOKIE.test(text)) {
    visitCookies(text, field, visit);
    return;
  }
  visit(field);
  visitAssigned(text, field, visit);
}

function visitCookies(text: string, field: Field, visit: Visit): void {
  for (const pair of text.split(/; ?/)) {
    const equals = pair.indexOf('=');
    if (equals <= 0) continue;
    const name = pair.slice(0, equals);
    if (COOKIE_ATTRIBUTES.test(name)) continue;
    const where = field.where === null ? name : `${field.where}:${name}`;
    visit({ ...field, where, name, cookie: name, value: pair.slice(equals + 1).replace(/^"(.*)"$/, '$1') });
  }
}

/** Addresses, forms and headers in one text: what they assign to names. Passwords only where there is no prose. */
function visitAssigned(text: string, field: Field, visit: Visit): void {
  if (field.assigned === true || text.length > MAX_ASSIGNED_CHARS || !/[=:]/.test(text)) return;
  ASSIGNMENT.lastIndex = 0;
  for (const { key, value } of assigned(text)) {
    const promise = promiseOf(key);
    if (promise === null || (/password|pin|cookies/.test(promise.value) && /\s/.test(text.trim()))) continue;
    const where = field.where === null ? key : `${field.where}:${key}`;
    visit({ ...field, where, name: key, value: percentDecoded(value), assigned: true, keyed: false });
  }
}

const MAX_ASSIGNED_CHARS = 64 * 1024;

/** `coding`: how it was coded, as locators show it: empty, or `base64:`. */
type Inside = { readonly coding: string } & (
  | { readonly kind: 'json'; readonly value: object }
  | { readonly kind: 'plain'; readonly value: string | Uint8Array }
);

/** What a text holds: JSON, also coded, or other bytes by their first letters. Null where it is itself. */
function insideOf(text: string): Inside | null {
  if (text.length < 2 || text.length > MAX_JSON_CHARS) return null;
  const start = /\S/.exec(text)?.[0];
  if (start === '{' || start === '[') return asJson(text, '');
  if (start === '%' && /^\s*%(?:7b|5b)%/i.test(text)) return asJson(percentDecoded(text), 'url:');
  if (text.length < MIN_BASE64_CHARS) return null;
  if (HEX_START.test(text) && /^(?:[0-9a-fA-F]{2})+$/.test(text)) return asBytes(Buffer.from(text, 'hex'), 'hex:');
  if (!BASE64_START.test(text)) return null;
  const compact = text.replace(/\s+/g, '');
  return BASE64_TEXT.test(compact) ? asBytes(Buffer.from(compact, 'base64'), 'base64:') : null;
}

function asJson(text: string, coding: string): Inside | null {
  const parsed = parse(text);
  if (typeof parsed === 'object' && parsed !== null) return { kind: 'json', value: parsed, coding };
  return typeof parsed === 'string' && coding !== '' ? { kind: 'plain', value: parsed, coding } : null;
}

function asBytes(bytes: Buffer, coding: string): Inside | null {
  if (!isUtf8(bytes)) return bytes[0] === 0x1f || bytes[0] === 0xac ? { kind: 'plain', value: bytes, coding } : null;
  const text = bytes.toString('utf8');
  if (/\p{Cc}/u.test(text.slice(0, 64).replace(/[\t\n\r]/g, ''))) return null;
  return (
    asJson(text, coding) ??
    (/^[{[]/.test(text) || /^eyJ[\w-]*$/.test(text) ? null : { kind: 'plain', value: text, coding })
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
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
        const own = inherits ? name : jointName(name, key);
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

/** Where a key alone says nothing, it may with the name of what holds it: `session.id`, `tokens.refresh`. */
export function jointName(outer: string, key: string): string {
  if (outer === '' || outer.length > MAX_NAME_CHARS || !JOINED.test(key)) return key;
  if (promiseOf(key) !== null) return key;
  const joint = `${outer.replace(/s$/i, '')}_${key}`;
  return promiseOf(joint) === null ? key : joint;
}

const MAX_NAME_CHARS = 64;
/** Keys that name a part of what holds them. */
const JOINED =
  /^(?:id|key|value|secret|access|refresh|token|code|phrase|words|header|seed|pass|private|cookie|string|bearer|hex|pem)$/i;

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
