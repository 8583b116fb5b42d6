import { expect, test } from 'vitest';
import type { Location } from '../../src/android/location.ts';
import type { Artifact } from '../../src/device/artifact.ts';
import type { Job, JobResult } from '../../src/engine/job.ts';
import { findSameRecords } from '../../src/engine/same-records.ts';
import { plainUnit } from '../../src/engine/unit.ts';
import type { ArtifactView } from '../../src/report/result.ts';
import type { CatalogueEntry } from '../../src/vfs/catalogue.ts';

/** What is read once more, and what is not: without reading anything. */

interface Side {
  /** What its records come to: equal ones are the same records. */
  readonly holds: string;
  readonly records?: number;
  readonly telling?: number;
  readonly bytes?: number;
}

interface Case {
  readonly path: string;
  readonly source?: Side;
  readonly target?: Side;
  readonly likeness?: ArtifactView['likeness'];
}

function artifactOf(path: string, side: 'source' | 'target', { holds, bytes = 4096 }: Side): Artifact {
  const location = { user: 0, package: 'com.a', storage: 'ce', domain: 'database', path } as Location;
  const part = { bytes, sha256: `${side} ${path} ${holds}`, kept: { offset: 0, length: bytes }, idle: false };
  return { location, entry: path, parts: [['main', part as unknown as CatalogueEntry]] };
}

const readingOf = (side: Side | undefined, digest: string | null) =>
  side === undefined
    ? null
    : { reader: 'sqlite', records: side.records ?? 10, telling: side.telling ?? side.records ?? 10, digest };

async function found(cases: readonly Case[]) {
  const search = findSameRecords();
  const held = new Map<string | null, string>();
  for (const [index, { path, source, target, likeness = null }] of cases.entries()) {
    const location = { user: 0, package: 'com.a', storage: 'ce', domain: 'database', path } as Location;
    const sides = {
      source: source === undefined ? null : artifactOf(path, 'source', source),
      target: target === undefined ? null : artifactOf(path, 'target', target),
    };
    if (sides.source !== null) held.set(`source ${path}`, source?.holds ?? '');
    if (sides.target !== null) held.set(`target ${path}`, target?.holds ?? '');
    const verdict = likeness === 'content' || likeness === 'bytes' ? 'carried' : target ? 'differs' : 'left-behind';
    const result = { source: readingOf(source, null), target: readingOf(target, null) } as unknown as JobResult;
    search.take(
      index,
      plainUnit({ location, entry: path, ...sides, bundle: null }),
      { verdict, likeness } as ArtifactView,
      result,
    );
  }
  let read = 0;
  const copies = await search.find(async (jobs: readonly Job[]) => {
    read += jobs.length;
    return jobs.map((job) => {
      const side = job.source === null ? 'target' : 'source';
      return { [side]: { digest: held.get(`${side} ${job.path}`) } } as unknown as JobResult;
    });
  });
  const told = [...copies].map(([index, list]) => [cases[index]?.path, ...list.map(({ devicePath }) => devicePath)]);
  return { told, read };
}

const at = (path: string): string => `/data/data/com.a/databases/${path}`;

test('what is missed is found where the same records are paired with their like', async () => {
  const one = { holds: 'one' };
  expect(
    await found([
      { path: 'a', source: one },
      { path: 'b', source: one, target: one, likeness: 'content' },
    ]),
  ).toEqual({
    told: [['a', at('b')]],
    read: 2,
  });
});

test('of a place that holds something else, not where its content is at home too', async () => {
  const [one, two, three] = ['one', 'two', 'three'].map((holds) => ({ holds })) as [Side, Side, Side];
  const { told } = await found([
    { path: 'a', source: one, target: two },
    { path: 'b', source: one, target: one, likeness: 'content' },
    { path: 'c', source: three, target: one },
    { path: 'd', target: one },
  ]);
  expect(told).toEqual([['a', at('c'), at('d')]]);
});

test('what has other counts, or tells nothing, is not read again', async () => {
  const one = { holds: 'one' };
  const paired = (target: Side): Case => ({ path: 'b', source: target, target, likeness: 'content' });
  expect(await found([{ path: 'a', source: one }, paired({ ...one, records: 11 })])).toEqual({ told: [], read: 0 });
  expect(await found([{ path: 'a', source: one }, paired({ ...one, telling: 9 })])).toEqual({ told: [], read: 0 });
  const mute = { ...one, telling: 0 };
  expect(await found([{ path: 'a', source: mute }, paired(mute)])).toEqual({ told: [], read: 0 });
});

test('what too many have, or is too much to read, is left', async () => {
  const one = { holds: 'one' };
  const many = (count: number, side: Side): Case[] =>
    Array.from({ length: count }, (_, i) => ({ path: `b${i}`, source: side, target: side, likeness: 'content' }));
  expect((await found([{ path: 'a', source: one }, ...many(32, one)])).read).toBe(33);
  expect((await found([{ path: 'a', source: one }, ...many(33, one)])).read).toBe(0);
  const large = { ...one, bytes: 200 * 1024 * 1024 };
  expect((await found([{ path: 'a', source: large }, ...many(1, large)])).read).toBe(0);
});
