import type { Section } from '../../content/reader.ts';
import { assigned, hasParameters } from './assignments.ts';
import { NO_SIBLING, type Visit } from './field.ts';
import { promiseOf } from './lexicon.ts';
import { mayTell } from './may-tell.ts';
import { visitNested } from './nested.ts';

const ELEMENT = /\b(?:name|key|id)="([A-Za-z][A-Za-z0-9_.-]{1,63})"\s*(?:value="([^"]{1,8192})"|>([^<]{1,8192})<)/g;
/** The id that Android gives an app, by its uid, and the key that all are made with (settings_ssaid.xml). */
const APP_ID =
  /<setting\s(?=[^<>]*\sname="(?:\d+|userkey)")(?=[^<>]*\svalue="([^"]{1,200})")(?=[^<>]*\spackage="([\w.]{1,200})")/g;
const TAG = /<([A-Za-z][\w.:-]{1,63})(?:\s(?![^<>]*\b(?:name|key|id)=)[^<>]{0,200})?>([^<]{4,8192})<\/\1>/g;
const LIST_KEY = /<key>([^<]{1,64})<\/key>/;
const LIST_VALUE = /<(?:string|integer|data)>([^<]{4,8192})</;
const PEM_BEGIN = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY(?: BLOCK)?-----/;
const PEM_END = /-----END /;
const MAX_PEM_LINES = 400;
const MAX_LINE_CHARS = 256 * 1024;
const NAMED =
  /token|tkn|secret|passw|pass\b|pass["']?\s*[=:]|session|sess|credential|bearer|oauth|cookie|priv|key|psk|auth|pin|sid|pwd|pw\b|otp|mnemonic|phrase|seed|code|ticket|jwt|kennwort|contrase|mot_de|senha|wachtw|haslo|parola|heslo|salasana|[\u0080-\uffff]/i;
/** A line that is one setting: its value goes to the end. */
const SETTING =
  /^\s*(?:export\s+|-\s+)?([A-Za-z][\w.-]{0,63})\s*[=:]\s*([^\s"'{[][^\s]*|"[^"]*"[,;]?|'[^']*'[,;]?)\s*$/;
const NETSCAPE_FIELDS = 7;

/** Texts by the line: what they assign to names, in any of the ways that settings and logs have. */
export function walkLines(section: Section, store: string, all: boolean, visit: Visit): void {
  const give = (where: string, name: string, value: string, assigned = true): void =>
    visitNested(
      { where, name, value, keyed: false, sibling: NO_SIBLING, root: null, ...(assigned ? { assigned } : {}) },
      visit,
    );
  const lonely = promiseOf(store) !== null && section.counts().records <= 3;
  let listKey = '';
  let header: readonly string[] | null = null;
  let first = true;
  let pem: string[] | null = null;
  let pemName = '';
  for (const row of section.records()) {
    const text = row[0];
    if (typeof text !== 'string') continue;
    const line = text.length > MAX_LINE_CHARS ? text.slice(0, MAX_LINE_CHARS) : text;
    if (pem !== null) {
      pem.push(line);
      if (PEM_END.test(line) || pem.length > MAX_PEM_LINES) {
        give(pemName === '' ? 'PRIVATE KEY' : pemName, pemName, unquoteXml(pem.join('\n')));
        pem = null;
      }
      continue;
    }
    if (text.length < 4) continue;
    const begin = PEM_BEGIN.exec(line);
    if (begin !== null && !line.includes('-----END')) {
      pem = [line.slice(begin.index)];
      pemName = /([A-Za-z][\w.-]{1,63})["']?\s*[=:>]\s*["'|]?\s*$/.exec(line.slice(0, begin.index))?.[1] ?? listKey;
      continue;
    }
    const start = line.trimStart();
    if (lonely && /^\S+$/.test(start.trimEnd())) give(store, store, start.trimEnd());
    if (all || mayTell('', start))
      visitNested(
        { where: null, name: '', value: start, keyed: false, sibling: NO_SIBLING, root: null, assigned: true },
        visit,
      );
    if (first) header = columnsOf(line);
    else if (header !== null) rowOf(line, header, give);
    first = false;
    const key = LIST_KEY.exec(line)?.[1];
    const listed = LIST_VALUE.exec(line)?.[1];
    if (listed !== undefined && (key ?? listKey) !== '') {
      const name = key ?? listKey;
      if (all || mayTell(name, listed)) give(name, name, unquoteXml(listed), false);
      listKey = '';
      continue;
    }
    listKey = key ?? listKey;
    if (start.startsWith('{') || !(all || NAMED.test(line))) continue;
    const cookie = line.split('\t');
    if (cookie.length === NETSCAPE_FIELDS) {
      const [host = '', , , , , name = '', value = ''] = cookie;
      visit({ where: `${host}|${name}`, name, cookie: name, value, keyed: false, sibling: NO_SIBLING, root: null });
      continue;
    }
    const whole = SETTING.exec(line);
    if (whole !== null && !isMarkup(line)) {
      const [, name = '', value = ''] = whole;
      give(name, name, value.replace(/^(["'])(.*)\1[,;]?$/, '$2'));
      // A form, or an address: the names in it are read as well.
      if (!hasParameters(value)) continue;
    }
    const rest = visitJsonTail(line, visit);
    for (const { key: name, value } of assigned(rest)) give(name, name, isMarkup(rest) ? unquoteXml(value) : value);
    if (!isMarkup(rest)) {
      netrc(rest, give);
      continue;
    }
    let ids = 0;
    for (const [, value = '', owner = ''] of all ? rest.matchAll(APP_ID) : []) {
      give(`setting[${owner}]`, 'android_id', value);
      ids++;
    }
    if (ids > 0) continue;
    for (const [, name = '', a, b] of rest.matchAll(ELEMENT)) give(name, name, unquoteXml(a ?? b ?? ''), false);
    for (const [, name = '', value = ''] of rest.matchAll(TAG)) give(name, name, unquoteXml(value), false);
  }
}

const isMarkup = (line: string): boolean => line.includes('<');

/** JSON at the end of a line of a log is read as JSON. Gives what stands before it. */
function visitJsonTail(line: string, visit: Visit): string {
  const start = line.indexOf('{');
  const end = line.lastIndexOf('}');
  if (start <= 0 || end <= start) return line;
  for (const body of [line.slice(start, end + 1), line.slice(start, end + 1).replaceAll('\\"', '"')]) {
    try {
      JSON.parse(body);
    } catch {
      continue;
    }
    visitNested({ where: null, name: '', value: body, keyed: false, sibling: NO_SIBLING, root: null }, visit);
    return line.slice(0, start);
  }
  return line;
}

type Give = (where: string, name: string, value: string) => void;

/** `machine HOST login NAME password WORD` (the .netrc of curl and git). */
function netrc(line: string, give: Give): void {
  if (!/\blogin\s/.test(line)) return;
  const password = /\bpassword\s+(\S+)/.exec(line)?.[1];
  if (password !== undefined) give('password', 'password', password);
}

const SEPARATORS = [',', ';', '\t', '|'] as const;
const MIN_COLUMNS = 2;

/** The names in the first line of a table of text, if one of them promises something. */
function columnsOf(line: string): readonly string[] | null {
  for (const separator of SEPARATORS) {
    const names = line.split(separator).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
    if (names.length < MIN_COLUMNS || !names.every((name) => /^[A-Za-z][\w .-]{0,40}$/.test(name))) continue;
    if (names.some((name) => promiseOf(name) !== null)) return [separator, ...names];
  }
  return null;
}

function rowOf(line: string, [separator = ',', ...names]: readonly string[], give: Give): void {
  const cells = line.split(separator);
  if (cells.length !== names.length) return;
  for (const [index, name] of names.entries()) {
    if (promiseOf(name) !== null) give(name, name, (cells[index] ?? '').trim().replace(/^"(.*)"$/, '$1'));
  }
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = { quot: '"', apos: "'", lt: '<', gt: '>', amp: '&' };

function unquoteXml(text: string): string {
  return text.replace(
    /&(?:(quot|apos|lt|gt|amp)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (all, name?: string, decimal?: string, hex?: string) => {
      if (name !== undefined) return NAMED_ENTITIES[name.toLowerCase()] ?? all;
      const code = decimal === undefined ? Number.parseInt(hex ?? '0', 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : all;
    },
  );
}
