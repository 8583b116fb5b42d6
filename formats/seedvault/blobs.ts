import { type Citation, cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { cursorOver, openCursor } from '../../src/bytes/cursor.ts';
import { type Deciphering, deciphering } from '../../src/bytes/decipher.ts';
import { sha256 } from '../../src/bytes/digest.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import { unzstdAuthentic } from '../../src/bytes/unzstd.ts';
import { bodyInto } from '../../src/vfs/body.ts';
import type { DecodeKit } from '../../src/vfs/format.ts';
import { inFolder } from '../../src/vfs/in-folder.ts';
import type { Member, TreeInput } from '../../src/vfs/member.ts';
import type { Losses } from './losses.ts';
import { type Blob, hex } from './snapshot.ts';
import { openTink } from './tink.ts';

/** Chunks are of 7.5 MiB at most (BackupReceiver.kt); a file longer than this is none. */
const MOST_BLOB_BYTES = 64 << 20;
/** Padding is an eighth at most (Padding.kt): what is much longer than its chunk would only cost time. */
const mostBytesOf = (plain: number): number => Math.min(MOST_BLOB_BYTES, 2 * plain + (64 << 10));
const SIZE_BYTES = 4;
const VERSION = 2;
/** What is authenticated with every file of version 2. */
const DATA = Uint8Array.of(VERSION);

/** The place of a file by its name. */
export const blobPath = (folder: string, name: string): string => inFolder(folder, `${name.slice(0, 2)}/${name}`);

/**
 * A file of version 2, held against the SHA-256 that it is named by before anything else; it lies in `room`. Throws Fault
 * `evidence.unreadable` (`seedvault.checksum`, `seedvault.long`), `evidence.unsupported` (`seedvault.version`).
 */
export async function readSealed(member: Member, name: string, limit: number, room = newRoom()): Promise<Uint8Array> {
  const source = member.reopen?.();
  const body = source?.stream() ?? member.content();
  const bytes =
    body === null
      ? null
      : await bodyInto(body, limit, room(member.size === null || member.size > limit ? 0 : member.size));
  if (bytes === null) throw new Fault('evidence.unreadable', 'seedvault.long', member.citation, { limit });
  // A file of a folder was hashed as it was read.
  if ((source?.observed()?.sha256 ?? sha256(bytes)) !== name) {
    throw new Fault('evidence.unreadable', 'seedvault.checksum', member.citation, { bytes: bytes.length });
  }
  const [version = 0] = bytes;
  if (version !== VERSION) throw new Fault('evidence.unsupported', 'seedvault.version', member.citation, { version });
  return bytes;
}

/** Memory for so many bytes at least. */
type Room = (size: number) => Uint8Array;

/** Files that are read one after another lie in the same memory: each is valid until the next. */
function newRoom(): Room {
  let memory = new Uint8Array(0);
  return (size) => {
    if (memory.length < size) memory = new Uint8Array(size);
    return memory;
  };
}

/** Memory that the chunks of one stream use one after another. */
interface Workplace {
  readonly room: Room;
  readonly open: Deciphering;
}

/** What a file of version 2 holds: decrypted, without its padding, unpacked. Throws Fault. */
export async function* openSealed(
  bytes: Uint8Array,
  key: Uint8Array,
  at: Citation,
  open = deciphering(),
): AsyncGenerator<Uint8Array> {
  const cursor = cursorOver(bytes.subarray(1));
  const stream = openTink(cursor, { citation: at, from: 1 }, { key, data: DATA }, open);
  const unpacked = unzstdAuthentic(unpadded(stream, at));
  for await (const chunk of unpacked.chunks) yield chunk;
  const end = unpacked.end();
  if (end === null || end.how !== 'complete') {
    throw new Fault('evidence.unreadable', 'packed', at, { layer: 'zstd', reason: end?.reason ?? null });
  }
}

/** Four bytes of length, so many bytes, and padding. */
async function* unpadded(stream: AsyncIterable<Uint8Array>, at: Citation): AsyncGenerator<Uint8Array> {
  const cursor = openCursor(stream);
  try {
    const head = await cursor.take(SIZE_BYTES);
    if (head.length < SIZE_BYTES) throw new Fault('evidence.unreadable', 'seedvault.header', at);
    let left = new DataView(head.buffer, head.byteOffset, SIZE_BYTES).getUint32(0);
    for await (const chunk of cursor.rest()) {
      const part = chunk.subarray(0, left);
      left -= part.length;
      if (part.length > 0) yield part;
    }
    if (left > 0) throw new Fault('evidence.truncated', 'seedvault.cut', at, { bytes: left });
  } finally {
    await cursor.close();
  }
}

/** Where chunks are looked up. */
export interface Repository {
  readonly kit: DecodeKit;
  readonly tree: TreeInput;
  readonly folder: string;
  readonly key: Uint8Array;
  /** By the SHA-256 of the chunk, in hex. */
  readonly blobs: ReadonlyMap<string, Blob>;
}

/** A stream that chunks make one after another. With `losses` one that cannot be had is passed over, and told there. */
export function chunkSource(
  name: string,
  citation: Citation,
  chunks: readonly Uint8Array[],
  repository: Repository,
  losses: Losses | null = null,
): ByteSource {
  return {
    kind: 'bytes',
    name,
    citation: cite('chunks', null, citation),
    size: null,
    async *stream(from = 0) {
      let skip = from;
      const workplace = { room: newRoom(), open: deciphering() };
      for (const id of chunks) {
        repository.kit.checkpoint();
        try {
          for await (const part of chunkOf(hex(id), repository, citation, workplace)) {
            losses?.passed(part.length);
            if (skip < part.length) yield skip === 0 ? part : part.subarray(skip);
            skip = Math.max(0, skip - part.length);
          }
        } catch (error) {
          if (losses === null || !(error instanceof Fault) || !PASSED_OVER.has(error.code)) throw error;
          losses.lose(error);
        }
      }
    },
    ...(losses === null ? {} : { breaks: losses.breaks }),
    observed: () => null,
  };
}

const PASSED_OVER: ReadonlySet<string> = new Set(['evidence.unreadable', 'evidence.truncated', 'evidence.unsupported']);

/** One chunk, never longer than the snapshot says. Throws Fault. */
async function* chunkOf(
  id: string,
  repository: Repository,
  citation: Citation,
  { room, open }: Workplace,
): AsyncGenerator<Uint8Array> {
  const { tree, folder, key, blobs } = repository;
  const blob = blobs.get(id);
  if (blob === undefined) throw new Fault('evidence.unreadable', 'seedvault.no-chunk', citation, { chunk: id });
  const member = tree.find(blobPath(folder, blob.name));
  if (member === null || member.kind !== 'file') {
    throw new Fault('evidence.unreadable', 'seedvault.no-blob', citation, { blob: blob.name, bytes: blob.plain });
  }
  const bytes = await readSealed(member, blob.name, mostBytesOf(blob.plain), room);
  let produced = 0;
  for await (const part of openSealed(bytes, key, member.citation, open)) {
    produced += part.length;
    if (produced > blob.plain) break;
    yield part;
  }
  if (produced !== blob.plain) {
    throw new Fault('evidence.unreadable', 'seedvault.length', member.citation, { produced, stated: blob.plain });
  }
}
