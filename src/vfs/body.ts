import type { Body } from './member.ts';

/**
 * All of a body, a copy to keep; null where it is longer than `limit` bytes. What is as long as `size` says is copied
 * once. Throws what the body throws.
 */
export async function wholeBody(body: Body, limit: number, size: number | null = null): Promise<Uint8Array | null> {
  return bodyInto(body, limit, new Uint8Array(size === null || size > limit ? 0 : size));
}

/**
 * The same, put into memory of the caller's as far as it has room, so that it is a view there: for bodies that are
 * looked at one after another, because new memory costs more to touch than what is written to it.
 */
export async function bodyInto(body: Body, limit: number, room: Uint8Array): Promise<Uint8Array | null> {
  if (body instanceof Uint8Array) return body.length > limit ? null : Uint8Array.from(body);
  let filled = 0;
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > limit) return null;
    if (bytes > room.length) parts.push(Uint8Array.from(chunk));
    else {
      room.set(chunk, filled);
      filled = bytes;
    }
  }
  return parts.length === 0 ? room.subarray(0, filled) : Buffer.concat([room.subarray(0, filled), ...parts], bytes);
}
