import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { androidBackup } from '../../corpus/encode/android-backup.ts';
import { packageTar } from '../../corpus/encode/backup-tar.ts';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { built, carryover, type Ended, faultLine, has, ROOT, tempFolder, typed } from '../support/cli.ts';

/** Passwords: where they may come from, that each is tried, and that none is ever written anywhere. */

const PLAIN = 'corpus/android-backup/ok/v5-stored.ab';
const folder = built ? tempFolder('password') : '';
const at = (name: string): string => join(folder, name);

/** With a space at its end, quotes and a comma: what a file or a CSV may spoil. */
const PASSWORD = 'correct "horse", staple ';
const OTHER = 'battery ünd pferd';

function backup(name: string, password: string): string {
  const random = seeded(name);
  const tar = packageTar({
    manifest: { package: 'com.example.locked', versionCode: 1, sdk: 28, installer: null, apk: false, signers: [] },
    files: [['f', { path: 'a.txt', body: utf8('what was locked\n'), mtime: 1_704_164_645 }]],
  });
  writeFileSync(
    at(name),
    androidBackup([tar], { version: 5, compressed: true, encryption: { password, regime: 'utf8', random } }),
  );
  return at(name);
}

function file(name: string, text: string): string {
  writeFileSync(at(name), text);
  return at(name);
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe.skipIf(!built)('passwords', () => {
  const one = built ? backup('one.ab', PASSWORD) : '';
  const two = built ? backup('two.ab', OTHER) : '';
  const open = (run: Ended): void => {
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toContain('com.example.locked/files/a.txt');
  };
  const shut = (run: Ended, says: string): void => {
    expect(faultLine(run)).toContain(`(evidence.locked): ${says}`);
    expect(run).toMatchObject({ status: 4, stdout: '' });
  };

  test('none', () => {
    shut(carryover(['ls', one]), 'it is encrypted, and no password was given; try --password-file FILE');
  });

  test('a file with the right one', () => {
    open(carryover(['ls', one, '--password-file', file('right', `${PASSWORD}\n`)]));
    open(carryover(['ls', one, '--password-file', file('no-newline', PASSWORD)]));
    open(carryover(['ls', one, '--password-file', file('windows', `first\r\n${PASSWORD}\r\n`)]));
  });

  test('a file with several: each is tried', () => {
    open(carryover(['ls', one, '--password-file', file('several', `wrong\n\n${OTHER}\n${PASSWORD}\n`)]));
    const wrong = carryover(['ls', one, '--password-file', file('wrong', `wrong\nworse\n${OTHER}\n`)]);
    shut(wrong, 'it is encrypted, and none of 3 passwords opens it');
  });

  test('several files', () => {
    const files = ['--password-file', file('first', 'no\n'), '--password-file', file('second', `${PASSWORD}\n`)];
    open(carryover(['ls', one, ...files]));
  });

  test('a trailing space belongs to the password', () => {
    shut(
      carryover(['ls', one, '--password-file', file('trimmed', `${PASSWORD.trim()}\n`)]),
      'it is encrypted, and the password does not open it',
    );
  });

  test('a keychain gives each piece of evidence its own', () => {
    const chain = file('chain.csv', `# what opens what\n${quoted('*/one.ab')},${quoted(PASSWORD)}\ntwo.*,${OTHER}\n`);
    open(carryover(['ls', one, '--keychain', chain]));
    open(carryover(['ls', two, '--keychain', chain]));
    const both = carryover(['diff', one, two, '--keychain', chain]);
    expect(both).toMatchObject({ status: 0, stderr: '' });
    expect(both.stdout).toContain('\tcarried\tbytes\t');
    shut(
      carryover(['ls', one, '--keychain', file('other.csv', `three.ab,${quoted(PASSWORD)}\n`)]),
      'it is encrypted, and no',
    );
  });

  test('CARRYOVER_PASSWORD', () => {
    open(carryover(['ls', one], { env: { CARRYOVER_PASSWORD: PASSWORD } }));
    shut(
      carryover(['ls', one], { env: { CARRYOVER_PASSWORD: 'wrong' } }),
      'it is encrypted, and the password does not',
    );
  });

  test('-q tells faults, and asks nothing', () => {
    shut(carryover(['ls', one, '-q']), 'it is encrypted, and no password was given');
  });

  test('the side that is locked is named, and no result is written', () => {
    const run = carryover(['diff', PLAIN, one, '-o', at('never.json')]);
    expect(faultLine(run)).toContain(`carryover: ${one}: locked`);
    expect(run.status).toBe(4);
    expect(() => readFileSync(at('never.json'))).toThrow('ENOENT');
  });

  test('no output holds a password, and neither do the arguments on record', () => {
    const source = file('once', `${PASSWORD}\n`);
    const files = ['r.json', 'r.ndjson', 'r.csv', 'r.txt'].map(at);
    const args = [
      'diff',
      one,
      two,
      '--password-file',
      source,
      '--verify',
      '-v',
      '--format',
      'json',
      '--progress',
      'json',
    ];
    const run = carryover([...args, ...files.flatMap((name) => ['-o', name])], { env: { CARRYOVER_PASSWORD: OTHER } });
    expect(run.status).toBe(0);
    const all = [run.stdout, run.stderr, ...files.map((name) => readFileSync(name, 'utf8'))].join('\n');
    for (const secret of [PASSWORD, PASSWORD.trim(), OTHER, 'horse', 'pferd']) expect(all).not.toContain(secret);
    const { run: record } = JSON.parse(run.stdout) as { run: { argv: string[] } };
    expect(record.argv.slice(0, args.length)).toEqual(args);
  });

  test('the password of a member of the corpus, by its own list', () => {
    const list = JSON.parse(readFileSync(join(ROOT, 'corpus/android-backup/passwords.json'), 'utf8')) as Record<
      string,
      string
    >;
    for (const [name, password] of Object.entries(list)) {
      const run = carryover(['ls', `corpus/android-backup/${name}`], { env: { CARRYOVER_PASSWORD: password } });
      // Only what lost content is partial; a backup for which no app was eligible holds none.
      const lost = name.startsWith('broken/aes-');
      expect(run.status, name).toBe(lost ? 5 : 0);
      if (name !== 'ok/nothing-eligible-aes.ab') expect(run.stdout, name).toContain('/com.example.case/');
    }
  });
});

const terminal = built && has('script');
if (built && !terminal) process.stderr.write('prompts: skipped, script(1) is not there\n');

describe.skipIf(!terminal)('asked for on a terminal', () => {
  const one = terminal ? backup('asked-one.ab', PASSWORD) : '';
  const two = terminal ? backup('asked-two.ab', OTHER) : '';
  const prompts = (run: Ended): number => run.stdout.split('password for ').length - 1;

  test('the right one opens it, and is not shown', async () => {
    const run = await typed(['ls', one], [`${PASSWORD}\r`]);
    expect(run.stdout).toContain(`password for ${one}: \n`);
    expect(run.stdout).toContain('/files/a.txt');
    expect(run.stdout).not.toContain('horse');
    expect(run.status).toBe(0);
  });

  test('a wrong one is asked for again; what was mistyped can be taken back', async () => {
    const run = await typed(['ls', one], ['wrong\r', `oops\u007f\u007f\u007f\u007f${PASSWORD}\r`]);
    expect(prompts(run)).toBe(2);
    expect(run.status).toBe(0);
  });

  test('two sides are asked about one after the other', async () => {
    const answer = (label: string): string => `${label === one ? PASSWORD : OTHER}\r`;
    const run = await typed(['diff', one, two], answer);
    expect(prompts(run)).toBe(2);
    expect(run.stdout).toContain('1 app');
    expect(run.status).toBe(0);
  });

  test('nothing, or the end of input, leaves it locked', async () => {
    for (const answer of ['\r', '\u0004']) {
      const run = await typed(['ls', one], [answer]);
      expect(run.stdout).toContain('(evidence.locked)');
      expect(run.status).toBe(4);
    }
  });

  test('Ctrl-C interrupts', async () => {
    const run = await typed(['diff', one, two], ['half a pass\u0003']);
    expect(prompts(run)).toBe(1);
    expect(run.stdout).toContain('(interrupted)');
    expect(run.status).toBe(130);
  });

  test('nobody is asked with -q', async () => {
    const run = await typed(['ls', one, '-q'], []);
    expect(prompts(run)).toBe(0);
    expect(run.status).toBe(4);
  });
});
