import { createRequire } from 'node:module';
import type { diffArrays } from 'diff';

/** Lines around a difference. */
const CONTEXT_LINES = 3;
/** Beyond, a line diff says nothing to a person, and its cost grows with lines times differences. */
const MOST_EDITS = 5_000;
const MOST_LINES = 2_000_000;
const TIME_MS = 5_000;

/** Lines in a row that both have, or only one. */
export interface Hunk {
  /** First line on each side, from 1; where a side has none here, the line after which it would stand. */
  readonly sourceLine: number;
  readonly targetLine: number;
  readonly lines: readonly HunkLine[];
}

export interface HunkLine {
  readonly in: 'both' | 'source' | 'target';
  readonly text: string;
}

/** `too-different`: no honest line diff within bounds; the counts of equal lines still hold. */
export type LineDiff =
  | { readonly kind: 'equal' }
  | { readonly kind: 'hunks'; readonly hunks: readonly Hunk[]; readonly removed: number; readonly added: number }
  | { readonly kind: 'too-different'; readonly reason: 'size' | 'edits' };

/**
 * A line diff in order, for eyes; records are compared as a multiset elsewhere. Lines at both ends that are equal are
 * set aside first, so that one change in a long log costs nothing.
 */
export function diffLines(source: readonly string[], target: readonly string[], mostEdits = MOST_EDITS): LineDiff {
  let head = 0;
  while (head < source.length && head < target.length && source[head] === target[head]) head += 1;
  let tail = 0;
  const shorter = Math.min(source.length, target.length) - head;
  while (tail < shorter && source[source.length - 1 - tail] === target[target.length - 1 - tail]) tail += 1;
  const a = source.slice(head, source.length - tail);
  const b = target.slice(head, target.length - tail);
  if (a.length === 0 && b.length === 0) return { kind: 'equal' };
  if (a.length + b.length > MOST_LINES) return { kind: 'too-different', reason: 'size' };
  const before = source.slice(Math.max(0, head - CONTEXT_LINES), head);
  const after = source.slice(source.length - tail, source.length - tail + CONTEXT_LINES);
  const script = editScript(a, b, mostEdits);
  if (script === null) return { kind: 'too-different', reason: 'edits' };
  const both = (text: string): HunkLine => ({ in: 'both', text });
  const lines = [...before.map(both), ...script, ...after.map(both)];
  return {
    kind: 'hunks',
    hunks: hunksOf(lines, head - before.length),
    removed: script.filter((line) => line.in === 'source').length,
    added: script.filter((line) => line.in === 'target').length,
  };
}

/** Loaded when first asked for: only `show` needs it. */
let differ: typeof diffArrays | null = null;

function editScript(a: string[], b: string[], mostEdits: number): HunkLine[] | null {
  differ ??= (createRequire(import.meta.url)('diff') as { diffArrays: typeof diffArrays }).diffArrays;
  // One side empty: no search is needed, whatever the number of lines.
  if (a.length === 0) return b.map((text) => ({ in: 'target', text }));
  if (b.length === 0) return a.map((text) => ({ in: 'source', text }));
  const parts = differ(a, b, { maxEditLength: mostEdits, timeout: TIME_MS });
  if (parts === undefined) return null;
  return parts.flatMap(({ value, added, removed }) =>
    value.map((text): HunkLine => ({ in: added ? 'target' : removed ? 'source' : 'both', text })),
  );
}

/** Groups differences that are near each other, with the lines around them. `skipped`: equal lines before the first. */
function hunksOf(lines: readonly HunkLine[], skipped: number): Hunk[] {
  const hunks: Hunk[] = [];
  let sourceLine = skipped;
  let targetLine = skipped;
  let open: { sourceLine: number; targetLine: number; lines: HunkLine[] } | null = null;
  let equal = 0;
  const close = (): void => {
    if (open === null) return;
    open.lines.splice(open.lines.length - Math.max(0, equal - CONTEXT_LINES));
    const has = (side: 'source' | 'target'): boolean => (open?.lines ?? []).some((line) => line.in !== side);
    hunks.push({
      sourceLine: open.sourceLine + (has('target') ? 1 : 0),
      targetLine: open.targetLine + (has('source') ? 1 : 0),
      lines: open.lines,
    });
    open = null;
  };
  lines.forEach((line, at) => {
    if (line.in === 'both') equal += 1;
    else {
      if (open === null) {
        const context = Math.min(equal, CONTEXT_LINES, at);
        const lead = lines.slice(at - context, at);
        open = { sourceLine: sourceLine - context, targetLine: targetLine - context, lines: lead };
      }
      equal = 0;
    }
    if (open !== null && (line.in !== 'both' || equal > 0)) open.lines.push(line);
    if (line.in !== 'target') sourceLine += 1;
    if (line.in !== 'source') targetLine += 1;
    if (equal > CONTEXT_LINES * 2) close();
  });
  close();
  return hunks;
}
