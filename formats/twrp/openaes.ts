import { createDecipheriv } from 'node:crypto';
import { cite } from '../../src/base/citation.ts';
import { deciphering } from '../../src/bytes/decipher.ts';
import { type ByteSource, plainBytes } from '../../src/bytes/source.ts';
import type { LostMessages } from './lost-messages.ts';

/** A stream of messages, each with its own header and vector (TeamWin openaes/src/oaes_lib.c). */
const MAGIC = Buffer.from('OAES\x01\x02', 'latin1');
export const MESSAGE_BYTES = 4096;
const HEADER_BYTES = 16;
const IV_BYTES = 16;
const FLAGS_AT = 8;
const PADDED = 1;
const BLOCK = 16;
const KEY_BYTES = 32;
/** Length of a password up to which a shorter key is used. */
const SHORT_PASSWORD = 16;
const MIDDLE_PASSWORD = 24;
const GZIP = [0x1f, 0x8b] as const;
const USTAR_AT = 257;
const TAR_BLOCK = 512;
/** Of a message of full length. */
const PLAIN_BYTES = MESSAGE_BYTES - HEADER_BYTES - IV_BYTES;

export function isOpenAes(head: Uint8Array): boolean {
  return Buffer.from(head.buffer, head.byteOffset, head.length).subarray(0, MAGIC.length).equals(MAGIC);
}

/** The key buffer is the bytes 1 to 32, overwritten from the left by the password; its length chooses the AES. */
export function openAesKey(password: string): Uint8Array {
  const typed = Buffer.from(password, 'utf8').subarray(0, KEY_BYTES);
  const buffer = Uint8Array.from({ length: KEY_BYTES }, (_, i) => i + 1);
  buffer.set(typed);
  const bytes = typed.length <= SHORT_PASSWORD ? 16 : typed.length <= MIDDLE_PASSWORD ? 24 : KEY_BYTES;
  return buffer.subarray(0, bytes);
}

/** The plain text of one message; null where it is none. */
function openMessage(message: Uint8Array, key: Uint8Array): Uint8Array | null {
  const bytes = message.length - HEADER_BYTES - IV_BYTES;
  if (!isOpenAes(message) || bytes < BLOCK) return null;
  const whole = bytes - (bytes % BLOCK);
  const iv = message.subarray(HEADER_BYTES, HEADER_BYTES + IV_BYTES);
  const cipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, iv);
  cipher.setAutoPadding(false);
  const plain = cipher.update(message.subarray(HEADER_BYTES + IV_BYTES, HEADER_BYTES + IV_BYTES + whole));
  return plainBytes(((message[FLAGS_AT] as number) & PADDED) === 0 ? plain : unpadded(plain));
}

/** Pad bytes are 01 02 … n. */
function unpadded(plain: Uint8Array): Uint8Array {
  const count = plain[plain.length - 1] ?? 0;
  if (count < 1 || count > BLOCK) return plain;
  for (let i = 0; i < count; i++) if (plain[plain.length - count + i] !== i + 1) return plain;
  return plain.subarray(0, plain.length - count);
}

/**
 * No checksum tells the right password: what comes out must look like what TWRP packs. Of a head whose first message is
 * damaged, a later one must hold the header of a member, where the blocks of a tar begin.
 */
export function opensWith(head: Uint8Array, key: Uint8Array): boolean {
  for (let at = 0; at < head.length; at += MESSAGE_BYTES) {
    const plain = openMessage(head.subarray(at, at + MESSAGE_BYTES), key);
    if (plain === null) continue;
    if (at === 0) return isPacked(plain) || isHeader(plain, 0);
    const before = (at / MESSAGE_BYTES) * PLAIN_BYTES;
    for (let block = TAR_BLOCK - (before % TAR_BLOCK); block < plain.length; block += TAR_BLOCK)
      if (isHeader(plain, block)) return true;
  }
  return false;
}

function isHeader(plain: Uint8Array, block: number): boolean {
  const magic = plain.subarray(block + USTAR_AT, block + USTAR_AT + 5);
  return Buffer.from(magic).toString('latin1') === 'ustar';
}

const isPacked = (plain: Uint8Array): boolean => plain[0] === GZIP[0] && plain[1] === GZIP[1];

/**
 * The plain text of a part, which passes once. Each message has a vector of its own: what is none is told to `lost`,
 * and reading goes on at the next that is one.
 */
export function openAesSource(source: ByteSource, key: Uint8Array, lost: LostMessages): ByteSource {
  return {
    kind: 'bytes',
    name: source.name,
    citation: cite('openaes', null, source.citation),
    size: null,
    breaks: lost.breaks,
    async *stream() {
      const open = messageOpener(key, lost);
      let held = new Uint8Array(0);
      /** Where `held` begins. */
      let at = 0;
      try {
        for await (const chunk of source.stream()) {
          const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
          const whole = bytes.length - (bytes.length % MESSAGE_BYTES);
          const { plain, givenUp } = open(bytes.subarray(0, whole), at);
          if (plain.length > 0) yield plain;
          if (givenUp) return;
          held = Uint8Array.from(bytes.subarray(whole));
          at += whole;
        }
        const last = openLast(held, at, key, lost);
        if (last !== null) yield last;
      } finally {
        lost.ended();
      }
    },
    observed: () => null,
  };
}

/** What is left behind the messages of full length: a shorter one. Null where nothing comes out of it. */
function openLast(held: Uint8Array, at: number, key: Uint8Array, lost: LostMessages): Uint8Array | null {
  if (held.length === 0) return null;
  const plain = openMessage(held, key);
  if (plain !== null) lost.passed(plain.length, isPacked(plain));
  if (!isOpenAes(held)) lost.lose(at, held.length);
  else if (plain === null || held.length % BLOCK !== 0) lost.cut(at, held.length);
  return plain;
}

/** The plain text of whole messages, which begin at `from` of the part; `givenUp`: nothing of what follows is read. */
type MessageOpener = (messages: Uint8Array, from: number) => { readonly plain: Uint8Array; readonly givenUp: boolean };

/**
 * Opens all messages of a stream with one pass of CBC over everything. A message's vector lies right before its first
 * block, where CBC looks for the block before: what the headers and vectors themselves come out as is thrown away.
 */
function messageOpener(key: Uint8Array, lost: LostMessages): MessageOpener {
  const cipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, new Uint8Array(IV_BYTES));
  cipher.setAutoPadding(false);
  const decipher = deciphering();
  return (messages, from) => {
    const out = decipher(cipher, messages);
    let filled = 0;
    for (let at = 0; at < messages.length; at += MESSAGE_BYTES) {
      if (!isMessage(messages, at)) {
        if (lost.lose(from + at, MESSAGE_BYTES)) continue;
        return { plain: out.subarray(0, filled), givenUp: true };
      }
      const padded = ((messages[at + FLAGS_AT] as number) & PADDED) !== 0;
      const body = out.subarray(at + HEADER_BYTES + IV_BYTES, at + MESSAGE_BYTES);
      const plain = padded ? unpadded(body) : body;
      lost.passed(plain.length, isPacked(plain));
      out.copyWithin(filled, plain.byteOffset - out.byteOffset, plain.byteOffset - out.byteOffset + plain.length);
      filled += plain.length;
    }
    return { plain: out.subarray(0, filled), givenUp: false };
  };
}

function isMessage(bytes: Uint8Array, at: number): boolean {
  for (let i = 0; i < MAGIC.length; i += 1) if (bytes[at + i] !== MAGIC[i]) return false;
  return true;
}
