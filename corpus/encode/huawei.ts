import { createCipheriv, createHash, createHmac, pbkdf2Sync } from 'node:crypto';
import { concat, utf8 } from './bytes.ts';
import type { Random } from './seed.ts';

/** Sessions of KoBackup (reference: formats/huawei/README.md). */

export interface HuaweiScheme {
  readonly password: string;
  /** 3: the password itself; 4: a key of its own, wrapped under the password with so many rounds. */
  readonly version: 3 | 4;
  readonly rounds: 5000 | 10_000;
  readonly cipher: 'ctr' | 'gcm';
  readonly versionName: string;
  /** Leave out what tells a wrong password: `checkMsg` and `checkMsgV3`. */
  readonly unchecked?: boolean;
}

/** What the session holds of one module. */
export interface HuaweiModule {
  readonly name: string;
  readonly app: boolean;
  /** Files as they lie in the session's folder, and what they hold. */
  readonly files: readonly (readonly [path: string, plain: Uint8Array])[];
  readonly split?: boolean;
}

export interface HuaweiMedium {
  readonly category: string;
  readonly path: string;
  readonly body: Uint8Array;
}

type Files = readonly (readonly [path: string, bytes: Uint8Array])[];

const CHECK_ROUNDS = 5000;
const KEY = 32;
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const derive = (text: string, salt: Uint8Array, rounds: number): Uint8Array =>
  new Uint8Array(pbkdf2Sync(text, salt, rounds, KEY, 'sha256'));

function gcm(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  const engine = createCipheriv('aes-256-gcm', key, nonce);
  return concat([engine.update(plain), engine.final(), engine.getAuthTag()]);
}

function ctr(key: Uint8Array, counter: Uint8Array, plain: Uint8Array): Uint8Array {
  const engine = createCipheriv(`aes-${key.length * 8}-ctr`, key, counter);
  return concat([engine.update(plain), engine.final()]);
}

const row = (table: string, columns: Readonly<Record<string, string | number | boolean | null>>): string =>
  `<row table="${table}">${Object.entries(columns)
    .map(([name, value]) => {
      const kind = typeof value === 'string' ? 'String' : typeof value === 'number' ? 'Integer' : 'Boolean';
      const attribute = value === null ? 'Null=""' : `${kind}="${String(value)}"`;
      return `<column name="${name}"><value ${attribute}/></column>`;
    })
    .join('')}</row>`;

/** Files of a session; null for one without a password, which versions up to 9 wrote as they are. */
export function huaweiSession(
  scheme: HuaweiScheme | null,
  modules: readonly HuaweiModule[],
  media: readonly HuaweiMedium[],
  random: Random,
): Files {
  const salt = random.bytes(KEY);
  const own = hex(random.bytes(KEY / 2));
  const base = scheme === null ? '' : scheme.version === 4 ? own : scheme.password;
  const checkSalt = random.bytes(KEY);
  const checkMsg = scheme === null ? null : hex(concat([derive(base, checkSalt, CHECK_ROUNDS), checkSalt]));
  const wrapped = (one: HuaweiScheme): string =>
    hex(gcm(derive(one.password, salt.subarray(0, 16), one.rounds), salt.subarray(16), utf8(own)));
  const out: [string, Uint8Array][] = [];
  const rows = [
    row('HeaderInfo', { backupVersion: 29, dateTime: '1704164645000', autoBackup: false }),
    row('BackupFilePhoneInfo', { productBrand: 'HUAWEI', productModel: 'TEST-L29', versionRelease: '12' }),
    row('BackupFileVersionInfo', { softVersion: 'TEST 12', backupVersionName: scheme?.versionName ?? '8.0.0.100' }),
    row('BackupFilesTypeInfo', {
      encrypt_type: scheme === null ? 0 : 2,
      type_attch: scheme === null ? 0 : 3,
      promptMsg: scheme === null ? null : 'usual one',
      checkMsg: scheme?.unchecked === true ? '' : checkMsg,
      e_perbackupkey: scheme?.version === 4 ? wrapped(scheme) : null,
      pwkey_salt: scheme?.version === 4 ? hex(salt) : null,
    }),
  ];
  for (const module of modules) {
    const seed = random.bytes(KEY + 16);
    const checks: string[] = [];
    for (const [path, plain] of module.files) {
      if (scheme === null) {
        out.push([path, plain]);
        continue;
      }
      const key = derive(base, seed.subarray(0, KEY), scheme.rounds);
      const bytes = (scheme.cipher === 'gcm' ? gcm : ctr)(key, seed.subarray(KEY), plain);
      const hmacSalt = random.bytes(KEY);
      const hmac = createHmac('sha256', hex(derive(base, hmacSalt, CHECK_ROUNDS)))
        .update(bytes)
        .digest();
      const leaf = path.slice(path.lastIndexOf('/') + 1);
      checks.push(hex(hmac) + hex(hmacSalt) + (module.files.length > 1 ? `_${leaf}` : ''));
      out.push([path, bytes]);
    }
    rows.push(
      row(module.app ? 'BackupFileModuleInfo' : 'BackupFileModuleInfo_SystemData', {
        encMsgV3: scheme === null ? null : hex(seed),
        checkMsgV3: scheme === null || scheme.unchecked === true ? null : checks.join('**'),
        name: module.name,
        isPmsSplit: module.split ?? false,
        copyFilePath: null,
      }),
    );
  }
  const mediaKey = createHash('sha256').update(base).digest().subarray(0, 16);
  for (const category of new Set(media.map((each) => each.category))) {
    const lines = media
      .filter((each) => each.category === category)
      .map(({ path, body }) => {
        const vector = random.bytes(16);
        out.push(
          scheme === null ? [`${category}/${path}`, body] : [`${category}/${path}.enc`, ctr(mediaKey, vector, body)],
        );
        return `<File><Path>\\${path.replaceAll('/', '\\')}</Path><Iv>${hex(vector)}</Iv></File>`;
      });
    out.push([
      `${category}.xml`,
      utf8(`<?xml version="1.0" encoding="UTF-8"?><Multimedia>${lines.join('')}</Multimedia>`),
    ]);
  }
  out.push([
    'info.xml',
    utf8(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><info.xml>${rows.join('')}</info.xml>`),
  ]);
  return out;
}

/** backupinfo.ini: UTF-16LE with its mark. */
export function backupInfoIni(
  apps: readonly { readonly package: string; readonly label: string; readonly versionCode: number }[],
): Uint8Array {
  const text = [
    '[headerinfo]',
    'version=1',
    '[overview]',
    `app_info=${apps.length},${apps.map((app) => app.package).join(',')}`,
    ...apps.flatMap((app) => [
      `[${app.package}]`,
      `app_name=${app.label}`,
      `version_code=${app.versionCode}`,
      'version_name=4.2',
      'is_have_db=1',
    ]),
    '',
  ].join('\r\n');
  return Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'));
}
