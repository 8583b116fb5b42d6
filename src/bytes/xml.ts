/** What a tolerant walk over XML meets. `cut`: the text ended inside a tag, a comment or a CDATA section. */
export type XmlToken =
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: ReadonlyMap<string, string>;
      readonly empty: boolean;
    }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'cut' };

export interface XmlWalk {
  /** Null at the end. After `cut` there is only the end. */
  next(): XmlToken | null;
  /** Characters walked so far. */
  position(): number;
}

const NAMED: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
]);
const LAST_CODE_POINT = 0x10ffff;
const SPACE = /\s/;

/**
 * Walks over XML as Android writes it: elements, attributes, text, comments, CDATA, declarations. References to
 * control characters and to lone surrogates, which XML forbids and Android writes, are resolved; unknown entities
 * stay as they are; nothing is ever fetched or expanded. `encode` turns a resolved reference into the characters that
 * the text itself is made of (bytes, where the text is one character a byte).
 */
export function walkXml(text: string, encode: (resolved: string) => string = (resolved) => resolved): XmlWalk {
  let at = 0;

  const cut = (): XmlToken => {
    at = text.length;
    return { kind: 'cut' };
  };
  const skipTo = (mark: string, from: number): boolean => {
    const end = text.indexOf(mark, from);
    at = end < 0 ? text.length : end + mark.length;
    return end >= 0;
  };

  const next = (): XmlToken | null => {
    while (at < text.length) {
      if (text[at] !== '<') {
        const end = text.indexOf('<', at);
        const raw = text.slice(at, end < 0 ? text.length : end);
        at += raw.length;
        return { kind: 'text', text: resolve(raw, encode) };
      }
      if (text.startsWith('<!--', at)) {
        if (!skipTo('-->', at + 4)) return cut();
      } else if (text.startsWith('<![CDATA[', at)) {
        const start = at + 9;
        if (!skipTo(']]>', start)) return cut();
        return { kind: 'text', text: text.slice(start, at - 3) };
      } else if (text.startsWith('<?', at)) {
        if (!skipTo('?>', at + 2)) return cut();
      } else if (text.startsWith('<!', at)) {
        if (!skipTo('>', at + 2)) return cut();
      } else {
        return tag();
      }
    }
    return null;
  };

  const tag = (): XmlToken => {
    const end = tagEnd(text, at + 1);
    if (end < 0) return cut();
    const body = text.slice(at + 1, end);
    at = end + 1;
    if (body.startsWith('/')) return { kind: 'close', name: body.slice(1).trim() };
    const empty = body.endsWith('/');
    const inner = empty ? body.slice(0, -1) : body;
    const name = wordAt(inner, 0);
    return { kind: 'open', name, attributes: attributesOf(inner, name.length, encode), empty };
  };

  return { next, position: () => at };
}

/** Characters up to the next white space or `=`. */
function wordAt(text: string, from: number): string {
  let at = from;
  while (at < text.length && text[at] !== '=' && !SPACE.test(text[at] as string)) at += 1;
  return text.slice(from, at);
}

function attributesOf(text: string, from: number, encode: (resolved: string) => string): Map<string, string> {
  const attributes = new Map<string, string>();
  for (let at = from; at < text.length; ) {
    if (text[at] === '=' || SPACE.test(text[at] as string)) {
      at += 1;
      continue;
    }
    const name = wordAt(text, at);
    at += name.length;
    while (at < text.length && SPACE.test(text[at] as string)) at += 1;
    if (text[at] !== '=') continue;
    at += 1;
    while (at < text.length && SPACE.test(text[at] as string)) at += 1;
    const quote = text[at];
    if (quote !== '"' && quote !== "'") continue;
    const end = text.indexOf(quote, at + 1);
    const raw = text.slice(at + 1, end < 0 ? text.length : end);
    attributes.set(name, resolve(raw, encode));
    at += raw.length + 2;
  }
  return attributes;
}

/** The `>` that ends a tag: not one inside a quoted attribute. -1 where the text ends first. */
function tagEnd(text: string, from: number): number {
  let quote = '';
  for (let at = from; at < text.length; at += 1) {
    const c = text[at] as string;
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === '>') return at;
    else if (c === '"' || c === "'") quote = c;
  }
  return -1;
}

/** Line ends become one newline (XML 1.0, 2.11), then references their characters. */
function resolve(raw: string, encode: (resolved: string) => string): string {
  const text = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  if (!text.includes('&')) return text;
  // Runs of references at once: a pair of surrogates is written as two.
  return text.replace(/(?:&#(?:\d{1,8}|[xX][0-9a-fA-F]{1,8});)+|&[a-z]+;/g, (run) => {
    if (run[1] !== '#') return NAMED.get(run.slice(1, -1)) ?? run;
    let out = '';
    for (const one of run.slice(0, -1).split(';')) {
      const digits = one.slice(2);
      const code = /^[xX]/.test(digits) ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10);
      out += code > LAST_CODE_POINT ? '\ufffd' : String.fromCodePoint(code);
    }
    return encode(out);
  });
}
