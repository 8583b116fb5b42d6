import type { Content } from '../content/reader.ts';
import { fillFromStore, isCopied, readStore, type StoreView } from '../vfs/content-store.ts';

/** A stretch of a store as a content: read in pieces, or whole once and then from memory. */
export function contentOf(view: StoreView, offset: number, size: number): Content {
  let whole: Uint8Array | null = null;
  return {
    size,
    ...(isCopied(view, offset)
      ? {
          fill: (from: number, into: Uint8Array) =>
            fillFromStore(view, offset + from, into.subarray(0, Math.max(0, Math.min(into.length, size - from)))),
        }
      : {}),
    read(from, length) {
      if (whole !== null) return whole.subarray(from, from + length);
      return readStore(view, offset + from, Math.max(0, Math.min(length, size - from)));
    },
    whole() {
      whole ??= readStore(view, offset, size);
      return whole;
    },
  };
}
