import { createCipheriv, pbkdf2Sync } from 'node:crypto';
import { concat, utf8 } from './bytes.ts';
import { deflateSegments } from './deflate.ts';
import type { Random } from './seed.ts';
import { END_MARK } from './tar.ts';

/** An adb backup file (.ab): header, encryption, compression. Source: AOSP PerformAdbBackupTask and PasswordUtils. */

export interface Encryption {
  readonly password: string;
  /** `utf8`: version 2 on, and version 1 on 4.4. `8-bit`: up to 4.3, password and checksum from low bytes. */
  readonly regime: 'utf8' | '8-bit';
  /** Where the checksum follows another regime than the password, or no rule at all. */
  readonly checksumRegime?: 'utf8' | '8-bit' | 'none';
  /** Gives salts, keys and vectors. */
  readonly random: Random;
  /** 4.x wrote both vectors as zero bytes. */
  readonly zeroVectors?: boolean;
  readonly rounds?: number;
}

export interface BackupOptions {
  readonly version: number;
  readonly compressed: boolean;
  readonly encryption?: Encryption;
  /** Write the two zero blocks at the end. Default true. */
  readonly endMark?: boolean;
}

const ROUNDS = 10_000;
const SALT_BYTES = 64;
const KEY_BYTES = 32;
const VECTOR_BYTES = 16;

/** Java's `char[]` made of the master key's signed bytes, as UTF-8: bytes from 0x80 on become U+FF80 to U+FFFF. */
function mangled(key: Uint8Array, regime: Encryption['regime']): Uint8Array {
  if (regime === '8-bit') return key;
  return utf8(String.fromCharCode(...Array.from(key, (byte) => (byte < 0x80 ? byte : 0xff00 | byte))));
}

function passwordBytes(password: string, regime: Encryption['regime']): Uint8Array {
  if (regime === 'utf8') return utf8(password);
  return Uint8Array.from(password.split(''), (unit) => unit.charCodeAt(0) & 0xff);
}

function aes(key: Uint8Array, vector: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-cbc', key, vector);
  return concat([cipher.update(plain), cipher.final()]);
}

const upperHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex').toUpperCase();

function encrypted(payload: Uint8Array, options: Encryption): { lines: string; payload: Uint8Array } {
  const { random, regime } = options;
  const rounds = options.rounds ?? ROUNDS;
  const userSalt = random.bytes(SALT_BYTES);
  const checksumSalt = random.bytes(SALT_BYTES);
  const masterKey = random.bytes(KEY_BYTES);
  const vectors = random.bytes(2 * VECTOR_BYTES);
  if (options.zeroVectors === true) vectors.fill(0);
  const userVector = vectors.subarray(0, VECTOR_BYTES);
  const masterVector = vectors.subarray(VECTOR_BYTES);
  const userKey = pbkdf2Sync(passwordBytes(options.password, regime), userSalt, rounds, KEY_BYTES, 'sha1');
  const rule = options.checksumRegime ?? regime;
  const checksum =
    rule === 'none'
      ? random.bytes(KEY_BYTES)
      : pbkdf2Sync(mangled(masterKey, rule), checksumSalt, rounds, KEY_BYTES, 'sha1');
  const blob = aes(
    userKey,
    userVector,
    concat([
      Uint8Array.of(VECTOR_BYTES),
      masterVector,
      Uint8Array.of(KEY_BYTES),
      masterKey,
      Uint8Array.of(KEY_BYTES),
      checksum,
    ]),
  );
  const lines = [upperHex(userSalt), upperHex(checksumSalt), String(rounds), upperHex(userVector), upperHex(blob)];
  return { lines: `${lines.join('\n')}\n`, payload: aes(masterKey, masterVector, payload) };
}

/** The whole file. Each segment is the tar of one package (or of shared storage). */
export function androidBackup(segments: readonly Uint8Array[], options: BackupOptions): Uint8Array {
  const all = options.endMark === false ? segments : [...segments, END_MARK];
  const payload = options.compressed ? deflateSegments(all) : concat(all);
  const head = `ANDROID BACKUP\n${options.version}\n${options.compressed ? 1 : 0}\n`;
  if (options.encryption === undefined) return concat([utf8(`${head}none\n`), payload]);
  const sealed = encrypted(payload, options.encryption);
  return concat([utf8(`${head}AES-256\n${sealed.lines}`), sealed.payload]);
}
