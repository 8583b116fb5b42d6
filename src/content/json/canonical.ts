import type { JsonNode } from './parse.ts';

/** What JSON calls the type of a value; a REAL and an integer are both `number`, told apart by the value. */
export function jsonType(node: JsonNode): string {
  if (node === null) return 'null';
  if (typeof node === 'bigint') return 'number';
  if (typeof node !== 'object') return typeof node;
  if (Array.isArray(node)) return 'array';
  return node instanceof Map ? 'object' : 'number';
}

/** The one spelling of a value: keys sorted, elements of arrays sorted, no white space, 1.0 kept apart from 1. */
export function canonicalJson(node: JsonNode): string {
  switch (typeof node) {
    case 'string':
      return JSON.stringify(node);
    case 'object':
      break;
    default:
      return String(node);
  }
  if (node === null) return 'null';
  if (Array.isArray(node)) return `[${node.map(canonicalJson).sort().join(',')}]`;
  if (node instanceof Map) {
    const members = [...(node as ReadonlyMap<string, JsonNode>)];
    return `{${members
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`)
      .sort()
      .join(',')}}`;
  }
  return realText((node as { readonly real: number }).real);
}

function realText(real: number): string {
  const text = Object.is(real, -0) ? '-0' : String(real);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}
