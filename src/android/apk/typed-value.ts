import type { StringPool } from './string-pool.ts';

/** A value of compiled resources (AOSP ResourceTypes.h, Res_value), as far as manifests need it. */
export type TypedValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** A resource by its id, 0xPPTTEEEE. */
  | { readonly kind: 'reference'; readonly id: number }
  /** A style attribute, a float, a dimension …: nothing that says anything of backups. */
  | { readonly kind: 'other'; readonly type: number };

export const VALUE_BYTES = 8;

const TYPE = { reference: 0x01, string: 0x03, dynamic: 0x07, decimal: 0x10, hex: 0x11, boolean: 0x12 } as const;

/** The value at `at`; the caller has seen that 8 bytes are there. */
export function readValue(view: DataView, at: number, strings: StringPool): TypedValue {
  const type = view.getUint8(at + 3);
  const data = view.getUint32(at + 4, true);
  switch (type) {
    case TYPE.string:
      return { kind: 'text', text: strings.get(data) ?? '' };
    case TYPE.decimal:
    case TYPE.hex:
      return { kind: 'number', value: data | 0 };
    case TYPE.boolean:
      return { kind: 'boolean', value: data !== 0 };
    case TYPE.reference:
    case TYPE.dynamic:
      return { kind: 'reference', id: data };
    default:
      return { kind: 'other', type };
  }
}
