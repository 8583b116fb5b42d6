import type { Citation } from '../base/citation.ts';
import type { Notice } from '../base/notice.ts';
import type { ByteSource, Lying } from '../bytes/source.ts';

export type MemberKind = 'file' | 'directory' | 'symlink' | 'hardlink' | 'special';

/** The bytes of a member: all of a small one, or chunks of a long one. Either is valid until the next is asked for. */
export type Body = Uint8Array | AsyncIterable<Uint8Array>;

/** One thing a container holds. */
export interface Member {
  /** Legal, `/`-separated, relative; bytes that are not UTF-8 as `\xHH`, a backslash as `\\` (vfs/path). */
  readonly path: string;
  /** The name as stored: evidence, never altered. */
  readonly stored: Uint8Array;
  readonly kind: MemberKind;
  /** Bytes the container promises; null where it does not say. The counted size may be less (see notices). */
  readonly size: number | null;
  /** Milliseconds since 1970, UTC; null where the container does not say. */
  readonly modified: number | null;
  /** Permission bits. */
  readonly mode: number | null;
  readonly uid: number | null;
  readonly gid: number | null;
  /** Target of a link. */
  readonly link: string | null;
  readonly citation: Citation;
  /** SHA-256 that the container itself states for the content; it is held against the bytes when they are read. */
  readonly declared?: string;
  /**
   * The bytes. One-shot in a sequential container, and gone once the next member is asked for; unread bodies are
   * skipped. Null for what has none. The iterable throws Fault when the body cannot be read or does not authenticate.
   */
  content(): Body | null;
  /** Where all of its bytes lie in a file of the evidence, as they are. */
  readonly lies?: Lying;
  /** The SHA-256 of all of it, once it was read to its end, where that is the evidence's own and is taken there. */
  readonly taken?: () => string | null;
  /** Present where the container has random access: reads the body again, any number of times. */
  readonly reopen?: () => ByteSource;
}

/** What a container says about itself. */
export interface ContainerFacts {
  /** `5` for .ab, `ustar`, … ; null where the format has no versions. */
  readonly version: string | null;
  /** `none`, `AES-256`, …; null where the question does not arise. */
  readonly encryption: string | null;
  /** Other facts, for `info`. */
  readonly more: Readonly<Record<string, string | number | boolean | null>>;
}

export const NO_FACTS: ContainerFacts = { version: null, encryption: null, more: {} };

/** Bytes that no container claims: a single file. */
export interface BytesInput {
  readonly kind: 'bytes';
  readonly name: string;
  readonly citation: Citation;
  readonly facts: ContainerFacts;
  readonly source: ByteSource;
}

/** A container with random access: the listing is known before any body is read. */
export interface TreeInput {
  readonly kind: 'tree';
  readonly name: string;
  readonly citation: Citation;
  readonly facts: ContainerFacts;
  readonly count: number;
  /** Legal paths of all members, in `members` order. */
  paths(): Iterable<string>;
  members(): Iterable<Member>;
  find(path: string): Member | null;
  /** What was noticed while listing (unsafe names, duplicates, a damaged index). */
  readonly notices: readonly Notice[];
}

/** A sequential container: members pass by once. Iteration ends by itself, or throws Fault when nothing more can be read. */
export interface StreamInput {
  readonly kind: 'stream';
  readonly name: string;
  readonly citation: Citation;
  readonly facts: ContainerFacts;
  /** It begins with the folder that was packed (`./`), which is no member: without members that folder was empty. */
  readonly rooted?: boolean;
  readonly members: AsyncIterable<Member | Notice>;
}

export type Input = BytesInput | TreeInput | StreamInput;
