import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { notice } from '../../src/base/notice.ts';
import type { Decoded } from '../../src/vfs/entry.ts';
import { type Bid, type DecodeKit, type Format, type Listing, NO_BID } from '../../src/vfs/format.ts';
import type { Body, Input, Member, TreeInput } from '../../src/vfs/member.ts';
import {
  SNAPSHOT_CATALOGUE,
  SNAPSHOT_CONTENT,
  SNAPSHOT_HEAD,
  SNAPSHOT_SCHEMA,
  type SnapshotHead,
  type SnapshotLine,
} from '../../src/vfs/snapshot-file.ts';

const SCHEMA_BITS = 8 * SNAPSHOT_SCHEMA.length;
/** A snapshot names itself twice, by member and by schema: nothing else may outbid it. */
const OWN_BITS = 512;
const LONGEST_LINE_BYTES = 4 * 1024 * 1024;

function bid(listing: Listing): Bid {
  if (listing.input.kind !== 'tree') return NO_BID;
  const head = listing.head(SNAPSHOT_HEAD);
  if (head === null) return NO_BID;
  const named = Buffer.from(head).toString('utf8', 0, 256).includes(`"schema":"${SNAPSHOT_SCHEMA}"`);
  return named ? { bits: OWN_BITS + SCHEMA_BITS, because: `a member that says ${SNAPSHOT_SCHEMA}` } : NO_BID;
}

async function wholeOf(tree: TreeInput, path: string): Promise<Buffer> {
  const source = tree.find(path)?.reopen?.();
  if (source === undefined) throw new Fault('evidence.truncated', 'snapshot.member-missing', tree.citation, { path });
  const chunks: Buffer[] = [];
  for await (const chunk of source.stream()) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function* lines(tree: TreeInput, path: string): AsyncGenerator<string> {
  const source = tree.find(path)?.reopen?.();
  if (source === undefined) throw new Fault('evidence.truncated', 'snapshot.member-missing', tree.citation, { path });
  let rest = Buffer.alloc(0);
  for await (const chunk of source.stream()) {
    let from = 0;
    const joined = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    for (let at = joined.indexOf(0x0a); at >= 0; at = joined.indexOf(0x0a, from)) {
      yield joined.toString('utf8', from, at);
      from = at + 1;
    }
    rest = joined.subarray(from);
    if (rest.length > LONGEST_LINE_BYTES)
      throw new Fault('evidence.unreadable', 'snapshot.line', tree.citation, { path });
  }
  if (rest.length > 0) yield rest.toString('utf8');
}

/** An entry of the catalogue as the member it was, its content taken from the content store. */
function memberOf(tree: TreeInput, line: SnapshotLine): Member {
  const content = line.sha256 === null ? null : tree.find(`${SNAPSHOT_CONTENT}${line.sha256}`);
  const body = (): Body | null => {
    if (line.type !== 'file') return null;
    if (line.bytes === 0) return new Uint8Array(0);
    if (content === null)
      throw new Fault('evidence.truncated', 'snapshot.content-missing', tree.citation, { path: line.entry });
    return content.content();
  };
  return {
    path: line.entry,
    stored: Buffer.from(line.entry),
    kind: line.type,
    size: line.bytes,
    modified: line.modified,
    mode: line.mode,
    uid: line.uid,
    gid: line.gid,
    link: line.link,
    citation: cite(line.at),
    ...(line.sha256 === null ? {} : { declared: line.sha256 }),
    content: body,
  };
}

async function* decode(input: Input, kit: DecodeKit): AsyncGenerator<Decoded> {
  if (input.kind !== 'tree') throw new Fault('evidence.unreadable', 'snapshot.not-a-tree', input.citation);
  let head: SnapshotHead;
  try {
    head = JSON.parse((await wholeOf(input, SNAPSHOT_HEAD)).toString('utf8')) as SnapshotHead;
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw new Fault('evidence.unreadable', 'snapshot.head', input.citation);
  }
  yield* input.notices;
  yield { type: 'original', format: head.evidence.original ?? head.evidence.format };
  for (const each of head.notices) yield notice(each.code, each.detail, each.gravity, cite(each.at), each.args);
  yield* head.packages;
  yield* head.otherBundles;
  for await (const text of lines(input, SNAPSHOT_CATALOGUE)) {
    kit.checkpoint();
    let line: SnapshotLine;
    try {
      line = JSON.parse(text) as SnapshotLine;
    } catch {
      yield notice('content-malformed', 'snapshot.line', 'damage', input.citation);
      continue;
    }
    yield { type: 'entry', member: memberOf(input, line), location: line.location, proof: line.proof };
  }
  yield head.coverage;
}

/** What `carryover snapshot` wrote: decoded once, compared often. */
export const snapshot: Format = {
  id: 'snapshot',
  title: 'carryover snapshot',
  validated: 'real',
  bundle: { bid, decode },
};
