import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { MANIFEST, makeCorpus } from './make.ts';

/**
 * Writes the corpus anew: `node dist/corpus/build.js [--check] [FOLDER]`. With --check nothing is written, and the exit
 * code is 1 where the tree differs from what would be. Golden files (`*.ndjson`) beside the cases are left alone.
 */

/** A file, and the folders that are empty then: a clone has none, and a golden of a folder lists them. */
function removeWithFolders(root: string, path: string): void {
  rmSync(join(root, path));
  for (
    let folder = dirname(path);
    folder !== '.' && readdirSync(join(root, folder)).length === 0;
    folder = dirname(folder)
  )
    rmdirSync(join(root, folder));
}

/** Files of the last run, by the manifest that it left: what no generator makes any more is removed. */
function madeBefore(root: string): string[] {
  const place = join(root, MANIFEST);
  if (!existsSync(place)) return [];
  const manifest = JSON.parse(readFileSync(place, 'utf8')) as { readonly files: readonly { readonly path: string }[] };
  return manifest.files.map(({ path }) => path).filter((path) => existsSync(join(root, path)));
}

function main(args: readonly string[]): number {
  const check = args.includes('--check');
  const root = resolve(args.find((arg) => !arg.startsWith('--')) ?? 'corpus');
  const files = makeCorpus();
  const strays = madeBefore(root).filter((path) => !files.has(path));
  const changed = [...files].filter(([path, bytes]) => {
    const place = join(root, path);
    return !existsSync(place) || Buffer.compare(readFileSync(place), bytes) !== 0;
  });
  const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  if (check) {
    for (const path of strays) process.stderr.write(`no longer made: ${path}\n`);
    for (const [path] of changed) process.stderr.write(`differs: ${path}\n`);
  } else {
    for (const path of strays) removeWithFolders(root, path);
    for (const [path, bytes] of changed) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), bytes);
    }
  }
  process.stdout.write(
    `${files.size} files, ${total} bytes; ${changed.length} ${check ? 'differ' : 'written'}, ${strays.length} ${check ? 'stray' : 'removed'}\n`,
  );
  return check && (strays.length > 0 || changed.length > 0) ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
