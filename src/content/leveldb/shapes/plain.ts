import { isUtf8 } from 'node:buffer';
import { hasControls } from '../../printable.ts';
import { asBuffer } from '../../text.ts';
import type { Value } from '../../value.ts';
import type { Shape, ShapeSection } from '../shape.ts';

const ENTRIES: ShapeSection = { name: 'entries', columns: ['key', 'value'], key: [0], address: [0] };

/** Text where the bytes are printable UTF-8, else the bytes. */
export function textOrBytes(bytes: Uint8Array): Value {
  if (!isUtf8(bytes)) return bytes;
  const text = asBuffer(bytes).toString('utf8');
  return hasControls(text) ? bytes : text;
}

/** Any LevelDB store: keys and values as they are. */
export const plainShape: Shape = {
  id: 'plain',
  sections: [ENTRIES],
  recordOf: ({ key, value }) => ({
    section: ENTRIES,
    row: [textOrBytes(key), value === null ? null : textOrBytes(value)],
  }),
};
