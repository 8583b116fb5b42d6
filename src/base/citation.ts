/**
 * Where something was found, from the inside out: a member, within a decoded stream, within a file.
 * `offset` and `length` are bytes within that layer; null where the layer has no byte positions (a decompressor).
 */
export interface Citation {
  readonly within: Citation | null;
  readonly name: string;
  readonly offset: number | null;
  readonly length: number | null;
}

/** A place in a layer, inside the place where the layer itself was found. */
export function cite(
  name: string,
  offset: number | null = null,
  within: Citation | null = null,
  length: number | null = null,
): Citation {
  return { within, name, offset, length };
}

/** `phone.ab @24 → zlib → tar @1708032 +4096`: the outermost layer first. */
export function renderCitation(citation: Citation): string {
  const own =
    citation.name +
    (citation.offset === null ? '' : ` @${citation.offset}`) +
    (citation.length === null ? '' : ` +${citation.length}`);
  return citation.within === null ? own : `${renderCitation(citation.within)} → ${own}`;
}
