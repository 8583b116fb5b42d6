import { jwt } from '../encode/secrets.ts';
import type { Random } from '../encode/seed.ts';

/** Values as servers and people make them: all drawn from a seed, none opens anything. */

const BASE62 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const SOME_WORDS =
  'abandon ability absorb acoustic adapt agree album anchor apple arctic bamboo basket beyond bonus bread brisk cactus canvas cereal cinnamon ' +
  'clutch copper cradle dawn deposit donkey dragon elbow ember enrich fabric falcon fiber garlic gesture giraffe hazard helmet hover icon ' +
  'indoor ivory jacket jungle kangaroo kitten ladder lizard lunar magnet mimic mosquito nephew noodle ocean orchard oxygen panda pepper planet ' +
  'quantum rabbit ribbon saddle satoshi shiver silver tackle tiger tunnel umbrella unveil vacant velvet walnut whisper yellow zebra';

/** Passwords as lists of leaked ones have them: words, years, replaced letters, and such as managers make. */
const PASSWORD_HEADS = [
  'summer',
  'Berlin',
  'dragon',
  'Monkey',
  'charlie',
  'ilove',
  'P@ss',
  'qwerty',
  'Fluffy',
  'secure',
  'tr0ub',
  'Garten',
];
const PASSWORD_TAILS = ['2019!', '123', '#77', '_x9', '2021', '99', '.Cat7', '!!', '4dor&3', '-haus8', '1984', '$5k'];

export function b64(text: string | Uint8Array): string {
  return Buffer.from(text).toString('base64');
}

/** What a server hands out and only it understands. */
export function opaque(random: Random): string {
  switch (random.int(8)) {
    case 0:
      return random.hex(random.pick([32, 40, 64]));
    case 1:
      return random.base64url(random.pick([43, 64, 86]));
    case 2:
      return random.text(random.pick([24, 32, 48, 60]), BASE62);
    case 3:
      return `${random.text(22, BASE62)}.${random.base64url(43)}`;
    case 4:
      return `v1.${random.base64url(58)}`;
    case 5:
      return b64(random.bytes(random.pick([32, 40, 64])));
    case 6:
      return `${1_000_000 + random.int(80_000_000)}:${random.hex(32)}`;
    default:
      return `${random.int(90_000) + 10_000}|${random.text(40, BASE62)}`;
  }
}

/** As `opaque`, but by their look alone they could be a name too. */
export function opaqueOrUuid(random: Random): string {
  return random.int(5) === 0 ? random.uuid() : opaque(random);
}

export function webToken(random: Random): string {
  return jwt(random, {
    sub: random.uuid(),
    iss: 'https://id.example.org/',
    iat: 1_700_000_000,
    exp: 1_700_003_600 + random.int(90_000_000),
  });
}

/** Five parts: RFC 7516, compact. */
export function sealedWebToken(random: Random): string {
  const header = Buffer.from(JSON.stringify({ alg: 'RSA-OAEP', enc: 'A256GCM', kid: random.hex(8) })).toString(
    'base64url',
  );
  return [header, random.base64url(342), random.base64url(16), random.base64url(120), random.base64url(22)].join('.');
}

export function sessionId(random: Random): string {
  switch (random.int(4)) {
    case 0:
      return random.hex(32);
    case 1:
      return random.text(26, 'abcdefghijklmnopqrstuvwxyz0123456789');
    case 2:
      return `${random.hex(32).toUpperCase()}.node${random.int(9)}`;
    default:
      return random.base64url(random.pick([24, 32, 43]));
  }
}

export function password(random: Random): string {
  if (random.int(3) === 0) return random.text(10 + random.int(8), `${BASE62}!#$%*+-=?@_`);
  return random.pick(PASSWORD_HEADS) + random.pick(PASSWORD_TAILS) + String(random.int(10));
}

export function pin(random: Random): string {
  const first = String(1 + random.int(9));
  return `${first}${(Number(first) + 3) % 10}${random.text(random.pick([2, 4]), '0123456789')}`;
}

export const seed32 = (random: Random): string => random.text(random.pick([16, 26, 32]), BASE32);
export const hex64 = (random: Random): string => random.hex(64);
export const key32 = (random: Random): string => (random.int(2) === 0 ? random.hex(64) : b64(random.bytes(32)));
export const base62 = (random: Random, length: number): string => random.text(length, BASE62);
export const words = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.pick(SOME_WORDS.split(' '))).join(' ');

/** PKCS #8 of an RSA key by its frame alone: SEQUENCE { 0, rsaEncryption, OCTET STRING of noise }. */
export function privateDer(random: Random): Uint8Array {
  const body = random.bytes(1190);
  const inner = Buffer.concat([
    Buffer.from('020100300d06092a864886f70d0101010500', 'hex'),
    Buffer.from([0x04, 0x82, body.length >> 8, body.length & 0xff]),
    body,
  ]);
  return Buffer.concat([Buffer.from([0x30, 0x82, inner.length >> 8, inner.length & 0xff]), inner]);
}

/** SubjectPublicKeyInfo of an RSA key by its frame: everybody may have it. */
export function publicDer(random: Random): Uint8Array {
  const bits = Buffer.concat([
    Buffer.from('003082010a0282010100', 'hex'),
    random.bytes(256),
    Buffer.from('0203010001', 'hex'),
  ]);
  const inner = Buffer.concat([
    Buffer.from('300d06092a864886f70d01010105000382', 'hex'),
    Buffer.from([bits.length >> 8, bits.length & 0xff]),
    bits,
  ]);
  return Buffer.concat([Buffer.from([0x30, 0x82, inner.length >> 8, inner.length & 0xff]), inner]);
}

export function pem(label: string, der: Uint8Array): string {
  const lines = b64(der).match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
