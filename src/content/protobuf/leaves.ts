import { isUtf8 } from 'node:buffer';
import { hasControls } from '../printable.ts';
import { asBuffer } from '../text.ts';
import type { Row, Value } from '../value.ts';
import { signed } from '../varint.ts';
import { messageOf, type WireField } from './wire.ts';

/** Deeper messages are left as bytes. */
const DEEPEST = 32;
/** Sizes of a real number that a program would keep; beyond, the bits are rather a whole number. */
const LEAST_REAL = 1e-12;
const MOST_REAL = 1e15;
/** Two bytes or three are a message by chance. */
const LEAST_MESSAGE_BYTES = 4;

/**
 * The leaves of a message whose schema is not known, as path, type and value. The path is of field numbers (`1.4`).
 * What is length-delimited is text where it is printable UTF-8, else a message where it is one to its last byte, else
 * bytes. The guess depends on the bytes alone: equal bytes give equal rows.
 */
export function* leavesOf(fields: readonly WireField[], path = '', depth = 0): Generator<Row> {
  for (const field of fields) {
    const place = path === '' ? String(field.number) : `${path}.${field.number}`;
    if (field.wire === 'varint') yield [place, 'varint', signed(field.value)];
    else if (field.wire === 'group') yield* leavesOf(field.fields, place, depth + 1);
    else if (field.wire !== 'bytes') yield [place, ...fixed(field.value)];
    else {
      const text = printable(field.value);
      const inner = text === null && depth < DEEPEST ? innerMessage(field.value) : null;
      if (inner !== null) yield* leavesOf(inner, place, depth + 1);
      else yield [place, text === null ? 'bytes' : 'text', text ?? new Uint8Array(field.value)];
    }
  }
}

function innerMessage(bytes: Uint8Array): WireField[] | null {
  return bytes.length < LEAST_MESSAGE_BYTES ? null : messageOf(bytes);
}

export function printable(bytes: Uint8Array): string | null {
  if (!isUtf8(bytes)) return null;
  const text = asBuffer(bytes).toString('utf8');
  return hasControls(text) ? null : text;
}

/** Four or eight bytes: a real number of a likely size, else a whole one. */
function fixed(bytes: Uint8Array): [type: string, value: Value] {
  const buffer = asBuffer(bytes);
  const wide = bytes.length === 8;
  const real = wide ? buffer.readDoubleLE(0) : buffer.readFloatLE(0);
  const size = Math.abs(real);
  if (size >= LEAST_REAL && size <= MOST_REAL) return [wide ? 'double' : 'float', { real }];
  return wide ? ['fixed64', signed(buffer.readBigUInt64LE(0))] : ['fixed32', buffer.readInt32LE(0)];
}
