import { Fault } from '../../src/base/fault.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { Member } from '../../src/vfs/member.ts';
import { seekable } from '../../src/vfs/seekable.ts';
import { watchLosses } from './losses.ts';
import { decodeFull, decodePairs } from './payload.ts';
import { appData } from './sets.ts';
import type { State } from './state.ts';
import { holdsTink, tinkSource } from './tink.ts';

/** The data of an app in version 1: a tar, or the database of its pairs. Throws Fault. */
export async function* decodeSealedData(
  member: Member,
  { package: name, type: said }: { readonly package: string; readonly type: 'KV' | 'FULL' | null },
  key: Uint8Array,
  state: State,
): AsyncGenerator<Decoded> {
  const again = reopening(member) ?? (await seekable(member));
  if (again === null) throw new Fault('evidence.unreadable', 'seedvault.header', member.citation);
  const open = (): ByteSource => (member.reopen === undefined ? again : member.reopen());
  const version = (await firstByte(open())) ?? 1;
  if (version !== 1) throw new Fault('evidence.unsupported', 'seedvault.version', member.citation, { version });
  const type = (await fits(open, name, said ?? 'FULL', key)) ?? said ?? 'FULL';
  const seal = { key, data: appData(type, name) };
  if (type === 'KV') yield* decodePairs(member, name, tinkSource(open, 1, seal), state);
  else {
    const losses = watchLosses({ name: member.path, citation: member.citation });
    yield* decodeFull(member.path, tinkSource(open, 1, seal, losses), state, losses);
  }
}

const reopening = (member: Member): ByteSource | null => member.reopen?.() ?? null;

async function firstByte(source: ByteSource): Promise<number | null> {
  for await (const chunk of source.stream()) if (chunk.length > 0) return chunk[0] as number;
  return null;
}

/** Which of the two it was sealed as: what the metadata says, else the other; null where neither opens it. */
async function fits(
  open: () => ByteSource,
  name: string,
  said: 'KV' | 'FULL',
  key: Uint8Array,
): Promise<'KV' | 'FULL' | null> {
  for (const type of said === 'FULL' ? (['FULL', 'KV'] as const) : (['KV', 'FULL'] as const)) {
    if (await holdsTink(open(), 1, { key, data: appData(type, name) })) return type;
  }
  return null;
}
