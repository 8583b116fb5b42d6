/** Of the catalogue, the shapes and the lexicon together: a finding can be traced to what was known. */
export const CATALOGUE_VERSION = '2026.11';
