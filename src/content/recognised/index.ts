import { ContentFault, type Parts, type Reader, type Sighting } from '../reader.ts';
import { recognise } from './stores.ts';

const HEAD_BYTES = 4096;
/** What is known by its name as well was bid for by that name. */
const NAMES = ['', '.realm', '.hive'];

/**
 * Stores that are recognised, and not read: Realm, LMDB (on which ObjectBox is built), MDBX, Hive. The fault says what
 * it is, its version and size, and whether it is encrypted; the artifact is `not-compared` unless its bytes are equal.
 */
export const recognisedReader: Reader = {
  id: 'recognised',
  title: 'Realm, LMDB, ObjectBox, MDBX and Hive stores: recognised, not compared',

  bid: (sighting: Sighting): number => recognise(sighting)?.bits ?? 0,

  read(parts: Parts): never {
    const main = parts.get('main');
    const head = main?.read(0, HEAD_BYTES) ?? new Uint8Array();
    const size = main?.size ?? 0;
    const found = NAMES.map((name) => recognise({ name, head, size })).find((each) => each !== null);
    if (found === undefined) throw new ContentFault('recognised.malformed');
    throw new ContentFault(`${found.kind}.${found.encrypted ? 'encrypted' : 'unsupported'}`, found.facts);
  },
};

/** What an artifact is, where it was recognised and not read: told from the fault. Null for any other fault. */
export function recognisedKind(detail: string): string | null {
  return /^(realm|lmdb|mdbx|hive)\./.exec(detail)?.[1] ?? null;
}
