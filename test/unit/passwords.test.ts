import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { globPattern } from '../../src/base/glob.ts';
import { readPasswords } from '../../src/cli/passwords.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'passwords-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
function file(text: string): string {
  count += 1;
  const path = join(folder, `${count}.txt`);
  writeFileSync(path, text);
  return path;
}

const book = (given: { files?: string[]; keychains?: string[]; env?: NodeJS.ProcessEnv }) =>
  readPasswords({ files: given.files ?? [], keychains: given.keychains ?? [], env: given.env ?? {} });

describe('a password file', () => {
  test('has one password a line, and only the line ends are dropped', () => {
    expect(book({ files: [file('one\ntwo \n\tthree\r\n')] })('a.ab')).toEqual(['one', 'two ', '\tthree']);
  });

  test('needs no last line end, and an empty line is an empty password', () => {
    expect(book({ files: [file('one\n\ntwo')] })('a.ab')).toEqual(['one', '', 'two']);
    expect(book({ files: [file('')] })('a.ab')).toEqual([]);
  });

  test('several are read in their order, then the environment; each password once', () => {
    const files = [file('b\na\n'), file('a\nc\n')];
    expect(book({ files, env: { CARRYOVER_PASSWORD: 'd' } })('a.ab')).toEqual(['b', 'a', 'c', 'd']);
    expect(book({ files, env: { CARRYOVER_PASSWORD: 'a' } })('a.ab')).toEqual(['b', 'a', 'c']);
  });

  test('one that is missing is a fault that names it', () => {
    const missing = join(folder, 'missing');
    const read = () => book({ files: [missing] });
    expect(read).toThrow(Fault);
    try {
      read();
    } catch (error) {
      expect((error as Fault).toJSON()).toMatchObject({
        code: 'usage.invalid',
        detail: 'password-source',
        at: missing,
        args: { option: '--password-file', reason: 'not-found' },
      });
    }
  });
});

describe('a keychain', () => {
  test('gives passwords by pattern, before the general ones', () => {
    const keychains = [file('phone.ab,first\n*.bak,second\n*,third\n')];
    const passwords = book({ keychains, files: [file('general\n')] });
    expect(passwords('cases/7/phone.ab')).toEqual(['first', 'third', 'general']);
    expect(passwords('Notes(com.example.notes).bak')).toEqual(['second', 'third', 'general']);
  });

  test('a pattern is of the whole path or of the name', () => {
    const passwords = book({ keychains: [file('cases/*/phone.ab,path\nphone.??,name\nhone.ab,part\n')] });
    expect(passwords('cases/7/phone.ab')).toEqual(['path', 'name']);
    expect(passwords('phone.ab')).toEqual(['name']);
  });

  test('quotes hold commas and quotes; spaces of a password stay', () => {
    const text = '"a,b.ab","p,""q"""\r\nc.ab,  spaced  \n"d ""e"".ab",plain\nf.ab,\n';
    const passwords = book({ keychains: [file(text)] });
    expect(passwords('a,b.ab')).toEqual(['p,"q"']);
    expect(passwords('c.ab')).toEqual(['  spaced  ']);
    expect(passwords('d "e".ab')).toEqual(['plain']);
    expect(passwords('f.ab')).toEqual(['']);
  });

  test('comments, empty lines and a byte order mark are no entries', () => {
    const passwords = book({ keychains: [file('\ufeffa.ab,one\n\n# b.ab,two\n   \n')] });
    expect(passwords('a.ab')).toEqual(['one']);
    expect(passwords('# b.ab')).toEqual([]);
  });

  test('a line without a password is a fault that names file and line', () => {
    const path = file('a.ab,one\n\njust a name\n');
    try {
      book({ keychains: [path] });
      expect.fail('no fault');
    } catch (error) {
      expect((error as Fault).toJSON()).toMatchObject({ detail: 'keychain-line', at: path, args: { line: 3 } });
    }
  });
});

describe('a pattern', () => {
  test.each([
    ['*', 'anything/at all', true],
    ['a*c', 'abbbc', true],
    ['a*c', 'abbbcd', false],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a.c', 'abc', false],
    ['a.c', 'a.c', true],
    ['(com.example)+[x]^$|{1}\\', '(com.example)+[x]^$|{1}\\', true],
    ['*.ab', 'line\nbreak.ab', true],
    ['com.example.*', 'com.example', false],
  ])('%s and %j: %s', (glob, text, fits) => {
    expect(globPattern(glob).test(text)).toBe(fits);
  });
});
