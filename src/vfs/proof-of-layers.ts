import type { Citation } from '../base/citation.ts';
import type { Proof } from './entry.ts';

/** Layers that end in a checksum over what they unpack; where it does not hold, that is told as damage. */
const CHECKED: ReadonlySet<string> = new Set(['gzip', 'zstd', 'bzip2', 'lz4', 'lzop']);

/** How the layers that something was found in verify it; null where none of them does. */
export function proofOfLayers(citation: Citation): Proof | null {
  for (let layer: Citation | null = citation; layer !== null; layer = layer.within) {
    if (CHECKED.has(layer.name)) return 'checksum';
  }
  return null;
}
