import type { Counts } from '../reader.ts';
import { type Row, type Value, valueTells } from '../value.ts';
import type { JsonNode } from './parse.ts';

/** Records of the section `paths`, without making them. */
export function countLeaves(root: JsonNode): Counts {
  let records = 0;
  let telling = 0;
  const visit = (node: JsonNode): void => {
    if (Array.isArray(node)) {
      if (node.length === 0) records += 1;
    } else if (node instanceof Map) {
      if (node.size === 0) records += 1;
      for (const member of (node as ReadonlyMap<string, JsonNode>).values()) visit(member);
    } else {
      records += 1;
      if (valueTells(node as Value)) telling += 1;
    }
  };
  visit(root);
  return { records, telling };
}

/** Records of the section `arrays`, without spelling each element canonically. */
export function countElements(root: JsonNode): Counts {
  let records = 0;
  let telling = 0;
  const visit = (node: JsonNode): void => {
    if (Array.isArray(node)) {
      for (const element of node as readonly JsonNode[]) {
        records += 1;
        if (elementTells(element)) telling += 1;
      }
    } else if (node instanceof Map) {
      for (const member of (node as ReadonlyMap<string, JsonNode>).values()) visit(member);
    }
  };
  visit(root);
  return { records, telling };
}

/** An element tells if a value within it does; the names of its members are no values. */
function elementTells(element: JsonNode): boolean {
  if (Array.isArray(element)) return (element as readonly JsonNode[]).some(elementTells);
  if (element instanceof Map) return [...(element as ReadonlyMap<string, JsonNode>).values()].some(elementTells);
  return valueTells(element as Value);
}

/** A text with what follows it, or a number, in a canonical spelling. */
const TOKEN = /("(?:[^"\\]|\\.)*")(:)?|-?\d[\d.eE+-]*/g;

/** The same of an element's record, whose value is a canonical spelling where the element is no scalar. */
export function elementRowTells(row: Row): boolean {
  const [, type, value] = row;
  if (typeof value !== 'string' || (type !== 'array' && type !== 'object')) return valueTells(value ?? null);
  for (const [token, text, named] of value.matchAll(TOKEN)) {
    if (named !== undefined) continue;
    if (valueTells(text === undefined ? Number(token) : (JSON.parse(text) as string))) return true;
  }
  return false;
}
