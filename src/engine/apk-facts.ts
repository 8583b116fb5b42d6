import { type ApkFacts, makeApkReader } from '../android/apk/facts.ts';
import type { Entry } from '../vfs/entry.ts';
import type { ContentSink } from '../vfs/snapshot.ts';

/** What an APK of the evidence says of itself, with where it lies. Plain data: it crosses threads. */
export interface HeldApk {
  readonly user: number;
  /** Stored name. */
  readonly entry: string;
  readonly facts: ApkFacts;
}

export interface ApkCollector {
  /** Reads the entry as it passes, if it is the APK of an app. */
  sink(entry: Entry): ContentSink | null;
  /** In the order of the evidence. */
  found(): readonly HeldApk[];
}

/** A phone has a few hundred apps, of a few splits each: beyond, no further one is looked into. */
const MOST_APKS = 8_192;

/** Looks into APKs where they pass: one that did not come out whole says nothing. */
export function collectApks(): ApkCollector {
  const found: HeldApk[] = [];
  return {
    sink({ member, location }) {
      if (location?.domain !== 'apk' || location.package === null || !location.path.endsWith('.apk')) return null;
      if (found.length >= MOST_APKS) return null;
      const reader = makeApkReader();
      return {
        add: (bytes) => reader.add(bytes),
        end(sha256) {
          const facts = sha256 === null ? null : reader.finish();
          // A manifest of another package says nothing of this one.
          if (facts === null || facts.package !== location.package) return;
          found.push({ user: location.user, entry: member.path, facts });
        },
      };
    },
    found: () => found,
  };
}
