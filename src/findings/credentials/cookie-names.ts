/** Cookies that keep a person signed in, by name. Of all others, most count visits, remember consent or balance loads. */
const SESSION_COOKIES =
  /^(?:(?:__Secure-|__Host-)?[13]?P?(?:SID|HSID|SSID|APISID|SAPISID|LSID|PSID|PSIDTS|PSIDCC|PAPISID)|__Secure-[13]P(?:SID|APISID|SIDTS)|c_user|xs|ds_user_id|li_at|liap|NetflixId|SecureNetflixId|sid_tt|sid_guard|sid_ucp_v1|uid_tt|auth_token|ct0_auth|twid|reddit_session|token_v2|connect\.sid|PHPSESSID|JSESSIONID|ASPSESSIONID.*|ASP\.NET_SessionId|\.AspNet(?:Core)?\..*|\.ASPXAUTH|laravel_session|wordpress_logged_in_.*|remember_(?:web|user|me|token).*|user_session|_gh_sess|d_session|sp_dc|sp_key|x-main|at-main|sess-at-main|x-acb.*|at-acb.*|ESTSAUTH(?:PERSISTENT)?|RPSSecAuth|MSPAuth|WLSSC|datr_session|nf_session|kakao_auth|BDUSS|passport_auth_status|weibo_session|SUB|z_c0)$|(?:^|[._-])(?:sess(?:ion)?_?(?:id|key|token)?|sid|jwt|auth|(?:access|refresh|auth|id|login|user|session)[._-]?token|logged_?in|remember_?me)$/i;

const NEVER = /csrf|xsrf|nonce|consent|^_g[aid]|^_fbp|^__cf|^AWSALB|^incap_ses|visitor|guest|anon/i;
const FLAGS = /^(?:true|false|yes|no|on|off|null|undefined|deleted|expired|[0-9]{1,5})$/i;
const MIN_CHARS = 6;

/** Whether a cookie of this name and value signs a person in. */
export function isSessionCookie(name: string, value: string): boolean {
  return SESSION_COOKIES.test(name) && !NEVER.test(name) && value.length >= MIN_CHARS && !FLAGS.test(value);
}
