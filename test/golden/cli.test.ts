import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { columns } from '../../src/report/text/width.ts';
import { built, carryover, type Ended, has, onTerminal, tempFolder } from '../support/cli.ts';

/** What each command says, word for word: stdout, stderr and exit code under a fixed clock, width and language. */

const SIMPLE = ['corpus/pairs/ab-simple/source/phone.ab', 'corpus/pairs/ab-simple/target/phone.ab'] as const;
const ESCAN = ['corpus/pairs/escan-2017/source/redmi-4a.tar.gz', 'corpus/pairs/escan-2017/target/EXTRACTION_FFS.zip'];
const VIA = ['--via', 'corpus/pairs/escan-2017/bundle/20170803_120000'];
const NOTES = '/data/data/com.example.simple/databases/note.db';
const SETTINGS = '/data/data/com.example.simple/shared_prefs/settings.xml';
const CUT = 'corpus/android-backup/broken/cut-in-body.ab';

/** Versions of what runs the tests do not belong into a golden file. */
function steady(text: string): string {
  return text
    .replace(/("(?:node|sqlite|version|commit)": ?)(?:"[^"]*"|null)/g, '$1"…"')
    .replace(/^\d+\.\d+\.\d+(-\S+)?$/gm, '…')
    .replaceAll(process.execPath, 'node');
}

function transcript(args: readonly string[], run: Ended): string {
  const line = args.map((arg) => (/[^\w./:=@-]/.test(arg) ? `'${arg}'` : arg)).join(' ');
  const talk = run.stderr === '' ? '' : `--- stderr\n${run.stderr}`;
  return steady(`$ carryover ${line}\n${run.stdout}${talk}--- exit ${run.status}\n`);
}

const PIPED: Readonly<Record<string, readonly string[]>> = {
  help: ['--help'],
  'no-command': [],
  'unknown-command': ['difff', 'a', 'b'],
  version: ['--version'],
  completion: ['completion'],
  'help-diff': ['diff', '--help'],
  'help-info': ['info', '--help'],
  'help-ls': ['ls', '--help'],
  'help-cat': ['cat', '--help'],
  'help-extract': ['extract', '--help'],
  'help-show': ['show', '--help'],
  'help-audit': ['audit', '--help'],
  'help-snapshot': ['snapshot', '--help'],
  'help-report': ['report', '--help'],
  'help-batch': ['batch', '--help'],
  'help-worker': ['worker', '--help'],
  'help-formats': ['formats', '--help'],
  'help-explain': ['explain', '--help'],
  'help-schema': ['schema', '--help'],
  formats: ['formats'],
  'formats-json': ['formats', '--format', 'json'],
  'formats-ndjson': ['formats', '--format', 'ndjson'],
  'formats-csv': ['formats', '--format', 'csv'],
  explain: ['explain'],
  'explain-unseen': ['explain', 'unseen'],
  'explain-json': ['explain', 'status:carried', '--format', 'json'],
  'explain-ndjson': ['explain', 'carried', '--format', 'ndjson'],
  'explain-unknown': ['explain', 'no-such-code'],
  schema: ['schema'],
  'schema-ls': ['schema', 'ls'],
  'schema-unknown': ['schema', 'no-such-schema'],
  info: ['info', ...SIMPLE],
  'info-json': ['info', SIMPLE[0], '--format', 'json'],
  'info-ndjson': ['info', SIMPLE[0], '--format', 'ndjson'],
  'info-csv': ['info', ...ESCAN, '--format', 'csv'],
  'info-verify': ['info', SIMPLE[0], '--verify', '--format', 'json'],
  'info-locked-and-cut': ['info', 'corpus/android-backup/ok/v5-aes-stored.ab', CUT, 'corpus/nothing-here.ab'],
  ls: ['ls', SIMPLE[0]],
  'ls-json': ['ls', SIMPLE[0], '--format', 'json'],
  'ls-ndjson': ['ls', ESCAN[0] ?? '', '/data/user/0/com.example.wallet', '--format', 'ndjson'],
  'ls-csv': ['ls', SIMPLE[0], '--format', 'csv'],
  'ls-pattern': ['ls', ESCAN[1] ?? '', '/data/data/*/databases/*'],
  'ls-zone': ['ls', SIMPLE[0], '--domain', 'database', '--tz', 'America/New_York'],
  'ls-nothing': ['ls', SIMPLE[0], '/data/data/com.example.none/*'],
  'ls-cut': ['ls', CUT],
  cat: ['cat', SIMPLE[0], SETTINGS],
  'cat-decoded': ['cat', SIMPLE[0], NOTES, '--decoded'],
  'cat-decoded-json': ['cat', SIMPLE[0], SETTINGS, '--decoded', '--format', 'json'],
  'cat-decoded-ndjson': ['cat', SIMPLE[0], NOTES, '--decoded', '--format', 'ndjson'],
  'cat-decoded-csv': ['cat', SIMPLE[0], NOTES, '--decoded', '--format', 'csv'],
  'cat-folder': ['cat', ESCAN[0] ?? '', '/data/data/com.example.wallet/databases'],
  diff: ['diff', ...ESCAN, ...VIA],
  'diff-json': ['diff', ...SIMPLE, '--format', 'json', '--case', 'A/1'],
  'diff-ndjson': ['diff', ...SIMPLE, '--format', 'ndjson', '--changes'],
  'diff-csv': ['diff', ...SIMPLE, '--format', 'csv'],
  'diff-exit-code': ['diff', ...SIMPLE, '--exit-code', '--verdict', 'carried'],
  'diff-filters': ['diff', ...ESCAN, '--app', 'com.example.w*', '--domain', 'database', '--format', 'ndjson'],
  'diff-cut': ['diff', SIMPLE[0], CUT],
  'diff-locked': ['diff', SIMPLE[0], 'corpus/android-backup/ok/v5-aes-stored.ab'],
  show: ['show', ...SIMPLE, NOTES],
  'show-json': ['show', ...SIMPLE, NOTES, '--format', 'json'],
  'show-ndjson': ['show', ...SIMPLE, NOTES, '--format', 'ndjson'],
  'show-csv': ['show', ...SIMPLE, NOTES, '--format', 'csv'],
  'show-cut': ['show', ...SIMPLE, NOTES, '--limit-changes', '1'],
  'show-cut-json': ['show', ...SIMPLE, NOTES, '--limit-changes', '1', '--format', 'json'],
  'show-nothing': ['show', ...SIMPLE, '/data/data/com.example.simple/databases/none.db'],
  audit: ['audit', ESCAN[0] ?? ''],
  'audit-json': ['audit', SIMPLE[0], '--format', 'json'],
  'audit-ndjson': ['audit', SIMPLE[0], '--format', 'ndjson'],
  'audit-csv': ['audit', ESCAN[0] ?? '', '--app', 'com.example.travel', '--format', 'csv'],
};

const TERMINAL: Readonly<Record<string, readonly [width: number, args: readonly string[]]>> = {
  'tty-formats': [100, ['formats']],
  'tty-explain': [80, ['explain', 'session-carried']],
  'tty-info': [100, ['info', ESCAN[0] ?? '', '--tz', 'Asia/Kolkata']],
  'tty-info-cut': [80, ['info', CUT]],
  'tty-ls': [100, ['ls', ESCAN[1] ?? '', '--app', 'com.example.mail']],
  'tty-ls-zone': [120, ['ls', SIMPLE[0], '--tz', 'Europe/Berlin']],
  'tty-cat-decoded': [100, ['cat', SIMPLE[0], NOTES, '--decoded']],
  'tty-diff-80': [80, ['diff', ...SIMPLE]],
  'tty-diff-100': [100, ['diff', ...ESCAN, ...VIA]],
  'tty-diff-140': [140, ['diff', ...ESCAN]],
  'tty-diff-cut': [100, ['diff', SIMPLE[0], CUT]],
  'tty-show': [100, ['show', ...SIMPLE, NOTES]],
  'tty-show-cut': [100, ['show', ...SIMPLE, NOTES, '--limit-changes', '1']],
  'tty-show-alone': [80, ['show', ...ESCAN, '/data/user/999/com.example.chat/shared_prefs/chat_session.xml']],
  'tty-show-unread': [80, ['show', ...ESCAN, '/sdcard/DCIM/Camera/IMG_20170801_101500.jpg']],
  'tty-show-alike': [80, ['show', ...ESCAN, '/data/data/com.example.chat/shared_prefs/chat_session.xml']],
  'tty-audit': [100, ['audit', ESCAN[0] ?? '']],
  'tty-diff-40': [40, ['diff', ...ESCAN, ...VIA]],
  'tty-info-40': [40, ['info', ESCAN[0] ?? '']],
  'tty-ls-40': [40, ['ls', ESCAN[1] ?? '', '--app', 'com.example.mail']],
  'tty-show-40': [40, ['show', ...SIMPLE, NOTES, '--limit-changes', '1']],
  'tty-audit-40': [40, ['audit', ESCAN[0] ?? '']],
};

/** What is not broken: paths and commands, to be copied, and hashes. */
const WHOLE = /\/|carryover |[0-9a-f]{64}|^ *\(modelled\)\S*$|android:/;

const golden = (name: string): string => `./cli/${name}.txt`;

describe.skipIf(!built).each(Object.entries(PIPED))('%s', (name, args) => {
  test(`carryover ${args.join(' ')}`, async () => {
    await expect(transcript(args, carryover(args))).toMatchFileSnapshot(golden(name));
  });
});

const scripted = built && has('script') && has('stty');
if (built && !scripted) process.stderr.write('terminal transcripts: skipped, script(1) or stty(1) is not there\n');

describe.skipIf(!scripted).each(Object.entries(TERMINAL))('%s', (name, [width, args]) => {
  test(`carryover ${args.join(' ')}, ${width} columns`, async () => {
    const all = [...args, ...(['formats', 'explain'].includes(args[0] ?? '') ? [] : ['--progress', 'never'])];
    await expect(transcript(args, onTerminal(all, width))).toMatchFileSnapshot(golden(name));
  });
});

describe.skipIf(!scripted).each(Object.entries(TERMINAL).filter(([, [width]]) => width === 40))(
  '%s',
  (_, [width, args]) => {
    test('fits, less what is not broken', () => {
      const { stdout } = onTerminal([...args, '--progress', 'never'], width);
      const wide = stdout.split('\n').filter((line) => columns(line.replace(/\r$/, '')) > width && !WHOLE.test(line));
      expect(wide).toEqual([]);
    });
  },
);

test.skipIf(!scripted)('a terminal that does not know its size is taken for one of 100 columns', () => {
  const args = ['show', ...SIMPLE, NOTES, '--progress', 'never'];
  expect(onTerminal(args, 0).stdout).toBe(onTerminal(args, 100).stdout);
});

describe.skipIf(!built)('commands that write files', () => {
  const folder = built ? tempFolder('golden') : '';
  const hidden = (run: Ended): Ended => ({
    ...run,
    stdout: run.stdout.replaceAll(folder, 'OUT'),
    stderr: run.stderr.replaceAll(folder, 'OUT'),
  });

  test('diff -o, several', async () => {
    const files = ['r.json', 'r.ndjson', 'r.csv', 'r.txt'].map((name) => join(folder, name));
    const args = ['diff', ...SIMPLE, ...files.flatMap((file) => ['-o', file])];
    const run = carryover(args);
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['r.csv', 'r.json', 'r.json.sha256', 'r.ndjson', 'r.txt']);
    for (const file of files) {
      const text = steady(readFileSync(file, 'utf8')).replaceAll(folder, 'OUT');
      await expect(text).toMatchFileSnapshot(golden(`diff-output-${file.slice(file.lastIndexOf('.') + 1)}`));
    }
  });

  test.each([
    ['extract', ['extract', SIMPLE[0], '-o', 'OUT/text']],
    ['extract-stored', ['extract', SIMPLE[0], '-o', 'OUT/stored', '--layout', 'stored', '--format', 'json']],
    ['extract-app', ['extract', ESCAN[0] ?? '', '-o', 'OUT/app', '--app', 'com.example.mail']],
  ])('%s', async (name, args) => {
    const run = hidden(carryover(args.map((arg) => arg.replace('OUT', folder))));
    const sums = readFileSync(join(folder, args[3]?.slice('OUT/'.length) ?? '', 'SHA256SUMS'), 'utf8');
    await expect(`${transcript(args, run)}--- SHA256SUMS\n${sums}`).toMatchFileSnapshot(golden(name));
  });

  test.each([
    ['snapshot', ['snapshot', SIMPLE[0], '-o', 'OUT/s.snapshot']],
    ['snapshot-json', ['snapshot', SIMPLE[0], '-o', 'OUT/j.snapshot', '--format', 'json']],
  ])('%s', async (name, args) => {
    const run = hidden(carryover(args.map((arg) => arg.replace('OUT', folder))));
    await expect(transcript(args, run)).toMatchFileSnapshot(golden(name));
    const taken = carryover(['ls', join(folder, (args[3] ?? '').slice('OUT/'.length))]);
    expect(taken.stdout).toBe(carryover(['ls', SIMPLE[0]]).stdout);
  });
});
