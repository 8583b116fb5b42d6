import { cite } from '../../src/base/citation.ts';
import { joinedSource } from '../../src/bytes/joined-source.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import type { TreeInput } from '../../src/vfs/member.ts';
import { FRONT_BYTES, type Gap, headerPlace, isHeader, TRAILER_BYTES } from './header.ts';

/** A backup in several files: `name.lbf0` to `name.lbfN`, then `name.lbf`. Offsets are over all of them (LBFtool). */
export interface Parts {
  /** Paths in their order, those that are there. */
  readonly paths: readonly string[];
  readonly source: ByteSource;
  /** Bytes of parts that are not there; null where all are. */
  readonly gap: Gap | null;
  /** Name of the first of those parts. */
  readonly missing: string;
}

const LAST = /\.lbf$/i;
const MOST_PARTS = 1_000;

/** The parts of the one backup that a folder holds in several; null where it holds none. */
export function partsIn(input: TreeInput, paths: readonly string[]): Parts | null {
  const there = new Set(paths);
  const lasts = paths.filter((path) => LAST.test(path) && there.has(`${path}0`));
  const [last] = lasts;
  if (last === undefined || lasts.length > 1) return null;
  const numbers: number[] = [];
  for (let number = 0; number < MOST_PARTS; number += 1) if (there.has(last + number)) numbers.push(number);
  const most = numbers.at(-1) ?? 0;
  const missing = Array.from({ length: most + 1 }, (_, number) => number).filter((number) => !numbers.includes(number));
  // The list says how many bytes are missing in all, not where: only what lies together can be placed.
  const [from = 0] = missing;
  if (missing.some((number, i) => number !== from + i)) return null;
  const names = [...numbers.map((number) => last + number), last];
  const pieces = names.flatMap((name) => input.find(name)?.reopen?.() ?? []);
  if (pieces.length < names.length || pieces.some(({ at, size }) => at === undefined || size === null)) return null;
  const before = missing.length === 0 ? numbers.length : from;
  const joined = join(input, last, pieces, before, missing.length > 0);
  return joined === null ? null : { paths: names, ...joined, missing: last + before };
}

/** One source of all pieces, with nothing but zeros where parts are missing; null where they are no such backup. */
function join(
  input: TreeInput,
  name: string,
  pieces: readonly ByteSource[],
  before: number,
  isGapKnown: boolean,
): Pick<Parts, 'source' | 'gap'> | null {
  const front = pieces[0]?.at?.(0, FRONT_BYTES) ?? new Uint8Array(0);
  const size = pieces.reduce((sum, piece) => sum + (piece.size ?? 0), 0);
  const broken = isGapKnown || headerPlace(front, size) === null;
  const place = headerPlace(front, broken ? Number.MAX_SAFE_INTEGER : size);
  if (place === null) return null;
  const bytes = place.at + place.bytes + TRAILER_BYTES - size;
  if (broken && (bytes <= 0 || bytes > Number.MAX_SAFE_INTEGER / 2)) return null;
  const from = pieces.slice(0, before).reduce((sum, piece) => sum + (piece.size ?? 0), 0);
  const gap = broken ? { from, to: from + bytes } : null;
  const whole = gap === null ? pieces : [...pieces.slice(0, before), zeros(bytes), ...pieces.slice(before)];
  const source = { ...joinedSource(name, whole), citation: cite(name, null, input.citation) };
  return source.at !== undefined && isHeader(source.at, place) ? { source, gap } : null;
}

function zeros(size: number): ByteSource {
  return {
    kind: 'bytes',
    name: 'missing',
    citation: cite('missing'),
    size,
    // Nothing of it is ever handed out: items end where it begins.
    async *stream() {},
    at: (offset, length) => new Uint8Array(Math.max(0, Math.min(length, size - offset))),
    observed: () => null,
  };
}
