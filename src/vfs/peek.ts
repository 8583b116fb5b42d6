import type { Notice } from '../base/notice.ts';
import type { ByteSource } from '../bytes/source.ts';
import type { Listing } from './format.ts';
import type { Input, Member, StreamInput, TreeInput } from './member.ts';

/** Bytes of head that a format may look at before it bids. */
export const HEAD_BYTES = 65_536;
const LEAST_HEAD_BYTES = 4_096;

/** Members of a stream that are looked at before its meaning is decided, and the bytes held meanwhile. */
const PEEK_MEMBERS = 4_096;
const PEEK_BYTES = 16 * 1024 * 1024;

/** The head of a source, and the source again as if nothing had been read. */
export async function peekSource(
  source: ByteSource,
): Promise<{ readonly head: Uint8Array; readonly source: ByteSource }> {
  if (source.at !== undefined) return { head: source.at(0, HEAD_BYTES), source };
  const iterator = source.stream()[Symbol.asyncIterator]();
  const first = await iterator.next();
  let head: Uint8Array = first.done ? new Uint8Array(0) : first.value;
  let ended = first.done === true;
  while (!ended && head.length < LEAST_HEAD_BYTES) {
    // Joining needs a copy: the next chunk may overwrite this one.
    const kept = Buffer.from(head);
    const next = await iterator.next();
    if (next.done) {
      ended = true;
      head = kept;
    } else head = Buffer.concat([kept, next.value]);
  }
  const rest: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () => iterator.next(),
      return: (value) => iterator.return?.(value) ?? Promise.resolve({ done: true, value }),
    }),
  };
  return {
    head: head.subarray(0, HEAD_BYTES),
    source: {
      ...source,
      async *stream(from = 0) {
        let skip = from;
        if (skip < head.length) yield skip === 0 ? head : head.subarray(skip);
        skip = Math.max(0, skip - head.length);
        if (ended) return;
        for await (const chunk of rest) {
          if (skip >= chunk.length) skip -= chunk.length;
          else {
            yield skip === 0 ? chunk : chunk.subarray(skip);
            skip = 0;
          }
        }
      },
    },
  };
}

function isBytes(body: unknown): body is Uint8Array {
  return body instanceof Uint8Array;
}

/** The first bytes of a file of a tree, at most 64 KiB; null where they cannot be had without reading all of it. */
export function headInTree(tree: TreeInput, path: string): Uint8Array | null {
  const source = tree.find(path)?.reopen?.();
  try {
    return source?.at?.(0, HEAD_BYTES) ?? null;
  } catch {
    return null;
  }
}

/** What a bundle sees of a tree: everything, and any head. */
function treeListing(input: Input & { kind: 'tree' }): Listing {
  return {
    input,
    paths: [...input.paths()],
    whole: true,
    head: (path) => headInTree(input, path),
  };
}

/** An input, and what can be listed of it without spending it. `input` replaces the one handed in. */
export interface Peeked {
  readonly listing: Listing;
  readonly input: Input;
}

/**
 * Lists a tree whole; reads the first members of a stream and gives the stream back with them in front.
 * `enough` ends the reading early: it is asked at 1, 2, 4, 8 … members.
 */
export async function peekInput(input: Input, enough: (listing: Listing) => boolean): Promise<Peeked> {
  if (input.kind === 'tree') return { listing: treeListing(input), input };
  if (input.kind === 'bytes') {
    const { head, source } = await peekSource(input.source);
    const again = { ...input, source };
    return { listing: { input: again, paths: [input.name], whole: true, head: () => head }, input: again };
  }
  return peekStream(input, enough);
}

async function peekStream(input: StreamInput, enough: (listing: Listing) => boolean): Promise<Peeked> {
  const iterator = input.members[Symbol.asyncIterator]();
  const held: (Member | Notice)[] = [];
  const heads = new Map<string, Uint8Array>();
  const paths: string[] = [];
  let bytes = 0;
  let ended = false;
  const listing = (): Listing => ({ input, paths, whole: ended, head: (path) => heads.get(path) ?? null });
  let failure: unknown = null;
  for (let ask = 1; !ended && paths.length < PEEK_MEMBERS && bytes < PEEK_BYTES; ) {
    let next: IteratorResult<Member | Notice>;
    try {
      next = await iterator.next();
    } catch (error) {
      failure = error;
      ended = true;
      break;
    }
    if (next.done) {
      ended = true;
      break;
    }
    if ('type' in next.value) {
      held.push(next.value);
      continue;
    }
    const member = next.value;
    const body = member.content();
    if (body !== null && !isBytes(body)) {
      // A long body can only be read once: it ends the look-ahead, and is handed on whole.
      const long = await peekBody(body);
      heads.set(member.path, long.head);
      paths.push(member.path);
      held.push({ ...member, content: () => long.body });
      break;
    }
    const kept = body === null ? null : Buffer.from(body);
    if (kept !== null) {
      bytes += kept.length;
      heads.set(member.path, kept.subarray(0, HEAD_BYTES));
    }
    paths.push(member.path);
    held.push({ ...member, content: () => kept });
    if (paths.length >= ask) {
      ask *= 2;
      if (enough(listing())) break;
    }
  }
  async function* replay(): AsyncGenerator<Member | Notice> {
    try {
      for (let i = 0; i < held.length; i++) {
        const item = held[i] as Member | Notice;
        held[i] = undefined as never; // let go of the copy once it was handed on
        yield item;
      }
      if (failure !== null) throw failure;
      if (ended) return;
      for (;;) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.(undefined);
    }
  }
  const again: StreamInput = { ...input, members: replay() };
  return { listing: { ...listing(), input: again }, input: again };
}

/** The head of a long body, copied, and the body with it in front. */
async function peekBody(
  body: AsyncIterable<Uint8Array>,
): Promise<{ head: Uint8Array; body: AsyncIterable<Uint8Array> }> {
  const iterator = body[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return { head: new Uint8Array(0), body: (async function* () {})() };
  const head = Buffer.from(first.value.subarray(0, HEAD_BYTES));
  return {
    head,
    body: (async function* () {
      try {
        yield first.value;
        for (;;) {
          const next = await iterator.next();
          if (next.done) return;
          yield next.value;
        }
      } finally {
        await iterator.return?.(undefined);
      }
    })(),
  };
}
