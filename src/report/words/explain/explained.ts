/** What `explain` says of one code, before its kind and name are put to it. */
export interface Explained {
  readonly title: string;
  readonly meaning: string;
  readonly whatItProves: string;
  readonly whatItDoesNot: string;
  readonly next: string;
}

/** One code of one kind, explained. A code may be of several kinds: `carried` is a verdict and a status. */
export interface Explanation extends Explained {
  readonly code: string;
  readonly kind: string;
}

export type ExplainedTable<Code extends string = string> = Readonly<Record<Code, Explained>>;

/** Title, meaning, what it proves, what it does not, what to do next. */
export function explained(
  title: string,
  meaning: string,
  whatItProves: string,
  whatItDoesNot: string,
  next: string,
): Explained {
  return { title, meaning, whatItProves, whatItDoesNot, next };
}
