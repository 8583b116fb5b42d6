const BLOCK = 512;

/** One member for `tarBytes`. */
export interface TarEntry {
  readonly name: string | Uint8Array;
  readonly body?: Uint8Array | string;
  readonly type?: string;
  readonly link?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly mtime?: number;
  readonly prefix?: string;
  /** The size field, where it is not the body's length. */
  readonly size?: number;
  readonly magic?: 'ustar' | 'gnu' | 'none';
}

function bytesOf(text: Uint8Array | string): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text) : text;
}

/** A header block with a right checksum. */
export function tarHeader(entry: TarEntry): Buffer {
  const block = Buffer.alloc(BLOCK);
  const body = bytesOf(entry.body ?? '');
  block.set(bytesOf(entry.name).subarray(0, 100), 0);
  block.write(`${(entry.mode ?? 0o600).toString(8).padStart(6, '0')} \0`, 100, 'latin1');
  block.write(`${(entry.uid ?? 10001).toString(8).padStart(7, '0')}\0`, 108, 'latin1');
  block.write('0000000\0', 116, 'latin1');
  block.write(`${(entry.size ?? body.length).toString(8).padStart(11, '0')}\0`, 124, 'latin1');
  block.write(`${(entry.mtime ?? 1_700_000_000).toString(8).padStart(11, '0')}\0`, 136, 'latin1');
  block.write(entry.type ?? '0', 156, 'latin1');
  block.write(entry.link ?? '', 157, 'utf8');
  if (entry.magic === 'gnu') block.write('ustar  \0', 257, 'latin1');
  else if (entry.magic !== 'none') block.write('ustar\x0000', 257, 'latin1');
  block.write(entry.prefix ?? '', 345, 'utf8');
  return withChecksum(block);
}

export function withChecksum(block: Buffer): Buffer {
  block.fill(' ', 148, 156);
  let sum = 0;
  for (const byte of block) sum += byte;
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** Header, body and padding of one member. */
export function tarMember(entry: TarEntry): Buffer {
  const body = bytesOf(entry.body ?? '');
  return Buffer.concat([tarHeader(entry), body, Buffer.alloc((BLOCK - (body.length % BLOCK)) % BLOCK)]);
}

/** `<length> key=value\n`, with the length counting itself. */
export function paxRecord(key: string, value: string | Uint8Array): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), bytesOf(value), Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

export function paxMember(records: readonly Buffer[], type = 'x'): Buffer {
  return tarMember({ name: 'PaxHeader/x', type, body: Buffer.concat(records) });
}

export const TAR_END = Buffer.alloc(2 * BLOCK);

/** A whole archive. */
export function tarBytes(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.map(tarMember), TAR_END]);
}
