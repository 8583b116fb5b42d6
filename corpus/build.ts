import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { makeCorpus } from './make.ts';

/**
 * Writes the corpus anew: `node dist/corpus/build.js [--check] [FOLDER]`. With --check nothing is written, and the exit
 * code is 1 where the tree differs from what would be. Golden files (`*.ndjson`) beside the cases are left alone.
 */

/** Folders that belong to the generators as a whole: a file there that no generator makes is removed. */
const OWNED = ['android-backup', 'mimover', 'tar', 'zip', 'gzip', 'folder', 'full-filesystem', 'readers', 'pairs'];

function present(root: string): string[] {
  return OWNED.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((item) => item.isFile() && !item.name.endsWith('.ndjson') && item.name !== 'README.md')
      .map((item) => relative(root, join(item.parentPath, item.name)).split(sep).join('/')),
  );
}

function main(args: readonly string[]): number {
  const check = args.includes('--check');
  const root = resolve(args.find((arg) => !arg.startsWith('--')) ?? 'corpus');
  const files = makeCorpus();
  const strays = present(root).filter((path) => !files.has(path));
  const changed = [...files].filter(([path, bytes]) => {
    const place = join(root, path);
    return !existsSync(place) || Buffer.compare(readFileSync(place), bytes) !== 0;
  });
  const total = [...files.values()].reduce((sum, bytes) => sum + bytes.length, 0);
  if (check) {
    for (const path of strays) process.stderr.write(`not made by any generator: ${path}\n`);
    for (const [path] of changed) process.stderr.write(`differs: ${path}\n`);
  } else {
    for (const path of strays) rmSync(join(root, path));
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
