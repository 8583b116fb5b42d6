import type { CatalogueRow, Item } from './row.ts';

const ACCESS = { shape: 'access-token', session: true, portability: 'portable' } as const;
const REFRESH = { shape: 'refresh-token', session: true, portability: 'portable' } as const;
const ID_TOKEN = { shape: 'id-token', session: true, portability: 'portable' } as const;
const IDENTIFIER = { shape: 'identifier', session: false, portability: 'identifier' } as const;
const PUSH = { shape: 'push-token', session: false, portability: 'cleared-on-restore' } as const;
const TOKEN_TEXT = /^[\x21-\x7e]{8,}$/;
const EXPIRES = ['expires_at', 'expiresAt', 'expires', 'exp'] as const;

function tokens(prefix: string, access = 'access_token', refresh = 'refresh_token'): readonly Item[] {
  return [
    { where: new RegExp(`${prefix}${access}$`), ...ACCESS, value: TOKEN_TEXT, expiry: EXPIRES },
    { where: new RegExp(`${prefix}${refresh}$`), ...REFRESH, value: TOKEN_TEXT },
  ];
}

/** Libraries that keep credentials in whatever app embeds them. */
export const LIBRARY_ROWS: readonly CatalogueRow[] = [
  {
    id: 'facebook-sdk',
    service: 'Facebook Login',
    package: null,
    path: /^shared_prefs\/com\.facebook\.AccessTokenManager\.SharedPreferences\.xml$/,
    items: [
      {
        where: /CachedAccessToken:\$\.token$/,
        ...ACCESS,
        shape: 'facebook-access-token',
        value: TOKEN_TEXT,
        expiry: EXPIRES,
      },
    ],
    source: 'facebook-android-sdk, facebook-core AccessTokenCache.kt, AccessToken.kt',
  },
  {
    id: 'facebook-sdk-limited',
    service: 'Facebook Limited Login',
    package: null,
    path: /^shared_prefs\/com\.facebook\.AuthenticationTokenManager\.SharedPreferences\.xml$/,
    items: [{ where: /CachedAuthenticationToken:\$\.token_string$/, ...ID_TOKEN, value: TOKEN_TEXT }],
    source: 'facebook-android-sdk, AuthenticationTokenCache.kt',
  },
  {
    id: 'facebook-sdk-legacy',
    service: 'Facebook Login',
    package: null,
    path: /^shared_prefs\/com\.facebook\.SharedPreferencesTokenCachingStrategy\.[^/]+\.xml$/,
    items: [
      {
        where: /^com\.facebook\.TokenCachingStrategy\.Token(?::\$\.value)?$/,
        ...ACCESS,
        shape: 'facebook-access-token',
        value: /^[A-Za-z0-9]{20,}$/,
      },
    ],
    source: 'facebook-android-sdk, LegacyTokenHelper.kt',
  },
  {
    id: 'facebook-anon-id',
    service: 'Facebook SDK',
    package: null,
    path: /^shared_prefs\/com\.facebook\.sdk\.appEventPreferences\.xml$/,
    items: [{ where: /^anonymousAppDeviceGUID$/, ...IDENTIFIER }],
    source: 'facebook-android-sdk, AppEventsLoggerImpl.kt',
  },
  {
    id: 'appauth',
    service: 'AppAuth (OpenID Connect)',
    package: null,
    path: null,
    items: [
      { where: /\$(?:.*\.)?mLastTokenResponse\.access_token$/, ...ACCESS, value: TOKEN_TEXT, expiry: EXPIRES },
      { where: /\$(?:.*\.)?mLastTokenResponse\.refresh_token$/, ...REFRESH, value: TOKEN_TEXT },
      { where: /\$(?:.*\.)?mLastTokenResponse\.id_token$/, ...ID_TOKEN, value: TOKEN_TEXT },
      {
        where: /\$\.refreshToken$/,
        ...REFRESH,
        value: TOKEN_TEXT,
        given: ({ root }) => root !== null && ('mLastTokenResponse' in root || 'lastAuthorizationResponse' in root),
      },
      {
        where: /\$(?:.*\.)?lastRegistrationResponse\.client_secret$/,
        shape: 'client-secret',
        session: false,
        portability: 'portable',
        value: TOKEN_TEXT,
      },
    ],
    source: 'AppAuth-Android, AuthState.java',
  },
  {
    id: 'auth0',
    service: 'Auth0',
    package: null,
    path: /^shared_prefs\/com\.auth0\.authentication\.storage\.xml$/,
    items: [
      { where: /^com\.auth0\.access_token$/, ...ACCESS, value: TOKEN_TEXT, expiry: ['com.auth0.expires_at'] },
      { where: /^com\.auth0\.refresh_token$/, ...REFRESH, value: TOKEN_TEXT },
      { where: /^com\.auth0\.id_token$/, ...ID_TOKEN, value: TOKEN_TEXT },
    ],
    sealed: /^com\.auth0\.credentials$/,
    source: 'Auth0.Android, SharedPreferencesStorage.kt, CredentialsManager.kt, SecureCredentialsManager.kt',
  },
  {
    id: 'cognito-user-pool',
    service: 'AWS Cognito',
    package: null,
    path: /^shared_prefs\/CognitoIdentityProviderCache\.xml$/,
    items: [
      { where: /^CognitoIdentityProvider\..*\.accessToken$/, ...ACCESS, value: TOKEN_TEXT },
      { where: /^CognitoIdentityProvider\..*\.refreshToken$/, ...REFRESH, value: TOKEN_TEXT },
      { where: /^CognitoIdentityProvider\..*\.idToken$/, ...ID_TOKEN, value: TOKEN_TEXT },
    ],
    sealed: /^CognitoIdentityProvider\..*\.(?:accessToken|refreshToken|idToken)\.encrypted$/,
    source: 'aws-sdk-android, CognitoUserPool.java, AWSKeyValueStore.java',
  },
  {
    id: 'cognito-credentials',
    service: 'AWS Cognito',
    package: null,
    path: /^shared_prefs\/com\.amazonaws\.android\.auth\.xml$/,
    items: [
      { where: /\.sessionToken$/, ...ACCESS, value: TOKEN_TEXT },
      { where: /\.secretKey$/, shape: 'secret-key', session: true, portability: 'portable', value: TOKEN_TEXT },
    ],
    sealed: /\.(?:sessionToken|secretKey|accessKey)\.encrypted$/,
    source: 'aws-sdk-android, CognitoCachingCredentialsProvider.java',
  },
  {
    id: 'msal',
    service: 'Microsoft identity (MSAL)',
    package: null,
    path: /^shared_prefs\/com\.microsoft\.identity\.client\.account_credential_cache(?:\.[^/]*)?\.xml$/,
    items: [
      { where: /-accesstoken[^:]*:\$\.secret$/i, ...ACCESS, value: TOKEN_TEXT, expiry: ['expires_on'] },
      { where: /-refreshtoken[^:]*:\$\.secret$/i, ...REFRESH, value: TOKEN_TEXT },
      { where: /-idtoken[^:]*:\$\.secret$/i, ...ID_TOKEN, value: TOKEN_TEXT },
    ],
    sealed: /-(?:accesstoken|refreshtoken|idtoken)[^:]*$/i,
    source: 'microsoft-authentication-library-common-for-android, SharedPreferencesAccountCredentialCache.java',
  },
  {
    id: 'parse',
    service: 'Parse',
    package: null,
    path: /(?:^|\/)com\.parse\/currentUser$|(?:^|\/)app_Parse\/currentUser$/,
    items: [
      {
        where: /\$(?:\.data|\.classname_data)?\.(?:session_?[tT]oken)$/,
        shape: 'session-token',
        session: true,
        portability: 'portable',
        value: TOKEN_TEXT,
      },
    ],
    source: 'Parse-SDK-Android, CachedCurrentUserController.java',
  },
  {
    id: 'firebase-installations',
    service: 'Firebase Installations',
    package: null,
    path: /^(?:no_backup|files)\/PersistedInstallation\.[^/]*\.json$/,
    items: [
      { where: /^\$\.Fid$/, ...IDENTIFIER },
      {
        where: /^\$\.AuthToken$/,
        shape: 'installation-token',
        session: false,
        portability: 'portable',
        value: TOKEN_TEXT,
      },
      {
        where: /^\$\.RefreshToken$/,
        shape: 'installation-token',
        session: false,
        portability: 'portable',
        value: TOKEN_TEXT,
      },
    ],
    source: 'firebase-android-sdk, PersistedInstallation.java',
  },
  {
    id: 'fcm',
    service: 'Firebase Cloud Messaging',
    package: null,
    path: /^shared_prefs\/com\.google\.android\.gms\.appid\.xml$/,
    items: [{ where: /\|T\|.*?(?::\$\.token)?$/, ...PUSH, shape: 'fcm-token', value: /^[A-Za-z0-9_:-]{30,}$/ }],
    source:
      'firebase-android-sdk, firebase-messaging Store.java (cleared where no_backup/com.google.android.gms.appid-no-backup is missing)',
  },
  {
    id: 'line-sdk',
    service: 'LINE Login',
    package: null,
    path: /^shared_prefs\/com\.linecorp\.linesdk\.accesstoken\.[^/]*\.xml$/,
    items: [],
    sealed: /^(?:accessToken|refreshToken)$/,
    source: 'line-sdk-android, AccessTokenCache.java (StringAesCipher)',
  },
  {
    id: 'vk-sdk',
    service: 'VK',
    package: null,
    path: /^shared_prefs\/com\.vkontakte\.android_pref_name\.xml$/,
    items: [
      { where: /access_token(?::\$\.\w+)?$/, ...ACCESS, value: TOKEN_TEXT },
      { where: /(?:^|\.)secret$/, shape: 'token-secret', session: true, portability: 'portable', value: TOKEN_TEXT },
    ],
    source: 'vk-android-sdk, VKPreferencesKeyValueStorage.kt',
  },
  {
    id: 'twitter-kit',
    service: 'Twitter Kit',
    package: null,
    path: /^shared_prefs\/.*session_store\.xml$/,
    items: [
      {
        where: /^guestsession[^:]*:\$\..*token$/,
        shape: 'guest-token',
        session: false,
        portability: 'portable',
        value: TOKEN_TEXT,
      },
      { where: /^(?:active_)?twittersession[^:]*:\$\.auth_token\.token$/, ...ACCESS, value: TOKEN_TEXT },
      {
        where: /^(?:active_)?twittersession[^:]*:\$\.auth_token\.secret$/,
        shape: 'token-secret',
        session: true,
        portability: 'portable',
        value: TOKEN_TEXT,
      },
    ],
    source: 'twitter-kit-android, TwitterCore.java',
  },
  {
    id: 'supabase',
    service: 'Supabase',
    package: null,
    path: null,
    items: tokens(
      '(?:^|[\\[|])(?:sb-[^:]*-auth-token|session|supabase\\.auth\\.token)\\]?:\\$\\.(?:currentSession\\.)?',
    ).map((item) => ({
      ...item,
      given: ({ root }) => root !== null && 'user' in root && 'token_type' in root,
    })),
    source: 'supabase-kt, SettingsSessionManager.kt',
  },
  {
    id: 'okhttp-cookie-jar',
    service: 'OkHttp PersistentCookieJar',
    package: null,
    path: /^shared_prefs\/(?:CookiePersistence|CookiePrefsFile|Cookies_Prefs)\.xml$/,
    items: [],
    source: 'PersistentCookieJar, SharedPrefsCookiePersistor.java, SerializableCookie.java',
  },
  {
    id: 'onesignal',
    service: 'OneSignal',
    package: null,
    path: /^shared_prefs\/OneSignal\.xml$/,
    items: [{ where: /^(?:PREFS_OS_INSTALL_ID|GT_PLAYER_ID|PREFS_OS_PLAYER_ID)$/, ...IDENTIFIER }],
    source: 'OneSignal-Android-SDK, IPreferencesService.kt',
  },
  {
    id: 'firebase-auth',
    service: 'Firebase Auth',
    package: null,
    path: /^shared_prefs\/com\.google\.firebase\.auth\.api\.Store\.[^/]*\.xml$/,
    items: tokens('^com\\.google\\.firebase\\.auth\\.GET_TOKEN_RESPONSE\\.[^:]*:\\$\\.').concat(
      tokens('^com\\.google\\.firebase\\.auth\\.FIREBASE_USER:\\$\\.cachedTokenState:\\$\\.'),
    ),
    sealed: /^com\.google\.firebase\.auth\.(?:GET_TOKEN_RESPONSE\.[^:]*|FIREBASE_USER)$/,
    source: 'Firebase Auth 22.3.0, strings of the published library',
  },
  {
    id: 'google-sign-in',
    service: 'Google Sign-In',
    package: null,
    path: /^shared_prefs\/com\.google\.android\.gms\.signin\.xml$/,
    items: [
      { where: /^googleSignInAccount:[^:]*:\$\.(?:tokenId|idToken)$/, ...ID_TOKEN, value: TOKEN_TEXT },
      {
        where: /^googleSignInAccount:[^:]*:\$\.serverAuthCode$/,
        shape: 'authorization-code',
        session: false,
        portability: 'portable',
        value: TOKEN_TEXT,
      },
    ],
    source: 'play-services-auth, strings of the published library',
  },
  {
    id: 'flutter-secure-storage',
    service: 'flutter_secure_storage',
    package: null,
    path: /^shared_prefs\/FlutterSecure(?:Key)?Storage\.xml$/,
    items: [],
    sealed: /./,
    source: 'flutter_secure_storage, StorageCipher18Implementation.java',
  },
  {
    id: 'secure-store',
    service: 'expo-secure-store / react-native-keychain',
    package: null,
    path: /^shared_prefs\/(?:SecureStore|RN_KEYCHAIN)\.xml$/,
    items: [],
    sealed: /./,
    source: 'expo-secure-store SecureStoreModule.kt; react-native-keychain PrefsStorage',
  },
  {
    id: 'adal',
    service: 'Microsoft identity (ADAL)',
    package: null,
    path: /^shared_prefs\/com\.microsoft\.aad\.adal\.cache\.xml$/,
    items: [],
    sealed: /\$/,
    source: 'microsoft-authentication-library-common-for-android, ADAL storage',
  },
  {
    id: 'parse-installation',
    service: 'Parse',
    package: null,
    path: /(?:^|\/)com\.parse\/installationId$/,
    items: [{ where: /^$/, ...IDENTIFIER, value: /^[0-9a-f-]{32,36}$/ }],
    source: 'Parse-SDK-Android, InstallationId.java',
  },
  {
    id: 'branch',
    service: 'Branch',
    package: null,
    path: /^shared_prefs\/branch_referral_shared_pref\.xml$/,
    items: [
      {
        where: /^bnc_(?:randomized_device_token|randomized_bundle_token|device_fingerprint_id)$/,
        ...IDENTIFIER,
        value: /^\d{10,}$/,
      },
    ],
    source: 'Branch SDK, PrefHelper.java',
  },
  {
    id: 'mixpanel',
    service: 'Mixpanel',
    package: null,
    path: /^shared_prefs\/com\.mixpanel\.android\.mpmetrics\.MixpanelAPI_[^/]*\.xml$/,
    items: [{ where: /^events_distinct_id$/, ...IDENTIFIER }],
    source: 'mixpanel-android, PersistentIdentity.java',
  },
  {
    id: 'segment',
    service: 'Segment',
    package: null,
    path: /^shared_prefs\/analytics-android-[^/]*\.xml$/,
    items: [{ where: /^traits-[^:]*:\$\.anonymousId$/, ...IDENTIFIER }],
    source: 'analytics-android, Traits.java',
  },
];
