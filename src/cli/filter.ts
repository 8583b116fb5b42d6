import { globPattern } from '../base/glob.ts';
import type { DiffFilter } from '../engine/filter.ts';
import { noSuchApp } from '../report/words/filter.ts';
import type { Flags } from './flags.ts';

/** What `--app` asks for; it remembers which apps there are, so that what matched none can be told. */
export interface AppFilter {
  readonly matches: (name: string | null) => boolean;
  /** What was asked for and is not there, in words; null where all of it is. To be called when every app was seen. */
  told(): string | null;
}

/** Null where all apps are asked for. */
export function appFilterOf(flags: Flags): AppFilter | null {
  const asked = (flags['app'] as string[] | undefined) ?? null;
  if (asked === null) return null;
  const patterns = asked.map((glob) => ({ glob, pattern: globPattern(glob), met: false }));
  const seen = new Set<string>();
  return {
    matches(name) {
      if (name === null) return false;
      seen.add(name);
      let any = false;
      for (const each of patterns) {
        if (!each.pattern.test(name)) continue;
        each.met = true;
        any = true;
      }
      return any;
    },
    told() {
      const missing = patterns.filter(({ met }) => !met).map(({ glob }) => glob);
      return missing.length === 0 ? null : noSuchApp(missing, seen.size);
    },
  };
}

/** The filters of a command line; null stands for all. */
export function filterOf(flags: Flags, apps: AppFilter | null): DiffFilter {
  const list = (name: string): readonly string[] | null => (flags[name] as string[] | undefined) ?? null;
  return {
    app: apps?.matches ?? null,
    domains: list('domain'),
    verdicts: list('verdict'),
    rules: list('rule'),
  };
}
