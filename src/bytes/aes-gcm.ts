import { createDecipheriv } from 'node:crypto';
import { cite } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import { AES_BLOCK_BYTES } from './aes-cbc.ts';
import { type Deciphering, deciphering, unheard } from './decipher.ts';
import { type ByteSource, plainBytes } from './source.ts';

/** Plain text that is held until its tag was found right; what is longer is decrypted twice instead, in bytes. */
const HELD_BYTES = 64 << 20;

/** What a piece of AES-GCM was sealed with. */
export interface GcmSeal {
  /** 16, 24 or 32 bytes. */
  readonly key: Uint8Array;
  /** Of any length; Android vendors use 12 and 16 bytes. */
  readonly nonce: Uint8Array;
  /** What was authenticated and not encrypted; none where it is missing. */
  readonly data?: Uint8Array;
  /** Bytes of the tag at the end; 16 where it is missing. */
  readonly tagBytes?: number;
  /** Its tag was found right before, in this run: nothing needs to be held. */
  readonly authentic?: boolean;
}

/**
 * Plain text of AES-GCM whose tag stands at the end. Not a byte comes out before all of it was found authentic: up to
 * 64 MiB are held, what is longer is read and decrypted a second time. `open` gives the cipher text from its start, as
 * often as it is asked. Throws Fault `evidence.unreadable` (`gcm.tag`) where the tag does not hold,
 * `evidence.truncated` (`gcm.short`) where not even a tag is there.
 */
export async function* decryptGcm(open: () => ByteSource, seal: GcmSeal): AsyncGenerator<Uint8Array> {
  if (seal.authentic === true) return void (yield* authenticate(open(), seal));
  const sealed = open();
  // What is known to be too long to be held is not even looked at the first time.
  const long = sealed.size !== null && sealed.size > HELD_BYTES + tagBytesOf(seal);
  let held: Uint8Array[] | null = long ? null : [];
  let bytes = 0;
  for await (const plain of authenticate(sealed, seal, long ? unheard : deciphering())) {
    bytes += plain.length;
    if (bytes > HELD_BYTES) held = null;
    held?.push(Uint8Array.from(plain));
  }
  if (held !== null) yield* held;
  else yield* authenticate(open(), seal);
}

/** The first bytes of the plain text, at most `length` of them: not authentic, and good for nothing but a guess. */
export function guessGcm(source: ByteSource, seal: GcmSeal, length: number): Uint8Array {
  const head = source.at?.(0, length) ?? new Uint8Array(0);
  return plainBytes(cipherOf(seal).update(head));
}

/** Whether the tag holds. Reads to the end; throws what the source throws. */
export async function holdsGcm(source: ByteSource, seal: GcmSeal): Promise<boolean> {
  try {
    for await (const _ of authenticate(source, seal, unheard));
    return true;
  } catch (error) {
    if (error instanceof Fault && (error.detail === 'gcm.tag' || error.detail === 'gcm.short')) return false;
    throw error;
  }
}

const tagBytesOf = ({ tagBytes }: GcmSeal): number => tagBytes ?? AES_BLOCK_BYTES;

function cipherOf(seal: GcmSeal) {
  const decipher = createDecipheriv(`aes-${seal.key.length * 8}-gcm` as 'aes-256-gcm', seal.key, seal.nonce, {
    authTagLength: tagBytesOf(seal),
  });
  if (seal.data !== undefined) decipher.setAAD(seal.data);
  return decipher;
}

/** Decrypts as it reads, in memory that it uses again, and throws at the end where the tag does not hold: nothing may be believed before. */
async function* authenticate(
  source: ByteSource,
  seal: GcmSeal,
  open: Deciphering = deciphering(),
): AsyncGenerator<Uint8Array> {
  const tagBytes = tagBytesOf(seal);
  const decipher = cipherOf(seal);
  let tail = new Uint8Array(0);
  let bytes = 0;
  for await (const chunk of source.stream()) {
    bytes += chunk.length;
    if (chunk.length >= tagBytes) {
      if (tail.length > 0) yield open(decipher, tail);
      if (chunk.length > tagBytes) yield open(decipher, chunk.subarray(0, chunk.length - tagBytes));
      tail = Uint8Array.from(chunk.subarray(chunk.length - tagBytes));
    } else {
      const both = new Uint8Array(tail.length + chunk.length);
      both.set(tail);
      both.set(chunk, tail.length);
      if (both.length > tagBytes) yield open(decipher, both.subarray(0, both.length - tagBytes));
      tail = both.slice(Math.max(0, both.length - tagBytes));
    }
  }
  if (tail.length < tagBytes) throw new Fault('evidence.truncated', 'gcm.short', source.citation, { bytes });
  decipher.setAuthTag(tail);
  try {
    const rest = decipher.final();
    if (rest.length > 0) yield plainBytes(rest);
  } catch {
    throw new Fault('evidence.unreadable', 'gcm.tag', source.citation, { bytes });
  }
}

/** The plain text as a source; `open` as in `decryptGcm`. */
export function gcmSource(open: () => ByteSource, seal: GcmSeal): ByteSource {
  const { name, size, citation } = open();
  return {
    kind: 'bytes',
    name,
    citation: cite('aes', null, citation),
    authentic: true,
    size: size === null ? null : Math.max(0, size - tagBytesOf(seal)),
    async *stream(from = 0) {
      let skip = from;
      for await (const chunk of decryptGcm(open, seal)) {
        if (skip >= chunk.length) skip -= chunk.length;
        else {
          yield skip === 0 ? chunk : chunk.subarray(skip);
          skip = 0;
        }
      }
    },
    observed: () => null,
  };
}
