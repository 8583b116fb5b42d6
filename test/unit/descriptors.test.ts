import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { zip } from '../../corpus/encode/zip.ts';
import { UFD } from '../../formats/full-filesystem/ufd.ts';
import { FORMATS } from '../../formats/index.ts';
import { Fault } from '../../src/base/fault.ts';
import { runOptions } from '../../src/engine/default-options.ts';
import { inspect } from '../../src/index.ts';
import { faultMessage } from '../../src/report/words/faults.ts';
import { describedBeside, followDescriptor } from '../../src/vfs/descriptors.ts';
import { CORPUS } from '../support/cases.ts';

const folder = mkdtempSync(join(tmpdir(), 'carryover-ufd-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ZIP = join(CORPUS, 'full-filesystem/ok/no-prefix.zip');
const at = (name: string): string => join(folder, name);
function put(name: string, text: string | Uint8Array): string {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), text);
  return at(name);
}
const look = (path: string) => inspect({ path, as: null }, runOptions());
const detailOf = (work: () => unknown): string => {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof Fault ? `${error.code}/${error.detail}` : 'bug';
  }
};

describe('what lies beside an extraction', () => {
  test('a .ufd stands for its zip, and its hash is held against the bytes', async () => {
    cpSync(ZIP, put('a/X.zip', ''));
    const hex = createHash('sha256')
      .update((await import('node:fs')).readFileSync(ZIP))
      .digest('hex');
    const ufd = put('a/X.ufd', `[Dumps]\r\nFileDump=X.zip\r\n[SHA256]\r\nX.zip=${hex.toUpperCase()}\r\n`);
    const view = await look(ufd);
    expect(view).toMatchObject({ format: 'full-filesystem', sha256: hex, partial: false });
    expect(view.declared).toEqual([{ from: 'X.ufd', sha256: hex, holds: true }]);
    const wrong = 'ab'.repeat(32);
    put('a/Y.ufd', Buffer.from(`\uFEFF[Dumps]\nFileDump=x.ZIP\n[SHA256]\nx.ZIP=${wrong}\n`, 'utf16le'));
    const other = await look(at('a/X.zip'));
    expect(other.declared).toEqual([
      { from: 'X.ufd', sha256: hex, holds: true },
      { from: 'Y.ufd', sha256: wrong, holds: false },
    ]);
    expect(other.partial).toBe(true);
    expect(other.notices.filter(({ code }) => code === 'declared-hash').map(({ detail }) => detail)).toEqual([
      'holds',
      'differs',
    ]);
  });

  test('a .ufdx leads through its .ufd, wherever below it that lies', () => {
    put('b/Set/X.zip', 'PK');
    put('b/Set/X.ufd', '[Dumps]\nFileDump=X.zip\n');
    const ufdx = put('b/E.ufdx', '<?xml version="1.0"?><E><Extraction TransferType="x" Path="Set\\X.ufd" /></E>');
    expect(followDescriptor(ufdx, FORMATS)).toBe(at('b/Set/X.zip'));
  });

  test('none, several, and paths that lead elsewhere', () => {
    expect(detailOf(() => followDescriptor(put('c/lost.ufd', '[Dumps]\nFileDump=lost.zip\n'), FORMATS))).toBe(
      'evidence.missing/described',
    );
    put('c/1.zip', 'PK');
    put('c/2.zip', 'PK');
    const two = put('c/two.ufd', '[Dumps]\nFileDump=1.zip\nFileDump2=2.zip\n');
    expect(detailOf(() => followDescriptor(two, FORMATS))).toBe('evidence.ambiguous/described');
    for (const away of ['../../etc/passwd.zip', '/etc/passwd.zip', 'C:\\x.zip']) {
      const path = put('c/away.ufd', `[Dumps]\nFileDump=${away}\n`);
      expect(detailOf(() => followDescriptor(path, FORMATS))).toBe('evidence.missing/described');
    }
    expect(followDescriptor(put('c/other.ufd', 'just a note\n'), FORMATS)).toBe(at('c/other.ufd'));
    expect(describedBeside(at('c/1.zip'), FORMATS).declared).toEqual([]);
    const loop = put('c/loop.ufdx', '<E><Extraction Path="loop.ufdx"/></E>');
    expect(followDescriptor(loop, FORMATS)).toBe(loop);
  });

  test('text that is no descriptor says nothing', () => {
    expect(UFD.read(Buffer.from('<E></E>'))).toBeNull();
    expect(UFD.read(new Uint8Array(0))).toBeNull();
    expect(UFD.read(Buffer.from('[SHA256]\nx.zip=1234\n'))).toBeNull();
  });

  test('a list of elements that never end is read to its end', () => {
    expect(UFD.read(Buffer.from('<Extraction '.repeat(80_000)))).toBeNull();
    expect(UFD.read(Buffer.from(`<a>${'<Extraction Path='.repeat(60_000)}`))).toBeNull();
    const two = UFD.read(Buffer.from('<x><Extraction Name="a > b" Path="one/X.ufd"/><Extraction Path="two.ufd"/></x>'));
    expect(two?.files).toEqual(['one/X.ufd', 'two.ufd']);
  });
});

describe('a folder that holds a .ufd', () => {
  const hex = createHash('sha256').update(readFileSync(ZIP)).digest('hex');

  test('has the file it speaks of held against the hash it states', async () => {
    cpSync(ZIP, put('d/Set/X.zip', ''));
    put('d/Set/X.ufd', `[Dumps]\nFileDump=X.zip\n[SHA256]\nx.ZIP=${hex}\nnot-there.zip=${hex}\n`);
    const view = await look(at('d'));
    expect(view).toMatchObject({ format: 'full-filesystem', partial: false });
    expect(view.declared).toEqual([{ from: 'Set/X.ufd', sha256: hex, holds: true }]);
    put('d/Set/X.ufd', `[Dumps]\nFileDump=X.zip\n[SHA256]\nX.zip=${'0'.repeat(64)}\n`);
    const other = await look(at('d'));
    expect(other.declared).toMatchObject([{ holds: false }]);
    expect(other.notices.filter(({ detail }) => detail === 'differs')).toMatchObject([
      { code: 'declared-hash', gravity: 'damage', at: 'd → Set/X.zip' },
    ]);
  });

  test('is told to state a password, which is neither shown nor tried', async () => {
    const locked = readFileSync(join(CORPUS, 'android-backup/ok/v5-aes-stored.ab'));
    put('e/X.zip', zip([{ path: 'backup/backup.ab', body: locked, mtime: 1 }]));
    const ufd = put('e/X.ufd', '[Backup]\nType=ZIP\nZIPFile=X.zip\nZIPLogicalPath=backup\nBackupPassword=12345\n');
    for (const path of [ufd, at('e/X.zip'), at('e')]) {
      const fault = await look(path).catch((error: unknown) => error as Fault);
      expect(fault).toMatchObject({ code: 'evidence.locked', args: { stated: 'X.ufd' } });
      const { line } = faultMessage(fault as Fault, path);
      expect(line).toContain('X.ufd states a password');
      expect(line).not.toContain('12345');
    }
    put('e/X.zip', readFileSync(ZIP));
    const { notices } = await look(at('e'));
    expect(notices.filter(({ detail }) => detail === 'descriptor.password')).toMatchObject([
      { gravity: 'info', args: { from: 'X.ufd' } },
    ]);
    expect(JSON.stringify(notices)).not.toContain('12345');
  });
});
