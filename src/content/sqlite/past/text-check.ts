import { isUtf8 } from 'node:buffer';
import type { Encoding } from '../header.ts';
import { textDecoder } from '../text.ts';

/** Tells quickly whether stretches of one page read as text: valid in the encoding, without control characters. */
export interface TextCheck {
  readsAsText(start: number, end: number): boolean;
}

const isControl = (code: number): boolean =>
  (code < 32 && code !== 9 && code !== 10 && code !== 13) || code === 127 || code === 0xfffe || code === 0xffff;

/** Counts once over the page, then answers most questions by two subtractions. */
export function textCheck(bytes: Buffer, encoding: Encoding): TextCheck {
  if (encoding !== 'utf8') {
    const decode = textDecoder(encoding);
    return {
      readsAsText(start, end) {
        const text = decode(bytes, start, end);
        if (typeof text !== 'string') return false;
        let shifted = 0;
        for (let at = 0; at < text.length; at++) {
          const code = text.charCodeAt(at);
          if (isControl(code)) return false;
          if ((code & 0xff) === 0) shifted++;
        }
        // Latin text read from the wrong byte on.
        return shifted * 2 <= text.length;
      },
    };
  }
  const controls = new Uint32Array(bytes.length + 1);
  const high = new Uint32Array(bytes.length + 1);
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    controls[at + 1] = (controls[at] as number) + (isControl(byte) ? 1 : 0);
    high[at + 1] = (high[at] as number) + (byte > 127 ? 1 : 0);
  }
  return {
    readsAsText(start, end) {
      if (controls[end] !== controls[start]) return false;
      return high[end] === high[start] || isUtf8(bytes.subarray(start, end));
    },
  };
}
