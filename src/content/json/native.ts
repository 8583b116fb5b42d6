import type { Counts } from '../reader.ts';
import { type Value, valueTells } from '../value.ts';

/** What a fast look at JSON gives: the counts of both sections, without the exact values. */
export interface NativeCounts {
  readonly root: 'array' | 'object';
  readonly paths: Counts;
  readonly arrays: Counts;
}

/** As deep as the exact parser goes. */
const DEPTH_LIMIT = 512;
/** A name of a member, with its colon: outside of texts every colon follows one. */
const MEMBER = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/**
 * Counts what the exact parser would give, by the engine's own parser, which is several times faster but rounds
 * integers and forgets how numbers were written. Null where that does not do: text that is no JSON, a scalar, too deep,
 * or names that stand twice in an object (the exact parser tells of them).
 */
export function countNatively(text: string): NativeCounts | null {
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof root !== 'object' || root === null) return null;
  const sums = { members: 0, paths: 0, pathsTelling: 0, elements: 0, elementsTelling: 0, deep: false };

  /** Walks a value; says whether it or anything in it tells. `outside`: not within an array. */
  const visit = (value: unknown, outside: boolean, depth: number): boolean => {
    if (depth > DEPTH_LIMIT) {
      sums.deep = true;
      return false;
    }
    if (Array.isArray(value)) {
      if (outside && value.length === 0) sums.paths += 1;
      let any = false;
      for (const element of value) {
        const tells = visit(element, false, depth + 1);
        any ||= tells;
        if (!outside) continue;
        sums.elements += 1;
        if (tells) sums.elementsTelling += 1;
      }
      return any;
    }
    if (typeof value === 'object' && value !== null) {
      let any = false;
      let size = 0;
      for (const key in value) {
        size += 1;
        if (visit((value as Record<string, unknown>)[key], outside, depth + 1)) any = true;
      }
      sums.members += size;
      if (outside && size === 0) sums.paths += 1;
      return any;
    }
    const tells = valueTells(value as Value);
    if (outside) {
      sums.paths += 1;
      if (tells) sums.pathsTelling += 1;
    }
    return tells;
  };

  visit(root, true, 1);
  if (sums.deep || sums.members !== membersIn(text)) return null;
  return {
    root: Array.isArray(root) ? 'array' : 'object',
    paths: { records: sums.paths, telling: sums.pathsTelling },
    arrays: { records: sums.elements, telling: sums.elementsTelling },
  };
}

function membersIn(text: string): number {
  let members = 0;
  MEMBER.lastIndex = 0;
  for (let match = MEMBER.exec(text); match !== null; match = MEMBER.exec(text))
    if (match[1] !== undefined) members += 1;
  return members;
}
