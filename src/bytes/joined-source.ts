import { type ByteSource, CHUNK_BYTES } from './source.ts';

/** Several pieces of one stream of bytes, one after another. Random access where every piece has it. */
export function joinedSource(name: string, pieces: readonly ByteSource[]): ByteSource {
  const [first] = pieces;
  if (first === undefined) throw new TypeError('nothing to join');
  const sizes = pieces.map((piece) => piece.size);
  const size = sizes.reduce<number | null>((sum, each) => (sum === null || each === null ? null : sum + each), 0);
  const everywhere = size !== null && pieces.every((piece) => piece.at !== undefined);
  const at = (offset: number, length: number): Uint8Array => {
    const wanted = Math.max(0, Math.min(length, (size ?? 0) - offset));
    const out = new Uint8Array(wanted);
    let filled = 0;
    let start = 0;
    for (const piece of pieces) {
      const end = start + (piece.size ?? 0);
      const from = offset + filled;
      if (filled < wanted && from < end) {
        const part = piece.at?.(from - start, Math.min(wanted - filled, end - from)) ?? new Uint8Array(0);
        out.set(part, filled);
        filled += part.length;
      }
      start = end;
    }
    return out.subarray(0, filled);
  };
  return {
    kind: 'bytes',
    name,
    citation: first.citation,
    size,
    async *stream(from = 0) {
      let skip = from;
      for (const piece of pieces) {
        if (piece.size !== null && skip >= piece.size) {
          skip -= piece.size;
          continue;
        }
        for await (const chunk of piece.stream(skip)) yield chunk;
        skip = 0;
      }
    },
    ...(everywhere ? { at: (offset: number, length: number) => at(offset, Math.min(length, size + CHUNK_BYTES)) } : {}),
    observed: () => null,
  };
}
