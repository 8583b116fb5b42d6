import { createHash } from 'node:crypto';
import type { Sighted } from '../finding.ts';

/** A value that may be the key of a sealed store, as it would be given; `derived`: how it was made of values. */
export interface KeyCandidate {
  readonly key: string;
  readonly devicePath: string;
  readonly where: string | null;
  readonly derived: string | null;
}

/** A value at its place. */
export interface PlacedValue {
  readonly devicePath: string;
  readonly sighted: Sighted;
}

/** Each may take a third of a second for each store. */
const MAX_CANDIDATES = 12;
const MIN_CHARS = 4;
const MAX_CHARS = 200;
const RAW_KEY_BYTES = 32;
/** Kinds that are keys by their own word, likeliest first; others follow. */
const LIKELY = ['encryption-key', 'secret-key', 'private-key', 'passphrase', 'password', 'pin'];
/** Values that are no keys of stores: identifiers have a use below, tokens speak to servers. */
const NEVER = /^(?:jwt|jwe|sealed-store|identifier|push-token|fcm-token|session-cookie|facebook-access-token)$/;
const HEX_KEY = /^(?:[0-9a-fA-F]{2}){32}$/;

/** The candidates among the values of one app on one side, likeliest first. */
export function keyCandidates(values: readonly PlacedValue[]): KeyCandidate[] {
  const rank = ({ sighted }: PlacedValue): number => {
    const at = LIKELY.indexOf(sighted.shape);
    return at < 0 ? LIKELY.length : at;
  };
  const direct = values
    .filter(({ sighted }) => !NEVER.test(sighted.shape) && sighted.portability !== 'keystore-bound')
    .sort((a, b) => rank(a) - rank(b))
    .flatMap(({ devicePath, sighted }) =>
      spellings(sighted.value).map((key) => ({ key, devicePath, where: sighted.where, derived: null })),
    );
  const all = [...wechatKeys(values), ...direct];
  const seen = new Set<string>();
  return all.filter(({ key }) => !seen.has(key) && seen.add(key)).slice(0, MAX_CANDIDATES);
}

/** A value as a key may be spelled: as it is, and, of 32 bytes in hex, base64 or as such, raw. */
function spellings(value: Uint8Array): string[] {
  const bytes = Buffer.from(value);
  if (bytes.length === RAW_KEY_BYTES && bytes.some((byte) => byte < 0x20 || byte > 0x7e))
    return [`x'${bytes.toString('hex')}'`];
  if (bytes.length < MIN_CHARS || bytes.length > MAX_CHARS) return [];
  const text = bytes.toString('utf8');
  if (text.includes('\ufffd') || /\p{Cc}/u.test(text)) return [];
  const decoded = /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : null;
  return decoded?.length === RAW_KEY_BYTES && !HEX_KEY.test(text) ? [text, `x'${decoded.toString('hex')}'`] : [text];
}

const WECHAT_KEY_DIGITS = 7;
/** What newer builds use where they may not read the IMEI. */
const WECHAT_CONSTANT = '1234567890ABCDEF';

/** EnMicroMsg.db: the first seven hex digits of the MD5 of IMEI and uin (public WeChat decryption tools). */
function wechatKeys(values: readonly PlacedValue[]): KeyCandidate[] {
  const uins = values.filter(({ sighted }) => sighted.row === 'wechat' && sighted.where === '_auth_uin');
  if (uins.length === 0) return [];
  const imeis = values.filter(({ sighted }) => sighted.row === 'wechat-device');
  const texts = [...imeis.map(({ sighted }) => Buffer.from(sighted.value).toString('latin1')), WECHAT_CONSTANT, ''];
  return uins.flatMap(({ devicePath, sighted }) =>
    [...new Set(texts)].map((imei) => ({
      key: createHash('md5')
        .update(imei + Buffer.from(sighted.value).toString('latin1'))
        .digest('hex')
        .slice(0, WECHAT_KEY_DIGITS),
      devicePath,
      where: sighted.where,
      derived:
        imei === ''
          ? 'MD5 of the uin'
          : imei === WECHAT_CONSTANT
            ? 'MD5 of a constant and the uin'
            : 'MD5 of IMEI and uin',
    })),
  );
}
