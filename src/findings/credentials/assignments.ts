/** `key = value`, `"key": "value"`, `?key=value&` in a text; quotes may be escaped. */
export const ASSIGNMENT =
  /(?:^|[\s"'{,;<&?\\(])([A-Za-z][A-Za-z0-9_.-]{1,63})\\?["']?\s{0,3}[=:]\s{0,3}(?:\\?"((?:[^"\\\n]|\\(?!"))[^"\\\n]{0,8191})\\?"|'([^'\n]{1,8192})'|([^\s"'<>,;&\\]{1,8192}))/g;

export interface Assigned {
  readonly key: string;
  readonly value: string;
}

/** Everything that a text assigns to a name. A scheme before a header's value belongs to it. */
export function* assigned(text: string): Generator<Assigned> {
  for (const match of text.matchAll(ASSIGNMENT)) {
    const [, key = '', a, b, c] = match;
    let value = a ?? b ?? c ?? '';
    if (c !== undefined && /^(?:Bearer|Basic|Token)$/i.test(c)) {
      const rest = text.slice(match.index + match[0].length);
      value = `${c}${/^ [^\s"'<>,;]+/.exec(rest)?.[0] ?? ''}`;
    }
    yield { key, value };
  }
}
