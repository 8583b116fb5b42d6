import { patched } from '../encode/bytes.ts';
import { bzip2 } from '../encode/bzip2.ts';
import { seeded } from '../encode/seed.ts';
import { gz, md5, titaniumArmor, titaniumProperties, titaniumTar } from '../encode/titanium.ts';
import { type CorpusFile, jsonFile } from '../file.ts';
import { ofArea, ROOT_APP, ROOT_OTHER, rootApk, rootApp } from './root-app.ts';

const PASSWORD = 'tb-pass';
const STAMP = '20240102-030405';
const OLDER = '20230102-030405';

const properties = (apk: Uint8Array, more: Readonly<Record<string, string>> = {}): Uint8Array =>
  titaniumProperties({
    app_label: 'Case',
    app_gui_label: 'Case: one = two',
    app_version_code: '42',
    app_version_name: '4.2',
    app_is_system: '0',
    app_apk_codec: 'GZIP',
    app_apk_md5: md5(apk),
    has_external_data: '1',
    generation: '1',
    ...more,
  });

const dataOf = (name: string, seed: string): Uint8Array => {
  const files = rootApp(seed);
  return titaniumTar(name, [
    ...ofArea(files, 'ce'),
    ...ofArea(files, 'external').map((each) => ({ ...each, external: true })),
  ]);
};

function* folder(
  place: string,
  what: string,
  data: readonly (readonly [suffix: string, bytes: Uint8Array])[],
  more: readonly (readonly [name: string, bytes: Uint8Array])[] = [],
): Iterable<CorpusFile> {
  const at = (name: string) => `titanium/${place}/TitaniumBackup/${name}`;
  const apk = rootApk();
  yield { path: at(`${ROOT_APP}-${STAMP}.properties`), bytes: properties(apk), description: `${what}: manifest` };
  yield { path: at(`${ROOT_APP}-${md5(apk)}.apk.gz`), bytes: gz(apk), description: `${what}: APK` };
  for (const [suffix, bytes] of data)
    yield { path: at(`${ROOT_APP}-${STAMP}.${suffix}`), bytes, description: `${what}: data` };
  for (const [name, bytes] of more) yield { path: at(name), bytes, description: `${what}: more` };
}

/** Folders of Titanium Backup: packed and not, two generations, armored, cut, with a wrong APK. */
export function* titaniumCases(): Iterable<CorpusFile> {
  const whole = dataOf(ROOT_APP, 'case');
  const other = rootApk(ROOT_OTHER);
  yield* folder(
    'ok/gz',
    'gzip, two apps, an older generation',
    [['tar.gz', gz(whole)]],
    [
      [`${ROOT_APP}-${OLDER}.properties`, properties(rootApk())],
      [`${ROOT_APP}-${OLDER}.tar.gz`, gz(dataOf(ROOT_APP, 'older'))],
      [`${ROOT_OTHER}-${STAMP}.properties`, properties(other, { has_external_data: '0', app_label: 'Other' })],
      [`${ROOT_OTHER}-${STAMP}.tar.bz2`, bzip2(dataOf(ROOT_OTHER, 'other'))],
      [`${ROOT_OTHER}-${md5(other)}.apk`, other],
    ],
  );
  yield* folder('ok/plain', 'not packed', [['tar', whole]]);
  yield* folder(
    'ok/foreign',
    'an archive that is named by one app and holds another',
    [['tar.gz', gz(whole)]],
    [
      [`${ROOT_OTHER}-${STAMP}.properties`, properties(other, { app_label: 'Other' })],
      [`${ROOT_OTHER}-${STAMP}.tar.gz`, gz(whole)],
    ],
  );
  const armor = titaniumArmor(gz(whole), PASSWORD, seeded('titanium armor'));
  yield* folder('ok/armored', 'TB_ARMOR_V1', [['tar.gz', armor]]);
  yield* folder('broken/cut', 'data cut short', [['tar.gz', gz(whole).subarray(0, 900)]]);
  yield* folder('broken/armored-cut', 'TB_ARMOR_V1, cut short', [['tar.gz', armor.subarray(0, armor.length - 333)]]);
  yield* folder('broken/armored-key', 'TB_ARMOR_V1, key block damaged', [
    ['tar.gz', patched(armor, 400, new TextEncoder().encode('AAAA'))],
  ]);
  const bad = rootApk(ROOT_OTHER);
  yield* folder(
    'broken/apk-md5',
    'an APK that is not the one stated',
    [['tar', whole]],
    [[`${ROOT_OTHER}-${md5(rootApk())}.apk`, bad]],
  );
  const passwords = {
    'ok/armored': PASSWORD,
    'broken/armored-cut': PASSWORD,
    'broken/armored-key': PASSWORD,
  };
  yield jsonFile('titanium/passwords.json', passwords, 'Passwords of the locked cases');
}
