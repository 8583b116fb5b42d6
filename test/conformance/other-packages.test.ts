import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { database } from '../../corpus/encode/sqlite.ts';
import type { NearTwin } from '../../src/diff/near-twins.ts';
import type { ArtifactView } from '../../src/report/result.ts';
import { copyEvidence, twinEvidence } from '../../src/report/words/verdicts.ts';
import {
  appOf,
  artifactOf,
  type Bytes,
  built,
  noise,
  notes,
  TEN,
  type Tree,
  workspace,
} from '../support/contract-run.ts';

/** What of an app lies in another app of the target: told beside verdicts that stay, by content and never by name. */

const OLD = 'com.example.app';
const NEW = 'com.example.app.clone';
const home = (name: string): string => `data/data/${name}`;

/** The same rows in pages of another size. */
const rewritten = database({ pageSize: 1024 }, (it) => {
  it.run('CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT)');
  it.insert('note', TEN);
});
const preferences = (lines: readonly string[]): string =>
  `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<map>\n${lines.join('\n')}\n</map>\n`;
const SETTINGS = ['    <string name="theme">midnight blue</string>', '    <string name="town">Aberystwyth</string>'];
const picture = noise('picture', 20_000);
const redrawn = new Uint8Array([7, 7, 7, ...picture]);

/** Five private artifacts, as the app keeps them and as its clone does. */
const before: Tree = {
  'databases/notes.db': notes(TEN),
  'shared_prefs/settings.xml': preferences(SETTINGS),
  'files/avatar.bin': noise('avatar', 3000),
  'files/list.json': JSON.stringify({ entries: ['one of the entries', 'another entry'] }),
  'files/picture.bin': picture,
};
const after: Tree = {
  ...before,
  'databases/notes.db': rewritten,
  'shared_prefs/settings.xml': preferences([...SETTINGS].reverse()),
  'files/elsewhere/picture.bin': redrawn,
};
delete after['files/picture.bin'];

const under = (folder: string, files: Tree): Tree =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]): [string, Bytes] => [`${folder}/${path}`, bytes]));

/** Something that is the same on both sides, so that private storage of both is covered. */
const BOTH = { [`${home('com.example.kept')}/files/a.txt`]: 'a line that is on both sides\n' };

describe.skipIf(!built)('content in another package', () => {
  const { folder, diff, carryover, path } = workspace();
  const source = folder('source', { ...BOTH, ...under(home(OLD), before) });
  const at = (path: string) => `/${home(OLD)}/${path}`;
  const there = (path: string) => ({ devicePath: `/${home(NEW)}/${path}`, user: 0, package: NEW });

  describe('of an app that was renamed', () => {
    const target = folder('renamed', { ...BOTH, ...under(home(NEW), after) });
    const result = diff(source, target);

    test('is a copy, by bytes or by records, and the verdicts stay', () => {
      for (const [path, basis] of [
        ['files/avatar.bin', 'bytes'],
        ['files/list.json', 'bytes'],
        ['databases/notes.db', 'content'],
        ['shared_prefs/settings.xml', 'content'],
      ] as const) {
        const one = artifactOf(result, at(path));
        expect(one).toMatchObject({ verdict: 'left-behind', moved: null });
        expect(one.copies).toEqual([{ ...there(path), basis }]);
        expect(artifactOf(result, there(path).devicePath).verdict).toBe('new-on-target');
      }
      expect(appOf(result, OLD).verdict).toBe('not-carried');
      expect(appOf(result, NEW).verdict).toBe('new-on-target');
    });

    test('or is nearly the same', () => {
      const one = artifactOf(result, at('files/picture.bin'));
      expect(one).toMatchObject({
        verdict: 'left-behind',
        similar: [{ ...there('files/elsewhere/picture.bin'), basis: 'chunks' }],
      });
      expect(one.copies).toBeUndefined();
    });

    test('is told of the app as a whole', () => {
      expect(result.notices.filter(({ code }) => code === 'content-elsewhere')).toMatchObject([
        {
          side: 'target',
          gravity: 'info',
          detail: 'other-package',
          args: { package: OLD, holder: NEW, artifacts: 5, of: 5, bytes: 2, content: 2, similar: 1 },
        },
      ]);
    });

    test('is told by show, which compares the one app', () => {
      const shown = (path: string): ArtifactView =>
        JSON.parse(carryover(['show', source, target, at(path), '--format', 'json']).stdout).artifact;
      const told = (path: string) => (shown(path).copies ?? []).map((copy) => copyEvidence(copy, shown(path)));
      expect(shown('files/avatar.bin').copies).toEqual([{ ...there('files/avatar.bin'), basis: 'bytes' }]);
      expect(told('files/avatar.bin')).toEqual([`the same bytes, 3.0 kB, of ${NEW}`]);
      expect(told('databases/notes.db')).toEqual([`the same records, 10 records, of ${NEW}`]);
      const [twin] = shown('files/picture.bin').similar ?? [];
      expect(twin).toMatchObject(there('files/elsewhere/picture.bin'));
      expect(twinEvidence(twin as NearTwin)).toMatch(
        new RegExp(`^9\\d % of chunks the same, \\d+ of them, of ${NEW}$`),
      );
    });

    test('stands in words in the page, and in the JSON as its schema says', () => {
      const page = path('renamed.html');
      carryover(['diff', source, target, '-o', page]);
      const text = readFileSync(page, 'utf8');
      expect(text).toContain(
        `<br>= ${there('files/avatar.bin').devicePath} <span class="soft">the same bytes, 3.0 kB, of ${NEW}</span>`,
      );
      expect(text).toMatch(new RegExp(`<br>≈ [^<]*/picture.bin <span class="soft">9\\d % of chunks[^<]*, of ${NEW}<`));
      const schema = JSON.parse(carryover(['schema', 'diff']).stdout) as object;
      const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);
      expect(validate(result) ? [] : validate.errors).toEqual([]);
    });

    test('whatever is listed', () => {
      const only = diff(source, target, ['--verdict', 'left-behind']);
      expect(artifactOf(only, at('files/avatar.bin')).copies).toHaveLength(1);
      expect(only.apps.flatMap(({ artifacts }) => artifacts).every(({ verdict }) => verdict === 'left-behind')).toBe(
        true,
      );
      const own = diff(source, target, ['--app', OLD]);
      expect(artifactOf(own, at('files/avatar.bin')).copies).toHaveLength(1);
      expect(own.apps.map(({ package: name }) => name)).toEqual([OLD]);
    });
  });

  test('of an app that was set up anew beside its clone', () => {
    const fresh = {
      'databases/notes.db': notes([[1, 'the first note of a new start']]),
      'files/avatar.bin': noise('new', 90),
    };
    const target = folder('clone', { ...BOTH, ...under(home(OLD), fresh), ...under(home(NEW), before) });
    const result = diff(source, target);
    const database = artifactOf(result, at('databases/notes.db'));
    expect(database).toMatchObject({ moved: null, copies: [{ ...there('databases/notes.db'), basis: 'bytes' }] });
    expect(['partly-carried', 'differs']).toContain(database.verdict);
    expect(artifactOf(result, at('files/list.json')).copies).toEqual([{ ...there('files/list.json'), basis: 'bytes' }]);
    expect(result.notices).toContainEqual(
      expect.objectContaining({ args: expect.objectContaining({ package: OLD, holder: NEW, bytes: 5, of: 5 }) }),
    );
  });

  test('that is where it was needs no copy', () => {
    const target = folder('beside', { ...BOTH, ...under(home(OLD), before), ...under(home(NEW), before) });
    const result = diff(source, target);
    for (const path of Object.keys(before)) {
      expect(artifactOf(result, at(path)).verdict).toBe('carried');
      expect(artifactOf(result, at(path)).copies).toBeUndefined();
    }
    expect(result.notices.filter(({ code }) => code === 'content-elsewhere')).toEqual([]);
  });

  test('of 31 bytes is chance', () => {
    const result = diff(
      folder('short-source', {
        ...BOTH,
        ...under(home(OLD), { 'files/a': noise('a', 31), 'files/b': noise('b', 32) }),
      }),
      folder('short-target', {
        ...BOTH,
        ...under(home(NEW), { 'files/a': noise('a', 31), 'files/b': noise('b', 32) }),
      }),
    );
    expect(artifactOf(result, at('files/a')).copies).toBeUndefined();
    expect(artifactOf(result, at('files/b')).copies).toEqual([{ ...there('files/b'), basis: 'bytes' }]);
  });

  test('of no app is a copy wherever it lies', () => {
    const photo = noise('photo', 5000);
    const result = diff(
      folder('card-source', { ...BOTH, 'data/media/0/DCIM/a.jpg': photo }),
      folder('card-target', {
        ...BOTH,
        'data/media/0/Pictures/b.jpg': photo,
        [`data/media/0/Android/media/${NEW}/c.jpg`]: photo,
      }),
    );
    expect(artifactOf(result, '/storage/emulated/0/DCIM/a.jpg').copies).toEqual([
      { devicePath: `/storage/emulated/0/Android/media/${NEW}/c.jpg`, user: 0, basis: 'bytes', package: NEW },
      { devicePath: '/storage/emulated/0/Pictures/b.jpg', user: 0, basis: 'bytes' },
    ]);
  });
});

describe.skipIf(!built)('a content that very many apps have', () => {
  const { folder, diff } = workspace();
  const apps = (kind: string, count: number, files: (app: number) => Tree): Tree =>
    Object.assign(
      {},
      ...Array.from({ length: count }, (_, app) => under(home(`com.example.${kind}${app}`), files(app))),
    );

  test('says nothing of any of them', () => {
    const same = noise('of a library', 40);
    const longer = noise('of a larger library', 4000);
    const files = (app: number): Tree => ({
      'files/library.bin': same,
      ...(app < 20 ? { 'files/longer.bin': longer } : {}),
      'files/own.bin': noise(`own ${app}`, 64),
    });
    const result = diff(
      folder('flood-source', { ...BOTH, ...apps('old', 500, files) }),
      folder('flood-target', { ...BOTH, ...apps('new', 500, files) }),
    );
    const told = result.apps.flatMap(({ artifacts }) =>
      artifacts.filter(({ copies, similar }) => copies !== undefined || similar !== undefined),
    );
    // What is of each app alone is told, once.
    expect(told).toHaveLength(500);
    expect(told.every(({ path, copies }) => path === 'own.bin' && copies?.length === 1)).toBe(true);
    // One of three artifacts is no app that lies in another.
    expect(result.notices.filter(({ code, args }) => code === 'content-elsewhere' && args['of'] === 3)).toEqual([]);
  });
});
