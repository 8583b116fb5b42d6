import type { Writable } from 'node:stream';
import type { Output } from './writer.ts';

/** An output over a stream: each write settles once the stream has passed the chunk on. */
export function streamOutput(stream: Writable): Output {
  // The write callback reports the error; without a listener the stream would throw it a second time.
  stream.on('error', () => undefined);
  return {
    write: (chunk) =>
      new Promise<void>((resolve, reject) => {
        stream.write(chunk, (error) => (error ? reject(error) : resolve()));
      }),
  };
}

/** Characters gathered before they are handed on: one promise a block, not one a row. */
const BLOCK_CHARACTERS = 1 << 16;

/** Gathers short pieces into blocks. `put` returns a promise only when a block went out: await it if it is there. */
export interface BlockOutput {
  put(text: string): Promise<void> | undefined;
  flush(): Promise<void>;
}

export function blockOutput(out: Output): BlockOutput {
  let pieces: string[] = [];
  let held = 0;
  const flush = async (): Promise<void> => {
    if (held === 0) return;
    const block = pieces.join('');
    pieces = [];
    held = 0;
    await out.write(block);
  };
  return {
    put(text) {
      pieces.push(text);
      held += text.length;
      return held >= BLOCK_CHARACTERS ? flush() : undefined;
    },
    flush,
  };
}
