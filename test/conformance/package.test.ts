import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { built, ended, faultLine, ROOT, subFolder, tempFolder } from '../support/cli.ts';

/** The package as npm makes it: what is in it, and that it works from a clean folder with what it declares alone. */

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
  readonly unpackedSize: number;
}

const LARGEST_BYTES = 6 << 20;

describe.skipIf(!built)('the package', () => {
  const folder = built ? tempFolder('package') : '';
  const at = (name: string): string => join(folder, name);
  const env = { HOME: folder, npm_config_cache: at('cache'), npm_config_update_notifier: 'false' };
  const declared = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
    readonly optionalDependencies: Readonly<Record<string, string>>;
  };

  test('holds what is needed, and runs with its dependencies alone', () => {
    const run = ended('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], { env });
    expect(run.status, run.stderr).toBe(0);
    const [packed] = JSON.parse(run.stdout) as Packed[];
    const paths = (packed as Packed).files.map(({ path }) => path);
    expect(
      paths.filter((path) => !/^(?:bin|dist\/src|dist\/formats)\/|^[A-Z]+(?:\.md)?$|^package\.json$/.test(path)),
    ).toEqual([]);
    expect(paths.filter((path) => path.endsWith('.map') || path.endsWith('.test.js'))).toEqual([]);
    expect(paths).toEqual(
      expect.arrayContaining(['bin/carryover.js', 'dist/src/index.js', 'dist/src/index.d.ts', 'LICENSE']),
    );
    expect((packed as Packed).unpackedSize).toBeLessThan(LARGEST_BYTES);

    const modules = at('clean/node_modules');
    mkdirSync(modules, { recursive: true });
    expect(ended('tar', ['-xzf', at((packed as Packed).filename), '-C', folder]).status).toBe(0);
    cpSync(at('package'), join(modules, 'carryover'), { recursive: true });
    // The optional ones too: on Node 22 and later SQLite's engine is one of them.
    for (const name of Object.keys({ ...declared.dependencies, ...declared.optionalDependencies })) {
      const [own, there] = [join(modules, name), join(ROOT, 'node_modules', name)];
      if (!existsSync(there)) continue;
      mkdirSync(dirname(own), { recursive: true });
      symlinkSync(there, own, 'dir');
    }
    const pair = ['source', 'target'].map((side) => join(ROOT, `corpus/pairs/ab-simple/${side}/phone.ab`));
    const bin = join(modules, 'carryover/bin/carryover.js');
    const diff = ended(process.execPath, [bin, 'diff', ...pair, '--format', 'json'], { cwd: at('clean') });
    expect(diff.stderr).toBe('');
    expect(diff.status).toBe(0);
    expect((JSON.parse(diff.stdout) as { schema: string }).schema).toBe('carryover.diff/1');
    const code = "import('carryover').then((all) => console.log(typeof all.compare, typeof all.openEvidence))";
    const library = ended(process.execPath, ['-e', code], { cwd: at('clean') });
    expect(library).toMatchObject({ status: 0, stdout: 'function function\n', stderr: '' });
  });

  test('a clone that nothing was installed in says what is missing, and how it comes there', () => {
    const clone = subFolder(folder, 'clone');
    for (const name of ['bin', 'package.json']) cpSync(join(ROOT, name), join(clone, name), { recursive: true });
    const run = () => ended(process.execPath, [join(clone, 'bin/carryover.js'), 'diff', 'a', 'b']);
    const bare = run();
    expect(faultLine(bare)).toMatch(/^carryover: engine missing \(engine\.missing\): .*not built.*; run npm ci/);
    expect(bare).toMatchObject({ status: 3, stdout: '' });
    const filter = (path: string): boolean => !path.endsWith('.map');
    for (const room of ['src', 'formats'])
      cpSync(join(ROOT, 'dist', room), join(clone, 'dist', room), { recursive: true, filter });
    const unpacked = run();
    expect(faultLine(unpacked)).toMatch(/^carryover: engine missing \(engine\.missing\): .* yargs.*; run npm ci/);
    expect(unpacked).toMatchObject({ status: 3, stdout: '' });
    expect(ended(process.execPath, [join(clone, 'bin/carryover.js'), '--version']).status).toBe(0);
  });
});
