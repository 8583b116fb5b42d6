/** A text in a Java object stream, by the field or map key that holds it. */
export interface JavaText {
  readonly name: string;
  readonly value: string;
}

const MAGIC = 0xaced0005;
const MAX_ITEMS = 20_000;
const MAX_DEPTH = 64;
const FLAG_WRITE_METHOD = 1;
const FLAG_SERIALIZABLE = 2;
const FLAG_EXTERNALIZABLE = 4;
const FLAG_BLOCK_DATA = 8;
const FLAG_ENUM = 16;
const BASE_HANDLE = 0x7e0000;
const PRIMITIVE_BYTES: Readonly<Record<string, number>> = { B: 1, C: 2, D: 8, F: 4, I: 4, J: 8, S: 2, Z: 1 };

interface ClassShape {
  readonly fields: readonly { readonly type: string; readonly name: string }[];
  readonly flags: number;
  readonly parent: ClassShape | null;
}

class Malformed extends Error {}

export function isJavaStream(bytes: Uint8Array): boolean {
  return bytes.length > 5 && Buffer.from(bytes.buffer, bytes.byteOffset, 4).readUInt32BE(0) === MAGIC;
}

/**
 * The texts of a Java object stream: of fields by their names, of maps and lists of texts by the text before them.
 * What can be read before a fault is given. Layout: Java Object Serialization Specification, section 6.4.
 */
export function javaTexts(bytes: Uint8Array): readonly JavaText[] {
  const stream = new Stream(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length));
  try {
    while (!stream.done()) stream.content('', 0);
  } catch (error) {
    if (!(error instanceof Malformed) && !(error instanceof RangeError)) throw error;
  }
  return stream.texts;
}

class Stream {
  readonly texts: JavaText[] = [];
  readonly #bytes: Buffer;
  readonly #handles: (string | ClassShape | null)[] = [];
  #at = 4;
  #items = 0;
  /** The last text written loose: in maps, the key of the next. */
  #before = '';

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  #u8(): number {
    return this.#bytes.readUInt8(this.#move(1));
  }

  #move(count: number): number {
    const at = this.#at;
    if (count < 0 || at + count > this.#bytes.length) throw new Malformed();
    this.#at += count;
    return at;
  }

  #text(length: number): string {
    const at = this.#move(length);
    return this.#bytes.toString('utf8', at, at + length);
  }

  #utf(): string {
    return this.#text(this.#bytes.readUInt16BE(this.#move(2)));
  }

  #give(name: string, value: string): void {
    this.texts.push({ name, value });
  }

  /** One object, text or block. Gives the text where it is one. `name`: of the field it stands in; empty for loose ones. */
  content(name: string, depth: number): string | null {
    this.#items += 1;
    if (this.#items > MAX_ITEMS || depth > MAX_DEPTH) throw new Malformed();
    const tag = this.#u8();
    switch (tag) {
      case 0x70:
      case 0x78:
        return null;
      case 0x71: {
        const known = this.#handles[this.#bytes.readInt32BE(this.#move(4)) - BASE_HANDLE] ?? null;
        if (typeof known === 'string') this.#take(name, known);
        return typeof known === 'string' ? known : null;
      }
      case 0x74:
      case 0x7c: {
        const text = tag === 0x74 ? this.#utf() : this.#text(Number(this.#bytes.readBigUInt64BE(this.#move(8))));
        this.#handles.push(text);
        this.#take(name, text);
        return text;
      }
      case 0x72:
      case 0x7d:
        this.#at -= 1;
        this.#classDescription(depth);
        return null;
      case 0x73: {
        const shape = this.#classDescription(depth);
        this.#handles.push(null);
        this.#object(shape, depth);
        return null;
      }
      case 0x75: {
        const shape = this.#classDescription(depth);
        this.#handles.push(null);
        this.#array(shape, name, depth);
        return null;
      }
      case 0x76:
        this.#classDescription(depth);
        this.#handles.push(null);
        return null;
      case 0x77:
        this.#move(this.#u8());
        return null;
      case 0x7a:
        this.#move(this.#bytes.readUInt32BE(this.#move(4)));
        return null;
      case 0x7e:
        this.#classDescription(depth);
        this.#handles.push(null);
        this.content('', depth + 1);
        return null;
      default:
        throw new Malformed();
    }
  }

  #take(name: string, text: string): void {
    if (name !== '') this.#give(name, text);
    else {
      this.#give(this.#before, text);
      this.#before = text;
    }
  }

  #classDescription(depth: number): (ClassShape & { readonly element?: string }) | null {
    if (depth > MAX_DEPTH) throw new Malformed();
    const tag = this.#u8();
    if (tag === 0x70) return null;
    if (tag === 0x71) {
      const known = this.#handles[this.#bytes.readInt32BE(this.#move(4)) - BASE_HANDLE];
      if (known === null || known === undefined || typeof known === 'string') throw new Malformed();
      return known;
    }
    if (tag !== 0x72) throw new Malformed();
    const name = this.#utf();
    this.#move(8);
    const slot = this.#handles.push(null) - 1;
    const flags = this.#u8();
    const count = this.#bytes.readUInt16BE(this.#move(2));
    const fields: { type: string; name: string }[] = [];
    for (let index = 0; index < count; index += 1) {
      const type = String.fromCharCode(this.#u8());
      const field = this.#utf();
      fields.push({ type, name: field });
      if (type === 'L' || type === '[') this.#typeName();
    }
    while (this.#bytes[this.#at] !== 0x78) this.content('', depth + 1);
    this.#move(1);
    const parent = this.#classDescription(depth + 1);
    const shape = { fields, flags, parent, element: name.slice(1) };
    this.#handles[slot] = shape;
    return shape;
  }

  /** The type of a field: a text of its own, which names no value. */
  #typeName(): void {
    const tag = this.#u8();
    if (tag === 0x74) this.#handles.push(this.#utf());
    else if (tag === 0x71) this.#move(4);
    else throw new Malformed();
  }

  #object(shape: ClassShape | null, depth: number): void {
    const chain: ClassShape[] = [];
    for (let each = shape; each !== null && chain.length < MAX_DEPTH; each = each.parent) chain.unshift(each);
    for (const { fields, flags } of chain) {
      if ((flags & FLAG_ENUM) !== 0) continue;
      if ((flags & FLAG_SERIALIZABLE) !== 0) for (const { type, name } of fields) this.#value(type, name, depth);
      const written = (flags & FLAG_SERIALIZABLE) !== 0 && (flags & FLAG_WRITE_METHOD) !== 0;
      if (!written && !((flags & FLAG_EXTERNALIZABLE) !== 0 && (flags & FLAG_BLOCK_DATA) !== 0)) continue;
      while (this.#bytes[this.#at] !== 0x78) this.content('', depth + 1);
      this.#move(1);
    }
  }

  #value(type: string, name: string, depth: number): void {
    const width = PRIMITIVE_BYTES[type];
    if (width !== undefined) this.#move(width);
    else this.content(name, depth + 1);
  }

  #array(shape: (ClassShape & { readonly element?: string }) | null, name: string, depth: number): void {
    const count = this.#bytes.readUInt32BE(this.#move(4));
    const type = shape?.element?.charAt(0) ?? 'L';
    const width = PRIMITIVE_BYTES[type];
    if (width !== undefined) this.#move(count * width);
    else for (let index = 0; index < count; index += 1) this.content(name, depth + 1);
  }
}
