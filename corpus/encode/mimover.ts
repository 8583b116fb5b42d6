import { concat, utf8 } from './bytes.ts';

/** MIUI's envelope and set index, as com.miui.backup of three eras writes them (reference: formats/mimover/README.md). */

export interface MiuiHeader {
  readonly package: string;
  /** Application label; may be missing. LF becomes a space. */
  readonly label: string | null;
  readonly feature: number;
  /** Written as line 6 where the file is encrypted: MIUI's own verifier, opaque. */
  readonly encryptedPassword?: string;
  /** Written (flags 20 and 21) only for dual apps. */
  readonly user?: number;
}

/** Five, six or seven lines; the flag follows from what there is to say. */
export function miuiHeader(header: MiuiHeader): Uint8Array {
  const sealed = header.encryptedPassword !== undefined;
  const flag = (header.user === undefined ? 0 : 20) + (sealed ? 1 : 0);
  const name = header.label === null ? header.package : `${header.package} ${header.label.replaceAll('\n', ' ')}`;
  const lines = ['MIUI BACKUP', '2', name, String(header.feature), String(flag)];
  if (header.encryptedPassword !== undefined) lines.push(header.encryptedPassword);
  if (header.user !== undefined) lines.push(String(header.user));
  return utf8(`${lines.join('\n')}\n`);
}

/** A .bak: the envelope, then an Android backup. */
export const bak = (header: MiuiHeader, backup: Uint8Array): Uint8Array => concat([miuiHeader(header), backup]);

/** `era2017`: MIUI 8. `miui12`: MIUI 12 to 14. `hyperos`: V816, with split files. */
export type DescriptEra = 'era2017' | 'miui12' | 'hyperos';

export interface DescriptPackage {
  readonly package: string;
  readonly feature: number;
  readonly bakFile: string;
  /** 1 system app, 2 user app, 4 files … */
  readonly type: number;
  readonly installedBytes: number;
  readonly sdBytes?: number;
  /** Size of the .bak. */
  readonly bakBytes: number;
  /** Tar bytes before the end mark. */
  readonly tarBytes: number;
  readonly splitFile?: string;
  readonly splitBytes?: number;
  /** 0 bytes, 1 records. */
  readonly progress?: number;
  /** 1 finished, 2 running, 5 sending … */
  readonly state?: number;
  /** Paths of user files, in place of one `bakFile`. */
  readonly bakFiles?: readonly string[];
}

export interface Descript {
  readonly device: string;
  readonly miuiVersion: string;
  /** Milliseconds since 1970. */
  readonly date: number;
  readonly auto?: boolean;
  readonly key?: string;
  /** Written for a transfer from phone to phone alone. */
  readonly connectionKey?: string;
  readonly packages: readonly DescriptPackage[];
}

const tag = (name: string, value: string | number | boolean): string =>
  value === ''
    ? `<${name}></${name}>`
    : `<${name}>${String(value).replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</${name}>`;

function packageXml(app: DescriptPackage, era: DescriptEra): string {
  const common = [
    tag('packageName', app.package),
    tag('feature', app.feature),
    ...(app.bakFiles ?? [app.bakFile]).map((name) => tag('bakFile', name)),
    ...(era === 'hyperos' ? [tag('splitFile', app.splitFile ?? ''), tag('splitFileSize', app.splitBytes ?? 0)] : []),
    tag('bakType', app.type),
    tag('pkgSize', app.installedBytes),
    tag('sdSize', app.sdBytes ?? 0),
  ];
  if (era === 'era2017') return `<package>${common.join('')}</package>`;
  return `<package>${[
    ...common,
    tag('state', app.state ?? 1),
    tag('completedSize', app.bakBytes),
    tag('error', 0),
    tag('progType', app.progress ?? 0),
    tag('bakFileSize', app.bakBytes),
    tag('transingCompletedSize', 0),
    tag('transingTotalSize', app.tarBytes),
    tag('transingSdCompletedSize', 0),
    tag('sectionSize', 0),
    tag('sendingIndex', 0),
  ].join('')}</package>`;
}

/** descript.xml on one line, as all samples have it. */
export function descript(set: Descript, era: DescriptEra): string {
  const total = set.packages.reduce((sum, app) => sum + app.bakBytes + (app.splitBytes ?? 0), 0);
  const later = era !== 'era2017';
  const root = [
    ...(later ? [tag('jsonMsg', '')] : []),
    tag('bakVersion', 2),
    ...(later ? [tag('brState', 3)] : []),
    tag('autoBackup', set.auto ?? false),
    tag('device', set.device),
    tag('miuiVersion', set.miuiVersion),
    tag('date', set.date),
    ...(set.key === undefined ? [] : [tag('key', set.key)]),
    tag('size', total),
    ...(later
      ? [
          tag('storageLeft', 93_053_108_224),
          tag('supportReconnect', true),
          ...(set.connectionKey === undefined
            ? []
            : [tag('connectionKey', set.connectionKey), tag('canTransfer', true)]),
          tag('autoRetransferCnt', 0),
          tag('transRealCompletedSize', 0),
        ]
      : []),
    `<packages>${set.packages.map((app) => packageXml(app, era)).join('')}</packages>`,
    ...(later ? ['<filesModifyTime></filesModifyTime>'] : []),
  ];
  return `<?xml version='1.0' encoding='UTF-8' standalone='yes' ?><MIUI-backup>${root.join('')}</MIUI-backup>`;
}
