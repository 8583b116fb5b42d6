import type { PackageFact } from './entry.ts';

/** What a manifest says about a package; all that is left out is not said. */
export function packageFact(
  name: string,
  user: number,
  said: Partial<Omit<PackageFact, 'type' | 'package' | 'user'>> = {},
): PackageFact {
  return {
    type: 'package',
    package: name,
    user,
    label: null,
    versionCode: null,
    installer: null,
    sdk: null,
    signers: [],
    apkIncluded: null,
    more: {},
    ...said,
  };
}
