import { DEFAULT_LIMITS } from '../bytes/limits.ts';
import type { CompareOptions } from './compare.ts';
import { NO_FILTER } from './filter.ts';
import type { RunOptions } from './run-options.ts';

/**
 * Everything a run needs, with what is given in place of the defaults. Nothing is taken from the environment, the
 * clock aside: `started` is now, and `at` is `started`. There is no password, no case key and no private work folder;
 * secrets stay hidden; the limits are those of the command line.
 */
export function runOptions(given: Partial<RunOptions> = {}): RunOptions {
  const started = given.started ?? new Date();
  return {
    argv: [],
    at: started,
    timezone: 'UTC',
    limits: DEFAULT_LIMITS,
    workDir: null,
    caseKey: null,
    reveal: false,
    verify: false,
    passwords: () => [],
    askPassword: null,
    signal: new AbortController().signal,
    ...given,
    started,
  };
}

/** As `runOptions`; compares everything, lists no single differences, and names no case, unless it is given. */
export function compareOptions(given: Partial<CompareOptions> = {}): CompareOptions {
  return { filter: NO_FILTER, changes: 0, past: null, case: null, ...given, ...runOptions(given) };
}
