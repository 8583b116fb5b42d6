import type { BundleFacts } from '../../src/vfs/entry.ts';
import type { TreeInput } from '../../src/vfs/member.ts';
import { headInTree } from '../../src/vfs/peek.ts';
import { roleOf } from './names.ts';
import { isSealedApk } from './sealed-apk.ts';

/** Lines of the header of an adb backup: what it is encrypted with, and the rounds of its key derivation. */
const ALGORITHM_LINE = 3;
const ROUNDS_LINE = 6;
/** Files that are looked into. */
const MOST_LOOKS = 64;

/** How the apps of a session are sealed (README, "Files"); null where none of those looked into is. */
export function sealFacts(tree: TreeInput): BundleFacts | null {
  const more: Record<string, string | number> = {};
  let looks = 0;
  for (const path of tree.paths()) {
    const { kind } = roleOf(path);
    if (kind !== 'app-data' && kind !== 'sealed-apk') continue;
    if (looks++ === MOST_LOOKS) break;
    const head = headInTree(tree, path);
    if (kind === 'sealed-apk' && isSealedApk(head)) more['apks'] ??= 'AES-128-CBC, key SHA-256 of the secret';
    const lines =
      kind === 'app-data'
        ? Buffer.from(head ?? [])
            .toString('latin1')
            .split('\n', ROUNDS_LINE + 1)
        : [];
    const rounds = Number(lines[ROUNDS_LINE]);
    if (lines[ALGORITHM_LINE] !== 'AES-256' || !Number.isSafeInteger(rounds)) continue;
    more['appData'] ??= 'adb backup, AES-256-CBC';
    more['kdf'] ??= 'PBKDF2-HMAC-SHA1 of the secret';
    more['rounds'] ??= rounds;
  }
  if (Object.keys(more).length === 0) return null;
  return { type: 'facts', version: null, encryption: 'AES', more };
}
