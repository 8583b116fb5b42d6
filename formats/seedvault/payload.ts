import { gunzipSync } from 'node:zlib';
import { locateBackupToken } from '../../src/android/full-backup.ts';
import type { Location } from '../../src/android/location.ts';
import { isPackageName } from '../../src/android/package-name.ts';
import { cite } from '../../src/base/citation.ts';
import { notice } from '../../src/base/notice.ts';
import { type ByteSource, memorySource } from '../../src/bytes/source.ts';
import { wholeBody } from '../../src/vfs/body.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import type { Member } from '../../src/vfs/member.ts';
import { memberBelow, openedMember } from '../../src/vfs/opened-member.ts';
import { legalPath } from '../../src/vfs/path.ts';
import { pairsOf } from './kv-table.ts';
import type { Losses } from './losses.ts';
import { USER } from './metadata.ts';
import type { State } from './state.ts';

/** Notices of the tar and of the archive that say nothing here: it has no end mark, and one maker. */
const EXPECTED: ReadonlySet<string> = new Set(['tar.no-end-mark', 'ab.made-by', 'ab.manifest-only']);
/** A database of pairs longer than this is not opened: the quota of Android is 10 MiB, and can be lifted. */
const MOST_KV_BYTES = 64 << 20;

/** The place of one pair; null for the package manager's own, which belongs to no package. */
export function keyPlace(name: string, key: string): Location | null {
  return isPackageName(name) ? locateBackupToken(USER, name, 'k', keyPath(key)) : null;
}

/** A key as one path: never empty, because a file's path never is. */
function keyPath(key: string): string {
  const { path } = legalPath(key);
  return path === '' ? `\\key${Buffer.from(key).toString('hex')}` : path;
}

/** The tar of an app, as the system hands it to a transport: named below `path`. */
export async function* decodeFull(
  path: string,
  source: ByteSource,
  state: State,
  losses: Losses,
): AsyncGenerator<Decoded> {
  const { kit } = state;
  const input = await kit.open(source, 'tar');
  for await (const item of kit.within(input, undefined, 'android-backup')) {
    yield* losses.told();
    if (item.type === 'coverage') continue;
    if (item.type === 'notice' && EXPECTED.has(item.detail)) continue;
    if (item.type === 'package') {
      state.facts.set(item.package, item);
      continue;
    }
    if (item.type !== 'entry') {
      yield item;
      continue;
    }
    const owner = item.location?.package ?? null;
    if (owner !== null) state.packages.add(owner);
    yield { ...item, member: memberBelow(path, item.member), proof: 'tag' };
  }
  yield* losses.told();
}

/** The database of an app's pairs, packed by gzip in version 1: each pair an entry below the stored file. */
export async function* decodePairs(
  stored: Member,
  name: string,
  source: ByteSource,
  state: State,
): AsyncGenerator<Decoded> {
  const { kit } = state;
  const plain = openedMember(stored, source);
  const held = await wholeBody(source.stream(), MOST_KV_BYTES);
  const bytes = held === null ? null : isGzip(held) ? unpacked(held) : held;
  if (bytes === null) {
    yield notice('limit', 'seedvault.kv', 'damage', stored.citation, { package: name, limit: MOST_KV_BYTES });
    yield { type: 'entry', member: plain, location: null, proof: 'tag' };
    return;
  }
  const pairs = pairsOf(bytes);
  if (pairs === null) {
    yield notice('content-malformed', 'seedvault.kv', 'damage', stored.citation, { package: name });
    yield { type: 'entry', member: plain, location: null, proof: 'tag' };
    return;
  }
  let lost = 0;
  state.packages.add(name);
  for (const pair of pairs) {
    kit.checkpoint();
    if (pair === null) {
      lost++;
      continue;
    }
    const path = `${stored.path}/${keyPath(pair.key)}`;
    const value = memorySource(path, pair.value, cite('kv_entry', null, source.citation));
    const member = { ...openedMember(stored, value), path, stored: Buffer.from(pair.key) };
    yield { type: 'entry', member, location: keyPlace(name, pair.key), proof: 'tag' };
  }
  if (lost > 0) {
    yield notice('content-malformed', 'seedvault.kv-rows', 'damage', stored.citation, { package: name, lost });
  }
}

/** What gzip packed; null where it is longer than may be, or does not unpack. */
function unpacked(packed: Uint8Array): Uint8Array | null {
  try {
    return gunzipSync(packed, { maxOutputLength: MOST_KV_BYTES });
  } catch {
    return null;
  }
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
