import { isPackageName } from '../../src/android/layouts.ts';

/** Characters before the JSON: an id of the account, the same in all files of it. */
const ID_CHARACTERS = 28;
const UNITS = 0x10000;
/** Longer ones are none. */
const MOST_BYTES = 8 << 20;

type Fields = Readonly<Record<string, unknown>>;

export interface Manifest {
  readonly package: string;
  readonly fields: Fields;
}

/**
 * What stands in an `.xml`: each UTF-16 unit has its own place added, and the whole is turned round. Null where it is no
 * manifest of Swift Backup.
 */
export function readManifest(bytes: Uint8Array): Manifest | null {
  if (bytes.length > MOST_BYTES) return null;
  const stored = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('utf8')
    .replace(/\r?\n$/, '');
  const units = new Uint16Array(stored.length);
  for (let at = 0; at < stored.length; at++)
    units[stored.length - 1 - at] = (stored.charCodeAt(at) - at + UNITS) % UNITS;
  const text = Buffer.from(units.buffer).toString('utf16le').slice(ID_CHARACTERS);
  if (!text.startsWith('{')) return null;
  try {
    const fields = JSON.parse(text) as Fields;
    const name = fields['packageName'];
    return typeof name === 'string' && isPackageName(name) ? { package: name, fields } : null;
  } catch {
    return null;
  }
}
