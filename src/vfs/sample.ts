import type { ByteSource } from '../bytes/source.ts';
import type { Sample } from './format.ts';
import { type Input, NO_FACTS } from './member.ts';

/** What a container sees of bytes whose first ones are `head`. */
export function sampleOf(source: ByteSource, head: Uint8Array): Sample {
  return { kind: 'bytes', name: source.name, size: source.size, head, at: source.at ?? null };
}

/** Bytes that no container claims, as an input. */
export function bytesInput(source: ByteSource): Input {
  return { kind: 'bytes', name: source.name, citation: source.citation, facts: NO_FACTS, source };
}
