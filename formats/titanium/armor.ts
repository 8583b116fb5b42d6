import { constants, createDecipheriv, createHash, createHmac, createPrivateKey, privateDecrypt } from 'node:crypto';
import { type Citation, cite } from '../../src/base/citation.ts';
import { Fault } from '../../src/base/fault.ts';
import { AES_BLOCK_BYTES, decryptCbc } from '../../src/bytes/aes-cbc.ts';
import { type ByteSource, onceSource } from '../../src/bytes/source.ts';

/** Byte table: README.md, "TB_ARMOR_V1". */
export const ARMOR_MAGIC = 'TB_ARMOR_V1\n';
const LINES = 6;
/** A line with a key of 4096 bits has about 3,200 characters. */
const MOST_HEADER_BYTES = 16_384;
const KEY_BYTES = 32;
const AES_KEY_BYTES: readonly number[] = [16, 24, 32];
const LF = 0x0a;

/** What stands before the cipher text. */
export interface Armor {
  readonly hmacKey: Uint8Array;
  readonly hmac: Uint8Array;
  readonly sealedPrivateKey: Uint8Array;
  readonly sealedSessionKey: Uint8Array;
  /** Bytes of all of it. */
  readonly length: number;
}

/** How all armored files are sealed (README, "TB_ARMOR_V1"). */
export const ARMOR_FACTS = {
  version: null,
  encryption: 'TB_ARMOR_V1',
  more: {
    cipher: 'AES-CBC, the key of each file under RSA',
    kdf: 'SHA-1 of the password',
    provenBy: 'HMAC-SHA1 of the password',
  },
} as const;

/** Reads the six lines; null where they are not there. */
export function readArmor(head: Uint8Array): Armor | null {
  const lines: Buffer[] = [];
  let at = 0;
  const bytes = Buffer.from(head.subarray(0, MOST_HEADER_BYTES));
  while (lines.length < LINES) {
    const end = bytes.indexOf(LF, at);
    if (end === -1) return null;
    lines.push(bytes.subarray(at, end));
    at = end + 1;
  }
  if (`${lines[0]?.toString('latin1')}\n` !== ARMOR_MAGIC) return null;
  const decoded = lines.slice(1).map((line) => Buffer.from(line.toString('latin1'), 'base64'));
  const [hmacKey, hmac, , sealedPrivateKey, sealedSessionKey] = decoded as [Buffer, Buffer, Buffer, Buffer, Buffer];
  return { hmacKey, hmac, sealedPrivateKey, sealedSessionKey, length: at };
}

/** Whether a password is the right one: its HMAC is stored. */
export function fitsArmor(armor: Armor, password: string): boolean {
  return createHmac('sha1', armor.hmacKey).update(password, 'utf8').digest().equals(armor.hmac);
}

/** The key of the content. Throws Fault `evidence.unreadable` where the key block is damaged. */
export function sessionKey(armor: Armor, password: string, at: Citation): Uint8Array {
  try {
    const key = Buffer.alloc(KEY_BYTES);
    createHash('sha1').update(password, 'utf8').digest().copy(key);
    const decipher = createDecipheriv('aes-256-cbc', key, Buffer.alloc(AES_BLOCK_BYTES));
    const der = Buffer.concat([decipher.update(armor.sealedPrivateKey), decipher.final()]);
    const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    // Without padding, and the padding taken off here: Node refuses PKCS#1 v1.5 in some versions.
    const block = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, armor.sealedSessionKey);
    const end = block[0] === 0 && block[1] === 2 ? block.indexOf(0, 2) : -1;
    const session = end === -1 ? Buffer.alloc(0) : block.subarray(end + 1);
    if (AES_KEY_BYTES.includes(session.length)) return Uint8Array.from(session);
  } catch {
    // Told below, whatever part of the block it was.
  }
  throw new Fault('evidence.unreadable', 'titanium.key', at);
}

/**
 * The first of the passwords that fits. Throws Fault `evidence.locked` where none does.
 */
export function unlockArmor(armor: Armor, passwords: Iterable<string>, at: Citation, name: string): string {
  let tried = 0;
  for (const password of passwords) {
    tried++;
    if (fitsArmor(armor, password)) return password;
  }
  throw tried === 0
    ? new Fault('evidence.locked', 'no-password', at, { name })
    : new Fault('evidence.locked', 'wrong-password', at, { name, tried });
}

/** What the armor holds. Its bytes end in a Fault where the cipher text is cut or does not end with its padding. */
export function armored(source: ByteSource, armor: Armor, key: Uint8Array): ByteSource {
  const at = cite('tb-armor', null, source.citation);
  const plain = decryptCbc(source.stream(armor.length), key, new Uint8Array(AES_BLOCK_BYTES));
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield* plain.chunks;
    const end = plain.end();
    if (end !== null && end.how !== 'complete') {
      throw new Fault('evidence.truncated', 'cbc.cut', at, { bytes: end.bytes });
    }
  }
  return onceSource(source.name, at, null, bytes());
}
