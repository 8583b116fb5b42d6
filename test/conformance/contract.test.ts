import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { seeded } from '../../corpus/encode/seed.ts';
import { data, makeDevices, P, source, target } from '../support/contract-devices.ts';
import {
  type App,
  type Artifact,
  AT,
  appOf,
  artifactOf,
  built,
  type Result,
  workspace,
} from '../support/contract-run.ts';

/** The contract, sentence by sentence, on one pair of devices with a package for each sentence. */

const { carryover, diff, folder, path } = workspace();

describe.skipIf(!built)('one pair of devices', () => {
  let result: Result;
  let sourcePath = '';
  let targetPath = '';
  beforeAll(() => {
    makeDevices();
    sourcePath = folder('world/source', source);
    targetPath = folder('world/target', target);
    result = diff(sourcePath, targetPath);
  });
  const at = (name: string, path: string, user = 0) => artifactOf(result, data(name, path, user));

  describe('artifact', () => {
    it('equal bytes are likeness bytes, with records', () => {
      expect(at('bytes', 'databases/a.db')).toMatchObject({
        kind: 'sqlite',
        verdict: 'carried',
        likeness: 'bytes',
        records: { same: 10, changed: 0, sourceOnly: 0, targetOnly: 0, telling: 10 },
      });
    });
    it('bytes needs all parts but -shm equal', () => {
      const artifact = at('shm', 'databases/a.db');
      expect(artifact).toMatchObject({ verdict: 'carried', likeness: 'bytes' });
      expect(artifact.source?.parts.map(({ role }) => role)).toEqual(['shm']);
    });
    it('a VACUUM is content', () => {
      expect(at('vacuum', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        schemaChanged: false,
        records: { same: 10 },
      });
    });
    it('its content is the effective view: a checkpoint is content', () => {
      expect(at('checkpoint', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        records: { same: 10, changed: 0 },
      });
    });
    it('its content is the effective view: a hot journal is applied', () => {
      expect(at('journal', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        records: { same: 10, changed: 0 },
      });
    });
    it('an orphan -wal is opaque', () => {
      expect(at('orphan', 'databases/a.db-wal')).toMatchObject({
        kind: 'opaque',
        verdict: 'differs',
        likeness: 'none',
        records: null,
      });
    });
    it('and is not left behind where the same place is part of a database', () => {
      expect(at('logleft', 'databases/a.db-wal')).toMatchObject({
        verdict: 'carried',
        likeness: 'bytes',
        records: null,
      });
      expect(at('logleft', 'databases/a.db')).toMatchObject({
        verdict: 'new-on-target',
        target: { parts: [{ role: 'wal' }] },
      });
      expect(at('otherlog', 'databases/a.db-wal')).toMatchObject({ verdict: 'differs', likeness: 'none' });
      expect(at('otherlog', 'databases/a.db')).toMatchObject({ verdict: 'left-behind' });
    });
    it('a rewritten preferences file is content', () => {
      expect(at('prefsorder', 'shared_prefs/a.xml')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        records: { same: 3 },
      });
    });
    it('a preferences file with its .bak', () => {
      expect(at('bak', 'shared_prefs/a.xml')).toMatchObject({ verdict: 'carried', likeness: 'content' });
    });
    it('a preferences file of which only the .bak is left is that preferences file', () => {
      expect(at('bakonly', 'shared_prefs/a.xml')).toMatchObject({
        kind: 'preferences',
        verdict: 'carried',
        likeness: 'content',
        moved: null,
      });
      expect(at('bakonly', 'shared_prefs/a.xml').target?.entry).toMatch(/a\.xml\.bak$/);
    });
    it('APKs pair by package and split name', () => {
      expect(artifactOf(result, '/data/app/com.sentence.apk/base.apk')).toMatchObject({
        verdict: 'carried',
        likeness: 'bytes',
      });
      expect(artifactOf(result, '/data/app/com.sentence.apk/split_config.de.apk')).toMatchObject({
        verdict: 'differs',
      });
    });
  });

  describe('records', () => {
    it('extra target columns give at most superset', () => {
      expect(at('added', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'superset',
        schemaChanged: true,
      });
    });
    it('a column missing on the target equals only NULL or its default', () => {
      expect(at('dropped', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        schemaChanged: true,
      });
      expect(at('droppedvalue', 'databases/a.db')).toMatchObject({
        verdict: 'partly-carried',
        likeness: 'partial',
        records: { same: 0, changed: 10 },
      });
    });
    it('a table without keys whose rows merely shifted shows no change', () => {
      expect(at('shifted', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        records: { same: 2, telling: 2 },
      });
      expect(at('duprows', 'databases/a.db')).toMatchObject({
        verdict: 'partly-carried',
        records: { same: 1, sourceOnly: 2 },
      });
    });
    it('a row with the same key that shares a telling value counts as found, as changed', () => {
      expect(at('samekey', 'databases/a.db')).toMatchObject({
        verdict: 'partly-carried',
        likeness: 'partial',
        records: { same: 0, changed: 1, sourceOnly: 0, targetOnly: 0, telling: 1 },
      });
      expect(at('samekeyweak', 'databases/a.db')).toMatchObject({
        verdict: 'differs',
        likeness: 'none',
        records: { changed: 0, sourceOnly: 1, targetOnly: 1 },
      });
    });
    it('a changed key, path or line does not', () => {
      expect(at('samekeyprefs', 'shared_prefs/a.xml')).toMatchObject({
        verdict: 'differs',
        records: { changed: 0, sourceOnly: 1, targetOnly: 1 },
      });
      expect(at('samekeyjson', 'files/a.json')).toMatchObject({
        verdict: 'partly-carried',
        records: { same: 1, changed: 0, sourceOnly: 2, targetOnly: 2 },
      });
    });
    it.each([
      ['text7', 0],
      ['text8', 1],
      ['textutf8', 1],
      ['blob7', 0],
      ['blob8', 1],
      ['int31less', 0],
      ['int31', 1],
    ] as const)('a record tells: %s', (name, telling) => {
      expect(at(`tell.${name}`, 'databases/a.db').records).toMatchObject({ same: 1, telling });
      expect(appOf(result, P(`tell.${name}`)).verdict).toBe(telling === 1 ? 'data-carried' : 'not-carried');
    });
    it('a record tells by what it holds beyond its key: not by a JSON path or a name', () => {
      expect(at('tellprefs', 'shared_prefs/a.xml').records).toMatchObject({ same: 1, telling: 0 });
      expect(at('telljson', 'files/a.json').records).toMatchObject({ same: 3, telling: 0 });
    });
    it('opaque content tells from 32 bytes', () => {
      expect(at('tellopaque31', 'files/a.bin')).toMatchObject({ verdict: 'carried', likeness: 'bytes', records: null });
      expect(appOf(result, P('tellopaque31')).verdict).toBe('not-carried');
      expect(appOf(result, P('tellopaque32')).verdict).toBe('data-carried');
    });
    it('lines of text are a multiset', () => {
      expect(at('lines', 'files/a.txt')).toMatchObject({
        kind: 'lines',
        verdict: 'carried',
        likeness: 'content',
        records: { same: 3 },
      });
    });
    it('android_metadata holds no records', () => {
      expect(at('metadata', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        records: { same: 0, sourceOnly: 0, targetOnly: 0 },
      });
    });
  });

  describe('verdict', () => {
    it('partly-carried some are found', () => {
      expect(at('partly', 'databases/a.db')).toMatchObject({
        verdict: 'partly-carried',
        likeness: 'partial',
        records: { same: 5, sourceOnly: 5 },
      });
    });
    it('superset target has all and more', () => {
      expect(at('superset', 'databases/a.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'superset',
        records: { same: 5, targetOnly: 5 },
      });
    });
    it('differs both hold it, both were read, none is found', () => {
      expect(at('differs', 'databases/a.db')).toMatchObject({ verdict: 'differs', likeness: 'none' });
      expect(appOf(result, P('differs')).verdict).toBe('not-carried');
    });
    it('an artifact without records on the source is carried only if the target is empty too', () => {
      expect(at('emptyboth', 'databases/a.db')).toMatchObject({ verdict: 'carried', likeness: 'content' });
      expect(at('emptysource', 'databases/a.db')).toMatchObject({ verdict: 'new-on-target' });
      expect(at('emptytarget', 'databases/a.db')).toMatchObject({ verdict: 'differs', likeness: 'none' });
      expect(at('emptyfile', 'files/a.bin')).toMatchObject({ verdict: 'new-on-target' });
    });
    it('not-compared where one could not be read, with the reason', () => {
      expect(at('encrypted', 'databases/a.db')).toMatchObject({
        verdict: 'not-compared',
        likeness: null,
        records: null,
        reason: { code: 'sqlite.encrypted' },
      });
      expect(at('encryptedone', 'databases/a.db')).toMatchObject({
        verdict: 'not-compared',
        likeness: null,
        reason: { side: 'target', code: 'sqlite.encrypted' },
      });
    });
    it('differs of opaque content carries similarity 0 to 1', () => {
      const { verdict, similarity } = at('opaque', 'files/a.bin');
      expect(verdict).toBe('differs');
      expect(similarity).toBeGreaterThan(0.3);
      expect(similarity).toBeLessThan(1);
    });
    it('left-behind and new-on-target where coverage includes the place', () => {
      expect(at('left', 'databases/a.db')).toMatchObject({ verdict: 'left-behind', likeness: null });
      expect(at('fresh', 'databases/a.db')).toMatchObject({ verdict: 'new-on-target', likeness: null });
      expect(appOf(result, P('fresh')).verdict).toBe('new-on-target');
    });
  });

  describe('app verdict', () => {
    it('apk-only: the APK is on both sides, private data of the source covered and not found', () => {
      expect(appOf(result, P('apk'))).toMatchObject({
        verdict: 'apk-only',
        because: [data('apk', 'databases/a.db')],
        coverage: 'full',
      });
    });
    it('data-carried lists its artifacts', () => {
      expect(appOf(result, P('left'))).toMatchObject({
        verdict: 'data-carried',
        because: [data('left', 'files/stays.txt')],
      });
    });
    it('empty artifacts do not count, a private place that was covered does', () => {
      expect(appOf(result, P('emptyonly')).verdict).toBe('not-carried');
      expect(appOf(result, P('apknone')).verdict).toBe('not-carried');
    });
    it('is of one package of one user', () => {
      expect(appOf(result, P('users'), 0).verdict).toBe('data-carried');
      expect(appOf(result, P('users'), 10).verdict).toBe('not-carried');
    });
  });

  describe('moved', () => {
    it('by bytes from 32 bytes on, at the place of the source, and not new on the target', () => {
      expect(at('moved', 'files/old.bin')).toMatchObject({
        verdict: 'carried',
        likeness: 'bytes',
        moved: { devicePath: data('moved', 'files/new.bin'), user: 0, basis: 'bytes', share: 1 },
      });
      expect(() => at('moved', 'files/new.bin')).toThrow();
      expect(at('movedshort', 'files/old.bin')).toMatchObject({ verdict: 'left-behind', moved: null });
    });
    it('by content', () => {
      expect(at('movedcontent', 'databases/old.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        moved: { basis: 'content' },
        records: { same: 10, telling: 10 },
      });
      expect(at('movedwal', 'databases/old.db')).toMatchObject({
        verdict: 'carried',
        likeness: 'content',
        moved: { basis: 'content' },
      });
      expect(() => at('movedcontent', 'databases/new.db')).toThrow();
    });
    it('what is not unique is a copy, and the verdict stays', () => {
      expect(at('copies', 'files/a1.bin')).toMatchObject({
        verdict: 'left-behind',
        moved: null,
        copies: [{ devicePath: data('copies', 'files/b.bin'), user: 0, basis: 'bytes' }],
      });
      expect(at('copies', 'files/b.bin').verdict).toBe('new-on-target');
    });
    it('equal records that are not unique are copies too', () => {
      const twins = ['c.db', 'd.db'].map((name) => data('copiescontent', `databases/${name}`));
      for (const name of ['a.db', 'b.db']) {
        const one = at('copiescontent', `databases/${name}`);
        expect(one).toMatchObject({ verdict: 'left-behind', moved: null });
        expect(one.copies).toEqual(twins.map((devicePath) => ({ devicePath, user: 0, basis: 'content' })));
      }
      expect(at('copiescontent', 'databases/c.db')).toMatchObject({ verdict: 'new-on-target' });
    });
    it('and in places that are taken, but of what is at its own place on both sides only for what has none', () => {
      const copy = (path: string) => ({ devicePath: data('copiestaken', path), user: 0, basis: 'content' });
      const gone = at('copiestaken', 'databases/gone.db');
      expect(gone).toMatchObject({ verdict: 'left-behind', moved: null, copies: [copy('databases/home.db')] });
      expect(at('copiestaken', 'databases/home.db')).toMatchObject({ verdict: 'carried', likeness: 'content' });
      expect(at('copiestaken', 'databases/home.db').copies).toBeUndefined();
      const here = at('copiestaken', 'shared_prefs/here.xml');
      expect(here).toMatchObject({ verdict: 'differs', moved: null, copies: [copy('shared_prefs/there.xml')] });
      expect(at('copiestaken', 'shared_prefs/there.xml').copies).toBeUndefined();
      expect(at('copiestaken', 'shared_prefs/stays.xml').copies).toBeUndefined();
    });
    it('a direct address always pairs first', () => {
      expect(at('direct', 'files/a.bin')).toMatchObject({
        verdict: 'differs',
        moved: null,
        copies: [{ devicePath: data('direct', 'files/b.bin'), user: 0, basis: 'bytes' }],
      });
      expect(at('direct', 'files/b.bin')).toMatchObject({ verdict: 'new-on-target' });
    });
    it('near twins never change the verdict', () => {
      expect(at('twins', 'databases/old.db')).toMatchObject({ verdict: 'left-behind', moved: null });
      expect(at('twins', 'databases/new.db')).toMatchObject({ verdict: 'new-on-target' });
    });
    it('(P,999) moved to (P,0) only where (P,0) is not taken', () => {
      expect(at('clone', 'files/a.bin', 999)).toMatchObject({
        verdict: 'carried',
        moved: { devicePath: data('clone', 'files/a.bin'), user: 0 },
      });
      expect(at('clone', 'files/a.bin', 999)).toMatchObject({ moved: { basis: 'bytes' }, records: null });
      expect(appOf(result, P('clone'), 999)).toMatchObject({ verdict: 'data-carried', movedTo: { user: 0 } });
      expect(at('taken', 'files/a.bin', 999)).toMatchObject({ verdict: 'left-behind', moved: null });
      expect(at('taken', 'files/a.bin').verdict).toBe('new-on-target');
      expect(at('takenboth', 'databases/a.db', 999)).toMatchObject({ verdict: 'left-behind', moved: null });
      expect(at('takenboth', 'databases/a.db')).toMatchObject({ verdict: 'new-on-target' });
    });
  });

  describe('locations', () => {
    it('shared storage, its packages, and an SD volume', () => {
      expect(artifactOf(result, '/storage/emulated/0/DCIM/a.jpg')).toMatchObject({
        storage: 'media',
        domain: 'media',
        verdict: 'carried',
      });
      expect(artifactOf(result, '/storage/12AB-34CD/DCIM/d.jpg')).toMatchObject({
        storage: 'media',
        domain: 'media',
        verdict: 'carried',
      });
      expect(
        appOf(result, 'com.sentence.media').artifacts.map(({ domain, devicePath }) => [domain, devicePath]),
      ).toEqual([
        ['external', '/storage/emulated/0/Android/data/com.sentence.media/files/c.txt'],
        ['obb', '/storage/emulated/0/Android/obb/com.sentence.media/main.obb'],
        ['media', '/storage/emulated/0/Android/media/com.sentence.media/b.jpg'],
      ]);
      expect(result.shared.map(({ devicePath }) => devicePath)).not.toContain(
        '/storage/emulated/0/Android/media/com.sentence.media/b.jpg',
      );
    });
    it('of system files only the named stores are artifacts, the others are counted', () => {
      const paths = result.shared.map(({ devicePath }) => devicePath).filter((one) => !one.startsWith('/storage'));
      expect(paths).toEqual([
        '/data/misc/wifi/WifiConfigStore.xml',
        '/data/system/packages.list',
        '/data/system/users/0/settings_ssaid.xml',
      ]);
      expect(result.evidence['source']).toMatchObject({ notExamined: 2 });
    });
  });

  describe('coverage', () => {
    it('a package listed in packages.list whose folder is missing is not covered', () => {
      expect(at('listed', 'files/a.txt')).toMatchObject({
        verdict: 'unseen',
        reason: { side: 'target', code: 'package-folder-missing' },
      });
      expect(appOf(result, P('listed'))).toMatchObject({ verdict: 'unseen', coverage: 'partial' });
      expect(at('folderonly', 'files/a.txt')).toMatchObject({ verdict: 'left-behind' });
    });
    it('every unseen carries its reason', () => {
      const all = [...result.apps.flatMap(({ artifacts }) => artifacts), ...result.shared].filter(
        ({ verdict }) => verdict === 'unseen',
      );
      for (const one of all) expect(one.reason, one.devicePath).toBeDefined();
    });
  });

  describe('credentials', () => {
    const found = (name: string) => result.findings.filter((one) => one.package === P(name));
    it('carried and changed, by value first', () => {
      expect(found('cred').map(({ where, status }) => [where, status])).toEqual([
        ['access_token', 'carried'],
        ['refresh_token', 'changed'],
      ]);
      expect(found('cred')[1]?.targetSecret?.fingerprint).toMatch(/^[0-9a-f]{16}$/);
      expect(appOf(result, P('cred'))).toMatchObject({ verdict: 'session-carried', because: [found('cred')[0]?.id] });
    });
    it('the same value elsewhere in the same package and user is carried, with target.where', () => {
      expect(found('credmoved')).toMatchObject([
        { status: 'carried', target: { devicePath: data('credmoved', 'shared_prefs/b.xml'), where: 'refresh_token' } },
      ]);
    });
    it('left-behind and new-on-target', () => {
      expect(found('credleft')).toMatchObject([{ status: 'left-behind' }]);
      expect(found('crednew')).toMatchObject([{ status: 'new-on-target' }]);
    });
    it('an expired one carries no session', () => {
      expect(found('credexpired')).toMatchObject([{ status: 'carried', expiry: 'expired' }]);
      expect(appOf(result, P('credexpired')).verdict).toBe('data-carried');
      expect(found('credvalid')).toMatchObject([{ status: 'carried', expiry: 'valid' }]);
      expect(appOf(result, P('credvalid')).verdict).toBe('session-carried');
    });
    it('a sealed store is one finding, keystore-bound, and carries no session', () => {
      expect(found('credsealed')).toMatchObject([{ status: 'carried', portability: 'keystore-bound' }]);
      expect(appOf(result, P('credsealed')).verdict).toBe('data-carried');
    });
    it('an FCM token is cleared-on-restore and no session', () => {
      expect(found('credfcm')).toMatchObject([{ status: 'carried', portability: 'cleared-on-restore' }]);
      expect(appOf(result, P('credfcm')).verdict).toBe('data-carried');
    });
    it('previews are at most 4 characters and null under 16; fingerprints null where guessable', () => {
      expect(found('credpassword')).toMatchObject([{ secret: { preview: null, fingerprint: null, length: 13 } }]);
      const token = seeded('carried').base64url(48);
      expect(found('cred')[0]?.secret).toEqual({
        shape: 'access-token',
        length: 48,
        preview: token.slice(0, 4),
        fingerprint: createHash('sha256').update(token).digest('hex').slice(0, 16),
      });
    });
    it('counts are of distinct values', () => {
      expect(result.summary.credentials['changed']).toBe(1);
    });
  });

  describe('JSON', () => {
    it('version codes are strings', () => {
      expect(appOf(result, P('bytes')).versionCode).toEqual({ source: '12345678901', target: '12345678901' });
    });
    it('equal input gives equal bytes', () => {
      const args = ['diff', sourcePath, targetPath, '--at', AT, '--format', 'json'];
      const env = { SOURCE_DATE_EPOCH: '1704240000' };
      expect(carryover(args, env).stdout).toBe(carryover(args, env).stdout);
    });
    it('SOURCE_DATE_EPOCH fixes run.at and run.started', () => {
      const run = carryover(['diff', sourcePath, targetPath, '--format', 'json', '--app', P('bytes')], {
        SOURCE_DATE_EPOCH: '1700000000',
      });
      expect((JSON.parse(run.stdout) as Result).run).toMatchObject({
        at: '2023-11-14T22:13:20Z',
        started: '2023-11-14T22:13:20Z',
      });
    });
    it('sha256 of a folder is that of its lines', () => {
      const lines = Object.entries(source)
        .map(([path, bytes]) => ({
          path: Buffer.from(path),
          line: `${createHash('sha256').update(bytes).digest('hex')}  ${path}\n`,
        }))
        .sort((a, b) => Buffer.compare(a.path, b.path))
        .map(({ line }) => line);
      expect(result.evidence['source']?.['sha256']).toBe(createHash('sha256').update(lines.join('')).digest('hex'));
    });
    it('newest is the latest file time', () => {
      expect(result.evidence['source']?.['newest']).toBe('2023-06-01T00:00:00Z');
    });
    it('swapping the sides mirrors the verdicts of what one side has', () => {
      const back = diff(targetPath, sourcePath);
      const mirror: Record<string, string> = { 'left-behind': 'new-on-target', 'new-on-target': 'left-behind' };
      const paths = (one: Result) =>
        new Map(
          [...one.apps.flatMap(({ artifacts }) => artifacts), ...one.shared].map((artifact) => [
            artifact.devicePath,
            artifact,
          ]),
        );
      const there = paths(back);
      for (const [path, artifact] of paths(result)) {
        const only = artifact.source === null || artifact.target === null;
        // A move from a user to its clone is not a move back.
        if (only && there.get(path)?.moved === null)
          expect(there.get(path)?.verdict, path).toBe(mirror[artifact.verdict] ?? artifact.verdict);
        else if (artifact.verdict === 'carried' && artifact.moved === null && artifact.likeness !== 'superset')
          expect(['carried', 'partly-carried'], path).toContain(there.get(path)?.verdict);
      }
    });
    it('a diff of two snapshots equals the diff of their evidence', () => {
      for (const [side, evidence] of [
        ['s', sourcePath],
        ['t', targetPath],
      ] as const) {
        const run = carryover(['snapshot', evidence, '-o', path(`${side}.snapshot`)]);
        expect(run.status, run.stderr).toBe(0);
      }
      const again = diff(path('s.snapshot'), path('t.snapshot'));
      const bare = (list: readonly (App | Artifact)[]) =>
        JSON.parse(JSON.stringify(list, (key, value) => (key === 'at' || key === 'entry' ? undefined : value)));
      expect(again.summary).toEqual(result.summary);
      expect(again.findings).toEqual(result.findings);
      expect(bare(again.apps)).toEqual(bare(result.apps));
      expect(bare(again.shared)).toEqual(bare(result.shared));
    });
  });
});
