import { type Notice, notice } from '../../src/base/notice.ts';
import { wholeBody } from '../../src/vfs/body.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';

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

type Stated = Readonly<Record<string, unknown>>;

function numberOf(value: unknown): number | null {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function factsOf(stated: Stated): StatedFacts {
  const time = numberOf(stated['mtime']);
  const mode = numberOf(stated['mode'] ?? stated['prot']);
  return {
    modified: time === null || time === 0 ? null : Math.floor(time / NS_PER_MS),
    mode: mode === null ? null : mode & PERMISSIONS,
    uid: numberOf(stated['uid']),
    gid: numberOf(stated['gid']),
  };
}

/** The list of one file system, by path from its root; null where it cannot be read. */
async function readList(member: Member): Promise<ReadonlyMap<string, Stated> | null> {
  const body = member.content();
  const bytes = body === null ? null : await wholeBody(body, MOST_BYTES);
  if (bytes === null) return null;
  const { decode } = await import('@msgpack/msgpack');
  let given: unknown;
  try {
    given = decode(bytes, { useBigInt64: true });
  } catch {
    return null;
  }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return null;
  const out = new Map<string, Stated>();
  for (const [path, stated] of Object.entries(given)) {
    if (typeof stated === 'object' && stated !== null) out.set(path.replace(/^\/+/, ''), stated as Stated);
  }
  return out;
}

/**
 * What `metadataN/metadata.msgpack` states of the files below `filesystemN/`. Null where there is no such list. Facts:
 * README, "CLBX": the fields are known from descriptions only.
 */
export async function clbxFacts(input: TreeInput): Promise<ClbxFacts | null> {
  const lists = new Map<string, ReadonlyMap<string, Stated>>();
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
    const list = await readList(member);
    if (list === null) notices.push(notice('content-malformed', 'ffs.clbx', 'doubt', member.citation, { path }));
    else lists.set(root, list);
  }
  if (lists.size === 0 && notices.length === 0) return null;
  return {
    notices,
    of(path) {
      const match = FILESYSTEM.exec(path);
      if (match === null) return null;
      const stated = lists.get(`${match[1]}filesystem${match[2]}/`)?.get(path.slice(match[0].length));
      return stated === undefined ? null : factsOf(stated);
    },
  };
}
