import { type ApkFacts, makeApkReader } from '../android/apk/facts.ts';
import type { Entry } from '../vfs/entry.ts';
import type { ContentSink } from '../vfs/snapshot.ts';

/** What an APK of the evidence says of itself, with where it lies. Plain data: it crosses threads. */
export interface HeldApk {
  readonly user: number;
  /** Stored name. */
  readonly entry: string;
  readonly sha256: string;
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
/** Words about members that are kept of all APKs together: 32 MiB, or two million members. */
const MOST_PRINTS = 2 ** 23;

/** Looks into APKs where they pass: one that did not come out whole says nothing. */
export function collectApks(): ApkCollector {
  const found: HeldApk[] = [];
  let printed = 0;
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
          if (sha256 === null || facts === null || facts.package !== location.package) return;
          const { members } = facts;
          const fits = members?.prints == null || printed + members.prints.length <= MOST_PRINTS;
          if (fits) printed += members?.prints?.length ?? 0;
          const told = fits || members === null ? facts : { ...facts, members: { ...members, prints: null } };
          found.push({ user: location.user, entry: member.path, sha256, facts: told });
        },
      };
    },
    found: () => found,
  };
}
