import { existsSync, readFileSync } from 'node:fs';

// From sources this file is two levels below package.json, built it is three.
const PACKAGE = new URL(
  import.meta.url.endsWith('.ts') ? '../../package.json' : '../../../package.json',
  import.meta.url,
);

/** The commit of the checkout this runs from; null where it was installed from a package. */
export const TOOL_COMMIT: string | null = commitOf(new URL('.git/', PACKAGE));

function commitOf(git: URL): string | null {
  try {
    const head = readFileSync(new URL('HEAD', git), 'utf8').trim();
    const name = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
    if (name === undefined) return /^[0-9a-f]{40}$/.test(head) ? head : null;
    const loose = new URL(name, git);
    if (existsSync(loose)) return readFileSync(loose, 'utf8').trim();
    const packed = readFileSync(new URL('packed-refs', git), 'utf8');
    return (
      packed
        .split('\n')
        .find((line) => line.endsWith(` ${name}`))
        ?.slice(0, 40) ?? null
    );
  } catch {
    return null;
  }
}

/** The version that package.json states. */
export const TOOL_VERSION: string = (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;
