import { hkdfSync } from 'node:crypto';
import { type Citation, cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { type Cursor, openCursor } from '../../src/bytes/cursor.ts';
import { type Deciphering, deciphering } from '../../src/bytes/decipher.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import type { Losses } from './losses.ts';
import { openGcm } from './segments.ts';

/** Tink's AesGcmHkdfStreaming as Seedvault sets it up: 32-byte keys, HMAC-SHA-256, 1 MiB segments (CoreCrypto.kt). */
const SALT_BYTES = 32;
const PREFIX_BYTES = 7;
const HEADER_BYTES = 1 + SALT_BYTES + PREFIX_BYTES;
const SEGMENT_BYTES = 1 << 20;
const KEY_BYTES = 32;

/** What a stream was sealed with. */
export interface TinkSeal {
  readonly key: Uint8Array;
  /** What was authenticated with it and stands elsewhere. */
  readonly data: Uint8Array;
}

/** Where a stream begins in what. */
interface Begins {
  readonly citation: Citation;
  readonly from: number;
}

/** `openTink` of a source from `from` on. */
export async function* decryptTink(
  source: ByteSource,
  from: number,
  seal: TinkSeal,
  losses: Losses | null = null,
): AsyncGenerator<Uint8Array> {
  yield* openTink(openCursor(source.stream(from)), { citation: source.citation, from }, seal, deciphering(), losses);
}

/**
 * The plain text of a stream, segment by segment, each valid until the next and as long as `open` is not asked again: none comes out before its tag was found right.
 * The last one is sealed as the last, so that a missing end is never taken for the end. With `losses` one that does
 * not open is passed over where others follow it. Throws Fault
 * `evidence.truncated` (`seedvault.cut`), `evidence.unreadable` (`gcm.tag`, `seedvault.header`).
 */
export async function* openTink(
  cursor: Cursor,
  { citation, from }: Begins,
  seal: TinkSeal,
  open: Deciphering,
  losses: Losses | null = null,
): AsyncGenerator<Uint8Array> {
  try {
    const head = Uint8Array.from(await cursor.take(HEADER_BYTES));
    if (head.length < HEADER_BYTES)
      throw new Fault('evidence.truncated', 'gcm.short', citation, { bytes: head.length });
    if (head[0] !== HEADER_BYTES) throw new Fault('evidence.unreadable', 'seedvault.header', citation);
    const key = new Uint8Array(hkdfSync('sha256', seal.key, head.subarray(1, 1 + SALT_BYTES), seal.data, KEY_BYTES));
    const nonce = new Uint8Array(PREFIX_BYTES + 4 + 1);
    nonce.set(head.subarray(1 + SALT_BYTES));
    const view = new DataView(nonce.buffer);
    for (let index = 0; ; index++) {
      const room = SEGMENT_BYTES - (index === 0 ? HEADER_BYTES : 0);
      const bytes = await cursor.peek(room + 1);
      const last = bytes.length <= room;
      const sealed = bytes.subarray(0, room);
      const at = from + cursor.position;
      view.setUint32(PREFIX_BYTES, index);
      view.setUint8(PREFIX_BYTES + 4, last ? 1 : 0);
      const plain = openGcm(sealed, key, nonce, open);
      cursor.advance(sealed.length);
      if (plain === null) {
        const fault = faultOf(sealed, last, key, nonce, cite('segment', at, citation));
        // The first one is where a wrong key shows; behind the last one nothing follows.
        if (losses === null || index === 0 || last) throw fault;
        losses.lose(fault);
      } else if (plain.length > 0) {
        losses?.passed(plain.length);
        yield plain;
      }
      if (last) return;
    }
  } finally {
    await cursor.close();
  }
}

/** Why a segment does not open: it is whole, but another was to follow; or it is not what was sealed. */
function faultOf(
  sealed: Uint8Array,
  last: boolean,
  key: Uint8Array,
  nonce: Uint8Array,
  at: ReturnType<typeof cite>,
): Fault {
  if (last) {
    nonce[nonce.length - 1] = 0;
    if (sealed.length === 0 || openGcm(sealed, key, nonce) !== null) {
      return new Fault('evidence.truncated', 'seedvault.cut', at, { bytes: sealed.length });
    }
  }
  return new Fault('evidence.unreadable', 'gcm.tag', at, { bytes: sealed.length });
}

/** Whether a seal opens the first segment. Throws what the source throws. */
export async function holdsTink(source: ByteSource, from: number, seal: TinkSeal): Promise<boolean> {
  const segments = decryptTink(source, from, seal);
  try {
    await segments.next();
    return true;
  } catch (error) {
    if (error instanceof Fault && /^(?:gcm\.|seedvault\.)/.test(error.detail)) return false;
    throw error;
  } finally {
    await segments.return(undefined);
  }
}

/** The plain text as a source; `open` gives the stored bytes, as often as it is asked. With `losses` it may be streamed once. */
export function tinkSource(
  open: () => ByteSource,
  from: number,
  seal: TinkSeal,
  losses: Losses | null = null,
): ByteSource {
  const { name, citation } = open();
  return {
    kind: 'bytes',
    name,
    citation: cite('tink', null, citation),
    size: null,
    async *stream(start = 0) {
      let skip = start;
      for await (const chunk of decryptTink(open(), from, seal, losses)) {
        if (skip < chunk.length) yield skip === 0 ? chunk : chunk.subarray(skip);
        skip = Math.max(0, skip - chunk.length);
      }
    },
    ...(losses === null ? {} : { breaks: losses.breaks }),
    observed: () => null,
  };
}
