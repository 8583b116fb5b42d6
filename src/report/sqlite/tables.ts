/** A table of the result, its columns in the order in which rows are bound. */
export interface Table {
  readonly name: string;
  readonly columns: readonly string[];
}

const SIDES = ['source', 'bundle', 'target'] as const;
const SIDE_COLUMNS = ['sha256 TEXT', 'bytes INTEGER', 'modified TEXT', 'entry TEXT', 'at TEXT'];
const PLACE = ['package TEXT', 'user INTEGER', 'device_path TEXT NOT NULL'];

/** Named after the JSON, in snake case. New columns are added at the end only. */
export const TABLES = {
  run: ['name TEXT PRIMARY KEY', 'value TEXT'],
  evidence: [
    'side TEXT PRIMARY KEY',
    'label TEXT NOT NULL',
    'format TEXT NOT NULL',
    'format_version TEXT',
    'encryption TEXT',
    'bytes INTEGER NOT NULL',
    'sha256 TEXT NOT NULL',
    'sha256_after TEXT',
    'entries INTEGER NOT NULL',
    'apps INTEGER NOT NULL',
    'not_examined INTEGER NOT NULL',
    'partial INTEGER NOT NULL',
    'newest TEXT',
    'because TEXT NOT NULL',
    'declared TEXT NOT NULL',
  ],
  app: [
    'package TEXT NOT NULL',
    'user INTEGER NOT NULL',
    'label TEXT',
    'verdict TEXT NOT NULL',
    'coverage TEXT NOT NULL',
    'version_source TEXT',
    'version_target TEXT',
    'moved_to_user INTEGER',
    'because TEXT NOT NULL',
    'PRIMARY KEY (package, user)',
  ],
  artifact: [
    'id INTEGER PRIMARY KEY',
    ...PLACE,
    'storage TEXT',
    'domain TEXT',
    'path TEXT NOT NULL',
    'kind TEXT NOT NULL',
    'verdict TEXT NOT NULL',
    'likeness TEXT',
    'route TEXT',
    'moved_to TEXT',
    'schema_changed INTEGER NOT NULL',
    'similarity REAL',
    'reason_side TEXT',
    'reason_code TEXT',
    'reason_at TEXT',
    'same INTEGER',
    'changed INTEGER',
    'source_only INTEGER',
    'target_only INTEGER',
    'telling INTEGER',
    ...SIDES.flatMap((side) => SIDE_COLUMNS.map((column) => `${side}_${column}`)),
    'more TEXT',
  ],
  change: [
    'artifact INTEGER NOT NULL REFERENCES artifact(id)',
    'section TEXT NOT NULL',
    'kind TEXT NOT NULL',
    'key TEXT',
    'source TEXT',
    'target TEXT',
    'within TEXT',
  ],
  finding: [
    'id TEXT NOT NULL',
    'rule TEXT NOT NULL',
    ...PLACE,
    'place TEXT',
    'status TEXT',
    'portability TEXT',
    'expiry TEXT',
    'certainty TEXT',
    'service TEXT',
    'shape TEXT',
    'length INTEGER',
    'preview TEXT',
    'fingerprint TEXT',
    'target_device_path TEXT',
    'target_place TEXT',
    'body TEXT NOT NULL',
  ],
  notice: [
    'side TEXT NOT NULL',
    'code TEXT NOT NULL',
    'gravity TEXT NOT NULL',
    'at TEXT NOT NULL',
    'message TEXT NOT NULL',
    'detail TEXT',
    'args TEXT',
  ],
  claim: [
    'profile TEXT NOT NULL',
    'id TEXT NOT NULL',
    'claim TEXT NOT NULL',
    'shows TEXT NOT NULL',
    'cannot TEXT NOT NULL',
    'verdict TEXT NOT NULL',
    'reason TEXT',
    'count INTEGER',
    'of_apps INTEGER',
    'apps TEXT NOT NULL',
    'PRIMARY KEY (profile, id)',
  ],
  profiled_app: [
    'profile TEXT NOT NULL',
    ...['package TEXT NOT NULL', 'user INTEGER NOT NULL'],
    'label TEXT',
    'verdict TEXT NOT NULL',
    'coverage TEXT NOT NULL',
    'category TEXT',
    'session INTEGER NOT NULL',
    'bound INTEGER NOT NULL',
    'allow_backup INTEGER',
    'packed INTEGER NOT NULL',
    'because TEXT NOT NULL',
    'PRIMARY KEY (profile, package, user)',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type TableName = keyof typeof TABLES;

/** Columns that a row binds: constraints of the whole table are none. */
export function boundColumns(name: TableName): number {
  return TABLES[name].filter((column) => !column.startsWith('PRIMARY KEY')).length;
}

const PRIVATE = "('database', 'preferences', 'files', 'no_backup', 'root')";

/** Questions asked again and again, as views. */
const VIEWS: Readonly<Record<string, string>> = {
  matrix: `SELECT a.package, a.user, p.label, p.verdict AS app_verdict, a.domain, a.verdict, count(*) AS artifacts,
    sum(coalesce(a.source_bytes, a.target_bytes, a.bundle_bytes)) AS bytes
    FROM artifact a LEFT JOIN app p ON p.package = a.package AND p.user = a.user
    GROUP BY a.package, a.user, a.domain, a.verdict`,
  flow: `SELECT route, verdict, count(*) AS artifacts, sum(coalesce(source_bytes, target_bytes, bundle_bytes)) AS bytes
    FROM artifact WHERE route IS NOT NULL GROUP BY route, verdict`,
  credentials: `SELECT id, package, user, device_path, place, service, shape, status, portability, expiry, certainty,
    fingerprint, target_device_path, target_place FROM finding WHERE rule = 'credential'`,
  sessions_carried: `SELECT c.* FROM credentials c JOIN app p ON p.package = c.package AND p.user = c.user
    WHERE p.verdict = 'session-carried' AND c.status = 'carried' AND c.portability = 'portable' AND c.expiry <> 'expired' AND c.certainty <> 'suspected'`,
  bindings: `SELECT f.id, f.package, f.user, f.device_path, f.place, f.service, f.status, f.portability, json_extract(b.value, '$.reading') AS reading,
    json_extract(b.value, '$.named') AS named, json_extract(b.value, '$.source') AS on_source, json_extract(b.value, '$.target') AS on_target
    FROM finding f, json_each(f.body, '$.bindings') b`,
  shared_fingerprints: `SELECT fingerprint, count(*) AS places, count(DISTINCT package) AS packages, min(service) AS service
    FROM credentials WHERE fingerprint IS NOT NULL GROUP BY fingerprint HAVING places > 1`,
  private_on_both: `SELECT package, user, device_path, kind, verdict, likeness, route, same, changed, telling FROM artifact
    WHERE verdict IN ('carried', 'partly-carried') AND domain IN ${PRIVATE}`,
  unseen: `SELECT verdict, reason_side, reason_code, count(*) AS artifacts FROM artifact
    WHERE reason_code IS NOT NULL GROUP BY verdict, reason_side, reason_code`,
};

const INDEXES = [
  'artifact_by_app ON artifact (package, user)',
  'artifact_by_verdict ON artifact (verdict, domain)',
  'artifact_by_source ON artifact (source_sha256)',
  'artifact_by_target ON artifact (target_sha256)',
  'change_by_artifact ON change (artifact)',
  'finding_by_app ON finding (package, user)',
  'finding_by_fingerprint ON finding (fingerprint)',
];

export const CREATE_TABLES = Object.entries(TABLES)
  .map(([name, columns]) => `CREATE TABLE ${name} (\n  ${columns.join(',\n  ')}\n);\n`)
  .join('');

/** Said once the rows are there: indexes are then built in one go. */
export const CREATE_REST = [
  ...INDEXES.map((index) => `CREATE INDEX ${index};\n`),
  ...Object.entries(VIEWS).map(([name, query]) => `CREATE VIEW ${name} AS ${query};\n`),
].join('');
