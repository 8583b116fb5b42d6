import { cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Notice, notice } from '../../src/base/notice.ts';
import type { Body, Member } from '../../src/vfs/member.ts';
import { legalPath } from '../../src/vfs/path.ts';
import { openCursor } from './cursor.ts';

/** "Data", little-endian: the header of an entity (AOSP libs/androidfw BackupData). */
const ENTITY_MAGIC = 0x61746144;
/** Magic, key length, data length: three 32-bit integers. */
const HEADER_BYTES = 12;
/** Key and data are padded to this. */
const ALIGNMENT = 4;
/** A deleted key has this for its data length. */
const DELETED = -1;
/** A key longer than this is no key. AOSP keys are a helper's prefix and a file name. */
const LONGEST_KEY = 1 << 16;
/** Values up to this size are handed out whole. */
const SMALL_VALUE_BYTES = 1 << 20;

/**
 * The entities of `apps/P/k/P.data`, each a member of its own: its path is the file's, then the key made legal.
 * Deleted keys and what cannot be read are notices. A file that does not begin with an entity comes back whole.
 * Bodies pass once: a value is gone when the next is asked for.
 */
export async function* keyValueMembers(data: Member, body: Body): AsyncGenerator<Member | Notice> {
  const cursor = openCursor(body);
  const start = await cursor.peek(HEADER_BYTES);
  if (start.length > 0 && (start.length < HEADER_BYTES || view(start).getUint32(0, true) !== ENTITY_MAGIC)) {
    yield notice('content-malformed', 'ab.key-value', 'damage', data.citation, { offset: 0, bytes: data.size });
    yield { ...data, content: () => cursor.rest() };
    return;
  }
  for (;;) {
    const at = cursor.offset();
    const header = await cursor.take(HEADER_BYTES);
    if (header.length === 0) return;
    const place = cite('entity', at, data.citation);
    const malformed = () =>
      notice('content-malformed', 'ab.key-value', 'damage', place, { offset: at, bytes: remaining(data, at) });
    if (header.length < HEADER_BYTES || view(header).getUint32(0, true) !== ENTITY_MAGIC) return yield malformed();
    const keyLength = view(header).getInt32(4, true);
    const size = view(header).getInt32(8, true);
    if (keyLength < 0 || keyLength > LONGEST_KEY || size < DELETED) return yield malformed();
    const key = await cursor.take(keyLength);
    await cursor.skip(padded(keyLength + 1) - keyLength);
    if (key.length < keyLength) return yield malformed();
    const path = keyPath(key);
    if (size === DELETED) {
      yield notice('content-malformed', 'ab.key-deleted', 'info', place, { key: path });
      continue;
    }
    const stored = Buffer.concat([data.stored, Buffer.from('/'), key]);
    const value = cursor.value(size);
    const whole = size <= SMALL_VALUE_BYTES ? await collect(value.chunks, size) : null;
    let given = false;
    yield {
      path: `${data.path}/${path}`,
      stored,
      kind: 'file',
      size,
      modified: null,
      mode: null,
      uid: null,
      gid: null,
      link: null,
      citation: place,
      content() {
        if (whole !== null) return whole;
        if (given) throw new Fault('bug', 'body-twice', place);
        given = true;
        return value.chunks;
      },
    };
    const missing = await value.drain();
    if (missing > 0) {
      return yield notice('content-malformed', 'ab.value-short', 'damage', place, { key: path, missing });
    }
    await cursor.skip(padded(size) - size);
  }
}

/** A key as one path: never empty, because a file's path never is. */
function keyPath(key: Uint8Array): string {
  const { path } = legalPath(key);
  return path === '' ? `\\key${Buffer.from(key).toString('hex')}` : path;
}

function remaining(data: Member, at: number): number | null {
  return data.size === null ? null : data.size - at;
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

async function collect(chunks: AsyncIterable<Uint8Array>, size: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(Uint8Array.from(chunk));
  const out = Buffer.concat(parts);
  return out.length > size ? out.subarray(0, size) : out;
}
