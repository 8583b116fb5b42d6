import { Fault } from '../../src/base/fault.ts';
import { notice } from '../../src/base/notice.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import type { Decoded, Entry } from '../../src/vfs/entry.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { decodeFirst, type FoundFirst, firstFormat } from './first-format.ts';
import { isBak, leafOf } from './names.ts';

/** Faults that end the whole work and not one file of a set. */
export const FINAL: ReadonlySet<string> = new Set(['interrupted', 'bug', 'evidence.changed', 'evidence.ambiguous']);

const NOTHING: FoundFirst = { package: null, privateEntries: 0 };

export function unplaced(member: Member): Entry {
  return { type: 'entry', member, location: null, proof: null };
}

/**
 * A file with the name of a .bak or .split that MIUI's envelope does not begin: one of the first format, or nothing that
 * is known. `source` and `head` are its bytes as far as they were looked at.
 */
export async function* decodeForeign(
  member: Member,
  source: ByteSource,
  head: Uint8Array,
  kit: DecodeKit,
): AsyncGenerator<Decoded, FoundFirst> {
  const file = leafOf(member.path);
  const zip = head[0] === 0x50 && head[1] === 0x4b;
  if (zip && isBak(file)) {
    const first = member.reopen === undefined ? null : await openFirst(member.reopen(), kit);
    if (first !== null) return yield* decodeFirst({ ...first, name: file }, kit, member.path);
    yield notice('unsupported', 'miui.v1', 'doubt', member.citation, { file });
  } else yield notice('unplaced', zip ? 'miui.split' : 'miui.no-magic', 'info', member.citation, { file });
  yield unplaced(member.reopen === undefined ? { ...member, content: () => source.stream() } : member);
  return NOTHING;
}

/** The zip inside as a backup of the first format; null where it is none, or cannot be opened. */
async function openFirst(source: ByteSource, kit: DecodeKit): Promise<TreeInput | null> {
  try {
    return firstFormat(await kit.open(source));
  } catch (error) {
    if (!(error instanceof Fault) || FINAL.has(error.code)) throw error;
    return null;
  }
}
