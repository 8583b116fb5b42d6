import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');

/** Left imports nothing to its right (docs/architecture.md, "Directions"). */
const ROOMS = [
  'base',
  'bytes',
  'android',
  'vfs',
  'device',
  'content',
  'diff',
  'findings',
  'report',
  'engine',
  'batch',
  'cli',
];
/** What a format may build on. */
const FORMAT_ROOMS = new Set(['base', 'bytes', 'android', 'vfs']);
/** The only rooms that know the formats. */
const FORMAT_USERS = new Set(['engine', 'cli', 'index.ts']);

function files(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

/** Relative imports of a file, as paths from the root. */
function imports(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => match[1] ?? '');
  return found.map((path) => relative(ROOT, resolve(ROOT, dirname(file), path)));
}

const roomOf = (path: string): string => path.split('/')[1] ?? '';

describe('architecture', () => {
  it('imports flow one way through the rooms of src', () => {
    const wrong: string[] = [];
    for (const file of files('src')) {
      const own = ROOMS.indexOf(roomOf(file));
      for (const path of imports(file)) {
        if (!path.startsWith('src/')) continue;
        const other = ROOMS.indexOf(roomOf(path));
        if (own >= 0 && other > own) wrong.push(`${file} imports ${path}`);
        if (own < 0 && roomOf(file) !== 'index.ts') wrong.push(`${file} is in no known room`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('formats build on the first rooms only, and never on each other', () => {
    const wrong: string[] = [];
    for (const file of files('formats')) {
      if (file === 'formats/index.ts') continue;
      for (const path of imports(file)) {
        if (path.startsWith('src/') && FORMAT_ROOMS.has(roomOf(path))) continue;
        if (path.startsWith('formats/') && roomOf(path) === roomOf(file)) continue;
        wrong.push(`${file} imports ${path}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('only the engine, the command line and the library know the formats', () => {
    const wrong = files('src').filter(
      (file) => !FORMAT_USERS.has(roomOf(file)) && imports(file).some((path) => path.startsWith('formats/')),
    );
    expect(wrong).toEqual([]);
  });

  it('every file of src and formats is at most 300 lines', () => {
    const long = [...files('src'), ...files('formats')].filter(
      (file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > 301,
    );
    expect(long).toEqual([]);
  });

  it('has no default export, no enum and no namespace', () => {
    const wrong = [...files('src'), ...files('formats')].filter((file) =>
      /^export default|^(?:export )?(?:const )?enum |^(?:export )?namespace /m.test(
        readFileSync(join(ROOT, file), 'utf8'),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('every format has a README and stands in the registry', () => {
    const registry = readFileSync(join(ROOT, 'formats/index.ts'), 'utf8');
    const folders = readdirSync(join(ROOT, 'formats'), { withFileTypes: true }).filter((each) => each.isDirectory());
    const wrong = folders
      .map((each) => each.name)
      .filter(
        (name) =>
          !readdirSync(join(ROOT, 'formats', name)).includes('README.md') || !registry.includes(`./${name}/index.ts`),
      );
    expect(wrong).toEqual([]);
  });

  it('holds no path of a machine', () => {
    const machine = new RegExp(`(?:^|[^A-Za-z0-9_.])/(?:${['work', 'root', 'home'].join('|')})/[A-Za-z]`);
    const wrong = [
      ...files('src'),
      ...files('formats'),
      ...files('test'),
      ...files('corpus'),
      ...files('bench'),
    ].filter((file) => file !== 'test/architecture.test.ts' && machine.test(readFileSync(join(ROOT, file), 'utf8')));
    expect(wrong).toEqual([]);
  });
});
