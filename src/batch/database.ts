import { openMemory } from '../content/sqlite/engine.ts';
import type { FindingView } from '../report/result.ts';
import { findingShape } from '../report/shapes.ts';
import { BATCH_WORDS } from '../report/words/batch.ts';
import type { PairRecord } from './record.ts';
import { freeColumns, summaryRow } from './summary.ts';

const SCHEMA = `
CREATE TABLE pair (
  id TEXT PRIMARY KEY, place INTEGER NOT NULL, status TEXT NOT NULL, exit INTEGER NOT NULL,
  source TEXT, bundle TEXT, target TEXT, source_sha256 TEXT, bundle_sha256 TEXT, target_sha256 TEXT,
  source_format TEXT, bundle_format TEXT, target_format TEXT
);
CREATE TABLE pair_column (pair TEXT NOT NULL REFERENCES pair(id), name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (pair, name));
CREATE TABLE pair_count (pair TEXT NOT NULL REFERENCES pair(id), what TEXT NOT NULL, word TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (pair, what, word));
CREATE TABLE app (
  pair TEXT NOT NULL REFERENCES pair(id), package TEXT NOT NULL, user INTEGER NOT NULL, label TEXT, verdict TEXT NOT NULL, coverage TEXT NOT NULL,
  PRIMARY KEY (pair, package, user)
);
CREATE TABLE credential (
  pair TEXT NOT NULL REFERENCES pair(id), finding TEXT NOT NULL, package TEXT, user INTEGER, device_path TEXT NOT NULL, place TEXT,
  service TEXT, status TEXT, portability TEXT, expiry TEXT, certainty TEXT, shape TEXT, length INTEGER, fingerprint TEXT
);
CREATE TABLE finding (pair TEXT NOT NULL REFERENCES pair(id), finding TEXT NOT NULL, rule TEXT NOT NULL, package TEXT, user INTEGER, device_path TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE notice (pair TEXT NOT NULL REFERENCES pair(id), side TEXT NOT NULL, code TEXT NOT NULL, gravity TEXT NOT NULL, number INTEGER NOT NULL);
CREATE TABLE fault (pair TEXT PRIMARY KEY REFERENCES pair(id), code TEXT NOT NULL, message TEXT NOT NULL, exit INTEGER NOT NULL);
CREATE INDEX app_by_package ON app (package, verdict);
CREATE INDEX credential_by_fingerprint ON credential (fingerprint);
CREATE INDEX finding_by_rule ON finding (rule, package);
CREATE VIEW app_verdicts AS SELECT package, user, verdict, count(*) AS pairs FROM app GROUP BY package, user, verdict;
CREATE VIEW sessions_carried AS SELECT app.pair, app.package, app.user, pair.source, pair.bundle, pair.target FROM app JOIN pair ON pair.id = app.pair WHERE app.verdict = 'session-carried';
CREATE VIEW credentials_carried AS SELECT * FROM credential WHERE status = 'carried';
CREATE VIEW same_credential AS SELECT fingerprint, count(DISTINCT pair) AS pairs, count(DISTINCT package) AS packages, min(service) AS service FROM credential WHERE fingerprint IS NOT NULL GROUP BY fingerprint HAVING pairs > 1;
CREATE VIEW by_column AS SELECT c.name, c.value, a.verdict, count(*) AS apps FROM pair_column c JOIN app a ON a.pair = c.pair GROUP BY c.name, c.value, a.verdict;
`;

/** A `credential` or another finding with the columns that values have. */
function credentialCells(finding: FindingView): readonly (string | number | null)[] | null {
  if (finding.rule !== 'credential') return null;
  const { where, service, status, portability, expiry, certainty, secret } = finding;
  return [
    where,
    service,
    status ?? null,
    portability,
    expiry,
    certainty,
    secret.shape,
    secret.length,
    secret.fingerprint,
  ];
}

/** `batch.sqlite`: every pair, app, credential, finding, notice and fault. The same records give the same bytes. */
export function batchDatabase(records: readonly PairRecord[]): Uint8Array {
  const db = openMemory();
  try {
    db.exec(SCHEMA);
    const insert = (table: string, cells: number) =>
      db.prepare(`INSERT INTO ${table} VALUES (${Array.from({ length: cells }, () => '?').join(',')})`);
    const pair = insert('pair', 13);
    const column = insert('pair_column', 3);
    const count = insert('pair_count', 4);
    const app = insert('app', 6);
    const credential = insert('credential', 14);
    const finding = insert('finding', 7);
    const notice = insert('notice', 5);
    const fault = insert('fault', 4);
    db.exec('BEGIN');
    for (const [place, record] of records.entries()) {
      const row = summaryRow(record);
      const { id, evidence } = record;
      const sides = [evidence.source, evidence.bundle, evidence.target];
      pair.run(
        ...[id, place, row.status, row.exit, row.source, row.bundle, row.target],
        ...sides.map((side) => side?.sha256 ?? null),
        ...sides.map((side) => side?.format ?? null),
      );
      for (const name of freeColumns([record])) column.run(id, name, record.columns[name]);
      for (const what of ['apps', 'artifacts', 'credentials'] as const) {
        for (const [word, number] of Object.entries(row[what] ?? {}).sort()) count.run(id, what, word, number);
      }
      for (const each of record.apps) app.run(id, each.package, each.user, each.label, each.verdict, each.coverage);
      for (const each of record.findings) {
        const cells = credentialCells(each);
        if (cells !== null) credential.run(id, each.id, each.package, each.user, each.devicePath, ...cells);
        finding.run(
          id,
          each.id,
          each.rule,
          each.package,
          each.user,
          each.devicePath,
          JSON.stringify(findingShape(each)),
        );
      }
      const notices = new Map<string, number>();
      for (const { side, code, gravity } of record.notices) {
        const key = JSON.stringify([side, code, gravity]);
        notices.set(key, (notices.get(key) ?? 0) + 1);
      }
      for (const [key, number] of notices) notice.run(id, ...(JSON.parse(key) as string[]), number);
      if (record.fault !== null) {
        const { code, message, exit } = record.fault;
        fault.run(id, code, message, exit);
      }
    }
    db.exec('COMMIT');
    return db.serialize();
  } finally {
    db.close();
  }
}

/** For Datasette (docs.datasette.io, "Metadata"): what the tables are, facets, and questions to begin with. */
export function batchMetadata(): string {
  const query = (title: string, sql: string) => ({ title, sql });
  const metadata = {
    title: BATCH_WORDS.database,
    databases: {
      batch: {
        tables: {
          pair: { facets: ['status', 'source_format', 'target_format'], sort: 'place' },
          app: { facets: ['verdict', 'coverage', 'package'] },
          credential: { facets: ['status', 'portability', 'service', 'expiry'] },
          finding: { facets: ['rule'] },
          fault: { facets: ['code'] },
        },
        queries: {
          who_crossed: query(
            BATCH_WORDS.queries.crossed,
            'SELECT package, user, verdict, pairs FROM app_verdicts ORDER BY package, user, pairs DESC',
          ),
          sessions: query(BATCH_WORDS.queries.sessions, 'SELECT * FROM sessions_carried'),
          by_route: query(
            BATCH_WORDS.queries.byColumn,
            'SELECT value, verdict, apps FROM by_column WHERE name = :column ORDER BY value, verdict',
          ),
          faults: query(BATCH_WORDS.queries.faults, 'SELECT * FROM fault ORDER BY pair'),
        },
      },
    },
  };
  return `${JSON.stringify(metadata, null, 2)}\n`;
}
