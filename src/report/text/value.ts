import type { Json } from '../../base/json.ts';

const BYTES_SHOWN = 16;

function isBytes(value: object): value is { readonly base64: string } {
  return 'base64' in value && typeof value.base64 === 'string' && Object.keys(value).length === 1;
}

/** A value that is too long to be listed. */
function longText(value: object): string | null {
  const { long, bytes, sha256 } = value as Readonly<Record<string, Json>>;
  return long === undefined || Object.keys(value).length !== 3
    ? null
    : `<${long} of ${bytes} bytes, SHA-256 ${sha256}>`;
}

/** What a value has with its type says it without quotes: 2.0 is no 2. */
function typedText(value: object): string | null {
  const [[type, inner] = ['', null], ...more] = Object.entries(value) as [string, Json][];
  if (more.length > 0 || inner === null) return null;
  if ((type === 'real' || type === 'integer') && typeof inner === 'string') return inner;
  return type === 'text' && typeof inner === 'object' ? `text ${valueText(inner)}` : null;
}

/** A value on a terminal: text in quotes, bytes as their number and their first in hex. Not yet escaped. */
export function valueText(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const typed = longText(value) ?? typedText(value);
  if (typed !== null) return typed;
  if (!isBytes(value)) return JSON.stringify(value);
  const bytes = Buffer.from(value.base64, 'base64');
  const start = bytes.subarray(0, BYTES_SHOWN).toString('hex').replace(/../g, '$& ').trim();
  return `<${bytes.length} ${bytes.length === 1 ? 'byte' : 'bytes'}${start === '' ? '' : `: ${start}${bytes.length > BYTES_SHOWN ? ' …' : ''}`}>`;
}

/** A value with the moment that it is, where it is known to be one. */
export function timedText(value: Json, time: string | undefined): string {
  return time === undefined ? valueText(value) : `${valueText(value)} (${time})`;
}

/** `name value, name value`. `times`: the moments that some of them are, by name. */
export function fieldsText(
  fields: Readonly<Record<string, Json>>,
  times: Readonly<Record<string, string>> = {},
): string {
  return Object.entries(fields)
    .map(([name, value]) => `${name} ${timedText(value, times[name])}`)
    .join(', ');
}
