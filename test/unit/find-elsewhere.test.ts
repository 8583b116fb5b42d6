import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makePause } from '../../src/base/pause.ts';
import type { StoredArtifact } from '../../src/engine/diff-report.ts';
import { tellElsewhere as tell } from '../../src/engine/find-elsewhere.ts';
import { makeResultStore, type ResultStore } from '../../src/engine/result-store.ts';
import type { Traces } from '../../src/engine/traces.ts';
import type { ArtifactSideView } from '../../src/report/result.ts';
import { artifact } from '../support/report-fixture.ts';

/** What the packages left behind, held against each other: without reading anything. */

let results: ResultStore;
beforeAll(() => {
  results = makeResultStore(null);
});
afterAll(() => results.close());

const side = (sha256: string, parts: ArtifactSideView['parts'] = []): ArtifactSideView => ({
  sha256,
  bytes: 100,
  modified: null,
  entry: 'x',
  at: 'x @0',
  parts,
});

function put(owner: string, path: string, on: 'source' | 'target', content: ArtifactSideView, user = 0): number {
  const verdict = on === 'source' ? 'left-behind' : 'new-on-target';
  const view = {
    ...artifact(owner, user, { domain: 'files', path, verdict }),
    source: null,
    target: null,
    [on]: content,
  };
  return results.put({ view, user, changes: null, cut: null, past: null, pastCut: null } satisfies StoredArtifact);
}

type Rows = readonly (readonly [key: number, id: number])[];

function traces(owner: string, sources: Rows, targets: Rows, of = sources.length): Traces {
  const contents = (rows: Rows) => ({ keys: rows.map(([key]) => key), ids: rows.map(([, id]) => id) });
  const both = { sources: contents(sources), targets: contents(targets), held: [], signs: [] };
  return { owner, lone: null, ...both, read: [], countable: new Map([[0, of]]) };
}

const tellElsewhere = (all: readonly Traces[], into: ResultStore) => tell(all, into, () => null);
const copiesOf = (id: number) => results.get<StoredArtifact>(id).view.copies;
const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];

describe('equal keys are no proof', () => {
  test('the digests decide', async () => {
    const one = put('com.a', 'one', 'source', side(A));
    const other = put('com.b', 'other', 'target', side(B));
    await tellElsewhere([traces('com.a', [[7, one]], []), traces('com.b', [], [[7, other]])], results);
    expect(copiesOf(one)).toBeUndefined();
  });

  test('of all files of it, but not of the index of a log', async () => {
    const part = (role: string, sha256: string) => ({ role, sha256, bytes: 1, entry: role });
    const one = put('com.a', 'm.db', 'source', side(A, [part('wal', A), part('shm', A)]));
    const other = put('com.b', 'm.db', 'target', side(A, [part('wal', B)]));
    const same = put('com.c', 'm.db', 'target', side(A, [part('wal', A), part('shm', B)]), 10);
    const all = [traces('com.a', [[7, one]], []), traces('com.b', [], [[7, other]]), traces('com.c', [], [[7, same]])];
    await tellElsewhere(all, results);
    expect(copiesOf(one)).toEqual([
      { devicePath: '/data/user/10/com.c/files/m.db', user: 10, basis: 'bytes', package: 'com.c' },
    ]);
  });
});

describe('an app that lies in another', () => {
  const pair = (count: number, holder: string): readonly [Rows, Rows] => {
    const digest = (i: number) => `${holder.length}${i}`.padStart(64, '0');
    const key = (i: number) => holder.length * 1000 + i;
    const numbers = Array.from({ length: count }, (_, i) => i);
    return [
      numbers.map((i) => [key(i), put('com.a', `${holder}/${i}`, 'source', side(digest(i)))]),
      numbers.map((i) => [key(i), put(holder, `${i}`, 'target', side(digest(i)))]),
    ];
  };

  test('is told where half of it does', async () => {
    const all = (of: number) => {
      const [sources, targets] = pair(2, 'com.b');
      return [traces('com.a', sources, [], of), traces('com.b', [], targets)];
    };
    expect(await tellElsewhere(all(5), results)).toEqual([]);
    expect(await tellElsewhere(all(4), results)).toMatchObject([
      {
        side: 'target',
        code: 'content-elsewhere',
        gravity: 'info',
        at: '/data/data/com.b/files/0',
        message: expect.stringContaining(
          'Of 4 private artifacts that com.a (user 0) has on the source, 2 lie in com.b',
        ),
        args: { package: 'com.a', user: 0, holder: 'com.b', holderUser: 0, artifacts: 2, of: 4, bytes: 2 },
      },
    ]);
  });

  test('is never told by one artifact', async () => {
    const [sources, targets] = pair(1, 'com.one');
    expect(await tellElsewhere([traces('com.a', sources, []), traces('com.one', [], targets)], results)).toEqual([]);
  });

  test('names the one that holds most', async () => {
    const [few, fewThere] = pair(2, 'com.few');
    const [most, mostThere] = pair(3, 'com.most');
    const all = [
      traces('com.a', [...few, ...most], []),
      traces('com.few', [], fewThere),
      traces('com.most', [], mostThere),
    ];
    expect((await tellElsewhere(all, results)).map(({ args }) => args['holder'])).toEqual(['com.most']);
  });
});

test('ends where the run was told to stop', async () => {
  const one = put('com.a', 'stopped', 'source', side(A));
  const other = put('com.b', 'stopped', 'target', side(A));
  const stopped = new AbortController();
  stopped.abort();
  const all = [traces('com.a', [[7, one]], []), traces('com.b', [], [[7, other]])];
  await expect(tell(all, results, makePause(stopped.signal))).rejects.toMatchObject({ code: 'interrupted' });
});
