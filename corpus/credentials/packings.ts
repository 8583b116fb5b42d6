import { concat, u32le, utf8 } from '../encode/bytes.ts';

/** Binary stores of names and texts, by hand. Nothing here is shared with what reads them. */

function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  return Uint8Array.from([...out, rest]);
}

function field(number: number, body: Uint8Array): Uint8Array {
  return concat([varint((number << 3) | 2), varint(body.length), body]);
}

export type Entries = readonly (readonly [name: string, value: string])[];

/** androidx.datastore.preferences, preferences.proto: PreferenceMap {1: map<string, Value {5: string}>}. */
export function dataStore(entries: Entries): Uint8Array {
  return concat(
    entries.map(([name, value]) => field(1, concat([field(1, utf8(name)), field(2, field(5, utf8(value)))]))),
  );
}

/** MMKV (Tencent, MMKV/Core): u32 of the bytes used, four bytes 0xff 0xff 0xff 0x07, then key and value, each with its length. */
export function mmkv(entries: Entries): Uint8Array {
  const body = concat([
    Uint8Array.of(0xff, 0xff, 0xff, 0x07),
    ...entries.flatMap(([name, value]) => {
      const text = utf8(value);
      const held = concat([varint(text.length), text]);
      return [varint(utf8(name).length), utf8(name), varint(held.length), held];
    }),
  ]);
  const file = new Uint8Array(Math.ceil((body.length + 4) / 4096) * 4096);
  file.set(u32le(body.length));
  file.set(body, 4);
  return file;
}

function utf(text: string): Uint8Array {
  const bytes = utf8(text);
  return concat([Uint8Array.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}

const JAVA_MAGIC = Uint8Array.of(0xac, 0xed, 0, 5);
const javaString = (text: string): Uint8Array => concat([Uint8Array.of(0x74), utf(text)]);

/** A java.util.HashMap<String, String> as ObjectOutputStream writes it (Java Object Serialization Specification, 6.4). */
export function javaMap(entries: Entries): Uint8Array {
  return concat([
    JAVA_MAGIC,
    Uint8Array.of(0x73, 0x72),
    utf('java.util.HashMap'),
    Buffer.from('0507dac1c31660d103', 'hex'),
    Uint8Array.of(0, 2),
    Uint8Array.of(0x46),
    utf('loadFactor'),
    Uint8Array.of(0x49),
    utf('threshold'),
    Uint8Array.of(0x78, 0x70),
    Buffer.from('3f400000', 'hex'),
    Uint8Array.of(0, 0, 0, 12),
    Uint8Array.of(0x77, 8, 0, 0, 0, 16, 0, 0, 0, entries.length),
    ...entries.flatMap(([name, value]) => [javaString(name), javaString(value)]),
    Uint8Array.of(0x78),
  ]);
}

/** An object with fields of type String, sorted by name as the specification wants them. */
export function javaBean(className: string, entries: Entries): Uint8Array {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  return concat([
    JAVA_MAGIC,
    Uint8Array.of(0x73, 0x72),
    utf(className),
    Buffer.from('1122334455667788', 'hex'),
    Uint8Array.of(2, 0, sorted.length),
    ...sorted.flatMap(([name], at) => [
      Uint8Array.of(0x4c),
      utf(name),
      // The type is written once, then referred to: handle of the first string after the class description.
      at === 0 ? javaString('Ljava/lang/String;') : Buffer.from('71007e0001', 'hex'),
    ]),
    Uint8Array.of(0x78, 0x70),
    ...sorted.map(([, value]) => javaString(value)),
  ]);
}

/** A MessagePack map of strings (msgpack.org, spec.md). */
export function messagePack(entries: Entries): Uint8Array {
  const text = (value: string): Uint8Array => {
    const bytes = utf8(value);
    if (bytes.length < 32) return concat([Uint8Array.of(0xa0 | bytes.length), bytes]);
    if (bytes.length < 256) return concat([Uint8Array.of(0xd9, bytes.length), bytes]);
    return concat([Uint8Array.of(0xda, bytes.length >> 8, bytes.length & 0xff), bytes]);
  };
  const head =
    entries.length < 16
      ? Uint8Array.of(0x80 | entries.length)
      : Uint8Array.of(0xde, entries.length >> 8, entries.length & 0xff);
  return concat([head, ...entries.flatMap(([name, value]) => [text(name), text(value)])]);
}

/** DataOutputStream.writeUTF after writeUTF, a count in front: what old games and banking apps keep. */
export function utfRun(entries: Entries): Uint8Array {
  return concat([u32le(entries.length), ...entries.flatMap(([name, value]) => [utf(name), utf(value)])]);
}
