import type { PackageFact } from '../../src/vfs/entry.ts';

/** Lines of an agent's own text that are kept (miui.app.backup FullBackupAgent writes about nine). */
const MOST_LINES = 64;
/** Key and value of a line, in characters. */
const MOST_CHARACTERS = 256;

/** Reads `miui_meta/cache/_tmp_meta`: lines `key=value`. Keys get the prefix `meta.`. */
export function readAgentMeta(bytes: Uint8Array): PackageFact['more'] {
  const out: Record<string, string> = {};
  const lines = new TextDecoder().decode(bytes).split('\n', MOST_LINES);
  for (const line of lines) {
    const equals = line.indexOf('=');
    if (equals <= 0) continue;
    const key = line.slice(0, equals).trim();
    if (/^[\w.-]{1,64}$/.test(key))
      out[`meta.${key}`] = line
        .slice(equals + 1)
        .trim()
        .slice(0, MOST_CHARACTERS);
  }
  return out;
}
