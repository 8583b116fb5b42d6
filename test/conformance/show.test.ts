import { cpSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { database, databaseSteps } from '../../corpus/encode/sqlite.ts';
import { CORPUS } from '../support/cases.ts';
import { AT, built, notes, workspace } from '../support/contract-run.ts';

/** `show` through the built command: which artifact is meant, what is listed of it, and what is said of the rest. */

const APP = 'com.example.shown';
const HOME = `data/data/${APP}`;
const PHOTO = 'DCIM/Camera/IMG_1.jpg';

describe.skipIf(!built)('show', () => {
  const { folder, carryover, path } = workspace();
  const shared = (text: string) => ({
    [`${HOME}/files/kept.txt`]: 'the same on both sides\n',
    [`data/media/0/${PHOTO}`]: `no reader knows this ${text} \u0000`,
    [`data/media/0/Android/data/${APP}/files/note.txt`]: `a line of ${text}\n`,
  });
  const source = () => folder('source', shared('the source'));
  const target = () => folder('target', shared('the target'));

  test.each([
    ['/sdcard', PHOTO],
    ['/data/media/0', PHOTO],
    ['/storage/emulated/0', PHOTO],
    ['/storage/self/primary', PHOTO],
    ['/sdcard', `Android/data/${APP}/files/note.txt`],
    ['/data/media/0', `Android/data/${APP}/files/note.txt`],
  ])('finds by every name of the place: %s/%s', (root, path) => {
    const run = carryover(['show', source(), target(), `${root}/${path}`, '--format', 'json']);
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout).artifact.devicePath).toBe(`/storage/emulated/0/${path}`);
  });

  test('a cookie store: what each side holds, its times in UTC, and what is sealed', () => {
    const place = `${HOME}/app_any/Default/Cookies`;
    const held = (version: string) =>
      folder(`cookies ${version}`, {
        [place]: new Uint8Array(readFileSync(`${CORPUS}/readers/sqlite/chromium-cookies-${version}.db`)),
      });
    const run = carryover(['show', held('12'), held('24'), `/${place}`, '--at', AT, '--format', 'json']);
    expect(run.status, run.stderr).toBe(0);
    const { artifact, changes } = JSON.parse(run.stdout);
    expect(artifact.kind).toBe('sqlite');
    expect(artifact.source.store).toEqual({
      kind: 'chromium-cookies',
      version: '12',
      rows: 4,
      sealed: 1,
      prefixes: ['v10'],
      session: 1,
      partitioned: 0,
      expired: expect.any(Number),
    });
    expect(artifact.target.store).toMatchObject({ version: '24', partitioned: 1, sealed: 1 });
    const only = changes.find(({ times }: { times?: { target?: object } }) => times?.target !== undefined);
    expect(only.times.target.creation_utc).toMatch(/^2024-10-15T\d\d:\d\d:\d\d\.123456Z$/);
    const cat = carryover(['cat', held('24'), `/${place}`, '--decoded', '--at', AT, '--format', 'ndjson']);
    expect(cat.stderr).toContain('cookies as Chromium keeps them, schema version 24: 5 cookies, 1 of a session');
    const records = cat.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(records.find(({ key }) => key?.includes('consent')).times.expires_utc).toBe('2023-10-16T13:46:40Z');
  });

  const settings = (keys: Record<string, string>) =>
    `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>${Object.entries(keys)
      .map(([key, value]) => `<string name="${key}">${value}</string>`)
      .join('')}</map>\n`;
  const KEPT = { [`${HOME}/files/kept.txt`]: 'the same on both sides\n' };
  const ALONE = `${HOME}/shared_prefs/alone.xml`;
  const [one, other] = [seeded('one').base64url(48), seeded('other').base64url(48)];
  const holding = () =>
    folder('holding', { ...KEPT, [ALONE]: settings({ access_token: one, name: 'the name', city: 'the city' }) });
  const without = () => folder('without', KEPT);

  describe('an artifact on one side', () => {
    test.each([
      ['source-only', holding, without, 'source'],
      ['target-only', without, holding, 'target'],
    ] as const)('%s: lists its records, secrets hidden', (kind, from, to, side) => {
      const run = carryover(['show', from(), to(), `/${ALONE}`, '--format', 'json']);
      expect(run.status, run.stderr).toBe(0);
      const { changes, ...rest } = JSON.parse(run.stdout);
      expect(changes.map((change: { kind: string; key: string }) => [change.kind, change.key])).toEqual(
        ['access_token', 'name', 'city'].map((key) => [kind, key]),
      );
      expect(changes[0][side].value).toBe('[redacted access-token 48]');
      expect(rest).not.toHaveProperty('changesCut');
      expect(run.stdout).not.toContain(one);
    });

    test('diff --changes goes on without them', () => {
      const run = carryover(['diff', holding(), without(), '--changes', '--format', 'ndjson']);
      expect(run.stdout).toContain('/alone.xml');
      expect(run.stdout).not.toContain('"type":"change"');
    });

    test('what lies elsewhere with the same records has no difference', () => {
      const [from, to] = [
        '{"a": "the first text", "b": "the second text"}',
        '{"b":"the second text","a":"the first text"}',
      ];
      const source = folder('moved-s', { ...KEPT, [`${HOME}/files/from.json`]: from });
      const target = folder('moved-t', { ...KEPT, [`${HOME}/files/to.json`]: to });
      const run = carryover(['show', source, target, `/${HOME}/files/from.json`, '--format', 'json']);
      const { artifact, changes, ...rest } = JSON.parse(run.stdout);
      expect(artifact.moved).toMatchObject({ basis: 'content' });
      expect(changes).toEqual([]);
      expect(rest).not.toHaveProperty('changesCut');
    });
  });

  test('finds what moved by its place on the target, and says where it is shown', () => {
    const text = 'a text that is long enough to be told from others\n'.repeat(3);
    const from = folder('asked-s', { ...KEPT, [`${HOME}/files/old/a.txt`]: text });
    const to = folder('asked-t', { ...KEPT, [`${HOME}/files/new/a.txt`]: text });
    const run = carryover(['show', from, to, `/${HOME}/files/new/a.txt`, '--format', 'json']);
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout).artifact).toMatchObject({
      devicePath: `/${HOME}/files/old/a.txt`,
      moved: { devicePath: `/${HOME}/files/new/a.txt` },
    });
    expect(run.stderr).toBe(
      `carryover: the target holds it at /${HOME}/files/new/a.txt; shown at its place on the source, /${HOME}/files/old/a.txt\n`,
    );
    expect(carryover(['show', from, to, `/${HOME}/files/old/a.txt`, '--format', 'json']).stderr).toBe('');
    expect(carryover(['show', from, to, `/${HOME}/files/none.txt`]).status).toBe(3);
  });

  test('lists what is no longer shown of what moved, whichever of its places is given', () => {
    const [, bytes] = databaseSteps(
      {},
      (it) => {
        it.run('PRAGMA secure_delete = OFF; CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)');
        for (let id = 1; id <= 40; id++)
          it.run(`INSERT INTO t VALUES (${id}, 'the text of record ${id}, long enough')`);
      },
      (it) => it.run('DELETE FROM t WHERE id BETWEEN 10 AND 14'),
    ) as [Uint8Array, Uint8Array];
    const from = folder('moved-past-s', { ...KEPT, [`${HOME}/databases/old.db`]: bytes });
    const to = folder('moved-past-t', { ...KEPT, [`${HOME}/databases/new.db`]: bytes });
    const past = (name: string): unknown[] =>
      JSON.parse(carryover(['show', from, to, `/${HOME}/databases/${name}`, '--deleted', '--format', 'json']).stdout)
        .past;
    expect(past('old.db')).toHaveLength(5);
    expect(past('new.db')).toEqual(past('old.db'));
  });

  test('a LevelDB folder given as evidence has its own name', () => {
    const store = (name: string) => {
      cpSync(`${CORPUS}/readers/leveldb/plain`, path(name), { recursive: true });
      return path(name);
    };
    const [from, to] = [store('held-a'), store('held-b')];
    const run = carryover(['diff', from, to, '--format', 'json']);
    const { shared } = JSON.parse(run.stdout);
    expect(shared).toHaveLength(1);
    expect(shared[0]).toMatchObject({
      devicePath: '/unplaced/held-a',
      path: 'held-a',
      kind: 'leveldb',
      verdict: 'carried',
    });
    for (const asked of ['/unplaced/held-a', '.'])
      expect(carryover(['show', from, to, asked, '--format', 'json']).status).toBe(run.status);
    for (const asked of ['/unplaced/held-b', '.'])
      expect(carryover(['cat', to, asked, '--decoded']).stdout).toContain('live');
  });

  describe('what is no longer shown', () => {
    const NOTES = `${HOME}/databases/notes.db`;
    const [before, after] = databaseSteps(
      {},
      (db) => {
        db.run('PRAGMA secure_delete = OFF; CREATE TABLE note (_id INTEGER PRIMARY KEY, body TEXT)');
        db.insert(
          'note',
          Array.from({ length: 20 }, (_, i) => [i + 1, `the words of note ${i + 1}`]),
        );
      },
      (db) => db.run('DELETE FROM note WHERE _id IN (3, 7, 11)'),
    ) as [Uint8Array, Uint8Array];
    const show = (...more: string[]) =>
      carryover([
        'show',
        folder('past-s', { [NOTES]: after }),
        folder('past-t', { [NOTES]: before }),
        `/${NOTES}`,
        ...more,
      ]);

    test.each([0, 1, 2])('is cut at --limit-changes, and that is said: %i of 3', (limit) => {
      const wanted = ['--deleted', '--limit-changes', String(limit)];
      const json = JSON.parse(show(...wanted, '--format', 'json').stdout);
      expect(json.past).toHaveLength(limit);
      expect(json).toMatchObject({ pastCut: true, pastTotal: 3 });
      const lines = show(...wanted, '--format', 'ndjson')
        .stdout.trimEnd()
        .split('\n');
      expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ past: limit, pastCut: true, pastTotal: 3 });
      for (const format of ['text', 'csv'])
        expect(show(...wanted, '--format', format).stderr).toContain(
          `carryover: listed: ${limit} of 3 records that are no longer shown; a higher --limit-changes lists more\n`,
        );
    });

    test('and nothing is said where all of it is there, or none was asked for', () => {
      const all = show('--deleted', '--format', 'json');
      expect(JSON.parse(all.stdout).past).toHaveLength(3);
      expect(all.stdout).not.toContain('pastCut');
      expect(show('--limit-changes', '1', '--format', 'json').stdout).not.toContain('pastCut');
    });
  });

  describe('a list that was cut', () => {
    const LINES = `/${HOME}/files/lines.txt`;
    const lines = (name: string, from: number) =>
      folder(name, {
        ...KEPT,
        [LINES.slice(1)]: Array.from({ length: 10 }, (_, i) => `line number ${from + i}\n`).join(''),
      });
    const sides = () => [lines('cut-s', 1), lines('cut-t', 4)];
    const show = (...more: string[]) => carryover(['show', ...sides(), LINES, ...more]);

    test.each([0, 1, 5])('says so and how long it is: %i of 6', (limit) => {
      const wanted = ['--limit-changes', String(limit)];
      const json = JSON.parse(show(...wanted, '--format', 'json').stdout);
      expect(json.changes).toHaveLength(limit);
      expect(json).toMatchObject({ changesCut: true, changesTotal: 6 });
      const last = JSON.parse(
        show(...wanted, '--format', 'ndjson')
          .stdout.trimEnd()
          .split('\n')
          .at(-1) ?? '',
      );
      expect(last).toEqual({ type: 'summary', changes: limit, changesCut: true, changesTotal: 6 });
      for (const format of ['text', 'csv']) {
        const { stderr, stdout } = show(...wanted, '--format', format);
        expect(stderr).toBe(`carryover: listed: ${limit} of 6 differences; a higher --limit-changes lists more\n`);
        expect(stdout.trimEnd().split('\n')).toHaveLength(Math.max(1, limit + (format === 'csv' ? 1 : 0)));
      }
    });

    test('and nothing of the kind where all of it is there', () => {
      const all = show('--limit-changes', '6', '--format', 'json');
      expect(JSON.parse(all.stdout).changes).toHaveLength(6);
      expect(all.stdout).not.toContain('changesCut');
      expect(show('--limit-changes', '6').stderr).toBe('');
    });

    test('diff --changes says it of the artifact, and so does a saved result', () => {
      const args = ['diff', ...sides(), '--changes', '--at', AT, '--limit-changes'];
      const cut = (text: string) => text.split('"changesCut":true').length - 1;
      expect(cut(carryover([...args, '5', '--format', 'json']).stdout)).toBe(1);
      expect(cut(carryover([...args, '6', '--format', 'json']).stdout)).toBe(0);
      const ndjson = carryover([...args, '5', '--format', 'ndjson']).stdout;
      expect(ndjson.split('\n').filter((line) => cut(line) > 0)).toEqual([expect.stringContaining(LINES)]);
      const saved = path('cut.json');
      carryover([...args, '5', '-o', saved]);
      const again = carryover(['report', saved, '--format', 'ndjson']);
      expect(again.status, again.stderr).toBe(0);
      expect(cut(again.stdout)).toBe(1);
      const rest = (text: string) => text.slice(text.indexOf('\n'));
      expect(rest(again.stdout)).toBe(rest(ndjson));
    });
  });

  test('the same rows under new ids are told, by diff too, and do not change the verdict', () => {
    const place = `${HOME}/databases/sms.db`;
    const sms = (from: number) =>
      notes(Array.from({ length: 120 }, (_, i) => [from + i, `the text of message ${i}`] as const));
    const [from, to] = [folder('ids', { ...KEPT, [place]: sms(1) }), folder('new-ids', { ...KEPT, [place]: sms(61) })];
    const run = carryover(['show', from, to, `/${place}`, '--format', 'json']);
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout).artifact).toMatchObject({
      verdict: 'differs',
      records: { same: 0, changed: 0, sourceOnly: 120, targetOnly: 120, telling: 0 },
      rekeyed: [{ section: 'note', records: 120 }],
    });
    const told = carryover(['diff', from, to, '--format', 'json', '--at', AT]);
    const message = expect.stringContaining('120 records are on both sides, the same but for their ids (note 120)');
    expect(JSON.parse(told.stdout).notices).toContainEqual(
      expect.objectContaining({ side: 'target', code: 'other-ids', gravity: 'info', detail: 'records', message }),
    );
  });

  test('values that hold the same, written otherwise, are told by diff as by show', () => {
    const place = `${HOME}/shared_prefs/json.xml`;
    const made = (name: string, json: string) =>
      folder(name, { ...KEPT, [place]: settings({ state: json.replaceAll('"', '&quot;') }) });
    const [from, to] = [
      made('json', '{"user":"somebody","theme":"dark"}'),
      made('turned', '{"theme":"dark","user":"somebody"}'),
    ];
    const run = carryover(['show', from, to, `/${place}`, '--format', 'json']);
    expect(run.status, run.stderr).toBe(0);
    const { artifact, changes } = JSON.parse(run.stdout);
    expect(artifact).toMatchObject({ verdict: 'differs', rewritten: [{ records: 1 }] });
    expect(changes[0].within).toEqual([{ column: 'value', reader: 'json', changes: [], cut: false }]);
    const { notices } = JSON.parse(carryover(['diff', from, to, '--format', 'json', '--at', AT]).stdout);
    expect(notices).toContainEqual(expect.objectContaining({ code: 'rewritten', gravity: 'info' }));
  });

  test('a schema is compared beyond its tables, whatever its spaces and quotes', () => {
    const place = `${HOME}/databases/s.db`;
    const made = (userVersion: number, more: readonly string[]) =>
      database({ userVersion }, (it) => {
        it.run('CREATE TABLE t (id INTEGER PRIMARY KEY, body TEXT)');
        for (const sql of more) it.run(sql);
        it.run("INSERT INTO t VALUES (1, 'a body of a row')");
      });
    const trigger = (name: string) => `CREATE TRIGGER after_t AFTER DELETE ON t BEGIN UPDATE t SET body = ${name}; END`;
    const from = [trigger("'one'"), 'CREATE INDEX by_body ON t (body)', 'CREATE VIEW v AS SELECT id FROM t'];
    const to = [trigger("'two'"), 'CREATE VIEW "v"  AS SELECT  "id" FROM [t]', 'CREATE VIEW w AS SELECT 1'];
    const folders = ['schema', 'new-schema'] as const;
    const [source, target] = [
      folder(folders[0], { ...KEPT, [place]: made(7, from) }),
      folder(folders[1], { ...KEPT, [place]: made(9, to) }),
    ];
    const run = carryover(['show', source, target, `/${place}`, '--format', 'json']);
    expect(run.status, run.stderr).toBe(0);
    expect(JSON.parse(run.stdout).artifact).toMatchObject({
      verdict: 'carried',
      schemaChanged: true,
      records: { same: 1 },
    });
    expect(JSON.parse(run.stdout).artifact.schemaChanges).toEqual({
      total: 4,
      listed: [
        { kind: 'header', name: 'user_version', change: 'changed', source: 7, target: 9 },
        { kind: 'index', name: 'by_body', change: 'gone' },
        { kind: 'trigger', name: 'after_t', change: 'changed' },
        { kind: 'view', name: 'w', change: 'added' },
      ],
    });
  });

  test('a hidden value that became another one', () => {
    const evidence = (name: string, token: string) =>
      folder(name, { ...KEPT, [ALONE]: settings({ access_token: token, name: 'the name' }) });
    const run = carryover([
      'show',
      evidence('alike-s', one),
      evidence('alike-t', other),
      `/${ALONE}`,
      '--format',
      'json',
    ]);
    const [change] = JSON.parse(run.stdout).changes;
    expect(change).toMatchObject({ kind: 'changed', key: 'access_token', shownAlike: ['value'] });
    expect(change.source).toEqual(change.target);
  });
});
