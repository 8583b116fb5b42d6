/** What of a comparison is listed and counted. Null: all. Verdicts of apps rest on everything, listed or not. */
export interface DiffFilter {
  readonly app: ((packageName: string | null) => boolean) | null;
  readonly domains: readonly string[] | null;
  /** Verdicts of artifacts or of apps. */
  readonly verdicts: readonly string[] | null;
  readonly rules: readonly string[] | null;
}

export const NO_FILTER: DiffFilter = { app: null, domains: null, verdicts: null, rules: null };
