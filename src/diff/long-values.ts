import { sha256 } from '../bytes/digest.ts';
import type { Value } from '../content/value.ts';
import type { Change } from './change.ts';

/** A value too long to be listed: told by its length and hash. */
export interface LongValue {
  readonly long: 'blob' | 'text';
  readonly bytes: number;
  readonly sha256: string;
}

export type Listed = Value | LongValue;
type Fields = Readonly<Record<string, Listed>> | null;

/** What is longer nobody reads in a list, and two of a few hundred megabytes fill the memory. */
const LONGEST_BYTES = 1 << 20;
/** A number, a short text: about what any value takes. */
const OTHER_BYTES = 8;

export function isLong(value: Listed): value is LongValue {
  return typeof value === 'object' && value !== null && 'long' in value;
}

function lengthOf(value: Listed): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return OTHER_BYTES;
  if (value instanceof Uint8Array) return value.length;
  return 'text' in value ? value.text.length : OTHER_BYTES;
}

function listed(value: Listed): Listed {
  if (lengthOf(value) <= LONGEST_BYTES) return value;
  if (typeof value === 'string') return told('text', Buffer.from(value));
  if (value instanceof Uint8Array) return told('blob', value);
  return typeof value === 'object' && value !== null && 'text' in value ? told('text', value.text) : value;
}

const told = (long: LongValue['long'], bytes: Uint8Array): LongValue => ({
  long,
  bytes: bytes.length,
  sha256: sha256(bytes),
});

function listedFields(fields: Fields): Fields {
  if (fields === null || Object.values(fields).every((value) => lengthOf(value) <= LONGEST_BYTES)) return fields;
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, listed(value)]));
}

/** The same difference without its long values. */
export function withoutLong(change: Change): Change {
  const { source, target, within } = change;
  return {
    ...change,
    source: listedFields(source),
    target: listedFields(target),
    ...(within === undefined
      ? {}
      : { within: within.map((inner) => ({ ...inner, changes: inner.changes.map(withoutLong) })) }),
  };
}

/** About how much memory a difference takes: bytes of blobs, units of text. */
export function weightOf({ source, target, within }: Change): number {
  const fields = [source, target].flatMap((side) => Object.values(side ?? {}));
  const inner = (within ?? []).flatMap(({ changes }) => changes);
  return (
    fields.reduce<number>((sum, value) => sum + lengthOf(value), 0) +
    inner.reduce((sum, change) => sum + weightOf(change), 0)
  );
}
