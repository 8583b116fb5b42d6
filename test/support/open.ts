import { cite } from '../../src/base/citation.ts';
import type { Notice } from '../../src/base/notice.ts';
import { DEFAULT_LIMITS } from '../../src/bytes/limits.ts';
import { type ByteSource, onceSource } from '../../src/bytes/source.ts';
import type { DecodeKit, Format } from '../../src/vfs/format.ts';
import { makeKit } from '../../src/vfs/kit.ts';
import type { Input, Member } from '../../src/vfs/member.ts';

/** A kit that knows the formats given, without passwords or with those given. */
export function testKit(formats: readonly Format[], passwords: readonly string[] = []): DecodeKit {
  return makeKit({
    formats,
    limits: DEFAULT_LIMITS,
    signal: new AbortController().signal,
    root: cite('evidence'),
    passwords: () => passwords,
  });
}

/** Bytes that pass once, in chunks of one size whose memory is reused: as hard on the reader as can be. */
export function chunkedSource(name: string, bytes: Uint8Array, size: number): ByteSource {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    const memory = Buffer.alloc(size);
    for (let at = 0; at < bytes.length; at += size) {
      const part = bytes.subarray(at, at + size);
      memory.fill(0xee);
      memory.set(part);
      yield memory.subarray(0, part.length);
    }
    memory.fill(0xee);
  }
  return onceSource(name, cite(name), bytes.length, chunks());
}

/** One member with its bytes, as plain data that can be compared. */
export interface Drained {
  readonly path: string;
  readonly kind: string;
  readonly body: string | null;
  readonly modified: number | null;
  readonly mode: number | null;
  readonly uid: number | null;
  readonly link: string | null;
}

export async function bodyOf(member: Member): Promise<Buffer | null> {
  const body = member.content();
  if (body === null) return null;
  if (body instanceof Uint8Array) return Buffer.from(body);
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** Everything an input holds. `read: false` leaves all bodies unread. */
export async function drain(
  input: Input,
  read = true,
): Promise<{ readonly members: readonly Drained[]; readonly notices: readonly Notice[] }> {
  const members: Drained[] = [];
  const notices: Notice[] = [];
  const take = async (item: Member | Notice): Promise<void> => {
    if ('type' in item) {
      notices.push(item);
      return;
    }
    const body = read ? await bodyOf(item) : null;
    members.push({
      path: item.path,
      kind: item.kind,
      body: body === null ? null : body.toString('latin1'),
      modified: item.modified,
      mode: item.mode,
      uid: item.uid,
      link: item.link,
    });
  };
  if (input.kind === 'tree') {
    notices.push(...input.notices);
    for (const member of input.members()) await take(member);
  } else if (input.kind === 'stream') {
    for await (const item of input.members) await take(item);
  }
  return { members, notices };
}

/** `code/detail/gravity` of each notice; who made a backup is left out, because every one says so. */
export function told(notices: readonly Notice[]): readonly string[] {
  return notices
    .filter(({ detail }) => detail !== 'ab.made-by')
    .map((each) => `${each.code}/${each.detail}/${each.gravity}`);
}
