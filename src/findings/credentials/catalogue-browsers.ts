import { chromiumPassword } from './binary-stores.ts';
import type { CatalogueRow } from './row.ts';

const CHROMIUM_COOKIES =
  /^(?:app_(?:webview[^/]*|chrome|sbrowser|opera|brave|edge|chromium)\/(?:[^/]+\/)*Cookies|databases\/webviewCookiesChromium\.db|app_opera\/cookies)$/i;

/** Browsers, and the web views inside other apps. Session cookies themselves are judged by name: see cookie-names. */
export const BROWSER_ROWS: readonly CatalogueRow[] = [
  {
    id: 'chromium-cookies',
    service: 'Chromium cookies',
    package: null,
    path: CHROMIUM_COOKIES,
    items: [],
    source:
      'Chromium net/extensions/sqlite_persistent_cookie_store.cc; values are in clear on Android (cookie_store_util)',
  },
  {
    id: 'chromium-logins',
    service: 'Chromium passwords',
    package: null,
    path: /^app_(?:chrome|sbrowser|brave|edge|chromium|opera)\/(?:[^/]+\/)*Login Data$/i,
    items: [
      {
        where: /^logins\.password_value/,
        shape: 'password',
        session: true,
        portability: 'portable',
        decode: chromiumPassword,
        guessable: true,
      },
    ],
    source: 'Chromium components/os_crypt/os_crypt_posix.cc',
  },
  {
    id: 'firefox-cookies',
    service: 'Firefox cookies',
    package: /^org\.mozilla\./,
    path: /^files\/mozilla\/[^/]+\/cookies\.sqlite$/,
    items: [],
    source: 'Gecko CookiePersistentStorage.cpp',
  },
  {
    id: 'firefox-logins',
    service: 'Firefox passwords',
    package: /^org\.mozilla\./,
    path: /^databases\/logins2\.sqlite$/,
    items: [],
    sealed: /^loginsL\.secFields/,
    source: 'firefox-android, SyncableLoginsStorage.kt',
  },
  {
    id: 'firefox-account',
    service: 'Firefox account',
    package: /^org\.mozilla\./,
    path: /^shared_prefs\/fxaAppState\.xml$/,
    items: [
      {
        where: /^fxaState(?::\$.*\.refresh_token\.token|:\$.*refreshToken)$/,
        shape: 'refresh-token',
        session: true,
        portability: 'portable',
        value: /^[0-9a-f]{32,}$/,
      },
    ],
    sealed: /^fxaStateAC$/,
    source: 'firefox-android, AccountStorage.kt',
  },
];
