import { utf8 } from '../encode/bytes.ts';
import { CASE_TIME, CASE_UID, caseApk, caseDatabase, casePreferences } from './sample-app.ts';

/** The small app as a root tool finds it on the device: the same files for the encoders of all such tools. */

export const ROOT_APP = 'com.example.case';
export const ROOT_OTHER = 'com.example.other';

/** Where on a device a file of an app lies. */
export type AppArea = 'ce' | 'de' | 'external' | 'obb' | 'media';

export interface AppFile {
  readonly area: AppArea;
  /** Below the app's folder of that area. */
  readonly path: string;
  readonly body: Uint8Array;
  /** Seconds since 1970. */
  readonly mtime: number;
  readonly uid: number;
}

const file = (area: AppArea, path: string, body: Uint8Array): AppFile => ({
  area,
  path,
  body,
  mtime: CASE_TIME,
  uid: CASE_UID,
});

/** The files of one app; `seed` makes those of another. */
export const rootApp = (seed = 'case'): readonly AppFile[] => [
  file('ce', 'databases/message.db', caseDatabase(6, seed)),
  file('ce', 'shared_prefs/settings.xml', casePreferences(seed)),
  file('ce', 'files/notes/list.txt', utf8(`milk\nbread\nstamps of ${seed}\n`)),
  file('ce', 'app_webview/Cookies', caseDatabase(2, `${seed} cookies`)),
  file('de', 'shared_prefs/boot.xml', casePreferences(`${seed} boot`)),
  file('external', 'files/download.bin', utf8(`external file of ${seed}`)),
  file('obb', `main.1.${ROOT_APP}.obb`, utf8(`expansion of ${seed}`)),
  file('media', 'shared.txt', utf8(`media of ${seed}`)),
];

export const ofArea = (files: readonly AppFile[], area: AppArea): readonly AppFile[] =>
  files.filter((each) => each.area === area);

export const rootApk = (name: string = ROOT_APP): Uint8Array => caseApk(name);
