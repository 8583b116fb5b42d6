import { type Cell, csvRow } from '../report/csv.ts';
import type { ProfileView } from '../report/profile/profile.ts';
import type { PairRecord } from './record.ts';

/** What a profile says of each pair; null where none was asked for, or the pair ended in a fault. */
export function profileOf(record: PairRecord): ProfileView | null {
  return (record.more['profile'] as unknown as ProfileView | undefined) ?? null;
}

interface StudiedApp {
  readonly package: string;
  readonly user: number;
  readonly category: string | null;
  readonly label: string | null;
}

/**
 * Who crossed by which route: one row an app, by category and package, one column a pair with the verdict on the app
 * there; empty where the pair does not have it. Null where no pair was held against a profile.
 */
export function studyCsv(records: readonly PairRecord[]): string | null {
  const profiles = records.map(profileOf);
  if (profiles.every((profile) => profile === null)) return null;
  const apps = new Map<string, StudiedApp>();
  const verdicts = profiles.map((profile) => {
    const own = new Map<string, string>();
    for (const { package: name, user, category, label, verdict } of profile?.apps ?? []) {
      const key = `${name}\0${user}`;
      own.set(key, verdict);
      if (!apps.has(key)) apps.set(key, { package: name, user, category, label });
    }
    return own;
  });
  const rows = [...apps].sort(
    ([, a], [, b]) =>
      compare(a.category ?? '\uffff', b.category ?? '\uffff') || compare(a.package, b.package) || a.user - b.user,
  );
  return [
    csvRow(['category', 'package', 'user', 'label', ...records.map(({ id }) => id)]),
    ...rows.map(([key, { category, package: name, user, label }]) =>
      csvRow([category, name, user, label, ...verdicts.map((own): Cell => own.get(key) ?? null)]),
    ),
  ].join('');
}

/** One row a claim, one column a pair with the verdict and the apps it rests on: `supported 4 of 5`. Null as above. */
export function claimsCsv(records: readonly PairRecord[]): string | null {
  const profiles = records.map(profileOf);
  const first = profiles.find((profile) => profile !== null);
  if (first === undefined || first === null) return null;
  return [
    csvRow(['claim', 'text', ...records.map(({ id }) => id)]),
    ...first.claims.map(({ id, claim }) =>
      csvRow([
        id,
        claim,
        ...profiles.map((profile): Cell => {
          const own = profile?.claims.find((each) => each.id === id);
          if (own === undefined) return null;
          return own.count === null ? own.verdict : `${own.verdict} ${own.count} of ${own.of}`;
        }),
      ]),
    ),
  ].join('');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
