import { createHash } from 'node:crypto';
import { type Notice, notice } from '../../src/base/notice.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { smallText } from '../../src/vfs/small-text.ts';
import { CHECKSUMS } from './names.ts';

/** A part whose bytes are summed as they pass. */
export interface CheckedPart {
  readonly source: ByteSource;
  /** Reads what was not asked for, and tells where the checksum beside it does not hold. Null where it does, or there is none. */
  finish(): Promise<Notice | null>;
}

const GZIP_MAGIC = Buffer.of(0x1f, 0x8b);
const isPacked = (head: Uint8Array): boolean => GZIP_MAGIC.equals(head);

/** The checksum file beside a part, and what it says. */
async function stated(
  tree: TreeInput,
  path: string,
): Promise<{ readonly algorithm: 'sha256' | 'md5'; readonly hex: string; readonly from: string } | null> {
  for (const [ending, algorithm] of CHECKSUMS) {
    const from = path + ending;
    const text = await smallText(tree.find(from));
    const hex = /^\s*([0-9a-f]{32}|[0-9a-f]{64})\b/i.exec(text ?? '')?.[1]?.toLowerCase();
    if (hex !== undefined && hex.length === (algorithm === 'md5' ? 32 : 64)) return { algorithm, hex, from };
  }
  return null;
}

/** `source`: all bytes of `member`, which can be streamed again. */
export async function checkedPart(tree: TreeInput, member: Member, source: ByteSource): Promise<CheckedPart> {
  const sum = await stated(tree, member.path);
  if (sum === null) return { source, finish: async () => null };
  const hash = createHash(sum.algorithm);
  let hashed = 0;
  async function* summed(from: number): AsyncGenerator<Uint8Array> {
    let at = from;
    for await (const chunk of source.stream(from)) {
      if (at + chunk.length > hashed) {
        hash.update(chunk.subarray(hashed - at));
        hashed = at + chunk.length;
      }
      at += chunk.length;
      yield chunk;
    }
  }
  // A tar is to pass in order, so that it is read once. Of gzip whose checksum is wrong the end must be read again.
  const { at, ...plain } = source;
  const again = at !== undefined && isPacked(at(0, GZIP_MAGIC.length)) ? { at } : {};
  return {
    source: { ...plain, ...again, stream: (from = 0) => (from <= hashed ? summed(from) : source.stream(from)) },
    async finish() {
      for await (const _chunk of summed(hashed)) void _chunk;
      const actual = hash.digest('hex');
      if (actual === sum.hex) return null;
      const args = { path: member.path, from: sum.from, declared: sum.hex, actual };
      return notice('checksum', 'twrp.part', 'damage', member.citation, args);
    },
  };
}
