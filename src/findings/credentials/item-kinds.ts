import type { Item } from './row.ts';

/** Kinds of credentials that many rows hold. */
type Kind = Omit<Item, 'where'>;

export const ACCESS = { shape: 'access-token', session: true, portability: 'portable' } as const satisfies Kind;
export const REFRESH = { shape: 'refresh-token', session: true, portability: 'portable' } as const satisfies Kind;
export const ID_TOKEN = { shape: 'id-token', session: true, portability: 'portable' } as const satisfies Kind;
export const SESSION = { shape: 'session-token', session: true, portability: 'portable' } as const satisfies Kind;
export const PASSWORD = {
  shape: 'password',
  session: true,
  portability: 'portable',
  guessable: true,
} as const satisfies Kind;
export const SEED = {
  shape: 'totp-seed',
  session: true,
  portability: 'portable',
  value: /^[A-Z2-7=\s]{16,}$/i,
} as const satisfies Kind;
export const CLIENT_SECRET = {
  shape: 'client-secret',
  session: false,
  portability: 'portable',
} as const satisfies Kind;
export const IDENTIFIER = { shape: 'identifier', session: false, portability: 'identifier' } as const satisfies Kind;
export const PUSH = { shape: 'push-token', session: false, portability: 'cleared-on-restore' } as const satisfies Kind;

export const TOKEN_TEXT = /^[\x21-\x7e]{8,}$/;
export const PASSWORD_TEXT = /^.{4,}$/;

/** An item of a kind; its value printable and without blanks, where nothing else is said. */
export function item(where: RegExp, kind: Kind, value: RegExp = TOKEN_TEXT): Item {
  return { value, ...kind, where };
}

/** Names under which libraries keep the expiry beside a token. */
export const EXPIRES = ['expires_at', 'expiresAt', 'expires', 'exp'] as const;

/** The usual pair of tokens below a locator. */
export function tokens(prefix: string): readonly Item[] {
  return [
    { ...item(new RegExp(`${prefix}access_token$`), ACCESS), expiry: EXPIRES },
    item(new RegExp(`${prefix}refresh_token$`), REFRESH),
  ];
}
