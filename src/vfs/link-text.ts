import { legalPath } from './path.ts';

const SLASH = 0x2f;

/**
 * The target of a symbolic link as text. Unlike a member's path it keeps a leading slash, `.` and `..`, because it is
 * shown and never followed; bytes that are not UTF-8 are written as in a path.
 */
export function linkText(stored: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start <= stored.length; ) {
    const slash = stored.indexOf(SLASH, start);
    const end = slash === -1 ? stored.length : slash;
    const part = stored.subarray(start, end);
    const text = legalPath(part).path;
    parts.push(text === '' || text === '\\..' ? Buffer.from(part).toString('latin1') : text);
    start = end + 1;
  }
  return parts.join('/');
}
