/** Inner base64, whose ends depend on the neighbours, is only sure from here on. */
const MIN_INNER_CHARS = 8;

/** A value as it may be written elsewhere: as it is, escaped for XML, JSON (once, twice) or a URL, in hex or base64. */
export function* variantsOf(text: string | null, bytes: Buffer): Generator<string> {
  if (text !== null) {
    yield text;
    // Writers differ in which quotes they escape, and how.
    yield xmlEscaped(text, /[&<>]/g);
    yield xmlEscaped(text, /[&<>"]/g);
    yield xmlEscaped(text, /[&<>"']/g);
    yield xmlEscaped(text, /[&<>"']/g).replaceAll('&#39;', '&apos;');
    const quoted = JSON.stringify(text).slice(1, -1);
    yield quoted;
    yield quoted.replaceAll('/', '\\/');
    yield JSON.stringify(quoted).slice(1, -1);
    yield quoted.replace(/[<>&='\u2028\u2029]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
    yield urlEscaped(text);
  }
  const hex = bytes.toString('hex');
  yield hex;
  yield hex.toUpperCase();
  yield bytes.toString('base64');
  yield bytes.toString('base64url');
  for (let shift = 0; shift < 3; shift += 1) {
    const coded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first characters hold what stands before, the last what follows.
    const start = shift === 0 ? 0 : shift + 1;
    const inner = coded.slice(start, (bytes.length + shift) % 3 === 0 ? undefined : -1);
    if (inner.length < MIN_INNER_CHARS) continue;
    yield inner;
    yield inner.replaceAll('+', '-').replaceAll('/', '_');
  }
}

function xmlEscaped(text: string, which: RegExp): string {
  const names: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(which, (char) => names[char] ?? char);
}

function urlEscaped(text: string): string {
  try {
    return encodeURIComponent(text);
  } catch {
    // Half of a surrogate pair has no spelling in a URL.
    return text;
  }
}
