import { devicePath } from '../android/layouts.ts';
import type { Entry } from '../vfs/entry.ts';
import type { KeepRule } from '../vfs/snapshot.ts';

/** What the pass is for, which decides what is kept: what can be compared, nothing, all, or one path. */
export type Purpose =
  | { readonly kind: 'compare' }
  /** With more than one other: nothing that can be compared passes by, and little of it stays in memory. */
  | { readonly kind: 'compare-often' }
  /** `apks`: what the APKs of the evidence state is asked for too. */
  | { readonly kind: 'list'; readonly apks?: true }
  | { readonly kind: 'all' }
  | { readonly kind: 'path'; readonly path: string }
  /** One path, and what else can be compared of its package; of all packages where it is not known (null). */
  | { readonly kind: 'package-of'; readonly path: string; readonly package: string | null };

/** What decides which content can be compared: all readers and rules, so it is loaded only where that is asked. */
type Keep = typeof import('./keep.ts');

/** The rule for a purpose. */
export async function keepRule(purpose: Purpose): Promise<KeepRule> {
  const load = (): Promise<Keep> => import('./keep.ts');
  switch (purpose.kind) {
    case 'compare':
    case 'compare-often':
      return (await load()).keepComparable;
    case 'list':
      return () => false;
    case 'all':
      return () => true;
    case 'path':
      return (entry) => belongsTo(entry, purpose.path);
    case 'package-of': {
      const { keepComparable } = await load();
      return (entry, sniff, size) =>
        belongsTo(entry, purpose.path) ||
        ((purpose.package === null || entry.location?.package === purpose.package) &&
          keepComparable(entry, sniff, size));
    }
  }
}

/** The file itself, a part of it (its -wal, -journal, .bak or .crc), or what lies in it where it is a folder. */
function belongsTo(entry: Entry, path: string): boolean {
  const own = entry.location === null ? `/unplaced/${entry.member.path}` : devicePath(entry.location);
  return [own, entry.member.path].some(
    (each) =>
      each === path ||
      each.startsWith(`${path}/`) ||
      [`${path}-wal`, `${path}-journal`, `${path}-shm`, `${path}.bak`, `${path}.crc`].includes(each),
  );
}
