import { cite } from '../../src/base/citation.ts';
import { joinedSource } from '../../src/bytes/joined-source.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import type { TreeInput } from '../../src/vfs/member.ts';
import {
  FRONT_BYTES,
  type Gap,
  type HeaderPlace,
  headerPlace,
  isHeader,
  lastPartHeader,
  shiftedHeader,
  TRAILER_BYTES,
} from './header.ts';

/** A backup in several files: `name.lbf0` to `name.lbfN`, then `name.lbf`. Offsets are over all of them (LBFtool). */
export interface Parts {
  /** Paths in their order, those that can be placed. */
  readonly paths: readonly string[];
  readonly source: ByteSource;
  /** Where the header lies in it; null where it does not lie where it should. */
  readonly header: HeaderPlace | null;
  /** Bytes that are not there; null where all are. */
  readonly gap: Gap | null;
  /** Path of the first part that is not there, or of the one that ends early. */
  readonly lost: string;
  readonly isLostWhole: boolean;
}

const LAST = /\.lbf$/i;
const MOST_PARTS = 1_000;

/** A file with random access. */
type Seekable = ByteSource & Required<Pick<ByteSource, 'at'>> & { readonly size: number };

/** A numbered part, or one that should be there. */
interface Slot {
  readonly path: string;
  readonly source: Seekable | null;
}

/** The backups that a tree holds in several files each. */
export function partsIn(input: TreeInput, paths: readonly string[]): readonly Parts[] {
  const there = new Set(paths);
  return paths.filter((path) => LAST.test(path)).flatMap((last) => partsOf(input, there, last) ?? []);
}

/** Names tell what may be a part: that it is one, the list at the end of the last does, decrypted with its known key. */
function partsOf(input: TreeInput, there: ReadonlySet<string>, path: string): Parts | null {
  const last = seekable(input, path);
  if (last === null) return null;
  const slots: Slot[] = [];
  for (let number = 0; number < MOST_PARTS; number += 1) {
    if (there.has(path + number)) {
      const source = seekable(input, path + number);
      if (source === null) return null;
      while (slots.length < number) slots.push({ path: path + slots.length, source: null });
      slots.push({ path: path + number, source });
    }
  }
  const front = slots[0]?.source?.at(0, FRONT_BYTES) ?? null;
  const stated =
    front === null ? (lastPartHeader(last.at, last.size)?.stated ?? null) : headerPlace(front, Number.MAX_SAFE_INTEGER);
  return stated === null ? null : join(input, path, slots, last, stated);
}

function seekable(input: TreeInput, path: string): Seekable | null {
  const source = input.find(path)?.reopen?.();
  return source?.at === undefined || source.size === null ? null : (source as Seekable);
}

/** One source of all pieces, with nothing but zeros where bytes are missing; null where they are no such backup. */
function join(
  input: TreeInput,
  path: string,
  slots: readonly Slot[],
  last: Seekable,
  stated: HeaderPlace,
): Parts | null {
  const sizeOf = ({ source }: Slot): number => source?.size ?? 0;
  const wanted = stated.at + stated.bytes + TRAILER_BYTES - last.size;
  const missing = wanted - slots.reduce((sum, slot) => sum + sizeOf(slot), 0);
  const joined = (before: readonly Slot[], after: readonly Slot[], lost: Slot | null): Parts | null => {
    const pieces = (some: readonly Slot[]): ByteSource[] => some.flatMap(({ source }) => source ?? []);
    const from = before.reduce((sum, slot) => sum + sizeOf(slot), 0);
    const to = wanted - after.reduce((sum, slot) => sum + sizeOf(slot), 0);
    if (from > to || to > Number.MAX_SAFE_INTEGER / 2) return null;
    const whole = joinedSource(path, [
      ...pieces(before),
      ...(from < to ? [zeros(to - from)] : []),
      ...pieces(after),
      last,
    ]);
    const source = { ...whole, citation: cite(path, null, input.citation) };
    if (source.at === undefined || !isHeader(source.at, stated)) return null;
    return {
      paths: [...[...before, ...after].filter((slot) => slot.source !== null).map((slot) => slot.path), path],
      source,
      header: stated,
      gap: from < to ? { from, to } : null,
      lost: lost?.path ?? '',
      isLostWhole: lost?.source === null,
    };
  };
  if (missing < 0) return longer(input, path, [...slots.flatMap(({ source }) => source ?? []), last]);
  if (missing === 0) return slots.length === 0 ? null : joined(slots, [], null);
  // Numbered parts are as long as one another: one that is shorter ends early.
  const most = Math.max(0, ...slots.map(sizeOf));
  const breaks = slots.flatMap((slot, i) => (sizeOf(slot) < most ? [i] : []));
  const [first] = breaks;
  if (first === undefined) return joined(slots, [], { path: path + slots.length, source: null });
  const broken = slots[first] as Slot;
  const isCut = breaks.some((i) => slots[i]?.source !== null);
  // Behind a part that ends early the others are where they are counted from the end, if nothing else is missing.
  const isPlaced = !isCut || (breaks.length === 1 && most - sizeOf(broken) === missing);
  // The sizes say how many bytes are missing in all, not where: what lies between two gaps cannot be placed.
  const after = isPlaced ? slots.slice((breaks.at(-1) as number) + 1) : [];
  return joined(slots.slice(0, first + 1), after, broken);
}

/** Parts with more bytes than the numbers at both ends say; null where they do not say the same. */
function longer(input: TreeInput, path: string, pieces: readonly Seekable[]): Parts | null {
  const source = { ...joinedSource(path, pieces), citation: cite(path, null, input.citation) };
  if (source.at === undefined || source.size === null || shiftedHeader(source.at, source.size) === null) return null;
  const paths = pieces.map(({ name }) => name);
  return { paths, source, header: null, gap: null, lost: '', isLostWhole: false };
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
