import { SQLITE_WORDS } from '../words/sqlite.ts';

const { queries, tables } = SQLITE_WORDS;

/** Facets by which Datasette counts a table, in the order of their use. */
const FACETS = {
  app: ['verdict', 'coverage'],
  artifact: ['verdict', 'domain', 'kind', 'route', 'likeness', 'package'],
  change: ['kind', 'section'],
  finding: ['rule', 'status', 'portability', 'expiry', 'certainty', 'service', 'package'],
  notice: ['gravity', 'side', 'code'],
  claim: ['verdict'],
  profiled_app: ['category', 'verdict', 'session'],
} as const;

const QUERIES: Readonly<Record<keyof typeof queries, string>> = {
  who_crossed: 'SELECT verdict, package, user, label, coverage FROM app ORDER BY verdict, package, user',
  matrix_of_app:
    'SELECT domain, verdict, artifacts, bytes FROM matrix WHERE package = :package ORDER BY domain, verdict',
  sessions: 'SELECT * FROM sessions_carried ORDER BY package, device_path',
  left_behind: `SELECT package, device_path, kind, source_bytes, route FROM artifact WHERE verdict = 'left-behind' ORDER BY source_bytes DESC`,
  not_seen: 'SELECT * FROM unseen ORDER BY artifacts DESC',
  claims: 'SELECT id, verdict, reason, count, of_apps, claim FROM claim ORDER BY CAST(id AS INTEGER), id',
  by_hash:
    'SELECT package, device_path, verdict, source_at, target_at FROM artifact WHERE :sha256 IN (source_sha256, bundle_sha256, target_sha256)',
  differences:
    'SELECT a.device_path, c.section, c.kind, c.key, c.source, c.target FROM change c JOIN artifact a ON a.id = c.artifact WHERE a.package = :package',
};

/**
 * For `datasette NAME.sqlite -m NAME.metadata.json` (docs.datasette.io, "Metadata", "Facets", "Canned queries").
 * `database`: the name of the file without its ending, which is what Datasette calls it.
 */
export function datasetteMetadata(database: string): string {
  const described = Object.fromEntries(
    Object.entries(tables).map(([name, description]) => [
      name,
      { description, ...(name in FACETS ? { facets: FACETS[name as keyof typeof FACETS] } : {}) },
    ]),
  );
  const canned = Object.fromEntries(
    Object.entries(QUERIES).map(([name, sql]) => [name, { title: queries[name as keyof typeof queries], sql }]),
  );
  const metadata = {
    title: SQLITE_WORDS.title,
    description: SQLITE_WORDS.about,
    databases: { [database]: { tables: described, queries: canned } },
  };
  return `${JSON.stringify(metadata, null, 2)}\n`;
}
