import { PassThrough } from 'node:stream';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { Route } from '../../src/diff/change.ts';
import { csvCell, writeCsv } from '../../src/report/csv.ts';
import {
  auditDocument,
  ENTRY_CSV_HEADER,
  entryCsvRow,
  entryLine,
  FORMATS_CSV_HEADER,
  formatCsvRow,
  formatsDocument,
  infoDocument,
  recordLine,
  writeShowJson,
  writeShowNdjson,
} from '../../src/report/documents.ts';
import { explain, explainable } from '../../src/report/explain.ts';
import { FINDING_CSV_HEADER, findingCsvRow } from '../../src/report/finding-csv.ts';
import { WRITERS, writerFor } from '../../src/report/index.ts';
import { writeJson } from '../../src/report/json.ts';
import { writeNdjson } from '../../src/report/ndjson.ts';
import { streamOutput } from '../../src/report/output.ts';
import type { AppReport, ArtifactView, ChangeView, DiffReport, EntryView, InfoView } from '../../src/report/result.ts';
import { schemaFor, schemaNames } from '../../src/report/schemas/index.ts';
import { writeText } from '../../src/report/text.ts';
import { fieldsToJson, valueToJson } from '../../src/report/value-json.ts';
import { SHOWN_ALIKE } from '../../src/report/words/changes.ts';
import { HTML_WORDS } from '../../src/report/words/html.ts';
import {
  artifact,
  evidence,
  FINDINGS,
  filesOf,
  memoryOutput,
  NOTICES,
  reportFixture,
} from '../support/report-fixture.ts';

async function written(
  write: (report: DiffReport, out: ReturnType<typeof memoryOutput>) => Promise<void>,
  report = reportFixture(),
) {
  const out = memoryOutput();
  await write(report, out);
  return out.text();
}

const ajv = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  strictRequired: false,
  strictTypes: false,
});
const validators = new Map(schemaNames().map((name) => [name, ajv.compile(schemaFor(name) as object)]));

function expectValid(name: string, value: unknown): void {
  const validate = validators.get(name);
  if (validate === undefined) throw new Error(`no schema ${name}`);
  validate(value);
  expect(validate.errors ?? []).toEqual([]);
}

const AUDIT = {
  schema: 'carryover.audit/1' as const,
  evidence: evidence('phone.ab'),
  apps: [
    {
      package: 'com.example',
      user: 0,
      policy: {
        apk: { side: 'source' as const, entry: 'apps/com.example/a/base.apk' },
        targetSdk: 34,
        allowBackup: false,
        debuggable: false,
        backupAgent: null,
        fullBackupOnly: false,
        fullBackupContent: 'res/xml/backup_rules.xml',
        dataExtractionRules: null,
        routes: [{ destination: 'adb' as const, sdk: 30, takes: 'nothing' as const, because: 'allowBackup=false' }],
        members: [
          {
            side: 'source' as const,
            sdk: null,
            allowed: 3,
            'allowBackup=false': 14,
            'full-backup-off': 0,
            'excluded-by-rules': 0,
            'never-in-backup': 1,
            unknown: 0,
          },
        ],
      },
    },
  ],
  findings: [
    ...FINDINGS.map(({ status: _, ...finding }) => finding),
    {
      id: '00ff00ff00ff00ff',
      rule: 'policy' as const,
      package: 'com.example.bank',
      user: 0,
      devicePath: '/data/data/com.example.bank/shared_prefs/=cmd.xml',
      side: 'source' as const,
      policy: 'allowBackup=false' as const,
      because: 'AndroidManifest.xml android:allowBackup="false"',
      explained: null,
      apk: { side: 'source' as const, entry: 'apps/com.example/a/base.apk' },
      members: 14,
      bytes: 5200,
      listed: ['/data/data/com.example/shared_prefs/a.xml'],
      standards: ['CWE-530'],
    },
  ],
  notices: NOTICES,
};

const INFO: InfoView = {
  ...evidence('phone.ab', { format: 'android-backup', formatVersion: '5' }),
  validated: 'real',
  nesting: ['zlib', 'tar'],
  facts: { compressed: true, regime: null },
  coverage: [
    { covered: true, user: 0, storage: 'ce', package: null, domains: null, reason: null, at: null },
    {
      covered: false,
      user: null,
      storage: null,
      package: null,
      domains: ['no_backup'],
      reason: 'agent-bundle',
      at: null,
    },
  ],
  packages: [
    {
      package: 'com.example.a',
      user: 0,
      label: null,
      versionCode: '31',
      domains: { database: { files: 3, bytes: 9 } },
    },
  ],
  otherBundles: [{ path: 'MIUI/backup', format: 'mimover' }],
  notices: NOTICES,
};

const ENTRY: EntryView = {
  devicePath: '/data/data/a/b',
  entry: '=apps/a/b',
  type: 'file',
  package: 'a',
  user: 0,
  storage: 'ce',
  domain: 'root',
  bytes: 12,
  sha256: 'ab'.repeat(32),
  modified: '2026-01-02T03:04:05.123Z',
  mode: 0o600,
  uid: 10001,
  gid: null,
  proof: 'checksum',
};

describe('JSON', () => {
  test('is the document of the contract and validates', async () => {
    const text = await written(writeJson);
    const document = JSON.parse(text);
    expectValid('diff', document);
    expect(Object.keys(document)).toEqual([
      'schema',
      'run',
      'evidence',
      'summary',
      'apps',
      'shared',
      'findings',
      'notices',
    ]);
    expect(document.apps).toHaveLength(7);
    expect(document.apps[0].artifacts).toHaveLength(7);
    expect(Object.keys(document.apps[0]).at(-1)).toBe('artifacts');
    expect(Object.keys(document.apps[0].artifacts[0]).slice(0, 6)).toEqual([
      'devicePath',
      'storage',
      'domain',
      'path',
      'kind',
      'verdict',
    ]);
    expect(document.apps[0].versionCode.source).toBe('3100000000');
  });

  test('carries the changes where the report has them', async () => {
    const document = JSON.parse(await written(writeJson, reportFixture({ changes: true })));
    expectValid('diff', document);
    const changes = document.apps[1].artifacts.find((each: ArtifactView) => each.path === 'messages.db').changes;
    expect(changes.map((change: { kind: string }) => change.kind)).toEqual(['changed', 'source-only', 'target-only']);
    expect(changes[1].source).toEqual({ _id: 13, body: 'bye', blob: { base64: 'AAE=' }, big: '9007199254740993' });
  });

  test('has the same bytes whatever order the keys of the views came in', async () => {
    const turned = <T extends object>(view: T): T => Object.fromEntries(Object.entries(view).reverse()) as T;
    const report = reportFixture();
    const other: DiffReport = {
      ...report,
      run: turned(report.run),
      findings: () => [...report.findings()].map(turned),
      apps: () =>
        [...report.apps()].map(({ app, artifacts }) => ({
          app: turned(app),
          artifacts: () => [...artifacts()].map(turned),
        })),
    };
    expect(await written(writeJson, other)).toBe(await written(writeJson));
    expect(await written(writeNdjson, other)).toBe(await written(writeNdjson));
  });

  test('of an empty comparison is whole', async () => {
    const report = { ...reportFixture(), apps: () => [], shared: () => [], findings: () => [], notices: [] };
    const document = JSON.parse(await written(writeJson, report));
    expectValid('diff', document);
    expect(document.apps).toEqual([]);
  });
});

describe('of differences', () => {
  const full = reportFixture({ changes: true });
  const [first] = [...full.apps()]
    .flatMap(({ artifacts }) => [...artifacts()])
    .flatMap((of) => [...(full.changes?.(of) ?? [])]);
  const hidden = '[redacted session-token 52]';
  const alike = { ...(first as ChangeView), source: { body: hidden }, target: { body: hidden }, shownAlike: ['body'] };
  const report: DiffReport = {
    ...full,
    changes: (of) => (of.path === 'messages.db' ? [alike] : []),
    cut: (of) => (of.path === 'messages.db' ? { listed: 1, total: null } : null),
  };

  test('each output says that there are more than are listed', async () => {
    const document = JSON.parse(await written(writeJson, report));
    expectValid('diff', document);
    const artifacts = document.apps.flatMap((app: { artifacts: object[] }) => app.artifacts);
    const cut = artifacts.filter((each: object) => 'changesCut' in each);
    expect(cut.map(({ path }: ArtifactView) => path)).toEqual(['messages.db']);
    const lines = (await written(writeNdjson, report)).trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('"changesCut":true'))).toHaveLength(1);
    for (const line of lines) expectValid('diff-ndjson', JSON.parse(line));
    const html = (each: DiffReport) => written((_, out) => writerFor('r.html')?.write(each, out) ?? Promise.reject());
    expect(await html(report)).toContain(HTML_WORDS.changesCut);
    expect(await html({ ...report, cut: () => null })).not.toContain(HTML_WORDS.changesCut);
  });

  test('a value that is another one, and hidden alike, is said to be one', async () => {
    const html = await written((_, out) => writerFor('r.html')?.write(report, out) ?? Promise.reject());
    expect(html).toContain(`${hidden} – ${SHOWN_ALIKE}`);
  });
});

describe('what APKs state of themselves', () => {
  test.each(['json', 'ndjson'])('is in the %s output', async (id) => {
    const text = await written((report, out) => writerFor(`r.${id}`)?.write(report, out) ?? Promise.reject());
    expect(text.match(/"apkMembers":\s*\{\s*"same":\s*1204/g)).toHaveLength(1);
    expect(text.match(/"schemes":\s*\[\s*"v2",\s*"v3"\s*\]/g)).toHaveLength(2);
  });

  test('is in the HTML report, in words', async () => {
    const text = await written((report, out) => writerFor('r.html')?.write(report, out) ?? Promise.reject());
    expect(text).toContain('another signer stated: Android installs no app of another signer as an update');
    expect(text).toContain('members: 1,204 same, 3 changed');
    expect(text).toContain('stated by the APK; signature not verified');
  });
});

describe('what was renamed or given new ids', () => {
  test.each(['json', 'ndjson', 'csv', 'html'])('is in the %s output', async (id) => {
    const text = await written((report, out) => writerFor(`r.${id}`)?.write(report, out) ?? Promise.reject());
    const [from, count] = [text.match(/chat\.who.{0,30}chat\.sender/), text.match(/message\W.{0,30}333/)];
    expect([from?.length, count?.length]).toEqual([1, 1]);
    expect(text).toMatch(/draft\W.{0,30}5/);
    // The schema has no column in a table of artifacts: `schemaChanged` says that there is something to look at.
    if (id !== 'csv') expect(text).toContain('message_by_date');
  });

  test('is in the SQLite output', async () => {
    const pieces: Uint8Array[] = [];
    const write = async (piece: string | Uint8Array): Promise<void> =>
      void pieces.push(Buffer.from(piece as Uint8Array));
    await writerFor('r.sqlite')?.write(reportFixture(), { write });
    const database = new Database(Buffer.concat(pieces));
    const all = database.prepare("SELECT more FROM artifact WHERE path = 'messages.db'").pluck().all() as string[];
    expect(JSON.parse(all[0] as string)).toMatchObject({
      renamed: [{ source: 'chat.who', target: 'chat.sender' }],
      rekeyed: [{ section: 'message', records: 333 }],
    });
    database.close();
  });
});

test('every NDJSON line validates; run comes first, summary last, changes after their artifact', async () => {
  const lines = (await written(writeNdjson, reportFixture({ changes: true })))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  for (const line of lines) expectValid('diff-ndjson', line);
  const types = lines.map(({ type }) => type);
  expect(types[0]).toBe('run');
  expect(types.at(-1)).toBe('summary');
  expect(types.filter((type) => type === 'evidence')).toHaveLength(3);
  expect(types.filter((type) => type === 'artifact')).toHaveLength(25);
  const change = types.indexOf('change');
  expect(lines[change - 1]).toMatchObject({ type: 'artifact', path: 'messages.db' });
  expect(lines.at(-2).type).toBe('notice');
  expect(lines.find((line) => line.path === 'accounts_ce.db')).toMatchObject({ package: null, user: null });
});

test('a schema refuses what the contract forbids', () => {
  const validate = validators.get('diff-ndjson');
  expect(validate?.({ type: 'finding', id: 'x', rule: 'credential', package: null, user: 0, devicePath: '/' })).toBe(
    false,
  );
  expect(validate?.({ type: 'other' })).toBe(false);
  expect(validate?.({ type: 'summary', partial: true })).toBe(false);
});

describe('CSV', () => {
  test('has one row an artifact with as many cells as the header', async () => {
    const rows = (await written((report, out) => writerFor('csv')?.write(report, out) ?? Promise.reject()))
      .trimEnd()
      .split('\n');
    expect(rows).toHaveLength(26);
    const plain = rows.filter((row) => !row.includes('"'));
    for (const row of plain) expect(row.split(',')).toHaveLength(rows[0]?.split(',').length ?? 0);
    expect(rows[0]?.startsWith('package,user,appVerdict,devicePath,')).toBe(true);
  });

  test('has copies, near twins and what an APK states in its last columns', async () => {
    const copies = [{ devicePath: '/data/data/com.a/files/b', user: 0, basis: 'content' as const }];
    const similar = [
      { devicePath: '/data/data/com.a/files/c', user: 0, basis: 'chunks' as const, share: 0.75, shared: 3 },
    ];
    const apk = (versionCode: string) => ({
      versionCode,
      versionName: '=1.0',
      signers: ['ab'],
      schemes: ['v2'],
      members: 3,
    });
    const base = artifact('com.a', 0, { domain: 'apk', path: 'base.apk', verdict: 'differs' });
    const counts = { same: 2, changed: 1, sourceOnly: 0, targetOnly: 0, signatureOnly: true };
    const one = {
      ...base,
      copies,
      similar,
      apkMembers: counts,
      source: { ...(base.source as NonNullable<typeof base.source>), apk: apk('7') },
      target: { ...(base.source as NonNullable<typeof base.source>), apk: apk('8') },
    };
    const rows = await written((report, out) =>
      writeCsv({ ...report, apps: () => [], shared: () => [one] as unknown as ArtifactView[] }, out),
    );
    const [header, row] = rows.trimEnd().split('\n');
    const columns = (header as string).split(',').slice(-12);
    expect(columns).toEqual([
      'copies',
      'similar',
      ...['source', 'bundle', 'target'].flatMap((side) => [
        `${side}.apk.versionCode`,
        `${side}.apk.versionName`,
        `${side}.apk.signers`,
      ]),
      'apkMembers.signatureOnly',
    ]);
    const cells = [
      csvCell(JSON.stringify(copies)),
      csvCell(JSON.stringify(similar)),
      ...['7', "'=1.0", csvCell('["ab"]'), '', '', '', '8', "'=1.0", csvCell('["ab"]'), 'true'],
    ];
    expect(row?.endsWith(`,${cells.join(',')}`)).toBe(true);
  });

  test.each([
    ['=1+1', "'=1+1"],
    ['+x', "'+x"],
    ['-x', "'-x"],
    ['@x', "'@x"],
    ['\tx', "'\tx"],
    ['=a,"b"', '"\'=a,""b"""'],
    ['a\nb', '"a\nb"'],
    [-1, '-1'],
    [null, ''],
    [true, 'true'],
  ])('%j becomes %s', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });

  test('of audit, ls and formats have headers of the same length', () => {
    const width = (row: string) => row.split(',').length;
    const policy = findingCsvRow({ ...(AUDIT.findings.at(-1) as (typeof AUDIT.findings)[number]) });
    expect(width(policy)).toBe(width(FINDING_CSV_HEADER));
    expect(width(findingCsvRow(AUDIT.findings[0] as (typeof AUDIT.findings)[number]))).toBe(width(FINDING_CSV_HEADER));
    expect(width(entryCsvRow(ENTRY))).toBe(width(ENTRY_CSV_HEADER));
    expect(entryCsvRow(ENTRY)).toContain("'=apps");
    const format = { id: 'tar', title: 'tar', container: true, bundle: false, validated: 'real' as const };
    expect(width(formatCsvRow(format))).toBe(width(FORMATS_CSV_HEADER));
  });
});

test('the JSON of the other commands validates', async () => {
  expectValid('info', JSON.parse(JSON.stringify(infoDocument([INFO]))));
  expectValid('audit', JSON.parse(JSON.stringify(auditDocument(AUDIT))));
  expectValid('ls', JSON.parse(entryLine(ENTRY)));
  expectValid('ls', JSON.parse(entryLine({ ...ENTRY, type: 'symlink', link: 'x', domain: null, proof: null })));
  expectValid(
    'cat',
    JSON.parse(
      recordLine({ type: 'record', section: 'message', key: '12', state: 'live', fields: { _id: 12, body: null } }),
    ),
  );
  const formats = [{ id: 'tar', title: 'tar archive', container: true, bundle: false, validated: 'real' as const }];
  expectValid('formats', JSON.parse(JSON.stringify(formatsDocument(formats))));
  const report = reportFixture({ changes: true });
  const of = artifact('com.example', 0, { domain: 'database', path: 'messages.db', verdict: 'partly-carried' });
  const show = {
    schema: 'carryover.show/1' as const,
    package: 'com.example',
    user: 0,
    artifact: of,
    at: '2026-01-01T00:00:00Z',
    changes: () => report.changes?.(of) ?? [],
  };
  const [json, ndjson] = [memoryOutput(), memoryOutput()];
  await writeShowJson(show, json);
  await writeShowNdjson(show, ndjson);
  expectValid('show', JSON.parse(json.text()));
  for (const line of ndjson.text().trimEnd().split('\n')) expectValid('show-ndjson', JSON.parse(line));
});

test('every code is explained in every part', () => {
  expect(explainable().length).toBeGreaterThan(100);
  for (const code of explainable()) {
    const found = explain(code);
    expectValid('explain', found);
    for (const each of found?.explanations ?? []) {
      for (const part of [each.title, each.meaning, each.whatItProves, each.whatItDoesNot, each.next]) {
        expect(part.length).toBeGreaterThan(2);
      }
    }
  }
  expect(explain('carried')?.explanations.map(({ kind }) => kind)).toEqual(['verdict', 'status']);
  expect(explain('status:carried')?.explanations.map(({ kind }) => kind)).toEqual(['status']);
  expect(explain('no-such-code')).toBeNull();
  expect(explain('constructor')).toBeNull();
});

test('writers are found by id and by the end of a file name', () => {
  expect(WRITERS.map(({ id }) => id)).toEqual([
    'text',
    'json',
    'ndjson',
    'timesketch-csv',
    'csv',
    'html',
    'sqlite',
    'dfxml',
    'bodyfile',
    'timesketch',
    'case',
    'sarif',
    'hashdeep',
  ]);
  expect(writerFor('t.timesketch.csv')?.id).toBe('timesketch-csv');
  expect(writerFor('t.csv')?.id).toBe('csv');
  expect(writerFor('json')?.id).toBe('json');
  expect(writerFor('out/Result.NDJSON')?.id).toBe('ndjson');
  expect(writerFor('x.json')?.id).toBe('json');
  expect(writerFor('x.xyz')).toBeNull();
});

test('values become JSON without losing what they are', () => {
  expect(valueToJson(9007199254740993n)).toBe('9007199254740993');
  expect(valueToJson(12n)).toBe(12);
  expect(valueToJson(new Uint8Array([0, 1]))).toEqual({ base64: 'AAE=' });
  expect(valueToJson({ real: 1.5 })).toBe(1.5);
  expect(valueToJson({ real: Number.NEGATIVE_INFINITY })).toBe('-Infinity');
  expect(valueToJson({ text: new Uint8Array([0xff]) })).toEqual({ base64: '/w==' });
  expect(fieldsToJson({ a: null, b: true })).toEqual({ a: null, b: true });
  expect(fieldsToJson(null)).toBeNull();
});

describe('streaming', () => {
  const MANY = 100_000;
  const sample = artifact('com.example.many', 0, { domain: 'files', path: 'x', verdict: 'carried' });

  function* artifacts(): Generator<ArtifactView> {
    for (let number = 0; number < MANY; number++)
      yield { ...sample, path: `f/${number}`, devicePath: `${sample.devicePath}${number}` };
  }

  function many(): DiffReport {
    const report = reportFixture();
    const [first] = [...report.apps()];
    const app = (first as AppReport).app;
    const files = function* () {
      for (const each of artifacts()) yield* filesOf(each, app.package);
    };
    return { ...report, apps: () => [{ app, artifacts }], files };
  }

  test.each(WRITERS.map((writer) => [writer.id, writer] as const))(
    '%s writes 100,000 artifacts in small pieces and waits for the receiver',
    async (_, writer) => {
      let pending = 0;
      let most = 0;
      let largest = 0;
      let total = 0;
      const before = process.memoryUsage().heapUsed;
      let peak = before;
      await writer.write(many(), {
        async write(chunk) {
          pending += 1;
          most = Math.max(most, pending);
          largest = Math.max(largest, chunk.length);
          total += chunk.length;
          await new Promise((resolve) => setImmediate(resolve));
          peak = Math.max(peak, process.memoryUsage().heapUsed);
          pending -= 1;
        },
      });
      expect(most).toBe(1);
      expect(largest).toBeLessThan(256 * 1024);
      // Text folds apps into lines, HTML packs its rows and ends them at 50,000.
      // SARIF holds findings, of which there are few here.
      if (!['text', 'html', 'sarif'].includes(writer.id)) expect(total).toBeGreaterThan(10_000_000);
      expect(peak - before).toBeLessThan(200_000_000);
    },
  );

  test('HTML of an app whose verdict hangs on all of its artifacts stays below 4 MB', async () => {
    const report = many();
    const because = Array.from(artifacts(), ({ devicePath }) => devicePath);
    const apps = () => [...report.apps()].map((each) => ({ ...each, app: { ...each.app, because } }));
    const text = await written((_, out) => writerFor('r.html')?.write({ ...report, apps }, out) ?? Promise.reject());
    expect(text.length).toBeLessThan(4_000_000);
    expect(text).toContain('and 99,980 more');
  });

  test('a receiver that is gone ends the writing', async () => {
    const stream = new PassThrough();
    const out = streamOutput(stream);
    stream.destroy();
    await expect(writeNdjson(many(), out)).rejects.toThrow();
  });
});

test('no rendering hands hostile names to the terminal or to a spreadsheet', async () => {
  for (const options of [
    { width: 100, color: false, unicode: true, pipe: false },
    { width: 100, color: false, unicode: true, pipe: true },
    { width: 80, color: false, unicode: false, pipe: false },
  ]) {
    const text = await written((report, out) => writeText(report, out, options));
    expect(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.exec(text.replaceAll('\n', '').replaceAll('\t', ''))).toBeNull();
    if (!options.unicode) expect(text.replaceAll('\n', '')).toMatch(/^[\x20-\x7e]*$/);
    if (options.pipe) for (const row of text.trimEnd().split('\n')) expect(row.split('\t')).toHaveLength(11);
  }
  const table = await written(writeCsv);
  expect(/\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u.exec(table.replaceAll('\n', '').replaceAll('\t', ''))).toBeNull();
  expect(csvCell('\u001b[31m=1\u202e\r\n\tx')).toBe('"\\x1B[31m=1\\u{202E}\\x0D\n\tx"');
  expect(csvCell('=1\u0000')).toBe("'=1\\x00");
  expect(csvCell('\r=1')).toBe('\\x0D=1');
});

test('what a bundle did with what stayed behind is said in the words of its route, and claims no restore', async () => {
  const routed = async (routes: readonly (Route | null)[]): Promise<string> => {
    const apps = [...reportFixture().apps()].map(({ app, artifacts }) => ({
      app,
      artifacts: () =>
        [...artifacts()]
          .filter(({ verdict }) => verdict === 'left-behind')
          .slice(0, routes.length)
          .map((each, index) => ({ ...each, route: routes[index] ?? null })),
    }));
    const told = {
      ...reportFixture(),
      apps: () => apps.filter(({ artifacts }) => artifacts().length === routes.length),
    };
    return await written((_, out) => writeText(told, out, { width: 200, color: false, unicode: true, pipe: false }));
  };
  expect(await routed(['packed-only', 'packed-only'])).toContain('2 left behind (packed, not on the target)');
  expect(await routed(['packed-only', null])).toContain('2 left behind (1 packed, not on the target)');
  expect(await routed(['packed-only', 'not-packed'])).toContain('2 left behind (1 not packed)');
  expect(await routed(['not-packed', 'not-packed'])).toContain('2 left behind (not packed)');
});
