import { androidBackup } from '../encode/android-backup.ts';
import { packageTar } from '../encode/backup-tar.ts';
import { utf8 } from '../encode/bytes.ts';
import {
  bak,
  type Descript,
  type DescriptEra,
  type DescriptPackage,
  descript,
  type MiuiHeader,
} from '../encode/mimover.ts';
import type { CorpusFile } from '../file.ts';
import { CASE_TIME, caseFile, caseManifest, casePackage } from './sample-app.ts';

/** Parts of MIUI sets that the cases share. */

export const APP = 'com.example.case';
export const USER_APP_FEATURE = 102;
export const DUAL_USER = 999;
export const VERSION = { version: 5, compressed: false } as const;

export const appTar = packageTar(casePackage(APP));
export const backup = androidBackup([appTar], VERSION);
export const header = (more: Partial<MiuiHeader> = {}): MiuiHeader => ({
  package: APP,
  label: 'Case App',
  feature: USER_APP_FEATURE,
  ...more,
});

/** Members of an app built on MIUI's own backup agent. */
export function agentTar(name: string, feature: number, payload: string | Uint8Array): Uint8Array {
  const meta = `1\n${name}\n42\n4.2\n${CASE_TIME}000\n2\n${feature}\nalioth\nV14.0.5.0.TKHCNXM\n`;
  return packageTar({
    manifest: caseManifest(name),
    files: [
      ['miui_meta', caseFile('cache/_tmp_meta', utf8(meta))],
      ['miui_bak', caseFile('_tmp_bak', typeof payload === 'string' ? utf8(payload) : payload)],
      ['miui_att', caseFile('note_1.jpg', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3))],
    ],
  });
}

export interface Item {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly line: DescriptPackage;
}

export function item(name: string, head: MiuiHeader, tar: Uint8Array, type = 2): Item {
  const bytes = bak(head, androidBackup([tar], VERSION));
  return {
    name,
    bytes,
    line: {
      package: head.package,
      feature: head.feature,
      bakFile: name,
      type,
      installedBytes: bytes.length,
      bakBytes: bytes.length,
      tarBytes: tar.length,
    },
  };
}

/** The same app without its database: for sets whose defect is beside the app. */
const smallTar = packageTar({
  manifest: caseManifest(APP),
  files: casePackage(APP).files.filter(([token]) => token !== 'db'),
});

export const setItems = (tar = appTar): Item[] => [
  item(`Case App(${APP}).bak`, header(), tar),
  item(
    'Notes(com.example.notes).bak',
    { package: 'com.example.notes', label: 'Notes', feature: -1 },
    agentTar('com.example.notes', -1, 'note payload'),
    1,
  ),
];

/** A set of two small apps. */
export const smallItems = (): Item[] => setItems(smallTar);

export const index = (
  items: readonly Item[],
  era: DescriptEra,
  more: Partial<DescriptPackage> = {},
  root: Partial<Descript> = {},
): Uint8Array =>
  utf8(
    descript(
      {
        device: 'alioth',
        miuiVersion: era === 'era2017' ? '7.8.22' : era === 'miui12' ? 'V14.0.5.0.TKHCNXM' : 'V816.0.9.0.UGTMIXM',
        date: CASE_TIME * 1000,
        packages: items.map(({ line }) => ({ ...line, ...more })),
        ...root,
      },
      era,
    ),
  );

export function* set(
  folder: string,
  items: readonly Item[],
  descriptor: Uint8Array | null,
  description: string,
): Iterable<CorpusFile> {
  for (const { name, bytes } of items)
    yield { path: `${folder}/${name}`, bytes, description: `${description}: one app` };
  if (descriptor !== null)
    yield { path: `${folder}/descript.xml`, bytes: descriptor, description: `${description}: index` };
}
