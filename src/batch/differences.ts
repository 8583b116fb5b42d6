import type { PairRecord, RecordedApp } from './record.ts';

/** What is not as it was in an earlier run of the same plan: another version of an app, another ROM, another build. */
export interface PairDifference {
  readonly id: string;
  readonly kind: 'pair-added' | 'pair-gone' | 'fault' | 'app' | 'credentials' | 'evidence';
  /** Package and user of an app, `status` of credentials, the side of evidence; empty for a whole pair. */
  readonly what: string;
  readonly before: string | number | null;
  readonly after: string | number | null;
}

const appName = ({ package: name, user }: RecordedApp): string => (user === 0 ? name : `${name} (${user})`);

function pairDifferences(id: string, before: PairRecord, after: PairRecord): PairDifference[] {
  const found: PairDifference[] = [];
  const compare = (
    kind: PairDifference['kind'],
    what: string,
    one: string | number | null,
    other: string | number | null,
  ): void => {
    if (one !== other) found.push({ id, kind, what, before: one, after: other });
  };
  compare('fault', '', before.fault?.code ?? null, after.fault?.code ?? null);
  if (before.fault !== null || after.fault !== null) return found;
  for (const side of ['source', 'bundle', 'target'] as const)
    compare('evidence', side, before.evidence[side]?.sha256 ?? null, after.evidence[side]?.sha256 ?? null);
  const old = new Map(before.apps.map((app) => [appName(app), app.verdict]));
  for (const app of after.apps) {
    compare('app', appName(app), old.get(appName(app)) ?? null, app.verdict);
    old.delete(appName(app));
  }
  for (const [name, verdict] of old) compare('app', name, verdict, null);
  const statuses = new Set([
    ...Object.keys(before.summary?.credentials ?? {}),
    ...Object.keys(after.summary?.credentials ?? {}),
  ]);
  const count = (record: PairRecord, status: string): number =>
    (record.summary?.credentials as Record<string, number> | undefined)?.[status] ?? 0;
  for (const status of statuses) compare('credentials', status, count(before, status), count(after, status));
  return found;
}

/** Compares two runs, pair by pair; in the order of the new one. */
export function batchDifferences(
  before: readonly PairRecord[],
  after: readonly PairRecord[],
): readonly PairDifference[] {
  const old = new Map(before.map((record) => [record.id, record]));
  const found = after.flatMap((record): PairDifference[] => {
    const other = old.get(record.id);
    old.delete(record.id);
    if (other === undefined) return [{ id: record.id, kind: 'pair-added', what: '', before: null, after: null }];
    return pairDifferences(record.id, other, record);
  });
  const gone = [...old.keys()].map(
    (id): PairDifference => ({ id, kind: 'pair-gone', what: '', before: null, after: null }),
  );
  return [...found, ...gone];
}
