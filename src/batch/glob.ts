import { existsSync, readdirSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { globPattern } from '../base/glob.ts';

const WILD = /[*?]/;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder === '' ? '.' : folder).sort();
  } catch {
    return [];
  }
}

/**
 * The files and folders that a shell-like pattern names, in order: `*` and `?` within one part of the path; names that
 * begin with a dot only where the pattern does. A path that exists as it is written names itself.
 */
export function matches(pattern: string, folder: string): readonly string[] {
  const whole = isAbsolute(pattern) ? pattern : join(folder, pattern);
  if (existsSync(whole)) return [whole];
  const parts = whole.split('/');
  let found = [parts[0] === '' ? '/' : (parts[0] as string)];
  for (const part of parts.slice(1).filter((each) => each !== '')) {
    if (!WILD.test(part)) {
      found = found.map((path) => join(path, part));
      continue;
    }
    const wanted = globPattern(part);
    found = found.flatMap((path) =>
      namesIn(path)
        .filter((name) => wanted.test(name) && (part.startsWith('.') || !name.startsWith('.')))
        .map((name) => join(path, name)),
    );
  }
  return found.filter((path) => existsSync(path));
}
