import { sha256 } from '../bytes/digest.ts';
import type { CookieFacts } from './credentials/field.ts';
import type { Certainty, Portability, Sighted } from './finding.ts';

/** More than any sound store holds; a content that reaches it is cut there, and says so by its count. */
export const MAX_SIGHTINGS = 10_000;

const SHORT_CHARS = 16;
const MIN_CHARS = 4;

/** A credential where it was seen, before equal ones are taken together. */
export interface Seen {
  readonly where: string | null;
  readonly service: string | null;
  readonly shape: string;
  readonly value: string | Uint8Array;
  readonly portability: Portability;
  readonly certainty: Certainty;
  readonly expires: number | null;
  readonly issued?: number | null;
  readonly session: boolean;
  readonly guessable?: boolean;
  readonly row: string | null;
  readonly cookie?: CookieFacts;
  readonly written?: string | Uint8Array;
  readonly lines?: true;
  readonly beside?: readonly string[];
}

/** What one content holds, each value once a locator, in the order in which it was seen. */
export class Sightings {
  readonly #seen = new Map<string, Sighted>();

  add(seen: Seen): void {
    if (this.#seen.size >= MAX_SIGHTINGS) return;
    const value = typeof seen.value === 'string' ? Buffer.from(seen.value, 'utf8') : seen.value;
    const digest = sha256(value);
    const slot = `${digest} ${seen.where ?? ''}`;
    if (this.#seen.has(slot)) return;
    const length = typeof seen.value === 'string' ? [...seen.value.slice(0, SHORT_CHARS * 2)].length : value.length;
    const guessable = seen.guessable === true || length < SHORT_CHARS;
    const { written } = seen;
    // Bytes are views of what is read next.
    const kept = written === undefined || typeof written === 'string' ? {} : { written: Uint8Array.from(written) };
    this.#seen.set(slot, { ...seen, ...kept, value: Uint8Array.from(value), digest, guessable });
  }

  get size(): number {
    return this.#seen.size;
  }

  /** A locator must not tell a secret: where a table is keyed by one, its key is left out. */
  list(): Sighted[] {
    const placed = new Set([...this.#seen.values()].filter(({ where }) => where !== null).map(({ digest }) => digest));
    // A line as a whole holds what one of its keys names.
    const all = [...this.#seen.values()].filter(({ where, digest }) => where !== null || !placed.has(digest));
    const texts = all
      .map(({ value }) => Buffer.from(value).toString('utf8'))
      .filter((text) => text.length >= MIN_CHARS);
    return all.map((one) => {
      const { where } = one;
      const bracket = where?.indexOf('[') ?? -1;
      if (where === null || bracket < 0 || !texts.some((text) => where.includes(text, bracket))) return one;
      const { cookie: _, ...rest } = one;
      return { ...rest, where: where.slice(0, bracket) };
    });
  }
}
