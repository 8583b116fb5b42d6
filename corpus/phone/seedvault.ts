import {
  type AppFacts,
  appData,
  appKey,
  digestName,
  legacyHeader,
  legacyKey,
  legacySealed,
  metadataJson,
  repository,
  sha256,
  tinkSealed,
} from '../encode/seedvault.ts';
import { agentTar } from './backup-agent.ts';
import { filesOf, PHONE_TIME, type Phone, type PhoneWriter, type WrittenFile } from './phone.ts';

/** Seedvault lets Android's own agent pack an app, and takes its APKs by itself. */

const WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const TOKEN = PHONE_TIME * 1000;
const SALT = 'a salt';
const CHUNK_BYTES = 5000;
const AREAS = ['ce', 'de', 'external', 'obb'] as const;

/** The APKs of an app by the names of their splits. */
function apksOf(phone: Phone, name: string): readonly (readonly [split: string, bytes: Uint8Array])[] {
  return filesOf(phone, name, ['apk']).map(({ path, body }) => [
    path === 'base.apk' ? '' : path.replace(/^split_|\.apk$/g, ''),
    body,
  ]);
}

const chunksOf = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / CHUNK_BYTES) }, (_, i) =>
    bytes.subarray(i * CHUNK_BYTES, (i + 1) * CHUNK_BYTES),
  );

function writeSet(phone: Phone, version: 0 | 1): readonly WrittenFile[] {
  const apps: Record<string, AppFacts> = {};
  const files: WrittenFile[] = [];
  const put = (name: string, bytes: Uint8Array): void => void files.push({ path: `${TOKEN}/${name}`, bytes });
  for (const app of phone.apps) {
    const name = app.package;
    const apks = apksOf(phone, name);
    const base = apks.find(([split]) => split === '')?.[1];
    const splits = Object.fromEntries(apks.filter(([split]) => split !== ''));
    const type = version === 0 ? {} : { type: 'FULL' as const };
    apps[name] = { time: TOKEN, ...type, splits, ...(base === undefined ? {} : { apk: base }) };
    const data = agentTar(phone, app, AREAS);
    if (version === 0) {
      put(`full/${name}`, legacySealed([legacyHeader(name), data], legacyKey(WORDS), name));
    } else put(digestName(SALT + name), tinkSealed(1, data, appKey(WORDS), appData(2, name), name));
    for (const [split, bytes] of apks) {
      const hashed = split === '' ? '' : `_${Buffer.from(sha256(bytes)).toString('base64url')}`;
      put(version === 0 ? `${name}${hashed}.apk` : digestName(`${SALT}APK${name}${split}`), bytes);
    }
  }
  const about = metadataJson({ version, token: TOKEN, ...(version === 0 ? {} : { salt: SALT }), apps });
  put(
    '.backup.metadata',
    version === 0
      ? legacySealed([about], legacyKey(WORDS), 'metadata')
      : tinkSealed(1, about, appKey(WORDS), appData(0, BigInt(TOKEN)), 'metadata'),
  );
  return files;
}

function writeRepository(phone: Phone): readonly WrittenFile[] {
  const apps = phone.apps.map((app) => {
    const apks = apksOf(phone, app.package).map(([split, bytes]) => [split || 'base', chunksOf(bytes)]);
    const data = chunksOf(agentTar(phone, app, AREAS));
    return [
      app.package,
      { time: TOKEN, label: app.label, type: 'FULL' as const, data, apk: Object.fromEntries(apks) },
    ] as const;
  });
  const files = repository([{ token: TOKEN, d2d: true, apps: Object.fromEntries(apps) }], WORDS);
  return [...files].map(([path, bytes]) => ({ path: `${'5'.repeat(64)}/${path}`, bytes }));
}

export const seedvaultPhone = (version: 0 | 1 | 2): PhoneWriter => ({
  format: 'seedvault',
  variant: `version ${version}`,
  password: WORDS,
  write: (phone) => (version === 2 ? writeRepository(phone) : writeSet(phone, version)),
});
