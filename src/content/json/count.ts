import type { Counts } from '../reader.ts';
import { type Value, valueTells } from '../value.ts';
import { canonicalJson } from './canonical.ts';
import type { JsonNode } from './parse.ts';

/** Text this long tells (value.ts). */
const TELLING_CHARACTERS = 8;

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

/** As `valueTells` would say of its canonical spelling, which is only made where its length is in doubt. */
function elementTells(element: JsonNode): boolean {
  if (!Array.isArray(element) && !(element instanceof Map)) return valueTells(element as Value);
  return leastLength(element, TELLING_CHARACTERS) >= TELLING_CHARACTERS || valueTells(canonicalJson(element));
}

/** A lower bound of the canonical spelling's length, exact enough to reach `enough` where the spelling does. */
function leastLength(node: JsonNode, enough: number): number {
  if (typeof node === 'string') return node.length + 2;
  if (Array.isArray(node)) {
    let length = 1;
    for (const element of node as readonly JsonNode[]) {
      length += 1 + leastLength(element, enough - length);
      if (length >= enough) return length;
    }
    return Math.max(2, length);
  }
  if (node instanceof Map) {
    let length = 1;
    for (const [key, member] of node as ReadonlyMap<string, JsonNode>) {
      length += key.length + 4 + leastLength(member, enough - length);
      if (length >= enough) return length;
    }
    return Math.max(2, length);
  }
  return 1;
}
