import type { Domain } from '../../android/location.ts';
import { VERDICTS, type Verdict } from '../../diff/change.ts';
import type { ArtifactView } from '../result.ts';

/** Columns of the matrix apps by domains. `etc`: cache, key-value data and what agents keep of their own. */
export const MATRIX_COLUMNS = ['apk', 'db', 'prefs', 'files', 'nobk', 'root', 'ext', 'etc'] as const;
export type MatrixColumn = (typeof MATRIX_COLUMNS)[number];

const COLUMN_OF: Readonly<Record<Domain, MatrixColumn>> = {
  apk: 'apk',
  database: 'db',
  preferences: 'prefs',
  files: 'files',
  no_backup: 'nobk',
  root: 'root',
  external: 'ext',
  obb: 'ext',
  media: 'ext',
  cache: 'etc',
  kv: 'etc',
  agent: 'etc',
  manifest: 'etc',
  system: 'etc',
};

/** The column of a domain; what has no domain is `etc`. */
export function matrixColumn(domain: Domain | null): MatrixColumn {
  return domain === null ? 'etc' : (COLUMN_OF[domain] ?? 'etc');
}

/** What one cell of the matrix says. */
export type Mark = 'carried' | 'partly' | 'differs' | 'notCompared' | 'left' | 'new' | 'unseen' | 'none';

/** What became of the artifacts of one app: counts, and for each column which verdicts occur. */
export interface Tally {
  readonly artifacts: number;
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly marks: Readonly<Record<MatrixColumn, Mark>>;
  /** Of those left behind: the bundle did not hold them, or held them in vain. Zero without a bundle. */
  readonly notPacked: number;
  readonly packedOnly: number;
  readonly moved: number;
  /** The one reason of all that is unseen; null where there are several, or none. */
  readonly unseenBecause: string | null;
}

/**
 * One mark for all artifacts of a cell. Carried: all that the source had. Partly: some of it. Else nothing of it was
 * found, and the strongest statement is given. What is new on the target takes nothing away.
 */
export function markOf(seen: ReadonlySet<Verdict>): Mark {
  const has = (verdict: Verdict): boolean => seen.has(verdict);
  if (seen.size === 0) return 'none';
  const missing = has('left-behind') || has('differs') || has('not-compared') || has('unseen');
  if (has('partly-carried') || (has('carried') && missing)) return 'partly';
  if (has('carried')) return 'carried';
  if (has('differs')) return 'differs';
  if (has('not-compared')) return 'notCompared';
  if (has('left-behind')) return 'left';
  return has('unseen') ? 'unseen' : 'new';
}

export function tally(artifacts: Iterable<ArtifactView>): Tally {
  const verdicts = Object.fromEntries(VERDICTS.map((verdict) => [verdict, 0])) as Record<Verdict, number>;
  const seen = new Map<MatrixColumn, Set<Verdict>>(MATRIX_COLUMNS.map((column) => [column, new Set()]));
  const reasons = new Set<string>();
  let count = 0;
  let notPacked = 0;
  let packedOnly = 0;
  let moved = 0;
  for (const artifact of artifacts) {
    count += 1;
    verdicts[artifact.verdict] += 1;
    seen.get(matrixColumn(artifact.domain))?.add(artifact.verdict);
    if (artifact.verdict === 'left-behind' && artifact.route === 'not-packed') notPacked += 1;
    if (artifact.verdict === 'left-behind' && artifact.route === 'packed-only') packedOnly += 1;
    // Another shape is another place, and yet nothing was moved.
    if (artifact.moved !== null && artifact.moved.basis !== 'representation') moved += 1;
    if (artifact.verdict === 'unseen' && reasons.size < 2) reasons.add(artifact.reason?.code ?? '');
  }
  const [reason = ''] = reasons;
  const marks = Object.fromEntries([...seen].map(([column, set]) => [column, markOf(set)]));
  return {
    artifacts: count,
    verdicts,
    marks: marks as Record<MatrixColumn, Mark>,
    notPacked,
    packedOnly,
    moved,
    unseenBecause: reasons.size === 1 && reason !== '' ? reason : null,
  };
}
