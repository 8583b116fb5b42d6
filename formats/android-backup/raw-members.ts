import { cite } from '../../src/base/citation.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import { type ByteSource, onceSource } from '../../src/bytes/source.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Member } from '../../src/vfs/member.ts';
import { joinRawChunks, type Lifted } from './raw-shared.ts';

/** Members of the shared storage that was written past deflater and cipher: a second reading of those bytes alone. */
export async function* rawMembers(
  source: ByteSource,
  headerBytes: number,
  lifted: Lifted,
  kit: DecodeKit,
): AsyncGenerator<Member | Notice> {
  for (const { from, to, whole } of lifted.stretches) {
    const start = headerBytes + from;
    const at = cite(source.citation.name, (source.citation.offset ?? 0) + start, source.citation.within, to - from);
    if (source.at === undefined) {
      yield notice('unsupported', 'ab.raw-shared-once', 'damage', at, { bytes: to - from });
      continue;
    }
    yield notice('anomaly', 'ab.raw-shared', 'doubt', at, { bytes: to - from });
    const chunks = joinRawChunks(source.stream(start), to - from);
    const tar = await kit.open(onceSource(source.name, cite('chunks', null, at), null, chunks), 'tar');
    if (tar.kind !== 'stream') continue;
    for await (const item of tar.members) {
      // It has no end mark of its own.
      if (!('type' in item && item.detail === 'tar.no-end-mark')) yield item;
    }
    if (!whole) yield notice('truncated', 'ab.raw-shared', 'damage', at, { bytes: to - from });
  }
}
