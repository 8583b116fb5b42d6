import type { Location } from '../android/location.ts';
import type { Citation } from '../base/citation.ts';
import type { Limits } from '../bytes/limits.ts';
import type { ByteSource, Origin } from '../bytes/source.ts';
import type { Decoded } from './entry.ts';
import type { Input } from './member.ts';

/**
 * How sure a format is that evidence is its own, in bits verified: 8 for each byte of magic compared, more for
 * a checksum that held. A name is worth one bit, never more. 0: not mine.
 */
export interface Bid {
  readonly bits: number;
  /** One plain clause: what was seen. */
  readonly because: string;
}

export const NO_BID: Bid = { bits: 0, because: '' };

/** What a container sees before it bids. */
export interface Sample {
  readonly kind: 'bytes' | 'directory';
  readonly name: string;
  readonly size: number | null;
  /** The first bytes, at most 64 KiB. Empty for a directory. */
  readonly head: Uint8Array;
  /** Random access, where the source has it: for an index at the end. */
  readonly at: ((offset: number, length: number) => Uint8Array) | null;
}

/** What a bundle sees before it bids: the members of a tree, or the first of a stream. */
export interface Listing {
  readonly input: Input;
  /** Legal paths, all of a tree's, the first ones of a stream's. */
  readonly paths: readonly string[];
  /** Whether `paths` is everything. */
  readonly whole: boolean;
  /** The first bytes (at most 64 KiB) of one member; null where it cannot be had without spending it. */
  head(path: string): Uint8Array | null;
}

/** Bytes in, members out. */
export interface Container {
  bid(sample: Sample): Bid;
  /**
   * The line by which password recovery tools know what a password would open; null where nothing is encrypted.
   * `within` asks for that of what lies inside, by whichever container bids highest on it. Throws Fault.
   */
  hashLine?(sample: Sample, within: (sample: Sample) => string | null): string | null;
  /** Throws Fault when nothing at all can be read. A locked container throws `evidence.locked`. */
  open(origin: Origin, kit: DecodeKit): Promise<Input>;
}

/** Members in, meaning out. */
export interface Bundle {
  bid(listing: Listing): Bid;
  /**
   * Of a listing that nothing bids on: the detail of a notice (`unsupported`, a doubt) on a backup that only its names
   * are like. It is read as what holds it.
   */
  hint?(listing: Listing): string | null;
  /** Damage is a notice between two entries; throws Fault only when the whole evidence is hopeless. Coverage comes last. */
  decode(input: Input, kit: DecodeKit): AsyncIterable<Decoded>;
}

/** What a small file beside the evidence says of it: which files it is about, and what their hashes are to be. */
export interface Described {
  /** Names of files beside it, as it names them: the evidence, or further descriptors. */
  readonly files: readonly string[];
  /** SHA-256 by the name of a file, in small letters. */
  readonly sha256: ReadonlyMap<string, string>;
  /** Whether it states a password of the backup: that it does is told, what it is is not. */
  readonly statesPassword?: boolean;
}

/** How an acquisition tool describes what it wrote. */
export interface Descriptor {
  readonly names: RegExp;
  /** Null where it is none. */
  read(bytes: Uint8Array): Described | null;
}

/** How well the reading of a format is tried: on genuine files, on published vectors, on files of our own making. */
export type Validation = 'real' | 'vector' | 'synthetic';

/** One format: a container, a bundle, or both. One folder below formats/, one line in formats/index.ts. */
export interface Format {
  readonly id: string;
  readonly title: string;
  readonly validated: Validation;
  readonly container?: Container;
  readonly bundle?: Bundle;
  readonly descriptor?: Descriptor;
}

/** A bundle that lies as a file inside an input, at whatever depth. */
export interface Nested {
  /** Legal path; of one inside another archive with that of the archive in front. */
  readonly path: string;
  /** Its format's id, or `locked`. */
  readonly format: string;
}

/** What a decoder may ask of the house. */
export interface DecodeKit {
  readonly signal: AbortSignal;
  readonly limits: Limits;
  /** Folder for temporary files; null for the system's own. */
  readonly workDir: string | null;
  /** Passwords to try on what `name` names, most likely first; none where the user gave none. */
  passwords(name: string): Iterable<string>;
  /** The same kit, which tries secrets that the evidence itself gave before the user's passwords. */
  offering(secrets: readonly string[]): DecodeKit;
  /**
   * Finds the container of some bytes and opens it, or opens it as the one named; bytes that no container claims
   * come back as they are. A source that passes once is fine.
   */
  open(source: ByteSource, as?: string): Promise<Input>;
  /**
   * Decodes what lies inside by whichever bundle bids highest, or by the one named. `place` may move each location
   * (to user 999, under a feature). Coverage of the inner bundle is passed on.
   */
  within(input: Input, place?: (location: Location) => Location, bundle?: string): AsyncIterable<Decoded>;
  /** Bundles that lie as files inside an input, known by the heads of its members; within bounds, and none is decoded. */
  bundlesIn(input: Input): Promise<readonly Nested[]>;
  /** Throws Fault `interrupted` once the work was cancelled. Call it in long loops. */
  checkpoint(): void;
  /** The citation of the evidence itself. */
  readonly root: Citation;
}

/**
 * A decoder that is loaded once its bundle was chosen: a run decodes one or two formats of many, and to load them all
 * takes longer than to decode a small backup.
 */
export function later(load: () => Promise<Pick<Bundle, 'decode'>>): Bundle['decode'] {
  return async function* (input, kit) {
    const { decode } = await load();
    yield* decode(input, kit);
  };
}
