import type { Random } from '../encode/seed.ts';
import { b64, base62, pem, publicDer } from './drawn.ts';
import type { Half } from './planted.ts';

/** What looks like a credential by its name or its value, and lets nobody in. */
export interface Lookalike {
  readonly kind: string;
  readonly names: Readonly<Record<Half, readonly string[]>>;
  draw(random: Random): string;
}

const fixed =
  (...texts: readonly string[]) =>
  (random: Random): string =>
    random.pick(texts);

export const LOOKALIKES: readonly Lookalike[] = [
  {
    kind: 'public-key',
    names: { open: ['public_key', 'serverPublicKey', 'rsaKey'], blind: ['pubKey', 'peer_public_key', 'verifyKey'] },
    draw: (random) => (random.int(2) === 0 ? pem('PUBLIC KEY', publicDer(random)).trimEnd() : b64(publicDer(random))),
  },
  {
    kind: 'certificate',
    names: { open: ['certificate', 'pinnedCert'], blind: ['server_cert', 'ca'] },
    draw: (random) => pem('CERTIFICATE', publicDer(random)).trimEnd(),
  },
  {
    kind: 'uuid',
    names: {
      open: ['device_id', 'installationId', 'uuid', 'anonymous_id', 'request_id', 'correlationId'],
      blind: ['clientId', 'instance_id', 'guid', 'visitorId', 'trace_id', 'deviceUuid'],
    },
    draw: (random) => random.uuid(),
  },
  {
    kind: 'android-id',
    names: { open: ['android_id', 'ssaid'], blind: ['androidId', 'hw_id'] },
    draw: (random) => random.hex(16),
  },
  {
    kind: 'digest',
    names: {
      open: ['sha256', 'etag', 'file_hash', 'checksum', 'contentHash'],
      blind: ['md5', 'ETag', 'bundleHash', 'signature_sha1', 'cache_key'],
    },
    draw: (random) => random.hex(random.pick([32, 40, 64])),
  },
  {
    kind: 'time-of-token',
    names: {
      open: ['token_expires_at', 'accessTokenExpiry', 'session_start', 'lastTokenRefresh'],
      blind: ['tokenExpiration', 'refresh_token_expires_in', 'password_changed_at', 'sessionTimeout'],
    },
    draw: (random) => String(1_700_000_000_000 + random.int(90_000_000)),
  },
  {
    kind: 'type-of-token',
    names: { open: ['token_type', 'auth_type', 'grantType'], blind: ['tokenType', 'auth_method', 'credentialType'] },
    draw: fixed('Bearer', 'bearer', 'refresh_token', 'authorization_code', 'password', 'oauth2'),
  },
  {
    kind: 'switch',
    names: {
      open: ['remember_password', 'has_token', 'pin_enabled', 'showPassword', 'session_active'],
      blind: ['save_password', 'isTokenValid', 'use_passcode', 'pinRequired', 'cookieConsent'],
    },
    draw: fixed('true', 'false', '1', '0', 'enabled'),
  },
  {
    kind: 'policy',
    names: {
      open: ['password_min_length', 'passwordStrength', 'pin_length', 'token_ttl'],
      blind: ['max_pin_attempts', 'passwordPolicy', 'session_lifetime', 'otp_digits'],
    },
    draw: fixed('8', '6', '3600', 'strong', 'MEDIUM', 'alphanumeric'),
  },
  {
    kind: 'sentence',
    names: {
      open: ['password_hint', 'login_password', 'forgot_password', 'enter_pin', 'error_password', 'password'],
      blind: ['password_label', 'pin_title', 'token_expired_message', 'lbl_password', 'passwort', 'secret_question'],
    },
    draw: fixed(
      'Enter your password',
      'Passwort vergessen?',
      'Your session has expired',
      'Please choose a PIN',
      'Mot de passe oublié',
      'Password',
      'name of my first cat',
    ),
  },
  {
    kind: 'page-mark',
    names: {
      open: ['next_page_token', 'syncToken', 'continuationToken', 'cursor'],
      blind: ['nextPageToken', 'delta_token', 'pagination_token', 'changeToken'],
    },
    draw: (random) => random.base64url(48),
  },
  {
    kind: 'forgery-guard',
    names: { open: ['csrf_token', 'nonce', 'xsrfToken'], blind: ['csrfToken', 'authenticity_csrf', '_csrf'] },
    draw: (random) => random.base64url(32),
  },
  {
    kind: 'app-key',
    names: { open: ['google_api_key', 'maps_key', 'google_app_id'], blind: ['api_key', 'firebase_key', 'gcm_sender'] },
    draw: (random) =>
      random.int(2) === 0
        ? `AIza${random.base64url(35)}`
        : `1:${random.text(12, '123456789')}:android:${random.hex(16)}`,
  },
  {
    kind: 'coin',
    names: {
      open: ['token_address', 'token', 'tokenSymbol', 'tokens'],
      blind: ['contract', 'token_name', 'tokenId', 'base_token'],
    },
    draw: (random) => random.pick([`0x${random.hex(40)}`, 'USDC', 'WETH', 'DAI']),
  },
  {
    kind: 'counting',
    names: {
      open: ['prompt_tokens', 'session_count', 'cookieCount', 'token_usage'],
      blind: ['total_tokens', 'sessionNumber', 'max_tokens', 'pass_count'],
    },
    draw: (random) => String(1000 + random.int(9000)),
  },
  {
    kind: 'other-sense',
    names: {
      open: ['boarding_pass', 'pin_location', 'cookie', 'season_pass', 'seed', 'secret_santa', 'session'],
      blind: ['pass_type', 'map_pin', 'recipe_cookie', 'ski_pass', 'random_seed', 'secret_level', 'session_title'],
    },
    draw: fixed(
      'Zone A, adult',
      '51.5072,-0.1276',
      'Chocolate chip',
      '1834771',
      'Aunt Marge',
      'Opening keynote',
      'gold',
    ),
  },
  {
    kind: 'place-code',
    names: { open: ['ssid', 'flight_code', 'pnr', 'zip'], blind: ['bssid', 'coupon', 'postcode', 'iban'] },
    draw: (random) => random.pick(['HomeNet-5G', 'LH4411', 'X7RQ2M', '10437', 'a4:2b:8c:11:09:ef', 'SUMMER25']),
  },
  {
    kind: 'picture',
    names: { open: ['avatar', 'thumbnail', 'image_url'], blind: ['icon', 'photo', 'cover_url'] },
    draw: (random) =>
      random.int(2) === 0
        ? `https://cdn.example.net/i/${random.base64url(40)}.jpg?v=${random.hex(8)}`
        : b64(Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), random.bytes(120)])),
  },
  {
    kind: 'sealed',
    names: {
      open: ['ciphertext', 'encrypted_payload', 'iv', 'keyset'],
      blind: ['sealed_box', 'cipher_text', 'salt', 'wrapped'],
    },
    draw: (random) => b64(random.bytes(96)),
  },
  {
    kind: 'opaque-id',
    names: {
      open: ['post_id', 'message_id', 'video_id', 'place_id', 'user_id'],
      blind: ['order_id', 'listing', 'track_uri', 'thread_id', 'profile_id'],
    },
    draw: (random) =>
      random.pick([
        random.base64url(27),
        base62(random, 22),
        `ChIJ${random.base64url(23)}`,
        random.text(18, '123456789'),
      ]),
  },
  {
    kind: 'class-name',
    names: {
      open: ['token_provider', 'authenticator', 'session_manager'],
      blind: ['credential_store', 'tokenHandler', 'password_validator'],
    },
    draw: fixed(
      'com.acme.auth.TokenProviderImpl',
      'net.acme.core.session.DefaultSessionManager',
      'org.acme.PasswordValidator',
    ),
  },
  {
    kind: 'address',
    names: {
      open: ['token_endpoint', 'auth_url', 'passwordResetUrl'],
      blind: ['authorization_endpoint', 'login_url', 'jwks_uri'],
    },
    draw: (random) =>
      `https://id.example.org/oauth2/v1/${random.pick(['token', 'authorize', 'keys', 'reset-password'])}`,
  },
  {
    kind: 'advertising-id',
    names: { open: ['advertising_id', 'gaid'], blind: ['adid', 'aaid'] },
    draw: (random) => random.uuid(),
  },
  {
    kind: 'analytics-session',
    names: { open: ['analytics_session_id', 'crash_session'], blind: ['ga_session_id', 'tracking_session'] },
    draw: (random) => random.uuid(),
  },
];
