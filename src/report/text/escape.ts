/**
 * What a terminal would act on instead of showing: control characters, bidirectional overrides and marks, invisible
 * and line-breaking characters, tag characters, lone surrogates.
 */
const HOSTILE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being escaped
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu;

function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16).toUpperCase();
  return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`;
}

/**
 * Makes evidence safe to print: nothing of a name or value may move the cursor, change colours, reorder or hide text.
 * Hostile characters become `\xHH` or `\u{…}`.
 */
export function printable(text: string): string {
  return text.replace(HOSTILE, shown);
}
