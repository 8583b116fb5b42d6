import type { Body } from './member.ts';

/** All of a body, a copy to keep; null where it is longer than `limit` bytes. Throws what the body throws. */
export async function wholeBody(body: Body, limit: number): Promise<Uint8Array | null> {
  if (body instanceof Uint8Array) return body.length > limit ? null : Uint8Array.from(body);
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > limit) return null;
    parts.push(Uint8Array.from(chunk));
  }
  return Buffer.concat(parts, bytes);
}
