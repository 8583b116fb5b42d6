import { createCipheriv } from 'node:crypto';
import { concat, u16le } from './bytes.ts';
import type { Random } from './seed.ts';

/** OpenAES as TWRP calls it: messages of at most 4096 bytes, CBC, each with a vector of its own (oaes_lib.c). */
const DATA_BYTES = 4064;
const BLOCK = 16;
const OPTIONS = 0x000a;

function keyOf(password: string): Uint8Array {
  const typed = Buffer.from(password, 'utf8').subarray(0, 32);
  const buffer = new Uint8Array(32).map((_, i) => i + 1);
  buffer.set(typed);
  return buffer.subarray(0, typed.length <= 16 ? 16 : typed.length <= 24 ? 24 : 32);
}

export function openAes(plain: Uint8Array, password: string, random: Random): Uint8Array {
  const key = keyOf(password);
  const messages: Uint8Array[] = [];
  for (let at = 0; at < plain.length; at += DATA_BYTES) {
    const data = plain.subarray(at, at + DATA_BYTES);
    const short = (BLOCK - (data.length % BLOCK)) % BLOCK;
    const padded = concat([data, new Uint8Array(short).map((_, i) => i + 1)]);
    const iv = random.bytes(BLOCK);
    const cipher = createCipheriv(`aes-${key.length * 8}-cbc`, key, iv);
    cipher.setAutoPadding(false);
    const header = concat([
      new TextEncoder().encode('OAES'),
      Uint8Array.of(1, 2),
      u16le(OPTIONS),
      Uint8Array.of(short === 0 ? 0 : 1),
      new Uint8Array(7),
    ]);
    messages.push(concat([header, iv, new Uint8Array(cipher.update(padded))]));
  }
  return concat(messages);
}
