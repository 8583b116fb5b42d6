import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { notice } from '../../src/base/notice.ts';
import { onceSource } from '../../src/bytes/source.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { Member } from '../../src/vfs/member.ts';
import { sourceOfMember } from '../../src/vfs/nested.ts';
import { openedMember } from '../../src/vfs/opened-member.ts';
import { type Losses, watchLosses } from './losses.ts';
import { decodeFull, keyPlace } from './payload.ts';
import { type LegacyFile, type LegacyHeader, openLegacy, readHeader } from './segments.ts';
import type { State } from './state.ts';

/** The tar of an app in version 0. Throws Fault. */
export async function* decodeLegacyData(
  member: Member,
  name: string,
  key: Uint8Array,
  state: State,
): AsyncGenerator<Decoded> {
  const file = openMember(member, key);
  try {
    yield* tellOwner(member, await headerOf(file, member), name, null);
    const at = cite('aes', null, member.citation);
    const losses = watchLosses({ name: member.path, citation: at });
    const source = { ...onceSource(member.path, at, null, rest(file, state, losses)), breaks: losses.breaks };
    yield* decodeFull(member.path, source, state, losses);
  } finally {
    await file.close();
  }
}

/** One key/value pair of version 0. Throws Fault. */
export async function* decodeRecord(
  member: Member,
  { package: name, key: recordKey }: { readonly package: string; readonly key: string },
  key: Uint8Array,
  state: State,
): AsyncGenerator<Decoded> {
  const file = openMember(member, key);
  try {
    const header = await headerOf(file, member);
    yield* tellOwner(member, header, name, recordKey);
    state.packages.add(header.package);
    const value = onceSource(member.path, cite('aes', null, member.citation), null, rest(file, state));
    const place = keyPlace(header.package, header.key ?? recordKey);
    yield { type: 'entry', member: openedMember(member, value), location: place, proof: 'tag' };
  } finally {
    await file.close();
  }
}

function openMember(member: Member, key: Uint8Array): LegacyFile {
  const source = sourceOfMember(member);
  if (source === null) throw new Fault('evidence.unreadable', 'seedvault.header', member.citation);
  return openLegacy(source, key);
}

/** The first segment, which says whose the data is. */
async function headerOf(file: LegacyFile, member: Member): Promise<LegacyHeader> {
  const first = await file.next();
  const header = first === null ? null : readHeader(first);
  if (header === null) throw new Fault('evidence.unreadable', 'seedvault.header', member.citation);
  return header;
}

/** A file that was put under another name: what is sealed in it is believed. */
function* tellOwner(member: Member, header: LegacyHeader, name: string, key: string | null): Generator<Decoded> {
  if (header.package === name && header.key === key) return;
  const args = { path: member.path, package: header.package, key: header.key };
  yield notice('index-mismatch', 'seedvault.owner', 'doubt', member.citation, args);
}

/** What follows the header. With `losses` a segment that does not open is passed over: each is sealed by itself. */
async function* rest(file: LegacyFile, { kit }: State, losses: Losses | null = null): AsyncGenerator<Uint8Array> {
  for (;;) {
    kit.checkpoint();
    let part: Uint8Array | null;
    try {
      part = await file.next();
    } catch (error) {
      if (losses === null || !(error instanceof Fault) || error.detail !== 'gcm.tag') throw error;
      losses.lose(error);
      continue;
    }
    if (part === null) return;
    losses?.passed(part.length);
    if (part.length > 0) yield part;
  }
}
