import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The library as its documentation says it works: examples run against the built package, as a user imports it. */

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY = join(ROOT, 'dist/src/index.js');
const EXAMPLE = /^## (.+)$|```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/gm;

interface Example {
  readonly title: string;
  readonly code: string;
  readonly prints: string;
}

function examples(): Example[] {
  const found: Example[] = [];
  let title = '';
  for (const [, heading, code, prints] of readFileSync(join(ROOT, 'docs/library.md'), 'utf8').matchAll(EXAMPLE)) {
    if (heading !== undefined) title = heading;
    else found.push({ title: `${found.length + 1}. ${title}`, code: code as string, prints: prints as string });
  }
  return found;
}

const built = existsSync(ENTRY);
if (!built) process.stderr.write('library: skipped, dist/ is not built (npm run build)\n');

describe.skipIf(!built)('the library', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'library-test-'));
    mkdirSync(join(folder, 'node_modules'));
    symlinkSync(ROOT, join(folder, 'node_modules', 'carryover'), 'dir');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (code: string) => {
    const file = join(folder, 'example.mjs');
    writeFileSync(file, code);
    return spawnSync(process.execPath, [file], { cwd: ROOT, encoding: 'utf8', timeout: 240_000 });
  };

  test('the documentation has examples', () => {
    const text = readFileSync(join(ROOT, 'docs/library.md'), 'utf8');
    expect(examples().length).toBe(text.split('```js').length - 1);
    expect(examples().length).toBeGreaterThan(5);
  });

  test.each(examples().map((each) => [each.title, each] as const))('%s', (_, { code, prints }) => {
    const child = run(code);
    expect(child.stderr).toBe('');
    expect(child.stdout).toBe(prints);
    expect(child.status).toBe(0);
  });

  test('holds all that the commands take from the engine', async () => {
    const library = await import(ENTRY);
    const commands = join(ROOT, 'src/cli/commands');
    const wanted = new Set<string>();
    for (const name of readdirSync(commands)) {
      const text = readFileSync(join(commands, name), 'utf8');
      const imports =
        /const \{([^}]*)\} = await import\('\.\.\/\.\.\/(?:engine\/[^']*|report\/schemas\/index\.ts|report\/explain\.ts)'\)/g;
      for (const [, names] of text.matchAll(imports)) {
        for (const each of (names as string).split(',')) wanted.add((each.split(':')[0] as string).trim());
      }
    }
    // Text for a terminal, and the head start of the command line's threads, stay with the command line.
    for (const own of ['explanationText', 'utc', 'startThread']) wanted.delete(own);
    wanted.delete('');
    expect(wanted.size).toBeGreaterThan(8);
    expect([...wanted].filter((name) => library[name] === undefined)).toEqual([]);
  });

  test('is quiet, and leaves the process as it was', () => {
    const child = run(`
      const before = ['exit', 'SIGINT', 'SIGTERM', 'uncaughtException', 'warning'].map((name) => process.listenerCount(name));
      await import('carryover');
      const after = ['exit', 'SIGINT', 'SIGTERM', 'uncaughtException', 'warning'].map((name) => process.listenerCount(name));
      if (String(before) !== String(after) || process.exitCode !== undefined) process.exit(9);
    `);
    expect({ status: child.status, stdout: child.stdout, stderr: child.stderr }).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
  });
});
