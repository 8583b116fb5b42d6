import type { Notice } from '../../src/base/notice.ts';
import { notice } from '../../src/base/notice.ts';
import { ctrSource } from '../../src/bytes/aes-ctr.ts';
import { gcmSource, guessGcm, holdsGcm } from '../../src/bytes/aes-gcm.ts';
import type { ByteSource } from '../../src/bytes/source.ts';
import type { Proof } from '../../src/vfs/entry.ts';
import type { Member } from '../../src/vfs/member.ts';
import { seekable } from '../../src/vfs/seekable.ts';
import type { InfoModule } from './info-xml.ts';
import { checkFor, holdsCheck } from './integrity.ts';
import { KEY_BYTES, moduleKey, type Variant } from './keys.ts';
import type { Unlocked } from './unlock.ts';

/** A payload's plain text, and how it was verified. */
export interface Payload {
  readonly source: ByteSource;
  readonly proof: Proof | null;
  /** What is to be told of it. */
  readonly told: readonly Notice[];
}

/** As far as the longest magic, that of tar at 257, reaches. */
const HEAD_BYTES = 512;
const TAR_MAGIC = Buffer.from('ustar', 'latin1');
const TAR_MAGIC_AT = 257;
const MAGICS: readonly Buffer[] = [
  'SQLite format 3\0',
  'PK\x03\x04',
  '\xff\xd8\xff',
  '\x89PNG',
  'RIFF',
  'OggS',
  'ID3',
].map((magic) => Buffer.from(magic, 'latin1'));
/** Type of an ISO media file's first box, behind its length. */
const MP4_MAGIC = Buffer.from('ftyp', 'latin1');
const MP4_MAGIC_AT = 4;

/** Whether bytes begin as something that a session holds. */
export function isKnown(head: Uint8Array): boolean {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  const holds = (magic: Buffer, at: number): boolean => bytes.subarray(at, at + magic.length).equals(magic);
  return holds(TAR_MAGIC, TAR_MAGIC_AT) || holds(MP4_MAGIC, MP4_MAGIC_AT) || MAGICS.some((magic) => holds(magic, 0));
}

/** The first bytes of a source, read anew. */
export async function headOf(source: ByteSource): Promise<Uint8Array> {
  if (source.at !== undefined) return source.at(0, HEAD_BYTES);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of source.stream()) {
    parts.push(Uint8Array.from(chunk.subarray(0, HEAD_BYTES)));
    bytes += chunk.length;
    if (bytes >= HEAD_BYTES) break;
  }
  return Buffer.concat(parts).subarray(0, HEAD_BYTES);
}

/** A source of a stored file that can be streamed as often as it is asked for. Throws what `seekable` throws. */
export async function reopener(member: Member): Promise<(() => ByteSource) | null> {
  if (member.reopen !== undefined) return member.reopen;
  const held = await seekable(member);
  return held === null ? null : () => held;
}

function sealOf(variant: Variant, seed: Uint8Array) {
  return { key: moduleKey(variant, seed), nonce: seed.subarray(KEY_BYTES) };
}

/** Whether a variant seems to open a payload: what comes out begins as something known. Only the head is read. */
export async function seemsToOpen(open: () => ByteSource, variant: Variant, seed: Uint8Array): Promise<boolean> {
  const seal = sealOf(variant, seed);
  const source = open();
  return isKnown(
    variant.cipher === 'gcm'
      ? guessGcm(source, seal, HEAD_BYTES)
      : await headOf(ctrSource(source, seal.key, seal.nonce)),
  );
}

/** Whether a variant opens a payload: the tag holds, for which all of it is read; without one, what it begins as. */
export async function opens(open: () => ByteSource, variant: Variant, seed: Uint8Array): Promise<boolean> {
  return variant.cipher === 'gcm' ? holdsGcm(open(), sealOf(variant, seed)) : seemsToOpen(open, variant, seed);
}

/**
 * Opens a payload of a module; `path` is where it is stored. `unopened` where it is encrypted, and there is no key or no
 * variant for it. Throws what reading it throws.
 */
export async function openPayload(
  open: () => ByteSource,
  path: string,
  module: InfoModule | null,
  unlocked: Unlocked | null,
): Promise<Payload | 'unopened'> {
  const variant = unlocked?.variant ?? null;
  const stored = open();
  const head = await headOf(stored);
  // An archive of nothing is nothing but zeros.
  if (isKnown(head) || head.every((byte) => byte === 0)) return { source: stored, proof: null, told: [] };
  if (module === null || module.seeds.length === 0 || variant === null) return 'unopened';
  // The same module may stand twice in the index: the one that authenticates is the right one.
  let seed = module.seeds[0] as Uint8Array;
  const opened = unlocked?.opened;
  let authentic = opened?.path === path && opened.seed === seed;
  if (module.seeds.length > 1) {
    for (const each of module.seeds) {
      if (!(await opens(open, variant, each))) continue;
      seed = each;
      authentic = true;
      break;
    }
  }
  const { key, nonce } = sealOf(variant, seed);
  if (variant.cipher === 'gcm') return { source: gcmSource(open, { key, nonce, authentic }), proof: 'tag', told: [] };
  const source = ctrSource(stored, key, nonce);
  const magic: Proof = isKnown(await headOf(source)) ? 'magic' : 'none';
  const check = checkFor(module.check, path);
  if (check === null) return { source, proof: magic, told: [] };
  if (await holdsCheck(open(), variant.base, check)) return { source, proof: 'hmac', told: [] };
  return { source, proof: magic, told: [notice('checksum', 'huawei.hmac', 'damage', stored.citation, { path })] };
}
