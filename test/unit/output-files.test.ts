import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fault } from '../../src/base/fault.ts';
import { checkOutput, checkOutputs, fileOutput, writeFile, writeFiles } from '../../src/cli/files.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'output-files-test-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const open = () => new AbortController().signal;

function faultOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return `${error.code}/${error.detail}`;
    throw error;
  }
  return 'none';
}

describe('a file output', () => {
  test('stands under another name until it is whole', async () => {
    const out = fileOutput(at('r.csv'));
    await out.write('one,');
    await out.write(Uint8Array.of(0x74, 0x77, 0x6f));
    expect(readdirSync(folder)).toEqual([`r.csv.partial-${process.pid}`]);
    out.commit();
    expect(readdirSync(folder)).toEqual(['r.csv']);
    expect(readFileSync(at('r.csv'), 'utf8')).toBe('one,two');
  });

  test('of JSON gets its SHA-256 beside it', async () => {
    const out = fileOutput(at('r.json'));
    await out.write('{"é":');
    await out.write('1}');
    out.commit();
    const sha256 = createHash('sha256').update('{"é":1}').digest('hex');
    expect(readFileSync(at('r.json.sha256'), 'utf8')).toBe(`${sha256}  r.json\n`);
  });

  test('leaves nothing when it is given up, and the file that was there before', async () => {
    writeFileSync(at('r.csv'), 'before');
    const out = fileOutput(at('r.csv'));
    await out.write('after');
    out.discard();
    expect(readdirSync(folder)).toEqual(['r.csv']);
    expect(readFileSync(at('r.csv'), 'utf8')).toBe('before');
  });

  test('that is put in place stays there, whatever is said later', async () => {
    const out = fileOutput(at('r.csv'));
    await out.write('whole');
    out.commit();
    out.discard();
    expect(readFileSync(at('r.csv'), 'utf8')).toBe('whole');
  });

  test('in a folder that is missing is a fault', () => {
    expect(faultOf(() => fileOutput(at('no/r.csv')))).toBe('output.unwritable/system');
  });

  test('removes what a killed run left of it, and nothing else', async () => {
    const dead = 4_194_305; // beyond the largest process number that Linux gives
    for (const name of [`r.csv.partial-${dead}`, `other.csv.partial-${dead}`, 'r.csv.partial-notes'])
      writeFileSync(at(name), '');
    fileOutput(at('r.csv')).discard();
    expect(readdirSync(folder).sort()).toEqual([`other.csv.partial-${dead}`, 'r.csv.partial-notes']);
  });
});

describe('several files', () => {
  const text = (name: string, write: () => Promise<string>) => ({
    path: at(name),
    write: async (out: { write(chunk: string): Promise<void> }) => out.write(await write()),
  });

  test('are all put in place', async () => {
    await writeFiles([text('a.csv', async () => 'a'), text('b.csv', async () => 'b')], open());
    expect(readdirSync(folder).sort()).toEqual(['a.csv', 'b.csv']);
  });

  test('or none of them, where one cannot be written', async () => {
    const broken = text('b.csv', () => Promise.reject(new Fault('work.unusable', 'full')));
    await expect(writeFiles([text('a.csv', async () => 'a'), broken], open())).rejects.toThrow('work.unusable');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('an aborted run writes none', async () => {
    const abort = new AbortController();
    abort.abort();
    const many = {
      path: at('a.csv'),
      write: async (out: { write(chunk: string): Promise<void> }) => {
        for (let i = 0; i < 100_000; i++) await out.write('line\n');
      },
    };
    await expect(writeFiles([many], abort.signal)).rejects.toMatchObject({ code: 'interrupted' });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('one file gives what writing it gave', async () => {
    expect(
      await writeFile(at('a.csv'), open(), async (out) => {
        await out.write('a');
        return 7;
      }),
    ).toBe(7);
    await expect(writeFile(at('b.csv'), open(), () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(readdirSync(folder)).toEqual(['a.csv']);
  });
});

describe('checking outputs', () => {
  test('refuses what would write into the evidence, by any name of it', () => {
    mkdirSync(at('evidence/inner'), { recursive: true });
    writeFileSync(at('evidence/phone.ab'), 'x');
    symlinkSync(at('evidence'), at('link'));
    for (const path of ['evidence/r.json', 'evidence/inner/r.json', 'link/r.json']) {
      expect(
        faultOf(() => checkOutput(at(path), [at('evidence')])),
        path,
      ).toBe('output.unwritable/inside-evidence');
    }
    expect(faultOf(() => checkOutput(at('evidence/phone.ab'), [at('evidence/phone.ab')]))).toBe(
      'output.unwritable/inside-evidence',
    );
    expect(faultOf(() => checkOutput(at('evidence/phone.ab'), [at('evidence/phone.ab/inner/a.bak')]))).toBe(
      'output.unwritable/inside-evidence',
    );
    expect(faultOf(() => checkOutput(at('evidence-2.json'), [at('evidence')]))).toBe('none');
  });

  test('refuses what is no file, or has no folder, or is named twice', () => {
    mkdirSync(at('folder'));
    expect(faultOf(() => checkOutput(at('folder'), []))).toBe('output.unwritable/is-folder');
    expect(faultOf(() => checkOutput(at('missing/r.json'), []))).toBe('output.unwritable/no-folder');
    expect(faultOf(() => checkOutputs([at('a.json'), join(folder, 'folder', '..', 'a.json')], []))).toBe(
      'usage.invalid/output-twice',
    );
    expect(faultOf(() => checkOutputs([at('a.json'), at('a.csv')], []))).toBe('none');
  });
});
