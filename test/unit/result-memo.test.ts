import { describe, expect, it } from 'vitest';
import type { Job, JobResult, JobSide } from '../../src/engine/job.ts';
import { makeResultMemo } from '../../src/engine/result-memo.ts';

/** What one content came to is not worked out twice, and nothing else is taken for it. */

const MAIN = { role: 'main', offset: 0, length: 10 } as const;

const side = (sha256: string | null, more: Partial<JobSide> = {}): JobSide => ({
  parts: [MAIN],
  bytes: 10,
  sha256,
  ...more,
});

const JOB: Job = {
  name: 'a.xml',
  package: 'com.example',
  domain: 'preferences',
  path: 'a.xml',
  source: side('aa'),
  bundle: null,
  target: side('aa', { parts: [{ role: 'main', offset: 900, length: 10 }] }),
  equal: { sourceTarget: true, sourceBundle: false, bundleTarget: false },
  scan: true,
  changes: 0,
  digest: false,
  past: null,
};

function reading(sightings: number): JobResult {
  const observed = { sightings: Array.from({ length: sightings }) };
  return { source: { observed }, target: null } as unknown as JobResult;
}

/** How often a list of jobs is run. */
function runs(jobs: readonly (readonly [job: Job, keys?: readonly string[]])[], most?: number, sightings = 0): number {
  const memo = makeResultMemo(most);
  let count = 0;
  for (const [job, keys = []] of jobs) {
    memo.of(job, keys, () => {
      count += 1;
      return reading(sightings);
    });
  }
  return count;
}

describe('results that are held', () => {
  it('are given again, wherever the content lies in its store', () => {
    const moved = { ...JOB, source: side('aa', { parts: [{ role: 'main', offset: 77, length: 10 }] }) };
    expect(runs([[JOB], [moved]])).toBe(1);
    const alone = { ...JOB, target: null, equal: { ...JOB.equal, sourceTarget: false } };
    expect(runs([[alone], [alone]])).toBe(1);
  });

  it.each<[string, Job, (readonly string[])?]>([
    ['content', { ...JOB, source: side('bb'), target: side('bb') }],
    ['path', { ...JOB, path: 'b.xml' }],
    ['package', { ...JOB, package: 'com.other' }],
    ['question', { ...JOB, digest: true }],
    ['side alone', { ...JOB, target: null }],
    ['set of keys', JOB, ['secret']],
    ['set of keys found beside it', { ...JOB, keys: ['secret'] }],
  ])('are not those of another %s', (_, other, keys = []) => {
    expect(runs([[JOB], [other, keys]])).toBe(2);
  });

  it.each<[string, Job]>([
    ['two contents are compared', { ...JOB, target: side('bb'), equal: { ...JOB.equal, sourceTarget: false } }],
    ['there is a bundle', { ...JOB, bundle: side('aa') }],
    ['a log lies beside it', { ...JOB, source: side('aa', { parts: [MAIN, { role: 'wal', offset: 1, length: 1 }] }) }],
    ['its hash is not known', { ...JOB, source: side(null), target: side(null) }],
    ['past records are looked for', { ...JOB, past: 0 }],
    ['facts of another shape are compared', { ...JOB, facts: { kind: 'sms', alike: false } }],
  ])('are not held where %s', (_, job) => {
    expect(runs([[job], [job]])).toBe(2);
  });

  it('give way once they hold too much, the longest unused first', () => {
    const named = (path: string): readonly [Job] => [{ ...JOB, path }];
    const [a, b, c] = ['a', 'b', 'c'].map(named) as [readonly [Job], readonly [Job], readonly [Job]];
    // Each holds four values: two fit.
    expect(runs([a, b, a, c, a], 11, 4)).toBe(3);
    expect(runs([a, b, a, c, b], 11, 4)).toBe(4);
  });
});
