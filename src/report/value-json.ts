import type { Json } from '../base/json.ts';
import type { Value } from '../content/value.ts';

function base64(bytes: Uint8Array): Json {
  return { base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64') };
}

/**
 * A value as JSON has it: integers beyond 2^53 are strings, bytes and undecodable text {"base64"}, a REAL a number.
 * An infinite REAL, which SQLite can hold and JSON cannot, is the string `Infinity` or `-Infinity`.
 */
export function valueToJson(value: Value): Json {
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
      if ('real' in value) return Number.isFinite(value.real) ? value.real : String(value.real);
      return base64(value.text);
    default:
      return value;
  }
}

/** A record of values by column name, as JSON. Null stays null. */
export function fieldsToJson(fields: Readonly<Record<string, Value>> | null): Readonly<Record<string, Json>> | null {
  if (fields === null) return null;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, valueToJson(value)]));
}
