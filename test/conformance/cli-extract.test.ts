import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { built, carryover, ended, faultLine, has, tempFolder } from '../support/cli.ts';
import { paxMember, paxRecord, TAR_END, tarBytes, tarMember } from '../support/tar-bytes.ts';
import { zipBytes } from '../support/zip-bytes.ts';

/** Extraction of names that were made to do harm, or that no disk can hold as they are. */

const folder = built ? tempFolder('extract') : '';
const at = (name: string): string => join(folder, name);
let round = 0;

/** Names as they are stored, each with a body of its own. */
const HOSTILE: readonly (string | Uint8Array)[] = [
  '../climbs',
  '../../climbs-twice',
  'a/../../climbs-from-within',
  '..',
  '/absolute',
  '//absolute-twice',
  '/tmp/carryover-absolute',
  './here',
  'a//b',
  'a/./c',
  'nul\0byte',
  '..\\windows',
  'C:\\windows\\system32',
  'back\\slash',
  'new\nline',
  'return\rhere',
  'tab\there',
  'bell\u0007',
  'escape\u001b[2J\u001b]0;title\u0007',
  '\u202eright-to-left',
  'Case',
  'case',
  'CASE',
  'x'.repeat(300),
  `${'x'.repeat(300)}y`,
  `${'ü'.repeat(150)}.txt`,
  `${'deep/'.repeat(60)}file`,
  'prefix',
  'prefix/below',
  'later/below',
  'later',
  'prefix~1',
  'SHA256SUMS',
  'SHA256SUMS/below',
  '.carryover-partial',
  'plain.carryover-partial',
  'plain',
  Uint8Array.of(0x6e, 0x6f, 0x74, 0xff, 0xfe, 0x75, 0x74, 0x66),
  '~',
  '-rf',
  '$(touch /tmp/carryover-shell)',
  'con',
  'trailing. ',
];

const bodyOf = (i: number): string => `body number ${i}\n`;

/** A tar with names of any length: pax where a header has no room. */
function hostileTar(names: readonly (string | Uint8Array)[]): Buffer {
  const members = names.flatMap((name, i) => {
    const bytes = Buffer.from(name as string);
    const long = bytes.length > 100 || bytes.includes(0);
    const own = tarMember({ name: long ? `short-${i}` : name, body: bodyOf(i) });
    return long ? [paxMember([paxRecord('path', name)]), own] : [own];
  });
  return Buffer.concat([...members, TAR_END]);
}

function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => {
      expect(entry.isFile(), `${entry.name} is a file`).toBe(true);
      return join(entry.parentPath, entry.name).slice(root.length + 1);
    })
    .sort();
}

interface Listed {
  readonly type: string;
  readonly sha256: string | null;
}

function listed(evidence: string): Listed[] {
  const { stdout } = carryover(['ls', evidence, '--format', 'ndjson']);
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Listed);
}

const verified = has('sha256sum');

/** Extracts into a folder within a folder, and looks at both. */
function extracted(
  evidence: string,
  more: readonly string[] = [],
): { out: string; files: string[]; status: number | null; stderr: string } {
  const around = at(`round-${++round}`);
  mkdirSync(join(around, 'within'), { recursive: true });
  const out = join(around, 'within/out');
  const run = carryover(['extract', evidence, '-o', out, ...more]);
  expect(readdirSync(around)).toEqual(['within']);
  expect(readdirSync(join(around, 'within'))).toEqual(run.status === 0 || run.status === 5 ? ['out'] : []);
  if (verified && run.status === 0) {
    const check = ended('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: out });
    expect(check, check.stderr).toMatchObject({ status: 0, stderr: '' });
  }
  return {
    out,
    files:
      run.status === 0 ? filesBelow(out).filter((name) => name !== 'SHA256SUMS' && name !== 'PROVENANCE.ndjson') : [],
    status: run.status,
    stderr: run.stderr,
  };
}

describe.skipIf(!built)('hostile names', () => {
  const sources: Readonly<Record<string, () => Buffer>> = {
    tar: () => hostileTar(HOSTILE),
    zip: () => zipBytes(HOSTILE.map((name, i) => ({ name, body: bodyOf(i) }))),
    'a phone in a tar': () =>
      hostileTar([
        'data/data/com.example/files/first',
        ...HOSTILE.map((name) =>
          Buffer.concat([Buffer.from('data/data/com.example/files/'), Buffer.from(name as string)]),
        ),
      ]),
  };

  describe.each(Object.entries(sources))('in a %s', (name, make) => {
    const evidence = at(`${name.replaceAll(' ', '-')}.bin`);
    if (built) writeFileSync(evidence, make());

    test.each(['device', 'stored'])('never leave the folder, and none is lost: --layout %s', (layout) => {
      const { out, files, status, stderr } = extracted(evidence, ['--layout', layout]);
      expect(status, stderr).toBe(0);
      const entries = listed(evidence).filter((entry) => entry.type === 'file');
      const sums = readFileSync(join(out, 'SHA256SUMS'), 'utf8');
      for (const entry of entries) expect(sums).toContain(entry.sha256);
      // Names stored twice are one place: the last one wins, and both are listed.
      const distinct = new Set(entries.map((entry) => entry.sha256)).size;
      expect(files.length).toBe(sums.trimEnd().split('\n').length);
      expect(files.length).toBe(distinct);
      for (const file of files) expect(Buffer.from(file).some((byte) => byte < 0x20)).toBe(false);
    });

    test('nothing that a terminal would obey is said', () => {
      const { stderr } = extracted(evidence, ['-v']);
      const listing = carryover(['ls', evidence]);
      for (const text of [stderr, listing.stderr, listing.stdout]) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not be there
        expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f\u202e]/);
      }
    });
  });

  test('nothing came to be where the names pointed', () => {
    for (const place of ['/absolute', '/tmp/carryover-absolute', '/tmp/carryover-shell', at('climbs')]) {
      expect(() => lstatSync(place)).toThrow('ENOENT');
    }
  });

  test('a path longer than a disk can hold is shortened', () => {
    const long = `${`${'d'.repeat(200)}/`.repeat(40)}end.txt`;
    writeFileSync(at('long.tar'), hostileTar([long, `${long}x`, 'near']));
    const { files, status, stderr } = extracted(at('long.tar'));
    expect(status, stderr).toBe(0);
    expect(files).toHaveLength(3);
    expect(stderr).toContain('cannot have this name on disk');
  });

  test('a link is listed and not made', () => {
    const link = tarMember({ name: 'link', type: '2', link: '/etc' });
    const through = tarMember({ name: 'link/passwd', body: 'through the link\n' });
    const device = tarMember({ name: 'device', type: '3' });
    writeFileSync(at('link.tar'), Buffer.concat([link, through, device, TAR_END]));
    const { files, status } = extracted(at('link.tar'));
    expect(status).toBe(0);
    expect(files).toEqual(['unplaced/link/passwd']);
  });

  test('a hard link has the content of what it is linked to', () => {
    const first = tarMember({ name: 'first', body: 'shared content\n' });
    const second = tarMember({ name: 'second', type: '1', link: 'first' });
    writeFileSync(at('hard.tar'), Buffer.concat([first, second, TAR_END]));
    const { out, files } = extracted(at('hard.tar'));
    expect(files).toEqual(['unplaced/first', 'unplaced/second']);
    expect(readFileSync(join(out, 'unplaced/second'), 'utf8')).toBe('shared content\n');
  });

  test('times are kept, and one that no disk holds is no reason to fail', () => {
    const huge = Buffer.from(tarMember({ name: 'huge', body: 'x' }));
    writeFileSync(
      at('times.tar'),
      Buffer.concat([
        tarMember({ name: 'old', body: 'x', mtime: 1_000_000_000 }),
        paxMember([paxRecord('mtime', '99999999999999999999')]),
        huge,
        TAR_END,
      ]),
    );
    const { out, files, status, stderr } = extracted(at('times.tar'));
    expect(status, stderr).toBe(0);
    expect(files).toHaveLength(2);
    expect(statSync(join(out, 'unplaced/old')).mtimeMs).toBe(1_000_000_000_000);
  });
});

describe.skipIf(!built)('the folder', () => {
  const tar = at('plain.tar');
  if (built)
    writeFileSync(
      tar,
      tarBytes([
        { name: 'data/data/com.example.a/files/a.txt', body: 'one\n' },
        { name: 'data/data/com.example.b/files/b.txt', body: 'two\n' },
      ]),
    );

  test('that is not empty is refused, and left as it was', () => {
    mkdirSync(at('full'));
    writeFileSync(at('full/mine'), 'mine');
    const run = carryover(['extract', tar, '-o', at('full')]);
    expect(faultLine(run)).toContain('(output.exists)');
    expect(run.status).toBe(2);
    expect(readdirSync(at('full'))).toEqual(['mine']);
  });

  test('that is empty is taken; one that is deeper down is made', () => {
    mkdirSync(at('vacant'));
    expect(carryover(['extract', tar, '-o', at('vacant')]).status).toBe(0);
    expect(readdirSync(at('vacant')).sort()).toEqual(['PROVENANCE.ndjson', 'SHA256SUMS', 'data']);
    expect(carryover(['extract', tar, '-o', at('new/and/deep')]).status).toBe(0);
    expect(readdirSync(at('new/and/deep')).sort()).toEqual(['PROVENANCE.ndjson', 'SHA256SUMS', 'data']);
  });

  test('holds the apps that were asked for', () => {
    const { files } = extracted(tar, ['--app', '*.b']);
    expect(files).toEqual(['data/data/com.example.b/files/b.txt']);
  });

  test('is not made where no app is of that name', () => {
    const run = carryover(['extract', tar, '-o', at('nobody'), '--app', 'org.*']);
    expect(faultLine(run)).toContain('(evidence.no-entry): it holds nothing that --app asked for');
    expect(run.status).toBe(3);
    expect(() => statSync(at('nobody'))).toThrow('ENOENT');
    mkdirSync(at('still-empty'));
    expect(carryover(['extract', tar, '-o', at('still-empty'), '--app', 'org.*']).status).toBe(3);
    expect(readdirSync(at('still-empty'))).toEqual([]);
  });
});
