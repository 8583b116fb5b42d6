import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { database } from '../../corpus/encode/sqlite.ts';
import { built, carryover, ROOT, subFolder, tempFolder } from '../support/cli.ts';

/** Evidence is never written to: bytes, size, times, inode and the list of names are after every command as before. */

const OLD = new Date('2019-05-06T07:08:09.123Z');

interface State {
  readonly path: string;
  readonly kind: string;
  readonly inode: bigint;
  readonly links: bigint;
  readonly size: bigint;
  readonly mode: bigint;
  readonly modified: bigint;
  readonly changed: bigint;
  /** Of files: folders have no way to be listed without it (O_NOATIME is for files that are ours). */
  readonly accessed: bigint | null;
  readonly bytes: string | null;
}

function stateOf(root: string): State[] {
  const states: State[] = [];
  const visit = (path: string): void => {
    const stat = lstatSync(path, { bigint: true });
    const kind = stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'file';
    states.push({
      path: relative(root, path),
      kind,
      inode: stat.ino,
      links: stat.nlink,
      size: stat.size,
      mode: stat.mode,
      modified: stat.mtimeNs,
      changed: stat.ctimeNs,
      accessed: kind === 'file' && process.platform === 'linux' ? stat.atimeNs : null,
      bytes: kind === 'link' ? readlinkSync(path) : null,
    });
    if (kind === 'folder') for (const name of readdirSync(path).sort()) visit(join(path, name));
  };
  visit(root);
  return states;
}

/** Bytes apart: reading them here would change the time of access that the command must not change. */
function bytesOf(root: string): string[] {
  return stateOf(root)
    .filter(({ kind }) => kind === 'file')
    .map(({ path }) => readFileSync(path === '' ? root : join(root, path)).toString('base64'));
}

/** Old times everywhere, so that any new one shows. */
function age(root: string): void {
  for (const { path, kind } of stateOf(root).reverse()) {
    if (kind !== 'link') utimesSync(path === '' ? root : join(root, path), OLD, OLD);
  }
}

const folder = built ? tempFolder('evidence') : '';
const CASE = '/data/data/com.example.case';

/** A phone's tree with a database whose log lies beside it, a hot journal's neighbour, and a symbolic link. */
function phone(name: string): string {
  const root = join(folder, name);
  cpSync(join(ROOT, 'corpus/full-filesystem/ok/tree'), root, { recursive: true });
  const databases = subFolder(root, 'data/data/com.example.case/databases');
  const image = database({ wal: true }, (db) => {
    db.run('CREATE TABLE note (_id INTEGER PRIMARY KEY, body TEXT)');
    db.insert('note', [[1, 'the first of all notes']]);
  });
  writeFileSync(join(databases, 'log.db'), image);
  const cases = join(ROOT, 'corpus/readers/sqlite');
  for (const part of ['wal.db', 'wal.db-wal', 'journal.db', 'journal.db-journal'])
    cpSync(join(cases, part), join(databases, part));
  symlinkSync('log.db', join(databases, 'link.db'));
  return root;
}

const EVIDENCE: Readonly<Record<string, () => string>> = {
  'a folder': () => phone(`folder`),
  'a zip': () => copied('corpus/pairs/escan-2017/target/EXTRACTION_FFS.zip'),
  'a compressed tar': () => copied('corpus/gzip/ok/tree.tar.gz'),
  'a backup': () => copied('corpus/android-backup/ok/two-apps-shared.ab'),
  'a damaged backup': () => copied('corpus/android-backup/broken/cut-in-body.ab'),
  'a set': () => copied('corpus/pairs/escan-2017/bundle/20170803_120000'),
};

function copied(path: string): string {
  const target = join(subFolder(folder, 'copies'), path.replaceAll('/', '_'));
  cpSync(join(ROOT, path), target, { recursive: true });
  return target;
}

const OTHER = join(ROOT, 'corpus/pairs/ab-simple/target/phone.ab');
let round = 0;
const out = (): string => join(subFolder(folder, 'out'), String(++round));

const COMMANDS: Readonly<Record<string, (evidence: string, path: string) => readonly string[]>> = {
  info: (evidence) => ['info', evidence, '--verify'],
  ls: (evidence) => ['ls', evidence, '--format', 'ndjson'],
  cat: (evidence, path) => ['cat', evidence, path],
  'cat --decoded': (evidence, path) => ['cat', evidence, path, '--decoded'],
  extract: (evidence) => ['extract', evidence, '-o', out()],
  'extract --layout stored': (evidence) => ['extract', evidence, '-o', out(), '--layout', 'stored'],
  'diff, as source': (evidence) => ['diff', evidence, OTHER, '-o', `${out()}.json`, '--changes', '--verify'],
  'diff, as target': (evidence) => ['diff', OTHER, evidence, '-o', `${out()}.csv`],
  'diff, as bundle': (evidence) => ['diff', OTHER, OTHER, '--via', evidence, '-o', `${out()}.ndjson`],
  'diff with itself': (evidence) => ['diff', evidence, evidence],
  show: (evidence, path) => ['show', evidence, OTHER, path],
  audit: (evidence) => ['audit', evidence, '--reveal-secrets'],
  snapshot: (evidence) => ['snapshot', evidence, '-o', out()],
};

describe.skipIf(!built).each(Object.entries(EVIDENCE))('%s', (_, make) => {
  const evidence = built ? make() : '';
  const listed = built ? carryover(['ls', evidence]).stdout.split('\n') : [];
  const paths = listed.filter((line) => line.startsWith('file\t')).map((line) => line.split('\t').at(-1) ?? '');
  // A place that a reader understands, so that everything is gone through.
  const path = paths.find((each) => /shared_prefs\/|\.txt$/.test(each)) ?? paths[0] ?? '';
  if (built) age(evidence);
  const bytes = built ? bytesOf(evidence) : [];
  if (built) age(evidence);

  test.each(Object.entries(COMMANDS))('%s', (_, args) => {
    const before = stateOf(evidence);
    const run = carryover(args(evidence, path));
    expect([0, 5], run.stderr).toContain(run.status);
    expect(stateOf(evidence)).toEqual(before);
  });

  test('the bytes, after all of them', () => {
    expect(bytesOf(evidence)).toEqual(bytes);
  });
});

describe.skipIf(!built)('a snapshot', () => {
  test('says what its evidence said, and a snapshot of it too: rules of backup hang on the format that made it', () => {
    const bundle = copied('corpus/pairs/escan-2017/bundle/20170803_120000');
    const [once, twice] = [`${out()}.snapshot`, `${out()}.snapshot`];
    for (const args of [
      [bundle, once],
      [once, twice],
    ])
      expect(carryover(['snapshot', args[0] ?? '', '-o', args[1] ?? '']).status).toBe(0);
    const found = (evidence: string): unknown[] =>
      (
        JSON.parse(carryover(['audit', evidence, '--format', 'json']).stdout) as { findings: { rule: string }[] }
      ).findings
        .map(({ rule }) => rule)
        .sort();
    const all = found(bundle);
    expect(all).toContain('policy');
    expect(found(once)).toEqual(all);
    expect(found(twice)).toEqual(all);
  });
});

describe.skipIf(!built)('a database in a folder', () => {
  test('with its log beside it gets no -shm, and its log is neither applied nor removed', () => {
    const root = phone('with-log');
    const databases = join(root, 'data/data/com.example.case/databases');
    const steps = readFileSync(join(ROOT, 'corpus/readers/sqlite/wal.db-wal'));
    const names = readdirSync(databases).sort();
    for (const args of [
      ['cat', root, `${CASE}/databases/wal.db`, '--decoded'],
      ['cat', root, `${CASE}/databases/journal.db`, '--decoded'],
      ['audit', root],
      ['diff', root, OTHER],
      ['show', root, root, `${CASE}/databases/wal.db`],
    ]) {
      expect(carryover(args).status).toBe(0);
      expect(readdirSync(databases).sort()).toEqual(names);
    }
    expect(readFileSync(join(databases, 'wal.db-wal'))).toEqual(steps);
    expect(names.filter((name) => name.endsWith('-shm'))).toEqual([]);
  });

  test('on a folder that may not be written to is read all the same', () => {
    const database = join(ROOT, 'corpus/readers/sqlite');
    const run = carryover(['diff', join(database, 'wal.db'), join(database, 'plain.db'), '--format', 'json']);
    expect(run.status).toBe(0);
    expect(readdirSync(database).filter((name) => name.endsWith('-shm'))).toEqual([]);
  });
});

describe.skipIf(!built)('evidence that changes', () => {
  test('between two runs has another hash', () => {
    const root = phone('changing');
    const hash = (): string => {
      const { evidence } = JSON.parse(carryover(['info', root, '--format', 'json']).stdout) as {
        evidence: { sha256: string }[];
      };
      return evidence[0]?.sha256 ?? '';
    };
    const before = hash();
    expect(hash()).toBe(before);
    mkdirSync(join(root, 'data/data/com.example.case/files'), { recursive: true });
    writeFileSync(join(root, 'data/data/com.example.case/files/new'), 'x');
    expect(hash()).not.toBe(before);
  });
});
