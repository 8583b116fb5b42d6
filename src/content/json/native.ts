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

const BACKSLASH = 0x5c;
const COLON = 0x3a;

/** Members of all objects: texts that a colon follows. Of valid JSON only. */
function membersIn(text: string): number {
  let members = 0;
  for (let start = text.indexOf('"'); start >= 0; ) {
    let end = text.indexOf('"', start + 1);
    while (end > 0 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
    if (end < 0) break;
    let next = end + 1;
    while (text.charCodeAt(next) <= 0x20) next += 1;
    if (text.charCodeAt(next) === COLON) members += 1;
    start = text.indexOf('"', next);
  }
  return members;
}

/** An odd number of backslashes stands before it. */
function isEscaped(text: string, at: number): boolean {
  let before = at;
  while (text.charCodeAt(before - 1) === BACKSLASH) before -= 1;
  return (at - before) % 2 === 1;
}
