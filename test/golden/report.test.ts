import { describe, expect, test } from 'vitest';
import { explain } from '../../src/report/explain.ts';
import { WRITERS } from '../../src/report/index.ts';
import type { EntryView, RecordView } from '../../src/report/result.ts';
import { datasetteMetadata } from '../../src/report/sqlite/metadata.ts';
import { writeSqlite } from '../../src/report/sqlite.ts';
import { renderAudit } from '../../src/report/text/audit.ts';
import { renderEntry } from '../../src/report/text/entry.ts';
import { renderExplanations } from '../../src/report/text/explanation.ts';
import { renderFormats } from '../../src/report/text/formats.ts';
import { renderInfo } from '../../src/report/text/info.ts';
import { PLAIN_TEXT, page } from '../../src/report/text/page.ts';
import { renderRecords } from '../../src/report/text/records.ts';
import { renderShow } from '../../src/report/text/show.ts';
import { writeText } from '../../src/report/text.ts';
import { databaseText } from '../support/database-text.ts';
import { artifact, evidence, FINDINGS, memoryOutput, NOTICES, RUN, reportFixture } from '../support/report-fixture.ts';

const golden = (name: string): string => `./report/${name}.txt`;

function lines(rendered: Iterable<string>): string {
  return `${[...rendered].join('\n')}\n`;
}

describe('diff as text', () => {
  test.each([
    ['diff-80', { width: 80 }],
    ['diff-100', {}],
    ['diff-140', { width: 140 }],
    ['diff-100-color', { color: true }],
    ['diff-100-ascii', { unicode: false }],
    ['diff-pipe', { pipe: true }],
  ])('%s', async (name, options) => {
    const out = memoryOutput();
    await writeText(reportFixture(), out, { ...PLAIN_TEXT, ...options });
    await expect(out.text()).toMatchFileSnapshot(golden(name));
  });

  test('no line of the views is wider than the terminal, commands aside', async () => {
    for (const width of [80, 100, 120, 140, 200]) {
      const out = memoryOutput();
      await writeText(reportFixture(), out, { ...PLAIN_TEXT, width, unicode: false });
      const wide = out
        .text()
        .split('\n')
        .filter((line) => line.length > width && !line.startsWith('  carryover '));
      expect(wide).toEqual([]);
    }
  });

  test('nothing on either side', async () => {
    const report = reportFixture();
    const zero = <K extends string>(counts: Readonly<Record<K, number>>): Record<K, number> =>
      Object.fromEntries(Object.keys(counts).map((key) => [key, 0])) as Record<K, number>;
    const { apps, artifacts, credentials } = report.summary;
    const out = memoryOutput();
    await writeText(
      {
        ...report,
        evidence: { source: evidence('a.ab'), bundle: null, target: evidence('b.ab') },
        summary: { partial: false, apps: zero(apps), artifacts: zero(artifacts), credentials: zero(credentials) },
        apps: () => [],
        shared: () => [],
        findings: () => [],
        notices: [],
      },
      out,
    );
    await expect(out.text()).toMatchFileSnapshot(golden('diff-empty'));
  });
});

// The page holds compressed rows, whose bytes differ between versions of zlib: test/browser looks at it.
const TEXT_WRITERS = WRITERS.filter(({ id }) => id !== 'html' && id !== 'sqlite');

test.each(TEXT_WRITERS.map((writer) => [writer.id, writer] as const))('the %s writer', async (id, writer) => {
  const out = memoryOutput();
  await writer.write(reportFixture({ changes: true }), out);
  await expect(out.text()).toMatchFileSnapshot(golden(`writer-${id}`));
});

test('the sqlite writer', async () => {
  const chunks: Uint8Array[] = [];
  await writeSqlite(reportFixture({ changes: true }), {
    async write(chunk) {
      chunks.push(chunk as Uint8Array);
    },
  });
  await expect(databaseText(Buffer.concat(chunks))).toMatchFileSnapshot(golden('writer-sqlite'));
  await expect(datasetteMetadata('result')).toMatchFileSnapshot(golden('writer-sqlite-metadata'));
});

const on = page(PLAIN_TEXT);

test('show of an APK whose signer is another on the target', async () => {
  const apps = [...reportFixture().apps()].flatMap((one) => [...one.artifacts()]);
  const of = apps.find(({ apkMembers }) => apkMembers !== undefined);
  if (of === undefined) throw new Error('the fixture has no APK that was looked into');
  const report = {
    schema: 'carryover.show/1' as const,
    package: 'org.example.messenger.with.a.rather.long.name.beta',
    user: 0,
    artifact: of,
    at: '2026-01-01T00:00:00Z',
    changes: () => [],
  };
  await expect(lines(renderShow(on, report))).toMatchFileSnapshot(golden('show-apk'));
});

test('show', async () => {
  const of = artifact('com.example.chat', 0, {
    domain: 'database',
    path: 'messages.db',
    verdict: 'partly-carried',
    route: 'via-bundle',
    records: { same: 9000, changed: 1, sourceOnly: 1, targetOnly: 1, telling: 8990 },
  });
  const long = `a long message ${'which goes on and on '.repeat(10)}to its end`;
  const report = {
    schema: 'carryover.show/1' as const,
    package: 'com.example.chat',
    user: 0,
    artifact: of,
    at: '2026-01-01T00:00:00Z',
    *changes() {
      yield* reportFixture({ changes: true }).changes?.(of) ?? [];
      yield {
        devicePath: of.devicePath,
        package: 'com.example.chat',
        user: 0,
        section: 'lines\u001b[2J',
        kind: 'changed' as const,
        key: null,
        source: { line: long },
        target: { line: long.replace('on and on', 'round\u202eand round') },
      };
    },
  };
  await expect(lines(renderShow(on, report))).toMatchFileSnapshot(golden('show'));
});

test('ls', async () => {
  const entry: EntryView = {
    devicePath: '/data/data/com.example/databases/m.db',
    entry: 'apps/com.example/db/m.db',
    type: 'file',
    package: 'com.example',
    user: 0,
    storage: 'ce',
    domain: 'database',
    bytes: 1_234_567,
    sha256: null,
    modified: '2026-01-02T03:04:05.123Z',
    mode: 0o660,
    uid: 10_001,
    gid: 10_001,
    proof: null,
  };
  const all: readonly EntryView[] = [
    { ...entry, type: 'directory', bytes: null, mode: 0o771, devicePath: '/data/data/com.example/databases' },
    entry,
    { ...entry, type: 'symlink', bytes: null, link: '../lib', devicePath: '/data/data/com.example/lib' },
    { ...entry, mode: null, modified: null, bytes: 0, devicePath: '/unplaced/日本/\u0007x' },
  ];
  await expect(lines(all.map((each) => renderEntry(on, each)))).toMatchFileSnapshot(golden('ls'));
});

test('cat --decoded', async () => {
  const record: RecordView = {
    type: 'record',
    section: 'messages',
    key: '1',
    state: 'live',
    fields: { _id: 1, body: 'hi' },
  };
  const all: readonly RecordView[] = [
    record,
    {
      ...record,
      key: '2',
      fields: { _id: 2, body: 'x'.repeat(150), blob: { base64: 'AAECAwQFBgcICQoLDA0ODxAREhM=' }, none: null },
    },
    { ...record, section: 'settings', key: null, fields: { name: 'theme', value: 'dark\u0000' } },
  ];
  await expect(lines(renderRecords(on, all))).toMatchFileSnapshot(golden('cat'));
});

test('info', async () => {
  const view = {
    ...evidence('phone.ab', {
      format: 'android-backup',
      formatVersion: '5',
      encryption: 'AES-256',
      partial: true,
      notExamined: 12,
      because: '"ANDROID BACKUP" and a header of version 5',
      declared: [{ from: 'phone.ufd', sha256: 'ab'.repeat(32), holds: false }],
    }),
    validated: 'real' as const,
    nesting: ['zlib', 'tar'],
    facts: { compressed: true, regime: 'utf-8', absent: null },
    coverage: [
      { covered: true, user: 0, storage: 'ce' as const, package: null, domains: null, reason: null, at: null },
      {
        covered: false,
        user: null,
        storage: null,
        package: null,
        domains: ['no_backup' as const, 'cache' as const],
        reason: 'excluded-by-transport' as const,
        at: null,
      },
      {
        covered: false,
        user: 0,
        storage: null,
        package: 'com.example.a',
        domains: null,
        reason: 'truncated' as const,
        at: 'phone.ab @1708032',
      },
    ],
    packages: [
      {
        package: 'com.example.a',
        user: 0,
        label: null,
        versionCode: '3100000000',
        domains: { database: { files: 3, bytes: 9 }, preferences: { files: 1234, bytes: 90_000 } },
      },
      {
        package: 'com.example.with.a.long.name.b',
        user: 999,
        label: 'B',
        versionCode: null,
        domains: { apk: { files: 1, bytes: 12_345_678 } },
      },
    ],
    otherBundles: [{ path: 'MIUI/backup/AllBackup/20170810', format: 'mimover' }],
    notices: NOTICES,
  };
  await expect(lines(renderInfo(on, view))).toMatchFileSnapshot(golden('info'));
});

test('audit', async () => {
  const report = {
    schema: 'carryover.audit/1' as const,
    evidence: evidence('phone.ab'),
    apps: [
      {
        package: 'com.example.bank',
        user: 0,
        policy: {
          apk: { side: 'source' as const, entry: 'apps/com.example.bank/a/base.apk' },
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
        devicePath: '/data/data/com.example.bank/shared_prefs/session.xml',
        side: 'source' as const,
        policy: 'allowBackup=false' as const,
        because: 'AndroidManifest.xml android:allowBackup="false"',
        explained: null,
        apk: { side: 'source' as const, entry: 'apps/com.example.bank/a/base.apk' },
        members: 14,
        bytes: 5200,
        listed: ['/data/data/com.example.bank/shared_prefs/session.xml'],
        standards: ['CWE-530'],
      },
    ],
    notices: NOTICES.slice(0, 2),
  };
  await expect(lines(renderAudit(on, report, RUN.at))).toMatchFileSnapshot(golden('audit'));
});

test('formats and explain', async () => {
  const formats = [
    {
      id: 'android-backup',
      title: 'adb backup archive (.ab)',
      container: true,
      bundle: true,
      validated: 'real' as const,
    },
    { id: 'tar', title: 'tar archive', container: true, bundle: false, validated: 'synthetic' as const },
  ];
  await expect(lines(renderFormats(on, formats))).toMatchFileSnapshot(golden('formats'));
  const explanations = explain('carried')?.explanations ?? [];
  await expect(lines(renderExplanations(on, explanations))).toMatchFileSnapshot(golden('explain'));
});
