import { closeSync, openSync, readSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Fault } from '../base/fault.ts';
import { makeWorkFolder, SPOOL } from '../base/work-folder.ts';
import { openFile } from '../content/sqlite/engine.ts';
import type { ClaimView, ProfiledApp } from './profile/profile.ts';
import {
  type AppView,
  type ArtifactSideView,
  type ArtifactView,
  type DiffReport,
  type FindingView,
  SIDE_NAMES,
} from './result.ts';
import { artifactShape, findingShape } from './shapes.ts';
import { datasetteMetadata } from './sqlite/metadata.ts';
import { boundColumns, CREATE_REST, CREATE_TABLES, type TableName } from './sqlite/tables.ts';
import type { Output, Writer, WriterSettings } from './writer.ts';

type Cell = string | number | null;
const PIECE_BYTES = 1 << 17;

const json = (value: unknown): string => JSON.stringify(value);

function sideCells(side: ArtifactSideView | null): readonly Cell[] {
  return side === null ? [null, null, null, null, null] : [side.sha256, side.bytes, side.modified, side.entry, side.at];
}

const LONG_FIELDS = 'compared moved schemaChanges renamed rekeyed rewritten copies similar apkMembers'.split(' ');

/** What has no column of its own, as JSON: moves, schemas, names and ids given anew, copies, twins, parts and APK of each side, a list that was cut. */
function moreOf(artifact: ArtifactView, cut: boolean): string | null {
  const shape = artifactShape(artifact);
  const more: Record<string, unknown> = {};
  for (const name of LONG_FIELDS) if (shape[name] !== undefined && shape[name] !== null) more[name] = shape[name];
  for (const name of SIDE_NAMES) {
    const parts = artifact[name]?.parts ?? [];
    if (parts.length > 0) more[`${name}Parts`] = parts;
    const apk = artifact[name]?.apk;
    if (apk !== undefined) more[`${name}Apk`] = apk;
  }
  if (cut) more['changesCut'] = true;
  return Object.keys(more).length === 0 ? null : json(more);
}

function artifactCells(id: number, app: AppView | null, artifact: ArtifactView, cut: boolean): readonly Cell[] {
  const { records, reason } = artifact;
  return [
    id,
    app?.package ?? null,
    app?.user ?? null,
    artifact.devicePath,
    artifact.storage,
    artifact.domain,
    artifact.path,
    artifact.kind,
    artifact.verdict,
    artifact.likeness,
    artifact.route,
    artifact.moved?.devicePath ?? null,
    Number(artifact.schemaChanged),
    artifact.similarity ?? null,
    reason?.side ?? null,
    reason?.code ?? null,
    reason?.at ?? null,
    records?.same ?? null,
    records?.changed ?? null,
    records?.sourceOnly ?? null,
    records?.targetOnly ?? null,
    records?.telling ?? null,
    ...SIDE_NAMES.flatMap((name) => sideCells(artifact[name])),
    moreOf(artifact, cut),
  ];
}

function findingCells(finding: FindingView): readonly Cell[] {
  const head = [finding.id, finding.rule, finding.package, finding.user, finding.devicePath];
  const body = json(findingShape(finding));
  if (finding.rule !== 'credential' && finding.rule !== 'identifier')
    return [...head, ...Array<null>(12).fill(null), body];
  const { secret, target } = finding;
  return [
    ...head,
    finding.where,
    finding.status ?? null,
    finding.portability,
    finding.expiry,
    finding.certainty,
    finding.service,
    secret.shape,
    secret.length,
    secret.preview,
    secret.fingerprint,
    target?.devicePath ?? null,
    target?.where ?? null,
    body,
  ];
}

function claimCells(profile: string, one: ClaimView): Cell[] {
  const { id, claim, shows, cannot, verdict, reason, count, of, apps } = one;
  return [profile, id, claim, shows, cannot, verdict, reason, count, of, json(apps)];
}

function profiledCells(profile: string, one: ProfiledApp): Cell[] {
  const { package: name, user, label, verdict, coverage, category, session, bound, allowBackup, packed, because } = one;
  const said = [Number(session), Number(bound), allowBackup === null ? null : Number(allowBackup), Number(packed)];
  return [profile, name, user, label, verdict, coverage, category, ...said, json(because)];
}

function fill(path: string, report: DiffReport): void {
  const db = openFile(path);
  try {
    db.exec('PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;');
    db.exec(CREATE_TABLES);
    const into = (name: TableName): ((cells: readonly Cell[]) => void) => {
      const statement = db.prepare(`INSERT INTO ${name} VALUES (${Array(boundColumns(name)).fill('?').join(',')})`);
      return (cells) => void statement.run(...cells);
    };
    const [run, evidence, apps, artifacts] = [into('run'), into('evidence'), into('app'), into('artifact')];
    const [changes, findings, notices] = [into('change'), into('finding'), into('notice')];
    db.exec('BEGIN');
    const facts = { schema: report.schema, ...report.run, partial: report.summary.partial };
    for (const [name, value] of Object.entries(facts)) run([name, typeof value === 'string' ? value : json(value)]);
    for (const side of SIDE_NAMES) {
      const it = report.evidence[side];
      if (it === null) continue;
      const { label, format, formatVersion, encryption, bytes, sha256, sha256After = null } = it;
      const counts = [it.entries, it.apps, it.notExamined, Number(it.partial)];
      const rest = [it.newest, it.because, json(it.declared)];
      evidence([side, label, format, formatVersion, encryption, bytes, sha256, sha256After, ...counts, ...rest]);
    }
    let id = 0;
    const put = (app: AppView | null, artifact: ArtifactView): void => {
      id += 1;
      artifacts(artifactCells(id, app, artifact, report.cut?.(artifact) != null));
      for (const { section, kind, key, source, target, within } of report.changes?.(artifact) ?? [])
        changes([id, section, kind, key, source && json(source), target && json(target), within ? json(within) : null]);
    };
    for (const { app, artifacts: list } of report.apps()) {
      const { versionCode, movedTo } = app;
      const head = [app.package, app.user, app.label, app.verdict, app.coverage];
      apps([...head, versionCode.source, versionCode.target, movedTo?.user ?? null, json(app.because)]);
      for (const artifact of list()) put(app, artifact);
    }
    for (const artifact of report.shared()) put(null, artifact);
    for (const finding of report.findings()) findings(findingCells(finding));
    for (const { side, code, gravity, at, message, detail, args } of report.notices)
      notices([side, code, gravity, at, message, detail ?? null, args === undefined ? null : json(args)]);
    if (report.profile !== undefined) {
      const [claims, profiled] = [into('claim'), into('profiled_app')];
      for (const one of report.profile.claims) claims(claimCells(report.profile.id, one));
      for (const one of report.profile.apps) profiled(profiledCells(report.profile.id, one));
    }
    db.exec(CREATE_REST);
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

/**
 * The result as a database: filled in a private file of the work folder, so that memory does not follow the number of
 * artifacts, then handed on. Equal reports give equal bytes. Throws Fault `engine.missing` or `work.unusable`.
 */
export async function writeSqlite(report: DiffReport, out: Output, settings: WriterSettings = {}): Promise<void> {
  const folder = makeWorkFolder(settings.workDir ?? null);
  try {
    const path = join(folder, SPOOL);
    try {
      fill(path, report);
    } catch (error) {
      if ((error as { code?: string }).code === 'SQLITE_FULL')
        throw new Fault('work.unusable', 'full', dirname(folder));
      throw error;
    }
    const handle = openSync(path, 'r');
    try {
      for (;;) {
        const piece = Buffer.allocUnsafe(PIECE_BYTES);
        const read = readSync(handle, piece, 0, piece.length, null);
        if (read === 0) break;
        await out.write(piece.subarray(0, read));
      }
    } finally {
      closeSync(handle);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `out/result.sqlite` goes with `out/result.metadata.json`, which Datasette takes. */
function metadataBeside(path: string): { readonly path: string; readonly text: string } {
  const stem = path.replace(/\.sqlite$/i, '');
  return { path: `${stem}.metadata.json`, text: datasetteMetadata(basename(stem)) };
}

export const sqliteWriter: Writer = {
  id: 'sqlite',
  extension: '.sqlite',
  write: writeSqlite,
  beside: metadataBeside,
};
