import { globPattern } from '../base/glob.ts';
import type { DiffFilter } from '../engine/filter.ts';
import type { Flags } from './flags.ts';

/** The filters of a command line; null stands for all. */
export function filterOf(flags: Flags): DiffFilter {
  const list = (name: string): readonly string[] | null => (flags[name] as string[] | undefined) ?? null;
  const apps = list('app')?.map(globPattern) ?? null;
  return {
    app: apps === null ? null : (name) => name !== null && apps.some((app) => app.test(name)),
    domains: list('domain'),
    verdicts: list('verdict'),
    rules: list('rule'),
  };
}
