import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ByteSource } from '../../src/bytes/source.ts';
import { leafOf } from '../../src/vfs/only-folder.ts';
import { type Base, derive, KEY_BYTES } from './keys.ts';

const CHECK_ROUNDS = 5000;
/** HMAC and salt, in hex. */
const SEGMENT = /^[0-9a-fA-F]{128}$/;

/** The HMAC and the salt that `checkMsgV3` states for a file; null where it states none for it. */
export function checkFor(check: string | null, path: string): Uint8Array | null {
  if (check === null) return null;
  for (const one of check.split('**')) {
    const [segment, ...name] = one.split('_');
    if (segment === undefined || !SEGMENT.test(segment)) continue;
    const file = name.join('_');
    // A second segment of the same form, which 10.1.1 wrote, means something else that is not known.
    if (file === '' || SEGMENT.test(file) || file === leafOf(path)) return Uint8Array.from(Buffer.from(segment, 'hex'));
  }
  return null;
}

/** Whether the HMAC of a file as it is stored holds. The key is the lower-case hex text of what PBKDF2 derives. */
export async function holdsCheck(source: ByteSource, base: Base, check: Uint8Array): Promise<boolean> {
  const derived = derive(base.text, check.subarray(KEY_BYTES), CHECK_ROUNDS);
  const hmac = createHmac('sha256', Buffer.from(derived).toString('hex'));
  for await (const chunk of source.stream()) hmac.update(chunk);
  return timingSafeEqual(hmac.digest(), check.subarray(0, KEY_BYTES));
}
