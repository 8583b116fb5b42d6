import type { CorpusFile } from './file.ts';
import { escan2017 } from './scenario/escan-2017.ts';

/** All generators of the corpus, by the name that MANIFEST.json gives. */
export const GENERATORS: Readonly<Record<string, () => Iterable<CorpusFile>>> = {
  'corpus/scenario/escan-2017.ts': escan2017,
};
