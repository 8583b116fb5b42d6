/** What stands at one place of MessagePack (msgpack.org, spec.md): a value, or how many values follow it. */
export type Token =
  | { readonly kind: 'value'; readonly value: string | number | bigint | null }
  /** `count`: of pairs for a map. */
  | { readonly kind: 'map' | 'array'; readonly count: number };

/** Walks MessagePack without building what it describes. Throws RangeError where the bytes end early or are none. */
export interface MsgpackWalk {
  next(): Token;
  /** Leaves out one value, whatever is nested in it. */
  skip(): void;
  readonly done: boolean;
}

const NOTHING: Token = { kind: 'value', value: null };

export function walkMsgpack(bytes: Uint8Array): MsgpackWalk {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  let at = 0;
  /** The place of `length` bytes, which are passed. */
  const pass = (length: number): number => {
    if (length > view.length - at) throw new RangeError('ends early');
    at += length;
    return at - length;
  };
  const whole = (length: 1 | 2 | 4): number => view.readUIntBE(pass(length), length);
  const value = (own: string | number | bigint | null): Token => ({ kind: 'value', value: own });
  const text = (length: number): Token => {
    const start = pass(length);
    return value(view.toString('utf8', start, start + length));
  };
  const opaque = (length: number): Token => {
    pass(length);
    return NOTHING;
  };
  const width = (step: number): 1 | 2 | 4 => [1, 2, 4][step] as 1 | 2 | 4;

  function next(): Token {
    const head = view.readUInt8(pass(1));
    if (head < 0x80) return value(head);
    if (head < 0x90) return { kind: 'map', count: head & 0x0f };
    if (head < 0xa0) return { kind: 'array', count: head & 0x0f };
    if (head < 0xc0) return text(head & 0x1f);
    if (head >= 0xe0) return value(head - 0x100);
    switch (head) {
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return opaque(whole(width(head - 0xc4)));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        // The type of an extension stands behind its length.
        return opaque(whole(width(head - 0xc7)) + 1);
      case 0xca:
        return value(view.readFloatBE(pass(4)));
      case 0xcb:
        return value(view.readDoubleBE(pass(8)));
      case 0xcc:
      case 0xcd:
      case 0xce:
        return value(whole(width(head - 0xcc)));
      case 0xcf:
        return value(view.readBigUInt64BE(pass(8)));
      case 0xd0:
        return value(view.readInt8(pass(1)));
      case 0xd1:
        return value(view.readInt16BE(pass(2)));
      case 0xd2:
        return value(view.readInt32BE(pass(4)));
      case 0xd3:
        return value(view.readBigInt64BE(pass(8)));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return opaque(1 + 2 ** (head - 0xd4));
      case 0xd9:
      case 0xda:
      case 0xdb:
        return text(whole(width(head - 0xd9)));
      case 0xdc:
      case 0xdd:
        return { kind: 'array', count: whole(head === 0xdc ? 2 : 4) };
      case 0xde:
      case 0xdf:
        return { kind: 'map', count: whole(head === 0xde ? 2 : 4) };
      // nil, false, true; 0xc1 is never used.
      case 0xc0:
      case 0xc2:
      case 0xc3:
        return NOTHING;
      default:
        throw new RangeError('no MessagePack');
    }
  }

  return {
    next,
    skip() {
      for (let left = 1; left > 0; left -= 1) {
        const token = next();
        if (token.kind !== 'value') left += token.kind === 'map' ? 2 * token.count : token.count;
      }
    },
    get done() {
      return at === view.length;
    },
  };
}
