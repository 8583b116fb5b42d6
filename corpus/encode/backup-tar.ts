import { concat, utf8 } from './bytes.ts';
import { padded, paxRecord, tarHeader } from './tar.ts';

/**
 * The tar that Android's full backup writes, field by field as AOSP libs/androidfw/BackupHelpers.cpp `write_tarfile`
 * does: see reference notes in formats/android-backup/README.md.
 */

/** One file or folder of an app or of shared storage. */
export interface BackupFile {
  /** Below the domain: `databases` content is `x.db`, not `db/x.db`. */
  readonly path: string;
  readonly body?: Uint8Array;
  readonly directory?: boolean;
  readonly mode?: number;
  readonly uid?: number;
  /** Seconds since 1970. */
  readonly mtime?: number;
  /** The device's own path held a byte from 0x80 on: the name goes into pax. Default: looks at the stored path. */
  readonly foreign?: boolean;
}

const NAME_BYTES = 100;
const PREFIX_BYTES = 155;
const SIZE_LIMIT = 8 * 2 ** 30;
const APP_UID = 10_050;

const cut = (text: string, bytes: number): string => text.slice(0, bytes);

/**
 * Header and body of one member. `root` is `apps/<package>` or `shared`; `domain` is the token, or the volume number,
 * or null for `_manifest` and `_meta`.
 */
export function backupMember(root: string, domain: string | null, file: BackupFile): Uint8Array {
  const folder = domain === null ? root : `${root}/${domain}`;
  const full = `${folder}/${file.path}`;
  const body = file.directory === true ? new Uint8Array(0) : (file.body ?? new Uint8Array(0));
  const uid = file.uid ?? APP_UID;
  const relative = utf8(file.path);
  const foreign = file.foreign ?? utf8(full).some((byte) => byte >= 0x80);
  const pax =
    relative.length >= NAME_BYTES ||
    utf8(root).length + 1 + (domain?.length ?? 0) >= PREFIX_BYTES ||
    foreign ||
    body.length > SIZE_LIMIT;
  const needsPrefix = utf8(full).length > NAME_BYTES;
  const fields = {
    mode: `${(file.mode ?? (file.directory === true ? 0o771 : 0o660)).toString(8).padStart(6, '0')} `,
    uid: cut(`0${uid.toString(8)}`, 7),
    gid: cut(`0${uid.toString(8)}`, 7),
    size: cut(body.length.toString(8).padStart(11, '0'), 11),
    mtime: cut(BigInt.asUintN(64, BigInt(file.mtime ?? 0)).toString(8), 11),
    type: file.directory === true ? '5' : '0',
    magic: 'ustar\x0000',
  };
  const parts: Uint8Array[] = [];
  if (pax) {
    const records = concat([paxRecord('size', String(body.length)), paxRecord('path', full)]);
    const leaf = full.slice(full.lastIndexOf('/') + 1);
    parts.push(
      tarHeader({
        ...fields,
        name: utf8(`PaxHeader/${leaf}`).subarray(0, NAME_BYTES - 1),
        size: records.length.toString(8).padStart(11, '0'),
        type: 'x',
        ...(needsPrefix ? { prefix: utf8(folder) } : {}),
      }),
      padded(records),
    );
  }
  parts.push(
    tarHeader({
      ...fields,
      name: needsPrefix ? relative.subarray(0, NAME_BYTES) : utf8(full),
      ...(needsPrefix ? { prefix: utf8(folder) } : {}),
    }),
  );
  if (body.length > 0) parts.push(padded(body));
  return concat(parts);
}

/** What `_manifest` says (AppMetadataBackupWriter.getManifestBytes). */
export interface ManifestFacts {
  readonly package: string;
  readonly versionCode: number | string;
  readonly sdk: number;
  readonly installer: string | null;
  readonly apk: boolean;
  /** DER bytes of each certificate. */
  readonly signers: readonly Uint8Array[];
  /** Samsung's extra line, where it is written. */
  readonly splits?: number;
}

/** The text of a `_manifest`: LF lines, manifest version 1. */
export function manifestText(facts: ManifestFacts): string {
  return [
    '1',
    facts.package,
    String(facts.versionCode),
    String(facts.sdk),
    facts.installer ?? '',
    facts.apk ? '1' : '0',
    ...(facts.splits === undefined ? [] : [String(facts.splits)]),
    String(facts.signers.length),
    ...facts.signers.map((der) => Buffer.from(der).toString('hex')),
    '',
  ].join('\n');
}

/** A package with its members in the order given, by domain token (`a`, `r`, `f`, `db`, `sp` …). */
export interface BackupPackage {
  readonly manifest: ManifestFacts;
  readonly files: readonly (readonly [token: string, file: BackupFile])[];
  /** Widget state and the like: blobs by token, in a `_meta` of their own (version 3 on). */
  readonly meta?: readonly (readonly [token: number, data: Uint8Array])[];
  readonly manifestTime?: number;
}

const MANIFEST_UID = 1000;

/** `_manifest`, `_meta`, then the files: the tar bytes of one package, without an end mark. */
export function packageTar(app: BackupPackage): Uint8Array {
  const root = `apps/${app.manifest.package}`;
  const system = { mode: 0o600, uid: MANIFEST_UID, mtime: app.manifestTime ?? 0 };
  const parts = [backupMember(root, null, { path: '_manifest', body: utf8(manifestText(app.manifest)), ...system })];
  if (app.meta !== undefined) {
    const blobs = app.meta.flatMap(([token, data]) => {
      const head = new Uint8Array(8);
      new DataView(head.buffer).setUint32(0, token);
      new DataView(head.buffer).setUint32(4, data.length);
      return [head, data];
    });
    parts.push(
      backupMember(root, null, {
        path: '_meta',
        body: concat([utf8(`1\n${app.manifest.package}\n`), ...blobs]),
        ...system,
      }),
    );
  }
  for (const [token, file] of app.files) parts.push(backupMember(root, token, file));
  return concat(parts);
}

/** `apps/<package>/k/_manifest` and the data stream: how a key/value package is stored (PerformAdbBackupTask, 8.0 on). */
export function keyValueTar(manifest: ManifestFacts, stream: Uint8Array): Uint8Array {
  const root = `apps/${manifest.package}`;
  return concat([
    backupMember(root, 'k', { path: '_manifest', body: utf8(manifestText(manifest)), mode: 0o600, uid: MANIFEST_UID }),
    backupMember(root, 'k', { path: `${manifest.package}.data`, body: stream, mode: 0o700, uid: MANIFEST_UID }),
  ]);
}

/** `shared/<volume>/…`. */
export function sharedTar(volume: number, files: readonly BackupFile[]): Uint8Array {
  return concat(files.map((file) => backupMember('shared', String(volume), file)));
}
