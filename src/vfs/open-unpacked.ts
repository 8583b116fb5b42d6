import { type Citation, cite } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import { type Notice, notice } from '../base/notice.ts';
import type { Inflated } from '../bytes/inflate.ts';
import { type ByteSource, onceSource } from '../bytes/source.ts';
import type { DecodeKit } from './format.ts';
import type { BytesInput, Input, Member } from './member.ts';

/** A stream that is packed as a whole, whatever it holds. */
export interface PackedStream {
  /** `zstd`, `bzip2`, `lz4`: names the layer in citations. */
  readonly name: string;
  readonly source: ByteSource;
  readonly unpack: (chunks: AsyncIterable<Uint8Array>) => Inflated;
  /** What of the end of the source's name says that it is packed. */
  readonly suffix: RegExp;
}

/**
 * Opens what a packed stream holds. Members that came out before a fault are handed on; then the fault is told, as a
 * notice where there are members, else as a Fault where the bytes end.
 */
export async function openUnpacked(packed: PackedStream, kit: DecodeKit): Promise<Input> {
  const { name, source } = packed;
  const unpacked = packed.unpack(source.stream());
  const at = cite(name, null, source.citation);
  const inner = await kit.open(onceSource(source.name.replace(packed.suffix, ''), at, null, unpacked.chunks));
  const facts = { ...inner.facts, more: { ...inner.facts.more, compression: name } };
  if (inner.kind === 'stream') return { ...inner, facts, members: thenTell(inner.members, unpacked, packed) };
  return inner.kind === 'bytes' ? faulting({ ...inner, facts }, unpacked, at) : { ...inner, facts };
}

/**
 * A stored file that is one packed file: its member gives the bytes unpacked, and a Fault where they do not end well.
 * Time and owner are those of the packed file and say nothing of what it holds.
 */
export function unpackedMember(member: Member, packed: Omit<PackedStream, 'source'>): Member {
  const at = cite(packed.name, null, member.citation);
  return {
    ...member,
    path: member.path.replace(packed.suffix, ''),
    size: null,
    modified: null,
    mode: null,
    uid: null,
    gid: null,
    citation: at,
    content: async function* () {
      const source = member.reopen?.();
      if (source === undefined) throw new Fault('evidence.unreadable', 'once-only', member.citation);
      const unpacked = packed.unpack(source.stream());
      yield* unpacked.chunks;
      faultOfEnd(unpacked, at);
    },
  };
}

function faultOfEnd(unpacked: Inflated, at: Citation): void {
  const end = unpacked.end();
  if (end === null || end.how === 'complete') return;
  const args = { layer: at.name, used: end.used, produced: end.produced, reason: end.reason };
  if (end.how === 'truncated') throw new Fault('evidence.truncated', 'packed', at, args);
  throw new Fault('evidence.unreadable', 'packed', at, args);
}

/** How a stream that did not end well is told: once what came out of it has been handed on. */
function tellEnd(unpacked: Inflated, { name, source }: PackedStream): Notice | null {
  const end = unpacked.end();
  if (end === null) return null;
  const at = cite(name, end.produced, source.citation);
  const args = { layer: name, used: end.used, produced: end.produced, reason: end.reason };
  if (end.how === 'truncated') return notice('truncated', 'packed', 'damage', at, args);
  if (end.how === 'corrupt') return notice('checksum', 'packed', 'damage', at, args);
  const trailing = source.size === null ? 0 : source.size - end.used;
  return trailing > 0
    ? notice('trailing-bytes', 'packed', 'doubt', source.citation, { layer: name, bytes: trailing })
    : null;
}

async function* thenTell(
  members: AsyncIterable<Member | Notice>,
  unpacked: Inflated,
  packed: PackedStream,
): AsyncGenerator<Member | Notice> {
  yield* members;
  const told = tellEnd(unpacked, packed);
  if (told !== null) yield told;
}

/** Bytes that end in a Fault where the stream did: a single file has no place for a notice. */
function faulting(input: BytesInput, unpacked: Inflated, at: Citation): BytesInput {
  const inner = input.source;
  const source: ByteSource = {
    ...inner,
    async *stream(from = 0) {
      yield* inner.stream(from);
      faultOfEnd(unpacked, at);
    },
  };
  return { ...input, source };
}
