import type { Gravity } from '../../base/notice.ts';

/** Headings and fixed phrases of the text renderings. */
export const HEADINGS = {
  credentials: 'Credentials',
  unseen: 'What could not be seen, and why',
  notCompared: 'What could not be compared, and why',
  notices: 'Notices',
  next: 'What to look at next',
  coverage: 'What it could show, and what not',
  packages: 'Apps',
  apks: 'What their APKs state',
  otherBundles: 'Other bundles inside',
  facts: 'Facts',
  policy: "Kept out by the app's own backup policy",
  happened: 'what happened',
  shared: 'Outside of apps',
} as const;

export const GRAVITY_WORDS: Readonly<Record<Gravity, string>> = { damage: 'damage', doubt: 'doubt', info: 'note' };

/** What the matrix columns stand for, in the order of the columns. */
export const MATRIX_LEGEND = {
  carried: 'carried',
  partly: 'partly',
  differs: 'different',
  notCompared: 'not compared',
  left: 'left behind',
  new: 'new on target',
  unseen: 'unseen',
  none: 'none',
} as const;

export const SECRETS_HIDDEN = 'values are hidden; --reveal-secrets shows and records them';
export const SECRETS_SHOWN = 'this result was made with --reveal-secrets';
export const NO_PRIVATE_DATA = 'No app and no private data on either side.';

/** How well the reading of a format is tried. */
export const VALIDATION_WORDS: Readonly<Record<'real' | 'vector' | 'synthetic', string>> = {
  real: 'genuine files',
  vector: 'published vectors',
  synthetic: 'files of our own making',
};

/** Stands where a package would, for what belongs to no app. */
export const NO_APP = '(no app)';
