/** `key = value`, `"key": "value"`, `?key=value&`, `#key=value` in a text; quotes may be escaped. A scheme is no key. */
export const ASSIGNMENT =
  /(?:^|[\s"'{,;<&?#\\(])([A-Za-z][A-Za-z0-9_.-]{1,63})\\?["']?\s{0,3}(?:=|:(?!\/\/))\s{0,3}(?:\\?"((?:[^"\\\n]|\\(?!"))[^"\\\n]{0,8191})\\?"|'([^'\n]{1,8192})'|([^\s"'<>,;&\\]{1,8192}))/g;

/** Where the parameters of an address, or the further ones of a form, begin in a value. */
const PARAMETERS = /[?#&][A-Za-z][A-Za-z0-9_.-]{0,63}=/;
/** The seed of one-time codes is told by its shape, whole. */
const SEED_ADDRESS = /otpauth(?:-migration)?:\/\/[^\s"'<>]*/gi;
const ENCODED_EQUALS = /%3d/i;
/** An address in a parameter of an address; more than this is made to be slow. */
const MAX_DEPTH = 3;

export interface Assigned {
  readonly key: string;
  readonly value: string;
}

/** Whether a value holds names of its own: an address with parameters, or the rest of a form. */
export function hasParameters(value: string): boolean {
  return parametersOf(value) !== null;
}

function parametersOf(value: string): string | null {
  const address = ENCODED_EQUALS.test(value) ? percentDecoded(value) : value;
  const start = address.search(PARAMETERS);
  return start < 0 ? null : address.slice(start);
}

/**
 * Everything that a text assigns to a name, also in the parameters of an address that is itself a value, as it is or in
 * an address's coding. A scheme before a header's value belongs to it.
 */
export function* assigned(text: string, depth = 0): Generator<Assigned> {
  const rest = text.includes('otpauth') ? text.replace(SEED_ADDRESS, '') : text;
  for (const match of rest.matchAll(ASSIGNMENT)) {
    const [, key = '', a, b, c] = match;
    let value = a ?? b ?? c ?? '';
    if (c !== undefined && /^(?:Bearer|Basic|Token)$/i.test(c)) {
      const behind = rest.slice(match.index + match[0].length);
      value = `${c}${/^ [^\s"'<>,;]+/.exec(behind)?.[0] ?? ''}`;
    }
    yield { key, value };
    const parameters = depth < MAX_DEPTH ? parametersOf(value) : null;
    if (parameters !== null) yield* assigned(parameters, depth + 1);
  }
}

/** As it is where it has no such coding, or a wrong one. */
export function percentDecoded(text: string): string {
  if (!/%[0-9a-f]{2}/i.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
