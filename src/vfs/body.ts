import type { Body } from './member.ts';

/** All of a body, a copy to keep; null where it is longer than `limit` bytes. Throws what the body throws. */
export async function wholeBody(body: Body, limit: number): Promise<Uint8Array | null> {
  if (body instanceof Uint8Array) return body.length > limit ? null : body.slice();
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > limit) return null;
    parts.push(chunk.slice());
  }
  return Buffer.concat(parts, bytes);
}
