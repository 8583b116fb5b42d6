import { concat, u32le, u64le, utf8 } from './bytes.ts';
import { base128 } from './mmkv.ts';

/** Fields of protobuf messages with every wire type, and Preferences DataStore made of them. */
export type ProtoPart =
  | { readonly whole: number | bigint }
  | { readonly text: string }
  | { readonly bytes: Uint8Array }
  | { readonly parts: readonly ProtoField[] }
  | { readonly float: number }
  | { readonly double: number }
  | { readonly fixed32: number }
  | { readonly fixed64: bigint };
export type ProtoField = readonly [number: number, part: ProtoPart];

export function protoMessage(fields: readonly ProtoField[]): Uint8Array {
  return concat(fields.flatMap(([number, part]) => field(number, part)));
}

function field(number: number, part: ProtoPart): readonly Uint8Array[] {
  const tag = (wire: number): Uint8Array => base128(number * 8 + wire);
  const sized = (bytes: Uint8Array) => [tag(2), base128(bytes.length), bytes];
  if ('whole' in part) return [tag(0), base128(part.whole)];
  if ('text' in part) return sized(utf8(part.text));
  if ('bytes' in part) return sized(part.bytes);
  if ('parts' in part) return sized(protoMessage(part.parts));
  if ('fixed32' in part) return [tag(5), u32le(part.fixed32)];
  if ('fixed64' in part) return [tag(1), u64le(part.fixed64)];
  const bytes = new Uint8Array('float' in part ? 4 : 8);
  const view = new DataView(bytes.buffer);
  if ('float' in part) view.setFloat32(0, part.float, true);
  else view.setFloat64(0, part.double, true);
  return [tag('float' in part ? 5 : 1), bytes];
}

export type Preference =
  | string
  | boolean
  | { readonly int: number }
  | { readonly long: bigint }
  | { readonly float: number }
  | { readonly double: number }
  | { readonly set: readonly string[] }
  | { readonly bytes: Uint8Array };

export function dataStore(entries: readonly (readonly [key: string, value: Preference])[]): Uint8Array {
  return protoMessage(
    entries.map(
      ([key, value]) =>
        [
          1,
          {
            parts: [
              [1, { text: key }],
              [2, { parts: [preference(value)] }],
            ],
          },
        ] as const,
    ),
  );
}

function preference(value: Preference): ProtoField {
  if (typeof value === 'string') return [5, { text: value }];
  if (typeof value === 'boolean') return [1, { whole: value ? 1 : 0 }];
  if ('int' in value) return [3, { whole: value.int }];
  if ('long' in value) return [4, { whole: value.long }];
  if ('float' in value) return [2, value];
  if ('double' in value) return [7, value];
  if ('bytes' in value) return [8, value];
  return [6, { parts: value.set.map((text) => [1, { text }] as const) }];
}
