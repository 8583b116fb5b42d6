import { wholeBody } from './body.ts';
import type { Member } from './member.ts';

/** Manifests of root tools hold icons at times; more than this is none, in bytes. */
const MOST_TEXT_BYTES = 8 << 20;

/** A small file as text; null where it is none, or longer than 8 MiB. Throws what its body throws. */
export async function smallText(member: Member | null): Promise<string | null> {
  const body = member?.kind === 'file' ? member.content() : null;
  if (body === null || body === undefined) return null;
  const bytes = await wholeBody(body, MOST_TEXT_BYTES);
  return bytes === null ? null : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
}

/** A small file as a JSON object; null where it is none. Throws what its body throws. */
export async function smallJson(member: Member | null): Promise<Readonly<Record<string, unknown>> | null> {
  const text = await smallText(member);
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : null;
  } catch {
    return null;
  }
}

/** A field of a JSON object as text; null where it is neither text nor number. */
export function textOf(object: Readonly<Record<string, unknown>> | null, key: string): string | null {
  const value = object?.[key];
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null;
}
