import { type Notice, notice } from '../../src/base/notice.ts';
import { wholeBody } from '../../src/vfs/body.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import { type MsgpackWalk, walkMsgpack } from './msgpack.ts';

/** What a CLBX zip tells of a file beside the file: its own zip fields hold the access time and no modes. */
export type StatedFacts = Pick<Member, 'modified' | 'mode' | 'uid' | 'gid'>;

/** Facts by the path of the evidence. */
export interface ClbxFacts {
  readonly notices: readonly Notice[];
  of(path: string): StatedFacts | null;
}

const FILESYSTEM = /^(.*?)filesystem(\d+)\//;
/** A list of a million files has some 250 MB; a longer one is not read. */
const MOST_BYTES = 384 << 20;
const PERMISSIONS = 0o7777;
const NS_PER_MS = 1_000_000;

const WANTED: ReadonlySet<string> = new Set(['mtime', 'mode', 'prot', 'uid', 'gid']);
type Stated = ReadonlyMap<string, number | bigint>;

function numberOf(value: number | bigint | undefined): number | null {
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

function factsOf(stated: Stated): StatedFacts {
  const time = numberOf(stated.get('mtime'));
  const mode = numberOf(stated.get('mode') ?? stated.get('prot'));
  return {
    modified: time === null || time === 0 ? null : Math.floor(time / NS_PER_MS),
    mode: mode === null ? null : mode & PERMISSIONS,
    uid: numberOf(stated.get('uid')),
    gid: numberOf(stated.get('gid')),
  };
}

/** The fields of one path that are used; null where what stands there is no map. */
function readFields(walk: MsgpackWalk): Stated | null {
  const head = walk.next();
  if (head.kind !== 'map') {
    if (head.kind === 'array') for (let left = head.count; left > 0; left -= 1) walk.skip();
    return null;
  }
  const stated = new Map<string, number | bigint>();
  for (let left = head.count; left > 0; left -= 1) {
    const name = walk.next();
    if (name.kind !== 'value') throw new RangeError('a key of several values');
    if (typeof name.value !== 'string' || !WANTED.has(name.value)) {
      walk.skip();
      continue;
    }
    const field = walk.next();
    if (field.kind !== 'value') throw new RangeError('a fact of several values');
    if (typeof field.value === 'number' || typeof field.value === 'bigint') stated.set(name.value, field.value);
  }
  return stated;
}

/**
 * The list of one file system, by path from its root, of what the evidence holds: memory follows that, whatever the list
 * claims. Null where it cannot be read.
 */
async function readList(
  member: Member,
  isThere: (path: string) => boolean,
): Promise<ReadonlyMap<string, StatedFacts> | null> {
  const body = member.content();
  const bytes = body === null ? null : await wholeBody(body, MOST_BYTES);
  if (bytes === null) return null;
  const out = new Map<string, StatedFacts>();
  try {
    const walk = walkMsgpack(bytes);
    const head = walk.next();
    if (head.kind !== 'map') return null;
    for (let left = head.count; left > 0; left -= 1) {
      const name = walk.next();
      if (name.kind !== 'value') return null;
      const path = typeof name.value === 'string' ? name.value.replace(/^\/+/, '') : '';
      if (path === '' || !isThere(path)) {
        walk.skip();
        continue;
      }
      const stated = readFields(walk);
      if (stated !== null) out.set(path, factsOf(stated));
    }
    return walk.done ? out : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * What `metadataN/metadata.msgpack` states of the files below `filesystemN/`. Null where there is no such list. Facts:
 * README, "CLBX": the fields are known from descriptions only.
 */
export async function clbxFacts(input: TreeInput): Promise<ClbxFacts | null> {
  const lists = new Map<string, ReadonlyMap<string, StatedFacts>>();
  const notices: Notice[] = [];
  const roots = new Set<string>();
  for (const path of input.paths()) {
    const match = FILESYSTEM.exec(path);
    if (match !== null) roots.add(`${match[1]}filesystem${match[2]}/`);
  }
  for (const root of roots) {
    const path = root.replace(/filesystem(\d+)\/$/, 'metadata$1/metadata.msgpack');
    const member = input.find(path);
    if (member === null) continue;
    const list = await readList(member, (path) => input.find(root + path) !== null);
    if (list === null) notices.push(notice('content-malformed', 'ffs.clbx', 'doubt', member.citation, { path }));
    else lists.set(root, list);
  }
  if (lists.size === 0 && notices.length === 0) return null;
  return {
    notices,
    of(path) {
      const match = FILESYSTEM.exec(path);
      if (match === null) return null;
      return lists.get(`${match[1]}filesystem${match[2]}/`)?.get(path.slice(match[0].length)) ?? null;
    },
  };
}
