import type { Json } from '../base/json.ts';
import { sameValue } from '../content/value.ts';
import { isLong, type Listed } from '../diff/long-values.ts';

function base64(bytes: Uint8Array): Json {
  return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64') };
}

/**
 * A value as JSON has it: integers beyond 2^53 are strings, bytes and undecodable text {"base64"}, a REAL a number.
 * A long one, of which only length and hash are known, is {"long", "bytes", "sha256"}.
 * An infinite REAL, which SQLite can hold and JSON cannot, is the string `Infinity` or `-Infinity`.
 */
export function valueToJson(value: Listed): Json {
  switch (typeof value) {
    case 'bigint':
      return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)
        ? Number(value)
        : String(value);
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'object':
      if (value === null) return null;
      if (value instanceof Uint8Array) return base64(value);
      if (isLong(value)) return { ...value };
      if ('real' in value) return Number.isFinite(value.real) ? value.real : String(value.real);
      return base64(value.text);
    default:
      return value;
  }
}

export type Fields = Readonly<Record<string, Listed>>;
export type JsonFields = Readonly<Record<string, Json>>;

/** A record of values by column name, as JSON. Null stays null. */
export function fieldsToJson(fields: Fields | null): JsonFields | null {
  if (fields === null) return null;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, valueToJson(value)]));
}

/**
 * A value as JSON that no value of another type has: {"real": "2.0"} where JSON would write 2, {"integer": "…"} and
 * {"text": {"base64"}} where it would be a string or bytes. All others as they are.
 */
export function typedJson(value: Listed): Json {
  if (typeof value === 'bigint')
    return typeof valueToJson(value) === 'string' ? { integer: String(value) } : Number(value);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || isLong(value))
    return valueToJson(value);
  return 'real' in value ? { real: realText(value.real) } : { text: base64(value.text) };
}

/** The same for a record. */
export function typedFields(fields: Fields): JsonFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, typedJson(value)]));
}

/** Of a record, with their types, the values that JSON writes as it would one of another type; null where there are none. */
export function mistakable(fields: Fields): JsonFields | null {
  const typed = Object.entries(fields).filter(([, value]) => isMistakable(value));
  return typed.length === 0 ? null : Object.fromEntries(typed.map(([name, value]) => [name, typedJson(value)]));
}

function isMistakable(value: Listed): boolean {
  if (typeof value === 'bigint') return typeof valueToJson(value) === 'string';
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array || isLong(value)) return false;
  return 'text' in value || Number.isInteger(value.real) || !Number.isFinite(value.real);
}

function realText(real: number): string {
  const text = Object.is(real, -0) ? '-0' : String(real);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** Two records that differ, as JSON: where it would write two unequal values alike, each has its type. */
export function fieldsApart(source: Fields, target: Fields): readonly [source: JsonFields, target: JsonFields] {
  const [a, b] = [{ ...fieldsToJson(source) }, { ...fieldsToJson(target) }];
  for (const [name, value] of Object.entries(source)) {
    const other = target[name];
    if (
      other === undefined ||
      isLong(value) ||
      isLong(other) ||
      sameValue(value, other) ||
      JSON.stringify(a[name]) !== JSON.stringify(b[name])
    )
      continue;
    a[name] = typedJson(value);
    b[name] = typedJson(other);
  }
  return [a, b];
}
