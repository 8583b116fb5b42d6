import { type Citation, cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { type ByteSource, onceSource } from '../../src/bytes/source.ts';
import { type DecodeKit, type Format, NO_BID } from '../../src/vfs/format.ts';
import type { BytesInput, Input, Member } from '../../src/vfs/member.ts';
import { peekSource } from '../../src/vfs/peek.ts';
import { isGzip, readGzipHeader } from './header.ts';
import { type Unpacked, unpack } from './unpack.ts';

/** Magic, method and the three flags that must be zero. */
const MAGIC_BITS = 27;

/** How a stream that did not end well is told: once what came out of it has been handed on. */
function tellEnd(unpacked: Unpacked, source: ByteSource): Notice | null {
  const end = unpacked.end();
  const at = cite('gzip', end?.produced ?? null, source.citation);
  if (end === null) return null;
  const args = { used: end.used, produced: end.produced, reason: end.reason };
  if (end.how === 'truncated') return notice('truncated', 'gzip', 'damage', at, args);
  if (end.how === 'corrupt') return notice('checksum', 'gzip', 'damage', at, args);
  if (end.trailing === 0) return null;
  return notice('trailing-bytes', 'gzip', 'doubt', source.citation, { bytes: end.trailing });
}

async function* thenTell(
  members: AsyncIterable<Member | Notice>,
  unpacked: Unpacked,
  source: ByteSource,
): AsyncGenerator<Member | Notice> {
  yield* members;
  const told = tellEnd(unpacked, source);
  if (told !== null) yield told;
}

/** Bytes that end in a Fault where the stream did: a single file has no place for a notice. */
function faulting(input: BytesInput, unpacked: Unpacked, at: Citation): BytesInput {
  const inner = input.source;
  const source: ByteSource = {
    ...inner,
    async *stream(from = 0) {
      yield* inner.stream(from);
      const end = unpacked.end();
      if (end === null || end.how === 'complete') return;
      const code = end.how === 'truncated' ? 'evidence.truncated' : 'evidence.unreadable';
      const detail = end.how === 'truncated' ? 'gzip' : 'gzip.checksum';
      throw new Fault(code, detail, at, { used: end.used, produced: end.produced, reason: end.reason });
    },
  };
  return { ...input, source };
}

async function open(source: ByteSource, kit: DecodeKit): Promise<Input> {
  const { head, source: again } = await peekSource(source);
  const header = readGzipHeader(head);
  const unpacked = unpack(again, header.length);
  const at = cite('gzip', null, source.citation);
  const name = header.name ?? source.name.replace(/\.t?gz$/i, '');
  const inner = await kit.open(onceSource(name, at, null, unpacked.chunks));
  const more = { ...inner.facts.more, compression: 'gzip', gzipName: header.name, gzipModified: header.modified };
  const facts = { ...inner.facts, more };
  if (inner.kind === 'stream') return { ...inner, facts, members: thenTell(inner.members, unpacked, source) };
  return inner.kind === 'bytes' ? faulting({ ...inner, facts }, unpacked, at) : { ...inner, facts };
}

/** A gzip stream around anything: most often a tar. */
export const gzip: Format = {
  id: 'gzip',
  title: 'gzip stream',
  validated: 'vector',
  container: {
    bid: (sample) => (isGzip(sample.head) ? { bits: MAGIC_BITS, because: 'gzip magic and flags' } : NO_BID),
    open(origin, kit) {
      if (origin.kind !== 'bytes') throw new TypeError('a gzip stream is bytes');
      return open(origin, kit);
    },
  },
};
