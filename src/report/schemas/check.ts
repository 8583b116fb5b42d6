import { isDeepStrictEqual } from 'node:util';
import type { Schema } from './schema.ts';

type Check = (value: unknown, at: string) => string | null;
type Field = readonly [name: string, check: Check];

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function isOfType(value: unknown, type: string): boolean {
  return type === 'integer' ? Number.isInteger(value) : typeOf(value) === type;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeOf(value) === 'object';
const fieldsOf = (part: unknown): readonly (readonly [string, Schema])[] =>
  Object.entries((part as Record<string, Schema> | undefined) ?? {});

/**
 * Checks values by one of our own schemas, with the keywords that those use; any other keyword is a bug. The check gives
 * the place of the first thing that the schema forbids (`apps.0.verdict`), or null.
 */
export function schemaCheck(root: Schema): (value: unknown) => string | null {
  const named = new Map<string, Check>();
  const part = (schema: Schema): Check => {
    const checks: Check[] = [];
    for (const [keyword, given] of Object.entries(schema)) {
      const check = checkOf(keyword, given, schema);
      if (check !== null) checks.push(check);
    }
    return (value, at) => {
      for (const check of checks) {
        const wrong = check(value, at);
        if (wrong !== null) return wrong;
      }
      return null;
    };
  };
  const refer = (name: string): Check => {
    const found = named.get(name);
    if (found !== undefined) return found;
    // Made when first needed: parts may refer to themselves.
    let made: Check | null = null;
    const check: Check = (value, at) => {
      made ??= part((root['$defs'] as Record<string, Schema>)[name] as Schema);
      return made(value, at);
    };
    named.set(name, check);
    return check;
  };
  const all = (given: unknown): readonly Check[] => (given as readonly Schema[]).map(part);
  const fields = (given: unknown): readonly Field[] => fieldsOf(given).map(([name, each]) => [name, part(each)]);
  const checkOf = (keyword: string, given: unknown, schema: Schema): Check | null => {
    switch (keyword) {
      case '$schema':
      case '$id':
      case '$defs':
      case 'title':
      case 'description':
      case 'then':
        return null;
      case '$ref':
        return refer(String(given).replace('#/$defs/', ''));
      case 'type': {
        const types = [given].flat() as readonly string[];
        return (value, at) => (types.some((type) => isOfType(value, type)) ? null : at);
      }
      case 'const':
        return (value, at) => (isDeepStrictEqual(value, given) ? null : at);
      case 'enum': {
        const values = new Set(given as readonly unknown[]);
        return (value, at) => (values.has(value) ? null : at);
      }
      case 'required': {
        const names = given as readonly string[];
        return (value, at) => {
          if (!isObject(value)) return null;
          const missing = names.find((name) => !Object.hasOwn(value, name));
          return missing === undefined ? null : `${at}.${missing}`;
        };
      }
      case 'properties': {
        const checks = fields(given);
        return (value, at) => {
          if (!isObject(value)) return null;
          for (const [name, check] of checks) {
            const wrong = Object.hasOwn(value, name) ? check(value[name], `${at}.${name}`) : null;
            if (wrong !== null) return wrong;
          }
          return null;
        };
      }
      case 'propertyNames':
      case 'additionalProperties': {
        const check = part(given as Schema);
        return (value, at) => {
          if (!isObject(value)) return null;
          for (const [name, each] of Object.entries(value)) {
            const wrong = check(keyword === 'propertyNames' ? name : each, `${at}.${name}`);
            if (wrong !== null) return wrong;
          }
          return null;
        };
      }
      case 'items': {
        const check = part(given as Schema);
        return (value, at) => {
          if (!Array.isArray(value)) return null;
          for (const [i, each] of value.entries()) {
            const wrong = check(each, `${at}.${i}`);
            if (wrong !== null) return wrong;
          }
          return null;
        };
      }
      case 'allOf': {
        const checks = all(given);
        return (value, at) => checks.map((check) => check(value, at)).find((wrong) => wrong !== null) ?? null;
      }
      case 'anyOf':
      case 'oneOf': {
        const checks = all(given);
        return (value, at) => (checks.some((check) => check(value, at) === null) ? null : at);
      }
      case 'if': {
        const [when, then] = [part(given as Schema), part(schema['then'] as Schema)];
        return (value, at) => (when(value, at) === null ? then(value, at) : null);
      }
      case 'pattern': {
        const pattern = new RegExp(String(given), 'u');
        return (value, at) => (typeof value !== 'string' || pattern.test(value) ? null : at);
      }
      case 'minimum':
        return (value, at) => (typeof value !== 'number' || value >= (given as number) ? null : at);
      case 'maximum':
        return (value, at) => (typeof value !== 'number' || value <= (given as number) ? null : at);
      case 'maxLength':
        return (value, at) => (typeof value !== 'string' || [...value].length <= (given as number) ? null : at);
      default:
        throw new Error(`schema keyword ${keyword}`);
    }
  };
  const whole = part(root);
  return (value) => whole(value, '')?.replace(/^\./, '') ?? null;
}
