/** A Tink keyset, as far as it is in clear. */
export interface Keyset {
  /** Sealed under another key; else the key material itself lies in it. */
  readonly sealed: boolean;
  readonly primary: number | null;
}

const MAX_BYTES = 65_536;
const TYPE_URL = 'google.crypto.tink';
/** The same in hex, and in base64 at each of its three alignments. */
const CODED_TYPE_URL = /676f6f676c652e63727970746f|Z29vZ2xlLmNyeXB0|dvb2dsZS5jcnlwdG|nb29nbGUuY3J5cHRv/i;
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

interface Wire {
  readonly field: number;
  readonly number: number | null;
  readonly bytes: Uint8Array | null;
}

/**
 * Reads hex or base64 of a Tink `Keyset` {1 primary_key_id, 2 key} or `EncryptedKeyset` {2 encrypted_keyset,
 * 3 keyset_info {1 primary_key_id, 2 key_info}} (tink proto/tink.proto). Null for anything else.
 */
export function readKeyset(text: string): Keyset | null {
  if (text.length < 16 || text.length > MAX_BYTES * 2 || !CODED_TYPE_URL.test(text)) return null;
  const bytes = /^(?:[0-9a-fA-F]{2})+$/.test(text)
    ? Buffer.from(text, 'hex')
    : /^[A-Za-z0-9+/_\s-]+={0,2}\s*$/.test(text)
      ? Buffer.from(text, 'base64')
      : null;
  if (bytes === null || !bytes.includes(TYPE_URL, 0, 'latin1')) return null;
  const fields = wires(bytes);
  if (fields === null) return null;
  const info = fields.find(({ field, bytes: inner }) => field === 3 && inner !== null);
  const primaryOf = (list: readonly Wire[] | null): number | null =>
    list?.find(({ field }) => field === 1)?.number ?? null;
  if (info?.bytes != null) return { sealed: true, primary: primaryOf(wires(info.bytes)) };
  const primary = primaryOf(fields);
  return primary === null ? null : { sealed: false, primary };
}

/** The fields of one protobuf message; null where it is none. */
function wires(bytes: Uint8Array): Wire[] | null {
  const out: Wire[] = [];
  let at = 0;
  const varint = (): number | null => {
    let value = 0;
    for (let digit = 0; digit < 10; digit += 1) {
      const byte = bytes[at];
      if (byte === undefined) return null;
      at += 1;
      value += (byte & 0x7f) * 2 ** (7 * digit);
      if (byte < 0x80) return value;
    }
    return null;
  };
  while (at < bytes.length) {
    const tag = varint();
    if (tag === null || tag < 8) return null;
    const [field, kind] = [Math.floor(tag / 8), tag % 8];
    if (kind === VARINT) {
      const number = varint();
      if (number === null) return null;
      out.push({ field, number, bytes: null });
    } else if (kind === BYTES) {
      const length = varint();
      if (length === null || at + length > bytes.length) return null;
      out.push({ field, number: null, bytes: bytes.subarray(at, at + length) });
      at += length;
    } else if (kind === FIXED64 || kind === FIXED32) at += kind === FIXED64 ? 8 : 4;
    else return null;
  }
  return at === bytes.length ? out : null;
}
