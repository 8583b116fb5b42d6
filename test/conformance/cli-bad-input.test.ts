import { chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { afterAll, describe, expect, test } from 'vitest';
import { noise, writePhoneTar } from '../support/big-evidence.ts';
import {
  built,
  carryover,
  type Ended,
  ended,
  faultLine,
  has,
  isRoot,
  ROOT,
  shell,
  subFolder,
  tempFolder,
} from '../support/cli.ts';
import { tarBytes } from '../support/tar-bytes.ts';
import { zipBytes } from '../support/zip-bytes.ts';

/** Evidence and command lines that cannot be worked with: one line that says so, and the contract's exit code. */

const PHONE = 'corpus/android-backup/ok/v5-zlib.ab';
const LOCKED = 'corpus/android-backup/ok/v5-aes-stored.ab';
const DAMAGED = 'corpus/android-backup/broken/cut-in-body.ab';
const folder = built ? tempFolder('bad') : '';
const at = (name: string): string => join(folder, name);
const bytesOf = (path: string): Buffer => readFileSync(join(ROOT, path));

if (built) {
  writeFileSync(at('empty.ab'), '');
  mkdirSync(at('empty-folder'));
  writeFileSync(at('noise.bin'), noise(5_000, 7));
  writeFileSync(at('cut-header.ab'), bytesOf(LOCKED).subarray(0, 60));
  mkdirSync(at('two'));
  copyFileSync(join(ROOT, PHONE), at('two/a.ab'));
  copyFileSync(join(ROOT, 'corpus/android-backup/ok/v4-zlib.ab'), at('two/b.ab'));
  const both = [
    { name: 'a.ab', body: readFileSync(at('two/a.ab')) },
    { name: 'deep/b.ab', body: readFileSync(at('two/b.ab')) },
  ];
  writeFileSync(at('two.zip'), zipBytes(both));
  writeFileSync(at('two.tar'), tarBytes(both));
  const one = zipBytes([{ name: 'sub/phone.ab', body: bytesOf(PHONE) }]);
  writeFileSync(at('one.zip'), one);
  writeFileSync(at('zip-in-tar.tar'), tarBytes([{ name: 'copies/one.zip', body: one }]));
}

/** Every command, with one piece of evidence in the place where it takes one. */
const COMMANDS: Readonly<Record<string, (evidence: string) => readonly string[]>> = {
  info: (evidence) => ['info', evidence],
  ls: (evidence) => ['ls', evidence],
  cat: (evidence) => ['cat', evidence, '/data/data/com.example.case/files/state.json'],
  'cat --decoded': (evidence) => ['cat', evidence, '/data/data/com.example.case/files/state.json', '--decoded'],
  extract: (evidence) => ['extract', evidence, '-o', at('never')],
  'diff, as source': (evidence) => ['diff', evidence, PHONE, '-o', at('never.json')],
  'diff, as target': (evidence) => ['diff', PHONE, evidence, '-o', at('never.json')],
  'diff, as bundle': (evidence) => ['diff', PHONE, PHONE, '--via', evidence, '-o', at('never.json')],
  show: (evidence) => ['show', evidence, PHONE, '/data/data/com.example.case/files/state.json', '-o', at('never.json')],
  audit: (evidence) => ['audit', evidence, '-o', at('never.json')],
  snapshot: (evidence) => ['snapshot', evidence, '-o', at('never.snapshot')],
};

/** What each kind of bad evidence ends in. */
const EVIDENCE: Readonly<Record<string, readonly [path: string, exit: number, code: string]>> = {
  missing: [at('nothing-here.ab'), 3, 'evidence.missing'],
  'an empty file': [at('empty.ab'), 3, 'evidence.empty'],
  'an empty folder': [at('empty-folder'), 3, 'evidence.empty'],
  unknown: [at('noise.bin'), 3, 'evidence.unknown'],
  'cut inside its header': [at('cut-header.ab'), 3, 'evidence.truncated'],
  'two bundles in a folder': [at('two'), 3, 'evidence.ambiguous'],
  'a device': ['/dev/null', 3, 'evidence.unreadable'],
  locked: [LOCKED, 4, 'evidence.locked'],
};

function expectNothingWritten(): void {
  const found = ended('/bin/ls', ['-a', folder]).stdout.split('\n');
  expect(found.filter((name) => /^never|partial|carryover/.test(name))).toEqual([]);
}

describe.skipIf(!built).each(Object.entries(EVIDENCE))('evidence that is %s', (_, [path, exit, code]) => {
  test.each(Object.entries(COMMANDS))('%s', (_, args) => {
    const run = carryover(args(path));
    const line = faultLine(run);
    expect(line).toContain(`carryover: ${path}`);
    expect(line).toContain(`(${code})`);
    expect(run.status).toBe(exit);
    // What stands in the clear of locked evidence is what `info` is asked for.
    if (exit === 4 && args(path)[0] === 'info') expect(run.stdout).toMatch(/\tAES-256\t.*\tpartial\n$/);
    else expect(run.stdout).toBe('');
    expectNothingWritten();
  });
});

describe.skipIf(!built)('evidence that is ambiguous', () => {
  test.each([
    ['a folder', at('two'), ['two/a.ab', 'two/b.ab']],
    ['a zip', at('two.zip'), ['two.zip/a.ab', 'two.zip/deep/b.ab']],
    ['a tar', at('two.tar'), ['two.tar/a.ab', 'two.tar/deep/b.ab']],
  ])('%s lists what it holds, and each can be named', (_, path, inside) => {
    const line = faultLine(carryover(['info', path]));
    for (const name of inside) {
      expect(line).toContain(at(name));
      const named = carryover(['info', at(name), '--format', 'json']);
      expect(named).toMatchObject({ status: 0, stderr: '' });
      const { evidence } = JSON.parse(named.stdout) as { evidence: { format: string; label: string }[] };
      expect(evidence).toMatchObject([{ format: 'android-backup', label: at(name) }]);
    }
  });

  test('a single bundle in a zip is taken, and can be named', () => {
    const listed = carryover(['ls', PHONE]).stdout;
    expect(carryover(['ls', at('one.zip')])).toMatchObject({ status: 0, stdout: listed });
    expect(carryover(['ls', at('one.zip/sub/phone.ab')])).toMatchObject({ status: 0, stdout: listed });
    expect(carryover(['ls', at('zip-in-tar.tar/copies/one.zip/sub/phone.ab')])).toMatchObject({ stdout: listed });
  });

  test('a name that is not inside is missing', () => {
    const run = carryover(['info', at('two.zip/c.ab')]);
    expect(faultLine(run)).toContain('(evidence.missing)');
    expect(run.status).toBe(3);
  });
});

describe.skipIf(!built)('damaged evidence', () => {
  const state = '/data/data/com.example.case/files/state.json';
  const cases: readonly (readonly [name: string, args: readonly string[], gives: RegExp])[] = [
    ['info', ['info', DAMAGED], /\tpartial\n/],
    ['ls', ['ls', DAMAGED], /\/data\/data\/com\.example\.case\/files\/state\.json\n/],
    ['cat', ['cat', DAMAGED, state], /^\{/],
    ['diff', ['diff', PHONE, DAMAGED], /\tcarried\tbytes\t.*state\.json\n/],
    ['diff --format csv', ['diff', PHONE, DAMAGED, '--format', 'csv'], /carried,bytes,/],
    ['audit', ['audit', DAMAGED, '--format', 'json'], /"partial": true/],
    ['snapshot', ['snapshot', DAMAGED, '-o', at('damaged.snapshot'), '--format', 'json'], /"entries":6,/],
    ['extract', ['extract', DAMAGED, '-o', at('damaged'), '--format', 'json'], /"files":4,/],
  ];

  test.each(cases)('%s gives what can be read, says what is lost, and ends with 5', (command, args, gives) => {
    const run = carryover(args);
    expect(run.status).toBe(5);
    expect(run.stdout).toMatch(gives);
    // The JSON of audit holds the notices itself.
    const told = /^carryover: damage: cut-in-body\.ab @24 → tar @\d+ \+8192: truncated: The tar ends inside/m;
    if (command === 'audit') expect(run.stdout).toContain('"code": "truncated"');
    else expect(run.stderr).toMatch(told);
    const quiet = carryover([...args.map((arg) => arg.replace('/damaged', '/quiet')), '-q']);
    expect(quiet).toMatchObject({ status: 5, stderr: '' });
  });

  test('JSON holds the notices itself; one line says why it is partial, and -q nothing', () => {
    const run = carryover(['diff', PHONE, DAMAGED, '--format', 'json']);
    expect(run.status).toBe(5);
    const result = JSON.parse(run.stdout) as { notices: { gravity: string; message: string }[] };
    expect(result).toMatchObject({ summary: { partial: true }, evidence: { target: { partial: true } } });
    const [first, ...more] = result.notices.filter(({ gravity }) => gravity === 'damage');
    expect(run.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(run.stderr).toMatch(/^carryover: damage: [^:]*\.ab @\d+/);
    expect(run.stderr).toContain(`: ${first?.message}`);
    const rest = `; the result holds ${more.length} more notice${more.length === 1 ? '' : 's'} of damage\n`;
    expect(run.stderr.endsWith(rest)).toBe(more.length > 0);
    expect(carryover(['diff', PHONE, DAMAGED, '--format', 'json', '-q'])).toMatchObject({ status: 5, stderr: '' });
    expect(carryover(['diff', PHONE, PHONE, '--format', 'json']).stderr).toBe('');
  });
});

describe.skipIf(!built)('usage', () => {
  const cases: readonly (readonly [line: string, args: readonly string[], says: RegExp])[] = [
    ['no command', [], /name a command/],
    ['an unknown command', ['frobnicate', 'a'], /no command frobnicate/],
    ['an unknown option', ['ls', PHONE, '--password', 'x'], /Unknown argument: password/],
    ['too few arguments', ['diff', PHONE], /Not enough non-option arguments/],
    ['too many', ['ls', PHONE, 'a', 'b'], /Unknown argument: b/],
    ['an option without its value', ['diff', PHONE, PHONE, '--via'], /following: via/],
    ['an option twice', ['ls', PHONE, '--format', 'csv', '--format', 'json'], /--format was given more than once/],
    ['a choice that is none', ['ls', PHONE, '--format', 'xml'], /Given: "xml"/],
    ['a limit that is no number', ['ls', PHONE, '--limit-bytes', '10GB'], /--limit-bytes takes a whole number/],
    ['a limit of nothing', ['ls', PHONE, '--limit-depth', '0'], /--limit-depth takes a whole number/],
    ['a number of changes below 0', ['diff', PHONE, PHONE, '--limit-changes', '-1'], /--limit-changes/],
    ['a time that is none', ['ls', PHONE, '--at', 'yesterday'], /--at takes a time/],
    ['a zone that is none', ['ls', PHONE, '--tz', 'Mars/Olympus'], /no time zone/],
    ['a format that is none', ['ls', PHONE, '--as', 'nokia'], /there is no format nokia/],
    ['a password file that is missing', ['ls', PHONE, '--password-file', at('none')], /--password-file cannot be used/],
    ['a keychain that is missing', ['ls', PHONE, '--keychain', at('none')], /--keychain cannot be used/],
    ['a keychain that is none', ['ls', PHONE, '--keychain', 'package.json'], /line 1 of the keychain/],
    ['a case key that is missing', ['audit', PHONE, '--case-key', at('none')], /there is no such file/],
    ['a case key that is empty', ['audit', PHONE, '--case-key', at('empty.ab')], /it is empty/],
    ['a work folder that is missing', ['ls', PHONE, '--work-dir', at('none')], /\(work.unusable\).*ENOENT/],
    ['a work folder that is a file', ['ls', PHONE, '--work-dir', at('one.zip')], /\(work.unusable\).*ENOTDIR/],
    ['a work folder in evidence', ['ls', at('two/a.ab'), '--work-dir', at('two/a.ab')], /inside the evidence/],
    ['a work folder in a folder', ['ls', at('two'), '--work-dir', at('two')], /inside the evidence/],
    ['an output in evidence', ['diff', at('two/a.ab'), at('two'), '-o', at('two/r.json')], /inside the evidence/],
    ['an output over evidence', ['diff', at('two/a.ab'), PHONE, '-o', at('two/a.ab')], /output/],
    ['an output through a zip', ['snapshot', at('one.zip/sub/phone.ab'), '-o', at('one.zip')], /inside the evidence/],
    ['an output of no kind', ['diff', PHONE, PHONE, '-o', at('r.docx')], /does not tell a known output format/],
    ['an output in no folder', ['diff', PHONE, PHONE, '-o', at('none/r.json')], /its folder does not exist/],
    ['an output over a folder', ['snapshot', PHONE, '-o', at('two')], /a folder of this name/],
    ['an output over a device', ['snapshot', PHONE, '-o', '/dev/null'], /device or pipe/],
    ['an output twice', ['diff', PHONE, PHONE, '-o', at('r.csv'), '-o', at('./r.csv')], /two outputs/],
    ['a folder that is full', ['extract', PHONE, '-o', at('two')], /\(output.exists\)/],
    ['a folder in evidence', ['extract', at('two'), '-o', at('two/out')], /inside the evidence/],
    ['a code that is none', ['explain', 'no-such-code'], /no code/],
    ['a schema that is none', ['schema', 'no-such-schema'], /no schema/],
    ['a number for a schema', ['schema', '5'], /no schema/],
    ['a number for a code', ['explain', '5'], /no code 5/],
    ['a rule that is none', ['audit', PHONE, '--rule', 'no-such-rule'], /Choices: "credential"/],
    ['a dash for evidence', ['info', '-'], /nothing is read from a pipe/],
    ['a dash beside evidence', ['info', PHONE, '-'], /nothing is read from a pipe/],
    ['a dash for a side', ['diff', PHONE, '-'], /nothing is read from a pipe/],
    ['a dash for a result', ['report', '-'], /nothing is read from a pipe/],
    ['no name for evidence', ['ls', ''], /the name given for evidence is empty/],
    ['no name among others', ['info', PHONE, ''], /the name given for evidence is empty/],
    ['a day that there is not', ['ls', PHONE, '--at', '2017-02-30'], /--at takes a time/],
  ];

  test.each(cases)('%s', (_, args, says) => {
    const run = carryover(args);
    expect(faultLine(run)).toMatch(says);
    expect(run).toMatchObject({ status: 2, stdout: '' });
    expectNothingWritten();
  });

  test('a name that looks like a number or an option is a name', () => {
    for (const name of ['20170803', '1e3', '-w.ab']) copyFileSync(join(ROOT, PHONE), at(name));
    for (const args of [['20170803'], ['1e3'], ['--', '-w.ab']])
      expect(carryover(['info', ...args], { cwd: folder }), args[0]).toMatchObject({ status: 0, stderr: '' });
    for (const name of ['20170803', '1e3', '-w.ab']) rmSync(at(name));
  });

  test('a clock that is none', () => {
    for (const epoch of ['noon', '-1', '99999999999999999999']) {
      const run = carryover(['ls', PHONE], { env: { SOURCE_DATE_EPOCH: epoch } });
      expect(faultLine(run)).toContain('SOURCE_DATE_EPOCH');
      expect(run.status).toBe(2);
    }
  });

  test('evidence in a folder reached by a link is evidence all the same', () => {
    ended('/bin/ln', ['-sfn', at('two'), at('link')]);
    const run = carryover(['audit', at('two'), '-o', at('link/r.json')]);
    expect(faultLine(run)).toContain('inside the evidence');
  });

  test('a switch may be given twice', () => {
    expect(carryover(['ls', PHONE, '-q', '-q'])).toMatchObject({ status: 0, stderr: '' });
  });
});

describe.skipIf(!built)('where several faults hold', () => {
  const status = (run: Ended): number | null => run.status;

  test('info: evidence before locked before partial before done, and what can be shown is', () => {
    const none = at('nothing-here.ab');
    expect(status(carryover(['info', PHONE, DAMAGED]))).toBe(5);
    expect(status(carryover(['info', DAMAGED, LOCKED, PHONE]))).toBe(4);
    const run = carryover(['info', LOCKED, none, DAMAGED, PHONE]);
    expect(run.status).toBe(3);
    expect(run.stdout.trimEnd().split('\n')).toHaveLength(3);
    expect(run.stderr).toMatch(/^carryover: .*\(evidence\.locked\).*\ncarryover: .*\(evidence\.missing\)/);
  });

  test('diff: the gravest of its sides', () => {
    expect(status(carryover(['diff', LOCKED, at('noise.bin')]))).toBe(3);
    expect(status(carryover(['diff', at('noise.bin'), LOCKED]))).toBe(3);
    expect(status(carryover(['diff', LOCKED, DAMAGED]))).toBe(4);
    expect(status(carryover(['diff', LOCKED, at('nothing-here.ab'), '--limit-bytes', '0']))).toBe(2);
  });

  test('diff --exit-code: found before partial', () => {
    expect(status(carryover(['diff', PHONE, DAMAGED, '--exit-code']))).toBe(1);
    expect(status(carryover(['diff', PHONE, DAMAGED]))).toBe(5);
    expect(status(carryover(['diff', LOCKED, PHONE, '--exit-code']))).toBe(4);
  });
});

const NOBODY = 65_534;

describe.skipIf(!built)('permissions', () => {
  const place = built ? tempFolder('permission') : '';
  const run = (args: readonly string[]): Ended => carryover(args, isRoot ? { uid: NOBODY, cwd: '/' } : {});
  const able = built && run(['--version']).status === 0;
  if (built && !able) process.stderr.write('permissions: skipped, another user cannot run the command\n');

  test.skipIf(!able)('a file and a folder that may not be read', () => {
    copyFileSync(join(ROOT, PHONE), join(place, 'secret.ab'));
    chmodSync(join(place, 'secret.ab'), 0o000);
    mkdirSync(join(place, 'secret'), { mode: 0o000 });
    chmodSync(place, 0o755);
    for (const name of ['secret.ab', 'secret']) {
      for (const command of ['info', 'ls', 'audit']) {
        const done = run([command, join(place, name)]);
        expect(faultLine(done)).toContain('(evidence.unreadable): reading it is not permitted');
        expect(done).toMatchObject({ status: 3, stdout: '' });
      }
    }
  });

  test.skipIf(!able)('a folder within evidence that may not be read is told, and the rest comes out', () => {
    const phone = subFolder(place, 'phone/data/data/com.example.one/files');
    writeFileSync(join(phone, 'a.txt'), 'readable\n');
    writeFileSync(join(phone, 'b.txt'), 'not readable\n');
    chmodSync(join(phone, 'b.txt'), 0o000);
    mkdirSync(join(place, 'phone/data/data/com.example.two'), { mode: 0o000 });
    chmodSync(place, 0o755);
    const done = run(['ls', join(place, 'phone')]);
    expect(done.status).toBe(5);
    expect(done.stdout).toContain('/data/data/com.example.one/files/a.txt');
    expect(done.stderr).toMatch(/^carryover: damage: .*com\.example\.two/m);
    expect(done.stderr).toMatch(/^carryover: damage: .*b\.txt/m);
  });

  test.skipIf(!able)('an output folder and a work folder that may not be written to', () => {
    const closed = subFolder(place, 'closed');
    chmodSync(closed, 0o555);
    copyFileSync(join(ROOT, PHONE), join(place, 'open.ab'));
    chmodSync(join(place, 'open.ab'), 0o444);
    chmodSync(place, 0o755);
    const phone = join(place, 'open.ab');
    for (const args of [
      ['audit', phone, '-o', join(closed, 'r.json')],
      ['snapshot', phone, '-o', join(closed, 'r.snapshot')],
      ['extract', phone, '-o', join(closed, 'out')],
      ['ls', phone, '--work-dir', closed],
    ]) {
      const done = run(args);
      expect(faultLine(done)).toContain('EACCES');
      expect(done).toMatchObject({ status: 2, stdout: '' });
    }
  });
});

describe.skipIf(!built)('a reader that goes away', () => {
  test.each([
    ['ls', `ls '${PHONE}'`],
    ['ls --format json', `ls '${PHONE}' --format json`],
    ['diff', `diff '${PHONE}' '${PHONE}' --format ndjson`],
    ['cat', `cat '${PHONE}' /data/data/com.example.case/databases/message.db`],
    ['explain', 'explain'],
    ['schema', 'schema diff'],
    ['--help', '--help'],
  ])('%s ends quietly', (_, line) => {
    const early = shell(`carryover ${line} | head -c 1 > /dev/null; echo "$\{PIPESTATUS[0]}"`);
    expect(early).toMatchObject({ stdout: '0\n', stderr: '' });
    const none = shell(`carryover ${line} | true; echo "$\{PIPESTATUS[0]}"`);
    expect(none).toMatchObject({ stdout: '0\n', stderr: '' });
  });

  test('much output, stopped after its first line', () => {
    const tar = at('many.tar');
    writeFileSync(
      tar,
      tarBytes(Array.from({ length: 20_000 }, (_, i) => ({ name: `data/data/com.example/files/${i}`, body: 'x' }))),
    );
    const run = shell(`carryover ls '${tar}' --format ndjson | head -1 | wc -l; echo "$\{PIPESTATUS[0]}"`);
    expect(run).toMatchObject({ stdout: '1\n0\n', stderr: '' });
  });

  test.skipIf(!built || process.platform !== 'linux')('a full disk behind stdout is a fault', () => {
    for (const args of [`ls '${PHONE}'`, '--version', '--help', 'diff --help', 'completion', 'formats']) {
      const run = shell(`carryover ${args} > /dev/full`);
      expect(faultLine(run), args).toContain(
        'stdout: output not writable (output.unwritable): the system could not write (ENOSPC)',
      );
      expect(run.status, args).toBe(2);
    }
  });
});

describe.skipIf(!built)('a full disk', () => {
  const disk = built ? tempFolder('disk') : '';
  const mount = (name: string, size: string): string | null => {
    const place = subFolder(disk, name);
    return has('mount') && ended('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'none', place]).status === 0
      ? place
      : null;
  };
  const small = built ? mount('small', '1m') : null;
  if (built && small === null) process.stderr.write('a full disk: skipped, no small file system can be mounted here\n');
  if (small !== null) afterAll(() => void ended('umount', [small]));
  const big = join(disk, 'big.tar');
  if (small !== null) writePhoneTar(big, 24, 'MARK');
  const used = (): string => ended('/bin/ls', ['-A', small ?? '']).stdout;
  const free = (work: () => void): void => {
    try {
      work();
      expect(used()).toBe('');
    } finally {
      ended('/bin/sh', ['-c', `rm -rf '${small}'/*`]);
    }
  };

  test.skipIf(small === null)('the work folder: what was not kept is told, and the run is partial', () => {
    free(() => {
      for (const args of [
        ['audit', big],
        ['diff', big, big],
      ]) {
        const run = carryover([...args, '--work-dir', small ?? '']);
        expect(run.stderr).toMatch(/^carryover: damage: big\.tar.*: limit: The work folder is full: \d+ contents/m);
        expect(run.status).toBe(5);
      }
      // A list needs no content.
      expect(carryover(['ls', big, '--work-dir', small ?? ''])).toMatchObject({ status: 0, stderr: '' });
    });
  });

  test.skipIf(small === null)('the output: no half file stays', () => {
    free(() => {
      const runs = [
        ['snapshot', big, '-o', join(small ?? '', 'big.snapshot')],
        ['extract', big, '-o', join(small ?? '', 'out')],
        ['diff', join(ROOT, PHONE), big, '-o', join(small ?? '', 'r.json'), '-o', join(small ?? '', 'r.txt')],
      ];
      writeFileSync(join(small ?? '', 'ballast'), noise(900_000, 3));
      for (const [i, args] of runs.entries()) {
        if (i === 2) writeFileSync(join(small ?? '', 'more'), noise(140_000, 4));
        const run = carryover(args);
        expect(faultLine(run)).toContain('ENOSPC');
        expect(run).toMatchObject({ status: 2, stdout: '' });
        expect(
          used()
            .split('\n')
            .filter((name) => !/^(?:ballast|more|)$/.test(name)),
        ).toEqual([]);
      }
      ended('/bin/sh', ['-c', `rm -f '${small}'/ballast '${small}'/more`]);
    });
  });

  test('of what the work folder could not take the kind stands all the same', () => {
    const databases = ['one', 'other'].map((text) => {
      const db = new Database(':memory:');
      db.exec(`CREATE TABLE t (a, b); INSERT INTO t VALUES ('${text}', zeroblob(12000000))`);
      const tar = at(`${text}.tar.gz`);
      writeFileSync(
        tar,
        gzipSync(tarBytes([{ name: 'data/data/com.example/databases/m.db', body: db.serialize() }]), { level: 1 }),
      );
      db.close();
      return `'${tar}'`;
    });
    const run = shell(`trap '' XFSZ; ulimit -f 1024; carryover diff ${databases.join(' ')} --format json`);
    const { apps } = JSON.parse(run.stdout) as { apps: { artifacts: object[] }[] };
    expect(apps[0]?.artifacts).toMatchObject([
      { kind: 'sqlite', verdict: 'not-compared', reason: { code: 'not-kept' }, records: null },
    ]);
    expect(run.status).toBe(5);
  });

  test('a limit on the size of files', () => {
    const tar = join(disk, 'limit.tar');
    writePhoneTar(tar, 24, 'MARK');
    const run = shell(`trap '' XFSZ; ulimit -f 1024; carryover snapshot '${tar}' -o '${join(disk, 'limit.snapshot')}'`);
    expect(run.status).toBe(2);
    expect(faultLine(run)).toMatch(/EFBIG|ENOSPC/);
    expect(ended('/bin/ls', [disk]).stdout).not.toContain('limit.snapshot');
  });
});
