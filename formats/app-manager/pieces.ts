import { createHash, getHashes } from 'node:crypto';
import type { ByteSource, StreamBreak } from '../../src/bytes/source.ts';
import type { Member } from '../../src/vfs/member.ts';
import { sourceOfMember } from '../../src/vfs/nested.ts';
import { smallText } from '../../src/vfs/small-text.ts';

/** A piece of an archive, decrypted by itself; `open` gives its bytes from the start, as often as it is asked. */
export interface Piece {
  readonly number: number;
  readonly member: Member;
  readonly open: () => ByteSource;
}

/** Pieces of one stream in their order. Where a number is missing the stream breaks, and goes on behind it. */
export function joined(name: string, pieces: readonly Piece[]): ByteSource {
  const breaks: StreamBreak[] = [];
  const [first] = pieces;
  if (first === undefined) throw new TypeError('no piece');
  const authentic = missingNumber(pieces) === null && pieces.every(({ open }) => open().authentic === true);
  return {
    kind: 'bytes',
    name,
    citation: first.member.citation,
    size: null,
    ...(authentic ? { authentic } : {}),
    breaks,
    async *stream() {
      let [bytes, next] = [0, 0];
      for (const { number, open } of pieces) {
        if (number > next) breaks.push({ at: bytes, doubtfulFrom: bytes });
        next = number + 1;
        for await (const chunk of open().stream()) {
          bytes += chunk.length;
          yield chunk;
        }
      }
    },
    observed: () => null,
  };
}

/** The first number that is missing before the last of some; null where none is. */
export function missingNumber(pieces: readonly Piece[]): number | null {
  const at = pieces.findIndex(({ number }, place) => number !== place);
  return at < 0 ? null : at;
}

/** Node's name of a digest by Java's: `SHA-256` is sha256. Null for what it does not have. */
function digestName(java: string): string | null {
  const name = java.toLowerCase().replace('-', '');
  return getHashes().includes(name) ? name : null;
}

/** Hashes by the name of a file: lines of hash, tab, name. */
export async function readChecksums(member: Member | null): Promise<ReadonlyMap<string, string>> {
  const stated = new Map<string, string>();
  for (const line of ((await smallText(member)) ?? '').split('\n')) {
    const match = /^([0-9a-fA-F]{8,128})\t(.+?)\r?$/.exec(line);
    if (match !== null) stated.set(match[2] as string, (match[1] as string).toLowerCase());
  }
  return stated;
}

/** The digest of a stored file; null where it cannot be taken without spending it. Throws what its bytes throw. */
export async function digestOf(member: Member, algorithm: string): Promise<string | null> {
  const source = sourceOfMember(member);
  const name = digestName(algorithm);
  if (source === null || name === null || member.reopen === undefined) return null;
  const hash = createHash(name);
  for await (const chunk of source.stream()) hash.update(chunk);
  return hash.digest('hex');
}
