import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { built, carryover, ended, has, tempFolder } from '../support/cli.ts';

/** JSON as other programs take it: by its schema, the same bytes every time, narrowed by filters, ended by a summary. */

const AB = ['corpus/pairs/ab-simple/source/phone.ab', 'corpus/pairs/ab-simple/target/phone.ab'] as const;
const ESCAN = [
  'corpus/pairs/escan-2017/source/redmi-4a.tar.gz',
  'corpus/pairs/escan-2017/target/EXTRACTION_FFS.zip',
] as const;
const VIA = ['--via', 'corpus/pairs/escan-2017/bundle/20170803_120000'];
const CUT = 'corpus/android-backup/broken/cut-in-body.ab';
const NOTES = '/data/data/com.example.simple/databases/note.db';
const SETTINGS = '/data/data/com.example.simple/shared_prefs/settings.xml';
const folder = built ? tempFolder('json') : '';
const at = (name: string): string => join(folder, name);

interface Line {
  readonly type?: string;
  readonly [key: string]: unknown;
}

const linesOf = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

// Parts of a schema may require what another part describes.
const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, allowUnionTypes: true });
const validators = new Map<string, ValidateFunction>();

/** Fails with what the schema has against the value. */
function expectValid(schema: string, value: unknown): void {
  let validate = validators.get(schema);
  if (validate === undefined) {
    const printed = carryover(['schema', schema]);
    expect(printed).toMatchObject({ status: 0, stderr: '' });
    validate = ajv.compile(JSON.parse(printed.stdout) as object);
    validators.set(schema, validate);
  }
  expect(validate(value) ? [] : validate.errors).toEqual([]);
}

interface Case {
  readonly schema: string;
  readonly line: string;
  readonly args: readonly string[];
  readonly exit: number;
}

function cases(list: readonly (readonly [schema: string, args: readonly string[], exit?: number])[]): Case[] {
  return list.map(([schema, args, exit = 0]) => ({
    schema,
    line: args.join(' ').replaceAll(folder, 'OUT'),
    args,
    exit,
  }));
}

const DOCUMENTS = cases([
  ['diff', ['diff', ...AB]],
  ['diff', ['diff', ...AB, '--changes', '--reveal-secrets', '--verify', '--case', 'A/1']],
  ['diff', ['diff', ...ESCAN, ...VIA]],
  ['diff', ['diff', AB[0], CUT], 5],
  ['diff', ['diff', 'corpus/readers/json/object.json', 'corpus/readers/json/numbers.json']],
  ['diff', ['diff', 'corpus/full-filesystem/ok/aliases.zip', 'corpus/full-filesystem/ok/tree'], 0],
  ['info', ['info', ...AB, ...ESCAN]],
  ['info', ['info', CUT, '--verify'], 5],
  ['info', ['info', 'corpus/android-backup/ok/v5-aes-stored.ab'], 4],
  ['show', ['show', ...AB, NOTES]],
  ['audit', ['audit', ESCAN[0]]],
  ['audit', ['audit', ESCAN[1], '--reveal-secrets']],
  ['formats', ['formats']],
  ['explain', ['explain', 'carried']],
  ['explain', ['explain']],
  ['extract', ['extract', AB[0], '-o', at('extract')]],
  ['snapshot-written', ['snapshot', AB[0], '-o', at('a.snapshot')]],
  ['completion', ['completion']],
]);

const STREAMS = cases([
  ['diff-ndjson', ['diff', ...ESCAN, ...VIA, '--changes']],
  ['diff-ndjson', ['diff', AB[0], CUT, '--reveal-secrets'], 5],
  ['show-ndjson', ['show', ...AB, NOTES]],
  ['audit-ndjson', ['audit', ESCAN[0]]],
  ['info-ndjson', ['info', ...AB]],
  ['formats-ndjson', ['formats']],
  ['explain-ndjson', ['explain']],
  ['ls', ['ls', ESCAN[0]]],
  ['ls', ['ls', 'corpus/tar/ok/not-utf8.tar']],
  ['cat', ['cat', AB[0], NOTES, '--decoded']],
  ['cat', ['cat', AB[0], SETTINGS, '--decoded', '--reveal-secrets']],
]);

describe.skipIf(!built)('every output by its schema', () => {
  test.each(DOCUMENTS)('$schema: $line', ({ schema, args, exit }) => {
    const run = carryover([...args, '--format', 'json']);
    expect(run.status, run.stderr).toBe(exit);
    expect(run.stdout.endsWith('}\n')).toBe(true);
    expectValid(schema, JSON.parse(run.stdout));
  });

  test.each(STREAMS)('$schema, each line: $line', ({ schema, args, exit }) => {
    const run = carryover([...args, '--format', 'ndjson']);
    expect(run.status, run.stderr).toBe(exit);
    const lines = linesOf(run.stdout);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expectValid(schema, line);
    if (/diff|show|audit/.test(schema)) {
      const ends = lines.map((line, i) => (line.type === 'summary' ? i : -1)).filter((i) => i >= 0);
      expect(ends).toEqual([lines.length - 1]);
    }
  });

  test('lists of lines as JSON: ls and cat', () => {
    for (const [schema, args] of [
      ['ls', ['ls', AB[0]]],
      ['cat', ['cat', AB[0], NOTES, '--decoded']],
    ] as const) {
      const all = JSON.parse(carryover([...args, '--format', 'json']).stdout) as unknown[];
      expect(all.length).toBeGreaterThan(1);
      for (const each of all) expectValid(schema, each);
      expect(all).toEqual(linesOf(carryover([...args, '--format', 'ndjson']).stdout));
    }
  });

  test('every schema is a schema, and is known by its id as well', () => {
    for (const name of carryover(['schema']).stdout.trimEnd().split('\n')) {
      const { stdout } = carryover(['schema', name]);
      const schema = JSON.parse(stdout) as { $id: string };
      expect(schema.$id).toBe(`carryover.${name}/1`);
      expect(ajv.validateSchema(schema)).toBe(true);
      expect(carryover(['schema', schema.$id]).stdout).toBe(stdout);
    }
  });
});

describe.skipIf(!built)('equal input, equal bytes', () => {
  test.each(['json', 'ndjson', 'csv', 'text'])('diff --format %s', (format) => {
    const args = ['diff', ...ESCAN, ...VIA, '--changes', '--format', format];
    const first = carryover(args);
    expect(first.status).toBe(0);
    expect(carryover(args).stdout).toBe(first.stdout);
    expect(carryover(args, { env: { TZ: 'America/St_Johns', LANG: 'de_DE.UTF-8' } }).stdout).toBe(first.stdout);
  });

  test('the clock is SOURCE_DATE_EPOCH; --at moves the reference time alone', () => {
    const run = (more: readonly string[]): { started: string; at: string } =>
      (
        JSON.parse(carryover(['diff', ...AB, '--format', 'json', ...more]).stdout) as {
          run: { started: string; at: string };
        }
      ).run;
    expect(run([])).toMatchObject({ started: '2024-01-03T00:00:00Z', at: '2024-01-03T00:00:00Z' });
    expect(run(['--at', '2020-02-03T04:05:06+01:00'])).toMatchObject({
      started: '2024-01-03T00:00:00Z',
      at: '2020-02-03T03:05:06Z',
    });
    // Without a zone it is UTC, wherever the machine stands.
    expect(run(['--at', '2020-02-03T04:05:06'])).toMatchObject({ at: '2020-02-03T04:05:06Z' });
    expect(run(['--at', '2020-02-03'])).toMatchObject({ at: '2020-02-03T00:00:00Z' });
  });

  test('a snapshot has the same bytes again', () => {
    for (const name of ['one.snapshot', 'two.snapshot'])
      expect(carryover(['snapshot', ESCAN[0], '-o', at(name)]).status).toBe(0);
    expect(readFileSync(at('one.snapshot')).equals(readFileSync(at('two.snapshot')))).toBe(true);
  });
});

describe.skipIf(!built)('files', () => {
  test('-o writes what --format prints, and a checksum beside JSON', () => {
    for (const format of ['json', 'ndjson', 'csv']) {
      const file = at(`diff.${format}`);
      const run = carryover(['diff', ...AB, '-o', file, '--format', format]);
      expect(run).toMatchObject({ status: 0, stderr: '' });
      expect(readFileSync(file, 'utf8')).toBe(run.stdout);
    }
    if (has('sha256sum'))
      expect(ended('sha256sum', ['-c', 'diff.json.sha256'], { cwd: folder }).stdout).toBe('diff.json: OK\n');
    expect(readFileSync(at('diff.json.sha256'), 'utf8')).toMatch(/^[0-9a-f]{64} {2}diff\.json\n$/);
  });

  test.each([
    ['audit', ['audit', ESCAN[0]], ['json', 'ndjson', 'csv']],
    ['show', ['show', ...AB, NOTES], ['json', 'ndjson', 'csv']],
  ] as const)('%s -o likewise', (name, args, formats) => {
    const files = formats.map((format) => at(`${name}.${format}`));
    expect(carryover([...args, ...files.flatMap((file) => ['-o', file])]).status).toBe(0);
    for (const format of formats) {
      expect(readFileSync(at(`${name}.${format}`), 'utf8')).toBe(carryover([...args, '--format', format]).stdout);
    }
    if (has('sha256sum')) expect(ended('sha256sum', ['-c', `${name}.json.sha256`], { cwd: folder }).status).toBe(0);
  });

  test('a file that was there is replaced whole', () => {
    const file = at('again.json');
    const run = (): string => {
      expect(carryover(['audit', AB[0], '-o', file]).status).toBe(0);
      return readFileSync(file, 'utf8');
    };
    const first = run();
    expect(run()).toBe(first);
    rmSync(file);
  });
});

describe.skipIf(!built)('exit codes', () => {
  test.each([
    ['without --exit-code', ['diff', ...AB], 0],
    ['private data on both sides', ['diff', ...AB, '--exit-code'], 1],
    ['nothing in common', ['diff', AB[0], 'corpus/android-backup/ok/v5-zlib.ab', '--exit-code'], 0],
    ['show, on both sides', ['show', ...AB, NOTES, '--exit-code'], 1],
    ['show, on one side', ['show', ...AB, '/data/data/com.example.simple/files/old.json', '--exit-code'], 0],
  ] as const)('%s', (_, args, exit) => {
    expect(carryover(args)).toMatchObject({ status: exit, stderr: '' });
  });
});

interface Result {
  readonly summary: { readonly apps: Counts; readonly artifacts: Counts; readonly credentials: Counts };
  readonly apps: readonly {
    readonly package: string;
    readonly verdict: string;
    readonly artifacts: readonly Artifact[];
  }[];
  readonly shared: readonly Artifact[];
  readonly findings: readonly { readonly rule: string; readonly package: string | null; readonly status: string }[];
}
interface Artifact {
  readonly verdict: string;
  readonly domain: string;
  readonly devicePath: string;
}
type Counts = Readonly<Record<string, number>>;

const total = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

describe.skipIf(!built)('filters narrow the result, and the summary with it', () => {
  const known = new Map<string, Result>();
  const narrowed = (...more: readonly string[]): Result => {
    const before = known.get(more.join(' '));
    if (before !== undefined) return before;
    const run = carryover(['diff', ...ESCAN, '--format', 'json', ...more]);
    expect(run.status, run.stderr).toBe(0);
    const result = JSON.parse(run.stdout) as Result;
    const artifacts = [...result.apps.flatMap((app) => app.artifacts), ...result.shared];
    expect(total(result.summary.apps)).toBe(result.apps.length);
    expect(total(result.summary.artifacts)).toBe(artifacts.length);
    known.set(more.join(' '), result);
    return result;
  };
  const artifactsOf = (result: Result): Artifact[] => [
    ...result.apps.flatMap((app) => app.artifacts),
    ...result.shared,
  ];

  test('--app', () => {
    const all = narrowed();
    const some = narrowed('--app', 'com.example.m*', '--app', 'com.example.chat');
    expect(some.apps.map((app) => app.package)).toEqual(
      all.apps.map((app) => app.package).filter((name) => /^com\.example\.(?:m.*|chat)$/.test(name)),
    );
    for (const app of some.apps)
      expect(app).toEqual(
        all.apps.find(
          (each) => each.package === app.package && each.artifacts[0]?.devicePath === app.artifacts[0]?.devicePath,
        ),
      );
    expect(some.findings.every((finding) => /^com\.example\.(?:m|chat)/.test(finding.package ?? ''))).toBe(true);
    expect(narrowed('--app', 'com.example.cha?').apps.map((app) => app.package)).toEqual([
      'com.example.chat',
      'com.example.chat',
    ]);
    expect(narrowed('--app', 'com.example').apps).toEqual([]);
    for (const args of [
      ['diff', ...ESCAN],
      ['audit', ESCAN[0]],
      ['ls', ESCAN[0]],
    ]) {
      const run = carryover([...args, '--app', 'com.example.mail', '--app', 'nothing*']);
      const told =
        /^carryover: --app nothing\*: none of 1[01] apps has such a name; carryover info EVIDENCE lists them$/m;
      expect(run.stderr).toMatch(told);
      expect(carryover([...args, '--app', 'com.example.mail']).stderr).not.toContain('--app');
    }
  });

  test('--domain', () => {
    const some = narrowed('--domain', 'database', '--domain', 'apk');
    expect(new Set(artifactsOf(some).map((artifact) => artifact.domain))).toEqual(new Set(['database', 'apk']));
    expect(artifactsOf(some)).toEqual(
      artifactsOf(narrowed()).filter(({ domain }) => domain === 'database' || domain === 'apk'),
    );
  });

  test('--verdict, of artifacts and of apps', () => {
    const left = narrowed('--verdict', 'left-behind');
    expect(new Set(artifactsOf(left).map((artifact) => artifact.verdict))).toEqual(new Set(['left-behind']));
    expect(left.summary.artifacts['left-behind']).toBe(narrowed().summary.artifacts['left-behind']);
    const sessions = narrowed('--verdict', 'session-carried');
    expect(new Set(sessions.apps.map((app) => app.verdict))).toEqual(new Set(['session-carried']));
    expect(sessions.apps.length).toBe(narrowed().summary.apps['session-carried']);
    expect(sessions.shared).toEqual([]);
    const kept = new Set(sessions.apps.map((app) => app.package));
    expect(sessions.findings.length).toBeGreaterThan(0);
    for (const finding of sessions.findings) expect(kept).toContain(finding.package);
    expect(total(sessions.summary.credentials)).toBeLessThan(total(narrowed().summary.credentials));
  });

  test('--rule', () => {
    const all = narrowed().findings;
    const rules = [...new Set(all.map(({ rule }) => rule))];
    expect(rules).toEqual(expect.arrayContaining(['credential', 'restore-trace']));
    for (const rule of rules) {
      expect(narrowed('--rule', rule).findings).toEqual(all.filter((finding) => finding.rule === rule));
    }
    expect(narrowed('--rule', 'policy').findings).toEqual([]);
  });

  test('what is not asked for does not change what is', () => {
    const all = narrowed();
    const { apps } = narrowed('--app', 'com.example.travel', '--domain', 'preferences');
    expect(apps).toHaveLength(1);
    expect(apps[0]?.verdict).toBe(all.apps.find((app) => app.package === 'com.example.travel')?.verdict);
  });

  test('audit --app, --rule', () => {
    const findings = (...more: readonly string[]): { package: string | null }[] =>
      (
        JSON.parse(carryover(['audit', ESCAN[0], '--format', 'json', ...more]).stdout) as {
          findings: { package: string | null }[];
        }
      ).findings;
    const all = findings();
    expect(findings('--app', 'com.example.t*')).toEqual(
      all.filter((finding) => finding.package?.startsWith('com.example.t')),
    );
    expect(findings('--rule', 'policy')).toEqual([]);
  });

  test('ls --app, --domain', () => {
    const entries = (...more: readonly string[]): Line[] =>
      linesOf(carryover(['ls', ESCAN[0], '--format', 'ndjson', ...more]).stdout);
    const all = entries();
    expect(entries('--app', 'com.example.mail')).toEqual(
      all.filter((entry) => entry['package'] === 'com.example.mail'),
    );
    expect(entries('--domain', 'preferences')).toEqual(all.filter((entry) => entry['domain'] === 'preferences'));
  });

  test('no filter takes a verdict, a domain or a rule that does not exist', () => {
    for (const more of [
      ['--verdict', 'moved'],
      ['--domain', 'photos'],
    ]) {
      expect(carryover(['diff', ...AB, ...more]).status).toBe(2);
    }
  });
});
