import type { DecodeKit } from '../../src/vfs/format.ts';
import { BLOCK, checksumHolds, findHeader, hasMagic, isZero, readHeader } from './header.ts';
import type { Window } from './window.ts';

/** Bodies up to this many bytes are handed out in one piece. */
export const WHOLE_BODY_BYTES = 1 << 20;
/** Bytes held back while it is decided whether a header inside a long body is the next member's. */
const HOLD_BYTES = 8 << 20;
/** Such decisions for one body: each may cost a copy of HOLD_BYTES. */
const MOST_DECISIONS = 4;
/** Headers in a row that prove a header inside a long body. */
const PROVING_HEADERS = 3;
/** Enough to see any header that begins in a piece of 512 bytes. */
const REACH = 2 * BLOCK;

/** Bytes a body takes in the archive. */
export function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}

/** How a body ended. `whole`: as promised. `short`: the next header came early. `cut`: the archive ended first. */
export interface BodyEnd {
  readonly how: 'whole' | 'short' | 'cut';
  /** Bytes of the body that were there. */
  readonly found: number;
}

/**
 * Judges a body that is at hand: `view` holds it, its padding and the block after, as far as the archive goes.
 * A file that shrank, or an agent that died, while the backup was written puts the next header inside the promised
 * range (AOSP BackupHelpers.cpp write_tarfile; FullBackupUtils.routeSocketDataToOutput): that is believed only
 * where no header or end mark follows the promised range, or where headers of a full backup inside lead exactly to it.
 */
export function judgeBody(view: Uint8Array, size: number): BodyEnd & { readonly nextVerified: boolean } {
  const end = padded(size);
  if (view.length >= end + BLOCK) {
    if (checksumHolds(view, end)) {
      const shrunk = size > 0 ? swallowedFrom(view, end) : -1;
      if (shrunk === -1) return { how: 'whole', found: size, nextVerified: true };
      return { how: 'short', found: shrunk, nextVerified: true };
    }
    if (isZero(view.subarray(end, end + BLOCK))) return { how: 'whole', found: size, nextVerified: false };
    const early = findHeader(view, 0, end, null);
    if (early !== -1) return { how: 'short', found: early, nextVerified: true };
    return { how: 'whole', found: size, nextVerified: false };
  }
  if (view.length >= size) return { how: 'whole', found: size, nextVerified: false };
  // A body that is itself a tar holds headers of its own.
  const early = checksumHolds(view, 0) ? -1 : findHeader(view, 0, view.length, null);
  if (early !== -1) return { how: 'short', found: early, nextVerified: true };
  return { how: 'cut', found: view.length, nextVerified: false };
}

/**
 * Where the members begin that a body has swallowed: headers of a full backup, on multiples of 512, that lead from one to
 * the next exactly to the end of the promised range. An archive that an app keeps ends with its own mark before that.
 * -1 where none.
 */
function swallowedFrom(view: Uint8Array, end: number): number {
  for (let at = 0; at < end; at += BLOCK) {
    if (hasMagic(view, at) && leadsTo(view, at, end)) return at;
  }
  return -1;
}

function leadsTo(view: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (at < end) {
    if (!checksumHolds(view, at)) return false;
    const { name, size } = readHeader(view.subarray(at, at + BLOCK));
    if (size === null || !isBackupName(name)) return false;
    at += BLOCK + padded(size);
  }
  return at === end;
}

/** A body too long to be held: it passes once. */
export interface LongBody {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Reads what was not asked for, and tells how it ended. After this the chunks are over. */
  finish(): Promise<BodyEnd>;
}

/**
 * Streams a body of `size` bytes from where the window is, and moves past its padding. Bytes from the first header of
 * a full backup on (`apps/…`, `shared/…`) are held back until it is clear whether the body ended there.
 */
export function streamBody(window: Window, size: number, kit: DecodeKit): LongBody {
  let left = size;
  let handedOut = 0;
  let end: BodyEnd['how'] | null = null;
  let closed = false;
  let decisions = 0;
  /** Whether headers inside are looked for at all: not in a body that is an archive itself. */
  let watching: boolean | null = null;

  async function step(): Promise<Uint8Array | null> {
    if (handedOut > 0) {
      window.advance(handedOut);
      left -= handedOut;
      handedOut = 0;
    }
    if (end !== null) return null;
    kit.checkpoint();
    if (left === 0) {
      await window.skip(padded(size) - size);
      end = 'whole';
      return null;
    }
    const there = await window.fill(REACH);
    if (there === 0) {
      end = 'cut';
      return null;
    }
    const first = window.first();
    // A header may begin in the last bytes of a piece and go on in the next: look past its end, or leave them.
    const split = first.length < there;
    const view = split ? await window.peek(Math.min(there, first.length + BLOCK - 1)) : first;
    let count = Math.min(left, split || first.length < REACH ? first.length : first.length - BLOCK + 1);
    watching ??= !(checksumHolds(view) || Buffer.from(view.subarray(0, 14)).toString('latin1') === 'ANDROID BACKUP');
    if (watching) {
      let early = findBackupHeader(view, 0, count);
      if (early === 0) {
        decisions++;
        const verdict = await decide();
        if (verdict === 'short') {
          end = 'short';
          return null;
        }
        if (verdict === 'whole' || decisions >= MOST_DECISIONS) watching = false;
        // Asking for more has moved the bytes: they are taken anew, here and below.
        const again = watching ? await window.peek(Math.min(there, count + BLOCK - 1)) : view;
        early = watching ? findBackupHeader(again, 1, count) : -1;
      }
      if (early > 0) count = early;
    }
    handedOut = count;
    return window.peekNow(count) ?? (await window.peek(count));
  }

  /** With the window on a header inside the body: is it the next member's, the body's own, or does that stay open? */
  async function decide(): Promise<'short' | 'whole' | 'open'> {
    const promised = padded(size) - size + left;
    if (promised + BLOCK <= HOLD_BYTES) {
      const view = await window.peek(promised + BLOCK);
      if (view.length < promised + BLOCK) return view.length >= left ? 'whole' : 'short';
      const next = view.subarray(promised, promised + BLOCK);
      if (checksumHolds(next)) return leadsTo(view, 0, promised) ? 'short' : 'whole';
      return isZero(next) ? 'whole' : 'short';
    }
    const view = await window.peek(HOLD_BYTES);
    let at = 0;
    for (let seen = 0; seen < PROVING_HEADERS; seen++) {
      if (at + BLOCK > view.length) return seen > 1 ? 'short' : 'open';
      if (!checksumHolds(view, at)) return 'open';
      at += BLOCK + padded(readHeader(view.subarray(at, at + BLOCK)).size ?? 0);
    }
    return 'short';
  }

  return {
    chunks: {
      [Symbol.asyncIterator]: () => ({
        async next() {
          const chunk = closed ? null : await step();
          return chunk === null ? { done: true, value: undefined } : { done: false, value: chunk };
        },
      }),
    },
    async finish() {
      while ((await step()) !== null);
      closed = true;
      return { how: end ?? 'cut', found: size - left };
    },
  };
}

const BACKUP_NAME = /^(?:apps|shared|PaxHeader)\//;

function isBackupName(name: Uint8Array): boolean {
  return BACKUP_NAME.test(Buffer.from(name.subarray(0, 10)).toString('latin1'));
}

/** As findHeader, but only a header such as a full backup holds. */
function findBackupHeader(view: Uint8Array, from: number, to: number): number {
  for (let at = findHeader(view, from, to, null); at !== -1; at = findHeader(view, at + 1, to, null)) {
    const { name } = readHeader(view.subarray(at, at + BLOCK));
    if (isBackupName(name)) return at;
  }
  return -1;
}
