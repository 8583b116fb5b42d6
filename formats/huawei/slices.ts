import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import type { ByteSource, StreamBreak } from '../../src/bytes/source.ts';
import { endsAll } from '../../src/vfs/decode-part.ts';
import type { Member } from '../../src/vfs/member.ts';
import { noticeOfFault } from '../../src/vfs/pass-notices.ts';

/** A piece of a tar; its source is null where the piece is missing. */
export interface Slice {
  readonly member: Member | null;
  readonly number: number;
  readonly source: ByteSource | null;
}

/**
 * Pieces of one stream, each decrypted by itself, one behind the other. Where one is missing or cannot be decrypted the
 * stream breaks and goes on behind it. `told` fills as the stream is read.
 */
export function joinSlices(name: string, slices: readonly Slice[], told: Notice[]): ByteSource {
  const breaks: StreamBreak[] = [];
  const [first] = slices;
  const citation = (slices.find(({ source }) => source !== null) ?? first)?.source?.citation;
  if (citation === undefined) throw new Error('no slice');
  return {
    kind: 'bytes',
    name,
    citation,
    size: null,
    breaks,
    async *stream() {
      let bytes = 0;
      for (const { source, member, number } of slices) {
        if (source === null) {
          told.push(notice('gap', 'huawei.slice', 'damage', citation, { path: name, number }));
          breaks.push({ at: bytes, doubtfulFrom: bytes });
          continue;
        }
        try {
          for await (const chunk of source.stream()) {
            bytes += chunk.length;
            yield chunk;
          }
        } catch (error) {
          if (!(error instanceof Fault) || endsAll(error)) throw error;
          told.push(noticeOfFault(error, source.citation, member?.path ?? name));
          breaks.push({ at: bytes, doubtfulFrom: bytes });
        }
      }
    },
    observed: () => null,
  };
}
