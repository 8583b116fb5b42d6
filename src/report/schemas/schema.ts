import type { Json } from '../../base/json.ts';

/** A JSON Schema, draft 2020-12, or a part of one. */
export type Schema = { readonly [keyword: string]: Json };

export const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

export const TEXT: Schema = { type: 'string' };
export const COUNT: Schema = { type: 'integer', minimum: 0 };
export const YES_NO: Schema = { type: 'boolean' };
export const TEXT_OR_NULL: Schema = { type: ['string', 'null'] };
export const COUNT_OR_NULL: Schema = { type: ['integer', 'null'], minimum: 0 };
export const USER: Schema = { type: 'integer', minimum: 0, description: 'Number of the Android user.' };
export const SHA256: Schema = { type: 'string', pattern: '^[0-9a-f]{64}$' };
export const TIME: Schema = { type: 'string', pattern: '^-?\\d{4,6}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$' };
/** An integer as a decimal string: it may pass 2^53. */
export const LONG: Schema = { type: 'string', pattern: '^-?\\d+$' };

export const nullable = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });
export const oneOf = (values: readonly string[]): Schema => ({ enum: values });
export const oneOfOrNull = (values: readonly string[]): Schema => ({ enum: [...values, null] });
export const list = (items: Schema): Schema => ({ type: 'array', items });
export const constant = (value: string): Schema => ({ const: value });
/** Of a field that is there only where it is true. */
export const TRUE: Schema = { const: true };
export const shared = (name: string): Schema => ({ $ref: `#/$defs/${name}` });

/** An object: what must be there and what may be. Other fields are allowed, for outputs may grow. */
export function object(
  required: Readonly<Record<string, Schema>>,
  optional: Readonly<Record<string, Schema>> = {},
): Schema {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}

/** An object whose every field is of one kind. */
export const mapOf = (values: Schema): Schema => ({ type: 'object', additionalProperties: values });

/** An object of counts by name. */
export const countsOf = (names: readonly string[]): Schema =>
  object(Object.fromEntries(names.map((name) => [name, COUNT])));

/** A whole schema with its name, its title and the parts that it refers to. */
export function whole(id: string, title: string, body: Schema, defs: Readonly<Record<string, Schema>> = {}): Schema {
  return { $schema: DRAFT, $id: id, title, ...body, ...(Object.keys(defs).length === 0 ? {} : { $defs: defs }) };
}

/** A part with fields put before its own: `type` and what else a line of NDJSON adds. */
export function withFields(fields: Readonly<Record<string, Schema>>, part: Schema): Schema {
  return { allOf: [object(fields), part] };
}
