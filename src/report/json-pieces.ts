/** A value of a document: where it stands (`apps[].artifacts[]`) and its text. `end`: a container was left. */
export type JsonPiece =
  | { readonly type: 'value'; readonly path: string; readonly text: string }
  | { readonly type: 'end'; readonly path: string };

/** Where a document stops being JSON: the offset of the byte. */
export class NotJson extends Error {
  readonly offset: number;
  constructor(offset: number) {
    super(`no JSON at byte ${offset}`);
    this.offset = offset;
  }
}

export interface JsonPieces {
  /** Throws NotJson. */
  push(chunk: Uint8Array): void;
  /** The document must be over. Throws NotJson. */
  end(): void;
}

/** A single value longer than this is refused: texts have an end in V8. */
const LONGEST_PIECE_BYTES = 256 << 20;
const [QUOTE, BACKSLASH, COMMA, COLON] = [0x22, 0x5c, 0x2c, 0x3a];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

interface Level {
  readonly path: string;
  readonly object: boolean;
  /** What may come: a key or value (also the end), the colon, the value, a comma or the end. */
  next: 'first' | 'key' | 'colon' | 'value' | 'comma';
  key: string;
}

/**
 * Takes a large JSON document apart as its bytes come: containers that `enters` names by path are entered, every other
 * value is handed on as text, which is not looked into. Memory follows the largest such value.
 */
export function jsonPieces(enters: (path: string) => boolean, on: (piece: JsonPiece) => void): JsonPieces {
  const levels: Level[] = [];
  let offset = 0;
  let over = false;
  /** The value or key being collected. */
  let held: Buffer[] = [];
  let heldBytes = 0;
  let capture: 'none' | 'key' | 'string' | 'scalar' | 'container' = 'none';
  let depth = 0;
  let inString = false;
  let escaped = false;
  let path = '';

  const fail = (at: number): never => {
    throw new NotJson(offset + at);
  };
  const start = (kind: typeof capture): void => {
    capture = kind;
    depth = 0;
    inString = false;
    escaped = false;
  };
  const finish = (chunk: Buffer, from: number, to: number): void => {
    const text = Buffer.concat([...held, chunk.subarray(from, to)]).toString('utf8');
    held = [];
    heldBytes = 0;
    const kind = capture;
    capture = 'none';
    const level = levels.at(-1);
    if (kind === 'key' && level !== undefined) {
      try {
        level.key = JSON.parse(text) as string;
      } catch {
        fail(from);
      }
      level.next = 'colon';
      return;
    }
    on({ type: 'value', path, text });
    after();
  };
  const after = (): void => {
    const level = levels.at(-1);
    if (level === undefined) over = true;
    else level.next = 'comma';
  };
  const pathOf = (): string => {
    const level = levels.at(-1);
    if (level === undefined) return '';
    const key = level.object ? level.key : '[]';
    return level.path === '' || !level.object ? `${level.path}${key}` : `${level.path}.${key}`;
  };
  /** Gives the place after the captured value, or the end of the chunk. */
  const skip = (chunk: Buffer, from: number): number => {
    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) {
          inString = false;
          if (capture !== 'container') return at + 1;
        }
      } else if (capture === 'scalar') {
        if (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || isSpace(byte)) return at;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_ARRAY || byte === OPEN_OBJECT) depth += 1;
      else if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT) {
        depth -= 1;
        if (depth === 0) return at + 1;
      }
    }
    return -1;
  };
  const open = (byte: number, at: number): boolean => {
    path = pathOf();
    if ((byte === OPEN_ARRAY || byte === OPEN_OBJECT) && enters(path)) {
      levels.push({ path, object: byte === OPEN_OBJECT, next: 'first', key: '' });
      return false;
    }
    if (byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || byte === COMMA || byte === COLON) fail(at);
    start(byte === QUOTE ? 'string' : byte === OPEN_ARRAY || byte === OPEN_OBJECT ? 'container' : 'scalar');
    return true;
  };
  /** One byte between values. True: a value or key begins with it. */
  const structure = (byte: number, at: number): boolean => {
    const level = levels.at(-1);
    if (over) fail(at);
    if (level === undefined) return open(byte, at);
    const closes = byte === (level.object ? CLOSE_OBJECT : CLOSE_ARRAY);
    if (closes && (level.next === 'first' || level.next === 'comma')) {
      levels.pop();
      on({ type: 'end', path: level.path });
      after();
      return false;
    }
    if (level.next === 'comma' || level.next === 'colon') {
      if (byte !== (level.next === 'comma' ? COMMA : COLON)) fail(at);
      level.next = level.next === 'colon' || !level.object ? 'value' : 'key';
      return false;
    }
    if (level.object && level.next !== 'value') {
      if (byte !== QUOTE) fail(at);
      start('key');
      return true;
    }
    return open(byte, at);
  };

  return {
    push(given) {
      const chunk = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
      let at = 0;
      while (at < chunk.length) {
        if (capture === 'none') {
          const byte = chunk[at] as number;
          if (isSpace(byte) || !structure(byte, at)) {
            at += 1;
            continue;
          }
        }
        const end = skip(chunk, at);
        if (end < 0) {
          // The chunk is its giver's again afterwards.
          held.push(Buffer.from(chunk.subarray(at)));
          heldBytes += chunk.length - at;
          if (heldBytes > LONGEST_PIECE_BYTES) fail(at);
          break;
        }
        finish(chunk, at, end);
        at = end;
      }
      offset += chunk.length;
    },
    end() {
      if (capture === 'scalar' && levels.length === 0) finish(Buffer.alloc(0), 0, 0);
      if (!over) fail(0);
    },
  };
}
