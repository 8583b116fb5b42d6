import { describe, expect, test } from 'vitest';
import type { Likeness, Verdict } from '../../src/diff/change.ts';
import { type Holding, routeOf } from '../../src/diff/route.ts';
import { type ContentOutcome, judge } from '../../src/diff/verdict.ts';

const WHOLE = { source: false, target: false };

function records(
  [same, changed, sourceOnly, targetOnly]: readonly [number, number, number, number],
  likeness: Likeness,
  lost = WHOLE,
): ContentOutcome {
  return { kind: 'records', counts: { same, changed, sourceOnly, targetOnly, telling: 0 }, likeness, lost };
}

describe('on one side only', () => {
  test.each<['source' | 'target', boolean, Verdict]>([
    ['source', true, 'left-behind'],
    ['source', false, 'unseen'],
    ['target', true, 'new-on-target'],
    ['target', false, 'unseen'],
  ])('%s, the other covered: %s', (presence, covered, verdict) => {
    expect(judge({ presence, covered })).toEqual({ verdict, likeness: null });
  });
});

describe('on both sides', () => {
  const SOURCE_LOST = { source: true, target: false };
  const TARGET_LOST = { source: false, target: true };

  test.each<[string, ContentOutcome, Verdict, Likeness | null]>([
    ['equal bytes', { kind: 'bytes' }, 'carried', 'bytes'],
    ['unreadable', { kind: 'unreadable' }, 'not-compared', null],
    ['opaque', { kind: 'opaque', sourceBytes: 9, targetBytes: 9 }, 'differs', 'none'],
    ['opaque, target empty', { kind: 'opaque', sourceBytes: 9, targetBytes: 0 }, 'differs', 'none'],
    ['opaque, source empty', { kind: 'opaque', sourceBytes: 0, targetBytes: 9 }, 'new-on-target', 'superset'],
    ['all same', records([3, 0, 0, 0], 'content'), 'carried', 'content'],
    ['all same, target has more', records([3, 0, 0, 2], 'superset'), 'carried', 'superset'],
    ['all same, extra columns', records([3, 0, 0, 0], 'superset'), 'carried', 'superset'],
    ['one changed', records([2, 1, 0, 0], 'partial'), 'partly-carried', 'partial'],
    ['only changed', records([0, 1, 0, 0], 'partial'), 'partly-carried', 'partial'],
    ['one missing', records([2, 0, 1, 0], 'partial'), 'partly-carried', 'partial'],
    ['none found', records([0, 0, 3, 3], 'none'), 'differs', 'none'],
    ['none found, target empty', records([0, 0, 3, 0], 'none'), 'differs', 'none'],
    ['both without records', records([0, 0, 0, 0], 'content'), 'carried', 'content'],
    ['source without records', records([0, 0, 0, 4], 'superset'), 'new-on-target', 'superset'],
    ['source damaged, rest same', records([3, 0, 0, 0], 'content', SOURCE_LOST), 'partly-carried', 'partial'],
    ['target damaged, all same', records([3, 0, 0, 0], 'content', TARGET_LOST), 'carried', 'superset'],
    ['target damaged, one missing', records([2, 0, 1, 0], 'partial', TARGET_LOST), 'partly-carried', 'partial'],
    ['target damaged, none found', records([0, 0, 3, 3], 'none', TARGET_LOST), 'not-compared', null],
    ['source damaged, none found', records([0, 0, 3, 3], 'none', SOURCE_LOST), 'not-compared', null],
    ['source damaged, nothing left', records([0, 0, 0, 0], 'content', SOURCE_LOST), 'not-compared', null],
    ['source empty, target damaged', records([0, 0, 0, 0], 'content', TARGET_LOST), 'not-compared', null],
    [
      'source empty, target damaged, some left',
      records([0, 0, 0, 2], 'superset', TARGET_LOST),
      'new-on-target',
      'superset',
    ],
  ])('%s', (_, content, verdict, likeness) => {
    expect(judge({ presence: 'both', content })).toEqual({ verdict, likeness });
  });
});

describe('route', () => {
  const n = (records: number, telling = records) => ({ records, telling });
  const common = (sourceBundle: number, sourceTarget: number, bundleTarget: number, all: number) => ({
    sourceBundle: n(sourceBundle),
    sourceTarget: n(sourceTarget),
    bundleTarget: n(bundleTarget),
    all: n(all),
  });
  const R: Holding = 'records';
  const A: Holding = 'absent';
  const E: Holding = 'empty';

  test.each<[string, Holding, Holding, Holding, ReturnType<typeof common> | null, boolean, string | null]>([
    ['all three', R, R, R, common(3, 3, 3, 3), true, 'via-bundle'],
    ['all three, some records', R, R, R, common(2, 3, 2, 2), true, 'via-bundle'],
    ['target has none of them', R, R, R, common(3, 0, 0, 0), true, 'packed-only'],
    ['target lacks it', R, R, A, common(3, 0, 0, 0), true, 'packed-only'],
    ['bundle has other records', R, R, R, common(0, 3, 0, 0), true, 'other-route'],
    ['bundle lacks it', R, A, R, common(0, 3, 0, 0), true, 'other-route'],
    ['source only', R, A, A, null, true, 'not-packed'],
    ['bundle holds something else', R, R, A, common(0, 0, 0, 0), true, 'not-packed'],
    ['target holds something else', R, A, R, common(0, 0, 0, 0), true, 'not-packed'],
    ['bundle and target share what the source has not', R, R, R, common(0, 0, 2, 0), true, 'bundle-and-target'],
    ['bundle only', A, R, A, null, true, 'bundle-only'],
    ['target only', A, A, R, null, true, 'target-only'],
    ['bundle and target', A, R, R, null, true, 'bundle-and-target'],
    ['bundle damaged, source only', R, A, A, null, false, null],
    ['bundle damaged, source and target', R, A, R, common(0, 3, 0, 0), false, null],
    ['bundle damaged, target only', A, A, R, null, false, null],
    ['unreadable', R, R, R, null, true, null],
    ['empty everywhere', E, E, E, common(0, 0, 0, 0), true, 'via-bundle'],
    ['empty, packed', E, E, A, null, true, 'packed-only'],
    ['empty, not packed', E, A, E, null, true, 'other-route'],
    ['empty, nowhere else', E, A, A, null, true, 'not-packed'],
  ])('%s', (_, source, bundle, target, shared, bundleShown, route) => {
    expect(routeOf({ source, bundle, target, common: shared, bundleShown })).toBe(route);
  });

  test('records that tell outweigh those that do not', () => {
    const shared = { sourceBundle: n(1, 0), sourceTarget: n(2, 1), bundleTarget: n(1, 0), all: n(1, 0) };
    expect(routeOf({ source: R, bundle: R, target: R, common: shared, bundleShown: true })).toBe('other-route');
  });
});
