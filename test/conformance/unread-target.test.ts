import { describe, expect, it } from 'vitest';
import { built, workspace } from '../support/contract-run.ts';
import { databaseOf } from '../support/sqlite-oracle.ts';

const { carryover, diff, folder } = workspace();

const HOME = 'data/data/com.example.unread';
const PREFERENCES = `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>
<map>
    <string name="access_token">q8Zr2LxV0nTtY5mWb7KcD3fGhJpSs1Ua</string>
</map>
`;

describe.skipIf(!built)('a content that was not read says nothing of what it lacks', () => {
  it('the credential of a file that the target holds in a form not read yet is unseen, not left behind', () => {
    const source = folder('unread-source', {
      [`${HOME}/shared_prefs/session.xml`]: PREFERENCES,
      [`${HOME}/files/a.txt`]: 'a line of text that is long enough',
    });
    const target = folder('unread-target', {
      // Android binary XML: recognised, not read.
      [`${HOME}/shared_prefs/session.xml`]: Buffer.concat([Buffer.from('ABX\0', 'latin1'), Buffer.alloc(64, 7)]),
      [`${HOME}/files/a.txt`]: 'a line of text that is long enough',
    });
    const result = diff(source, target);
    const artifact = result.apps[0]?.artifacts.find(({ path }) => path === 'session.xml');
    expect(artifact?.verdict).toBe('not-compared');
    expect(result.findings.map(({ status }) => status)).toEqual(['unseen']);
  });

  it('a full-text table without content is not compared, and an R-tree that lost its rows is not carried', () => {
    const home = (texts: readonly string[], boxes: readonly number[]) => ({
      [`${HOME}/databases/index.db`]: databaseOf(
        "CREATE VIRTUAL TABLE mail USING fts5(body, content='')",
        ...texts.map((text, at) => `INSERT INTO mail (rowid, body) VALUES (${at + 1}, '${text}')`),
      ),
      [`${HOME}/databases/map.db`]: databaseOf(
        'CREATE VIRTUAL TABLE place USING rtree(id, x0, x1, +label)',
        ...boxes.map((id) => `INSERT INTO place VALUES (${id}, 0, ${id}, 'label number ${id}')`),
      ),
    });
    const result = diff(folder('index-source', home(['a word'], [1, 2])), folder('index-target', home([], [])));
    const verdicts = result.apps[0]?.artifacts.map(({ path, verdict, likeness }) => [path, verdict, likeness]);
    expect(verdicts).toEqual([
      ['index.db', 'not-compared', null],
      ['map.db', 'differs', 'none'],
    ]);
    const told = result.notices.filter(({ code }) => code === 'unsupported');
    expect(told.map(({ side, gravity }) => [side, gravity])).toEqual([
      ['source', 'info'],
      ['target', 'info'],
    ]);
    expect(result.notices.filter(({ gravity }) => gravity === 'damage')).toEqual([]);
  });

  it('a file that became one of another kind is no damage: it differs, by its bytes', () => {
    const noise = Buffer.from(Uint8Array.from({ length: 300 }, (_, i) => (i * 167 + 200) % 256));
    const side = (name: string, state: Buffer | string, cache: Buffer | string) =>
      folder(name, { [`${HOME}/files/state.dat`]: state, [`${HOME}/files/list.bin`]: cache });
    const json = '{"a":"a text that is long enough"}';
    const result = diff(side('kinds-source', 'a plain text\n', noise), side('kinds-target', noise, json));
    expect(result.notices.filter(({ gravity }) => gravity === 'damage')).toEqual([]);
    expect(result.apps[0]?.artifacts).toHaveLength(2);
    for (const artifact of result.apps[0]?.artifacts ?? []) {
      expect(artifact).toMatchObject({ verdict: 'differs', likeness: 'none', records: null, similarity: 0 });
    }
  });

  it('a credential whose place is opaque on the target is unseen: it may be sealed there', () => {
    const noise = Buffer.from(Uint8Array.from({ length: 300 }, (_, i) => (i * 167 + 200) % 256));
    const token = '<map>\n<string name="access_token">q8Zr4Vt1Lk9Xw2Np7Bd3Ys6Hf0Gm5Jc</string>\n</map>\n';
    const side = (name: string, body: Buffer | string) => folder(name, { [`${HOME}/shared_prefs/s.xml`]: body });
    const result = diff(side('sealed-source', `<?xml version="1.0"?>\n${token}`), side('sealed-target', noise));
    expect(result.findings).toMatchObject([{ rule: 'credential', status: 'unseen' }]);
  });

  it('deleted rows that are not looked for are told to whoever asks for deleted rows, and to nobody else', () => {
    const one = folder('past-one', {
      [`${HOME}/databases/map.db`]: databaseOf(
        'CREATE VIRTUAL TABLE place USING rtree(id, x0, x1, +label)',
        "CREATE VIRTUAL TABLE mail USING fts5(body, content='')",
        "INSERT INTO place VALUES (1, 0, 1, 'the first label'), (2, 0, 1, 'the second label')",
        'DELETE FROM place WHERE id = 1',
      ),
    });
    const two = folder('past-two', { [`${HOME}/databases/map.db`]: databaseOf('CREATE TABLE place (id, label)') });
    const path = `/${HOME}/databases/map.db`;
    const told = /not looked for: (?:mail|place) and 1 more/;
    const runs = [
      ['cat', one, path, '--decoded'],
      ['show', one, two, path],
      ['show', one, one, path],
    ];
    for (const args of runs) {
      expect(carryover([...args, '--deleted']).stderr).toMatch(told);
      expect(carryover([...args, '-v']).stderr).not.toMatch(told);
    }
    const noticed = diff(one, two, ['--deleted']).notices.filter(
      ({ detail }) => detail === 'sqlite.past-not-looked-for',
    );
    expect(noticed.map(({ side, code, gravity }) => [side, code, gravity])).toEqual([
      ['source', 'unsupported', 'info'],
    ]);
    const plain = databaseOf('CREATE TABLE place (id, label)', "INSERT INTO place VALUES (1, 'a')");
    const three = folder('past-three', { [`${HOME}/databases/map.db`]: plain });
    expect(carryover(['cat', three, path, '--decoded', '--deleted']).stderr).not.toMatch(/not looked for/);
  });
});
