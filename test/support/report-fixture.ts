import { VERDICTS } from '../../src/diff/change.ts';
import { STATUSES } from '../../src/findings/finding.ts';
import {
  APP_VERDICTS,
  type AppView,
  type ArtifactSideView,
  type ArtifactView,
  type ChangeView,
  type CredentialFinding,
  type DiffReport,
  type EvidenceView,
  type FileView,
  type MomentView,
  type NoticeView,
  type RunView,
} from '../../src/report/result.ts';
import type { Output } from '../../src/report/writer.ts';

/** An output that keeps what it was given, for short renderings. */
export function memoryOutput(): Output & { text(): string; writes(): number } {
  const chunks: string[] = [];
  return {
    async write(chunk) {
      chunks.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
    },
    text: () => chunks.join(''),
    writes: () => chunks.length,
  };
}

const hex = (seed: string): string => Buffer.from(seed.repeat(32)).toString('hex').slice(0, 64);

export const RUN: RunView = {
  tool: 'carryover',
  version: '0.1.0',
  commit: null,
  node: '20.20.2',
  sqlite: '3.50.4',
  catalogue: '2026-11',
  started: '2026-11-20T09:00:00Z',
  at: '2026-11-20T09:00:00Z',
  argv: ['diff', 'note9.tar', 'poco x6.zip', '--via', 'MIUI-backup'],
  timezone: 'UTC',
  limits: { entries: 4_000_000, bytes: 4_398_046_511_104, depth: 8 },
  case: null,
};

export function evidence(label: string, extra: Partial<EvidenceView> = {}): EvidenceView {
  return {
    label,
    format: 'full-filesystem',
    formatVersion: null,
    encryption: 'none',
    bytes: 9_123_456_789,
    sha256: hex(label),
    declared: [],
    entries: 41_210,
    apps: 8,
    notExamined: 0,
    partial: false,
    newest: '2026-11-01T10:11:12Z',
    because: 'a folder data/data with app folders',
    ...extra,
  };
}

function side(label: string, path: string, bytes: number): ArtifactSideView {
  return {
    sha256: hex(path + label),
    bytes,
    modified: '2026-10-31T23:59:59Z',
    entry: path.slice(1),
    at: `${label} @${bytes * 3} → tar @1024`,
    parts: [],
  };
}

function signedSide(label: string, versionCode: string, signer: string): ArtifactSideView {
  const path = '/data/app/org.example.messenger.with.a.rather.long.name.beta/base.apk';
  const apk = {
    versionCode,
    versionName: `1.${versionCode}\u202e`,
    signers: [hex(signer)],
    schemes: ['v2', 'v3'] as const,
    members: 1207,
  };
  return { ...side(label, path, 30_000_000), apk };
}

type Draft = Partial<ArtifactView> & Pick<ArtifactView, 'domain' | 'path' | 'verdict'>;

const FOLDERS: Readonly<Record<string, string>> = {
  database: 'databases',
  preferences: 'shared_prefs',
  files: 'files',
};

/** One artifact of a package, with the sides that its verdict speaks of. */
export function artifact(packageName: string, user: number, draft: Draft): ArtifactView {
  const folder = draft.domain === null ? '' : (FOLDERS[draft.domain] ?? draft.domain);
  const root = user === 0 ? '/data/data' : `/data/user/${user}`;
  const devicePath =
    draft.domain === 'apk'
      ? `/data/app/${packageName}/${draft.path}`
      : `${root}/${packageName}/${folder}/${draft.path}`;
  const onTarget = draft.verdict !== 'left-behind' && draft.verdict !== 'unseen';
  const onSource = draft.verdict !== 'new-on-target';
  return {
    devicePath,
    storage: draft.domain === 'apk' ? 'apk' : draft.domain === 'external' ? 'external' : 'ce',
    kind: draft.domain === 'database' ? 'sqlite' : draft.domain === 'preferences' ? 'preferences' : 'opaque',
    likeness: draft.verdict === 'carried' ? 'bytes' : draft.verdict === 'partly-carried' ? 'partial' : null,
    route: null,
    moved: null,
    schemaChanged: false,
    source: onSource ? side('note9.tar', devicePath, 4096) : null,
    bundle: null,
    target: onTarget ? side('poco x6.zip', devicePath, 8192) : null,
    records: null,
    ...draft,
  };
}

const counts = (same: number, changed: number, sourceOnly: number, targetOnly: number, telling: number) => ({
  same,
  changed,
  sourceOnly,
  targetOnly,
  telling,
});

type AppDraft = Partial<AppView> & Pick<AppView, 'package' | 'verdict'> & { readonly has: readonly Draft[] };

const APPS: readonly AppDraft[] = [
  {
    package: 'com.example.travel',
    label: 'Travel',
    verdict: 'session-carried',
    because: ['5f0c1d2e3a4b5c6d'],
    versionCode: { source: '3100000000', target: '3100000000' },
    has: [
      { domain: 'apk', path: 'base.apk', verdict: 'carried', route: 'via-bundle' },
      {
        domain: 'database',
        path: 'trips.db',
        verdict: 'carried',
        likeness: 'content',
        route: 'via-bundle',
        records: counts(120, 0, 0, 0, 118),
      },
      {
        domain: 'preferences',
        path: 'AuthState.xml',
        verdict: 'carried',
        route: 'via-bundle',
        records: counts(1, 0, 0, 0, 1),
      },
      {
        domain: 'files',
        path: 'profile.json',
        verdict: 'partly-carried',
        route: 'via-bundle',
        records: counts(9, 1, 2, 0, 6),
        kind: 'json',
      },
      {
        domain: 'no_backup',
        path: 'androidx.work.workdb',
        verdict: 'left-behind',
        route: 'not-packed',
        records: counts(0, 0, 4, 0, 0),
      },
      { domain: 'cache', path: 'http/journal', verdict: 'left-behind', route: 'not-packed' },
      { domain: 'external', path: 'maps/austria.bin', verdict: 'carried', route: 'via-bundle' },
    ],
  },
  {
    package: 'org.example.messenger.with.a.rather.long.name.beta',
    label: '電話メッセンジャー',
    verdict: 'data-carried',
    because: ['/data/data/org.example.messenger.with.a.rather.long.name.beta/databases/messages.db'],
    coverage: 'partial',
    versionCode: { source: '41', target: '42' },
    has: [
      {
        domain: 'apk',
        path: 'base.apk',
        verdict: 'differs',
        route: 'other-route',
        likeness: 'none',
        similarity: 0.93,
        apkMembers: { same: 1204, changed: 3, sourceOnly: 0, targetOnly: 2, signatureOnly: false },
        source: signedSide('note9.tar', '41', 'first signer'),
        target: signedSide('poco x6.zip', '42', 'other signer'),
      },
      {
        domain: 'database',
        path: 'messages.db',
        verdict: 'partly-carried',
        route: 'via-bundle',
        schemaChanged: true,
        schemaChanges: {
          total: 3,
          listed: [
            { kind: 'header', name: 'user_version', change: 'changed', source: 41, target: 42 },
            { kind: 'index', name: 'message_by_date', change: 'gone' },
          ],
        },
        renamed: [{ source: 'chat.who', target: 'chat.sender' }],
        rekeyed: [{ section: 'message', records: 333 }],
        rewritten: [{ section: 'draft', records: 5 }],
        records: counts(9000, 12, 340, 7, 8990),
      },
      {
        domain: 'preferences',
        path: 'settings.xml',
        verdict: 'differs',
        likeness: 'none',
        route: 'packed-only',
        records: counts(0, 0, 3, 3, 0),
      },
      {
        domain: 'files',
        path: 'keys/🔑 日本.bin',
        verdict: 'not-compared',
        route: 'other-route',
        reason: { side: 'target', code: 'sqlite.encrypted', at: null },
      },
      {
        domain: 'external',
        path: 'voice/1.opus',
        verdict: 'unseen',
        reason: { side: 'target', code: 'truncated', at: 'poco x6.zip @9120000' },
      },
      {
        domain: 'external',
        path: 'voice/2.opus',
        verdict: 'unseen',
        reason: { side: 'target', code: 'truncated', at: 'poco x6.zip @9120000' },
      },
    ],
  },
  {
    package: 'com.example.messenger',
    user: 999,
    label: 'Messenger',
    verdict: 'data-carried',
    because: ['/data/user/999/com.example.messenger/databases/m.db'],
    movedTo: { user: 0 },
    has: [
      {
        domain: 'database',
        path: 'm.db',
        verdict: 'carried',
        likeness: 'superset',
        moved: { devicePath: '/data/data/com.example.messenger/databases/m.db', user: 0, basis: 'content', share: 1 },
        records: counts(44, 0, 0, 3, 40),
      },
    ],
  },
  {
    package: 'com.example.game',
    label: 'Game',
    verdict: 'apk-only',
    has: [
      { domain: 'apk', path: 'base.apk', verdict: 'carried', route: 'via-bundle' },
      { domain: 'apk', path: 'split_config.de.apk', verdict: 'carried', route: 'via-bundle' },
      {
        domain: 'preferences',
        path: 'save.xml',
        verdict: 'left-behind',
        route: 'not-packed',
        records: counts(0, 0, 31, 0, 0),
      },
      { domain: 'root', path: 'app_webview/Cookies', verdict: 'left-behind', route: 'not-packed', kind: 'sqlite' },
    ],
  },
  {
    package: 'com.example.bank',
    verdict: 'not-carried',
    coverage: 'partial',
    has: [
      {
        domain: 'preferences',
        path: 'session.xml',
        verdict: 'left-behind',
        route: 'packed-only',
        records: counts(0, 0, 2, 0, 0),
      },
      {
        domain: 'no_backup',
        path: 'device.key',
        verdict: 'unseen',
        reason: { side: 'target', code: 'storage-not-acquired', at: null },
      },
    ],
  },
  {
    package: 'com.example.new',
    label: 'Shopping',
    verdict: 'new-on-target',
    versionCode: { source: null, target: '7' },
    has: [
      { domain: 'apk', path: 'base.apk', verdict: 'new-on-target', route: 'target-only' },
      {
        domain: 'preferences',
        path: 'p.xml',
        verdict: 'new-on-target',
        route: 'target-only',
        records: counts(0, 0, 0, 5, 0),
      },
    ],
  },
  {
    package: 'com.example.\u001b[31mred\u202egnp.exe',
    label: 'Evil\nLabel',
    verdict: 'unseen',
    has: [
      {
        domain: 'files',
        path: 'x\u0007',
        verdict: 'unseen',
        reason: { side: 'target', code: 'agent-bundle', at: null },
      },
    ],
  },
];

export const FINDINGS: readonly CredentialFinding[] = [
  finding('5f0c1d2e3a4b5c6d', 'com.example.travel', 'shared_prefs/AuthState.xml', 'state:$.refreshToken', {
    service: 'AppAuth',
    expiry: 'valid',
    certainty: 'observed',
    secret: { shape: 'opaque-token', length: 103, preview: '1//0', fingerprint: '0123456789abcdef' },
  }),
  finding('6f0c1d2e3a4b5c6d', 'com.example.messenger', 'shared_prefs/auth.xml', 'access_token', {
    user: 999,
    target: { devicePath: '/data/data/com.example.messenger/shared_prefs/auth2.xml', where: 'token' },
    expiry: 'expired',
  }),
  finding(
    '7f0c1d2e3a4b5c6d',
    'org.example.messenger.with.a.rather.long.name.beta',
    'databases/messages.db',
    'account.password[me@example.org]',
    {
      status: 'changed',
      secret: { shape: 'password', length: 9, preview: null, fingerprint: null },
      targetSecret: { shape: 'password', length: 11, preview: null, fingerprint: null },
    },
  ),
  finding('8f0c1d2e3a4b5c6d', 'com.example.bank', 'shared_prefs/session.xml', 'keyset', {
    status: 'left-behind',
    portability: 'keystore-bound',
    service: 'EncryptedSharedPreferences',
    secret: { shape: 'sealed-store', length: 260, preview: 'EogB', fingerprint: 'fedcba9876543210' },
  }),
  finding('9f0c1d2e3a4b5c6d', 'com.example.new', 'shared_prefs/p.xml', 'fcm', {
    status: 'new-on-target',
    portability: 'cleared-on-restore',
    service: 'Firebase Cloud Messaging',
  }),
  finding('af0c1d2e3a4b5c6d', 'com.example.bank', 'no_backup/device.key', null, {
    status: 'unseen',
    portability: 'unknown',
  }),
  finding('bf0c1d2e3a4b5c6d', 'com.example.game', 'shared_prefs/save.xml', 'sid', {
    certainty: 'suspected',
    status: 'left-behind',
  }),
];

function finding(
  id: string,
  packageName: string,
  file: string,
  where: string | null,
  extra: Partial<CredentialFinding>,
): CredentialFinding {
  return {
    id,
    rule: 'credential',
    package: packageName,
    user: 0,
    devicePath: `/data/data/${packageName}/${file}`,
    where,
    status: 'carried',
    portability: 'portable',
    expiry: 'unknown',
    certainty: 'inferred',
    service: null,
    secret: { shape: 'jwt', length: 812, preview: 'eyJh', fingerprint: '00112233445566aa' },
    ...extra,
  };
}

export const NOTICES: readonly NoticeView[] = [
  {
    side: 'bundle',
    code: 'coverage-assumed',
    gravity: 'info',
    at: 'MIUI-backup',
    message: 'The bundle was made by agents; what it does not hold proves nothing',
    detail: 'agent',
    args: {},
  },
  {
    side: 'target',
    code: 'truncated',
    gravity: 'damage',
    at: 'poco x6.zip @9120000',
    message: 'The archive ends inside a body, 4,096 of 120,000 bytes were there',
    detail: 'body',
    args: { had: 4096, promised: 120_000 },
  },
  ...[1, 2, 3, 4, 5].map(
    (number): NoticeView => ({
      side: 'source',
      code: 'duplicate',
      gravity: 'doubt',
      at: `note9.tar @${number * 512}`,
      message: `Two entries have the name data/data/com.example.game/files/${number}; the later one is taken`,
      detail: 'last-wins',
      args: { number },
    }),
  ),
];

const SHARED: readonly ArtifactView[] = [
  {
    ...artifact('x', 0, { domain: 'system', path: 'accounts_ce.db', verdict: 'differs' }),
    devicePath: '/data/system_ce/0/accounts_ce.db',
    storage: 'system',
    kind: 'sqlite',
    records: counts(0, 0, 3, 1, 0),
  },
  {
    ...artifact('x', 0, { domain: 'media', path: 'DCIM/Camera/1.jpg', verdict: 'carried', route: 'other-route' }),
    devicePath: '/storage/emulated/0/DCIM/Camera/1.jpg',
    storage: 'external',
  },
];

const CHANGES: readonly Omit<ChangeView, 'devicePath' | 'package' | 'user'>[] = [
  {
    section: 'messages',
    kind: 'changed',
    key: '12',
    source: { _id: 12, body: 'see you at 7' },
    target: { _id: 12, body: 'see you at 8' },
  },
  {
    section: 'messages',
    kind: 'source-only',
    key: '13',
    source: { _id: 13, body: 'bye', blob: { base64: 'AAE=' }, big: '9007199254740993' },
    target: null,
  },
  { section: 'messages', kind: 'target-only', key: null, source: null, target: { body: '[redacted password 9]' } },
];

function tallyOf<K extends string>(keys: readonly K[], given: Iterable<K | undefined>): Record<K, number> {
  const out = Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
  for (const key of given) if (key !== undefined) out[key] += 1;
  return out;
}

/** The files of an artifact as a live run lists them. */
export function filesOf(artifact: ArtifactView, owner: string | null): FileView[] {
  const { verdict, devicePath, storage, domain, source, target } = artifact;
  return (['source', 'bundle', 'target'] as const).flatMap((name) => {
    const own = artifact[name];
    if (own === null) return [];
    const seen = verdict === 'unseen' ? 'unseen' : 'absent';
    return [
      {
        side: name,
        devicePath: name === 'target' ? (artifact.moved?.devicePath ?? devicePath) : devicePath,
        entry: own.entry,
        type: 'file' as const,
        package: owner,
        user: 0,
        storage,
        domain,
        bytes: own.bytes,
        sha256: own.sha256,
        modified: own.modified,
        mode: name === 'target' ? 0o600 : 0o4660,
        uid: name === 'target' ? null : 10_123,
        gid: 10_123,
        proof: null,
        at: own.at,
        other: source !== null && target !== null && artifact.moved === null ? ('present' as const) : seen,
        shadowed: false,
      } satisfies FileView,
    ];
  });
}

const MOMENTS: readonly MomentView[] = (['issued', 'expires'] as const).map((what, i) => ({
  side: 'source',
  package: 'com.example.travel',
  user: 0,
  devicePath: '/data/data/com.example.travel/shared_prefs/AuthState.xml',
  where: 'state:$.refreshToken',
  rule: 'credential',
  shape: 'jwt',
  service: 'AppAuth',
  what,
  time: `202${6 + i}-01-02T03:04:05Z`,
}));

/** Seven apps with every verdict, a bundle side, notices, findings; one name attacks the terminal. */
export function reportFixture(options: { readonly changes?: boolean } = {}): DiffReport {
  const apps = APPS.map(({ has, ...app }) => ({
    app: {
      user: 0,
      label: null,
      because: [],
      coverage: 'full',
      versionCode: { source: '1', target: '1' },
      ...app,
    } satisfies AppView as AppView,
    list: has.map((draft) => artifact(app.package, app.user ?? 0, draft)),
  }));
  const all = [...apps.flatMap(({ list }) => list), ...SHARED];
  const report: DiffReport = {
    schema: 'carryover.diff/1',
    run: RUN,
    evidence: {
      source: evidence('note9.tar', { notExamined: 312 }),
      bundle: evidence('MIUI-backup', {
        format: 'mimover',
        formatVersion: '2',
        encryption: 'AES-256',
        bytes: 2_100_000_000,
        entries: 12_004,
        declared: [{ from: 'set.ufd', sha256: hex('MIUI-backup'), holds: true }],
      }),
      target: evidence('poco x6.zip', { bytes: 812, entries: 1, partial: true, sha256After: hex('poco x6.zip') }),
    },
    summary: {
      partial: true,
      apps: tallyOf(
        APP_VERDICTS,
        apps.map(({ app }) => app.verdict),
      ),
      artifacts: tallyOf(
        VERDICTS,
        all.map(({ verdict }) => verdict),
      ),
      credentials: tallyOf(
        STATUSES,
        FINDINGS.map(({ status }) => status),
      ),
    },
    apps: () => apps.map(({ app, list }) => ({ app, artifacts: () => list })),
    shared: () => SHARED,
    findings: () => FINDINGS,
    notices: NOTICES,
    files: () => [
      ...apps.flatMap(({ app, list }) => list.flatMap((each) => filesOf(each, app.package))),
      ...SHARED.flatMap((each) => filesOf(each, null)),
    ],
    moments: () => MOMENTS,
  };
  if (options.changes !== true) return report;
  return {
    ...report,
    changes: ({ devicePath, path }) =>
      path === 'messages.db'
        ? CHANGES.map((change) => ({
            ...change,
            devicePath,
            package: 'org.example.messenger.with.a.rather.long.name.beta',
            user: 0,
          }))
        : [],
  };
}
