import { type Sentences, said } from '../sentence.ts';

/** Notices about what root tools and other packers of apps wrote. By `code/detail`; `part` is one archive of a bundle. */
export const ROOT_TOOL_NOTICES: Sentences = {
  'manifest/part.empty': (a) => `${said(a, 'path')} is a whole archive of nothing`,
};

/** Faults about them, as clauses. */
export const ROOT_TOOL_FAULTS: Sentences = {
  'evidence.unreadable/part.no-archive': () => 'it holds no archive that is known',
  'evidence.unreadable/once-only': () => 'it can be read once only, and has been read',
};
