import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { auditSightings, findingId, oneEachLocator, type Placed } from '../../src/findings/credential.ts';
import type { Sighted } from '../../src/findings/finding.ts';
import { countStatuses, type PairInput, pairSightings } from '../../src/findings/pair.ts';
import { secretView } from '../../src/findings/secret.ts';

const AT = 1_800_000_000;

function sighted(where: string | null, value: string, more: Partial<Sighted> = {}): Sighted {
  const bytes = Buffer.from(value);
  return {
    where,
    service: null,
    shape: 'access-token',
    value: bytes,
    digest: createHash('sha256').update(bytes).digest('hex'),
    portability: 'portable',
    certainty: 'inferred',
    expires: null,
    session: true,
    guessable: false,
    row: null,
    ...more,
  };
}

function at(devicePath: string, where: string | null, value: string, more: Partial<Sighted> = {}): Placed {
  return { devicePath, sighted: sighted(where, value, more) };
}

function input(source: readonly Placed[], target: readonly Placed[], more: Partial<PairInput> = {}): PairInput {
  return {
    package: 'com.example.app',
    user: 0,
    at: AT,
    caseKey: null,
    reveal: false,
    source,
    target,
    coversOnSource: () => true,
    coversOnTarget: () => true,
    bindingOf: () => null,
    ...more,
  };
}

const A = '/data/data/com.example.app/shared_prefs/a.xml';
const B = '/data/data/com.example.app/shared_prefs/b.xml';
const ONE = 'Zq3kXv91LmPw7Rt2Bd5N';
const TWO = 'Hs8nYc40TgKe6Uf1Vj9M';

function statuses(source: readonly Placed[], target: readonly Placed[], more: Partial<PairInput> = {}): string[] {
  return pairSightings(input(source, target, more)).map(
    ({ view }) => `${view.devicePath.slice(-5, -4)} ${view.where} ${view.status}`,
  );
}

describe('the status of a credential', () => {
  it('carried: the same value at the same place', () => {
    const [one] = pairSightings(input([at(A, 'k', ONE)], [at(A, 'k', ONE)]));
    expect(one?.view.status).toBe('carried');
    expect(one?.view).not.toHaveProperty('target');
    expect(one?.view).not.toHaveProperty('targetSecret');
  });

  it('carried: the same value elsewhere, which is told', () => {
    const [one, ...others] = pairSightings(input([at(A, 'k', ONE)], [at(B, 'other', ONE)]));
    expect(one?.view).toMatchObject({
      status: 'carried',
      devicePath: A,
      where: 'k',
      target: { devicePath: B, where: 'other' },
    });
    expect(others).toEqual([]);
  });

  it('carried: by value first, though the locator holds another', () => {
    expect(statuses([at(A, 'k', ONE)], [at(A, 'k', TWO), at(B, 'x', ONE)])).toEqual(['a k carried']);
  });

  it('carried: two values that changed places', () => {
    expect(statuses([at(A, 'k', ONE), at(A, 'm', TWO)], [at(A, 'k', TWO), at(A, 'm', ONE)])).toEqual([
      'a k carried',
      'a m carried',
    ]);
  });

  it('changed: the same locator with another value', () => {
    const [one] = pairSightings(input([at(A, 'k', ONE)], [at(A, 'k', TWO)]));
    expect(one?.view.status).toBe('changed');
    expect(one?.view.targetSecret?.preview).toBe('Hs8n');
    expect(one?.view.secret.preview).toBe('Zq3k');
  });

  it('left-behind where the target covers the place, else unseen', () => {
    expect(statuses([at(A, 'k', ONE)], [])).toEqual(['a k left-behind']);
    expect(statuses([at(A, 'k', ONE), at(B, 'k', TWO)], [], { coversOnTarget: (path) => path === A })).toEqual([
      'a k left-behind',
      'b k unseen',
    ]);
  });

  it('new-on-target where the source covers the place, else unseen', () => {
    expect(statuses([], [at(A, 'k', ONE)])).toEqual(['a k new-on-target']);
    expect(statuses([], [at(A, 'k', ONE)], { coversOnSource: () => false })).toEqual(['a k unseen']);
  });

  it('a further copy on the target of what the source has is not new', () => {
    expect(statuses([at(A, 'k', ONE)], [at(A, 'k', ONE), at(B, 'k', ONE)])).toEqual(['a k carried']);
  });

  it('one finding a locator: lists without names are numbered, and matched by value', () => {
    const list = [at(A, 'k:$[]', ONE), at(A, 'k:$[]', TWO)];
    expect(pairSightings(input(list, [...list].reverse())).map(({ view }) => [view.status, view.target])).toEqual([
      ['carried', undefined],
      ['carried', undefined],
    ]);
    const wheres = oneEachLocator(list).map(({ sighted: { where } }) => where);
    expect(wheres).toEqual(['k:$[]', 'k:$[]#2']);
    expect(new Set(pairSightings(input(list, [])).map(({ view }) => view.id)).size).toBe(2);
  });

  it('one value of a list removed: the rest is carried', () => {
    expect(
      statuses([at(A, 'k[]', ONE), at(A, 'k[]', TWO)], [at(A, 'k[]', TWO)])
        .map((text) => text.split(' ')[2])
        .sort(),
    ).toEqual(['carried', 'left-behind']);
  });

  it('a value added to a list is new, and takes no locator of another', () => {
    const found = pairSightings(input([at(A, 'k[]', ONE)], [at(A, 'k[]', ONE), at(A, 'k[]', TWO)]));
    expect(found.map(({ view }) => view.status).sort()).toEqual(['carried', 'new-on-target']);
    expect(new Set(found.map(({ view }) => view.id)).size).toBe(2);
  });

  it('every value of a list replaced: changed, one by one', () => {
    const found = pairSightings(
      input(
        [at(A, 'k[]', ONE), at(A, 'k[]', TWO)],
        [at(A, 'k[]', 'third-value-000000'), at(A, 'k[]', 'other-value-000000')],
      ),
    );
    expect(found.map(({ view }) => view.status)).toEqual(['changed', 'changed']);
    expect(new Set(found.map(({ view }) => view.targetSecret?.fingerprint)).size).toBe(2);
  });

  it('comes in one order, whatever the order of sightings', () => {
    const source = [at(B, 'z', ONE), at(A, 'b', TWO), at(A, 'a', 'third-value-000000')];
    expect(pairSightings(input(source, []))).toEqual(pairSightings(input([...source].reverse(), [])));
    expect(statuses(source, [])).toEqual(['a a left-behind', 'a b left-behind', 'b z left-behind']);
  });

  it('has the id of its place', () => {
    const [one] = pairSightings(input([at(A, 'k', ONE)], []));
    const text = ['credential', 'com.example.app', '0', A, 'k'].join('\0');
    expect(one?.view.id).toBe(createHash('sha256').update(text).digest('hex').slice(0, 16));
    expect(one?.view.id).toBe(findingId('credential', { package: 'com.example.app', user: 0 }, A, 'k'));
    expect(findingId('credential', { package: 'com.example.app', user: 10 }, A, 'k')).not.toBe(one?.view.id);
  });

  it('valid or expired by its own claim at the reference time', () => {
    const found = pairSightings(
      input(
        [at(A, 'a', ONE, { expires: AT + 1 }), at(A, 'b', TWO, { expires: AT }), at(B, 'c', 'third-value-000000')],
        [],
      ),
    );
    expect(found.map(({ view }) => view.expiry)).toEqual(['valid', 'expired', 'unknown']);
  });
});

describe('audit', () => {
  it('gives the same findings without a status', () => {
    const owner = { package: 'com.example.app', user: 0, at: AT, caseKey: null, reveal: false };
    const [one] = auditSightings([at(A, 'k', ONE)], owner);
    const [paired] = pairSightings(input([at(A, 'k', ONE)], []));
    expect(one?.view).not.toHaveProperty('status');
    expect({ ...one?.view, status: 'left-behind' }).toEqual(paired?.view);
  });
});

describe('counts', () => {
  it('are of distinct values', () => {
    const source = [at(A, 'k', ONE), at(B, 'k', ONE), at(A, 'm', TWO), at(A, 'n', 'third-value-000000')];
    const target = [at(A, 'k', ONE), at(A, 'm', 'other-value-000000'), at(B, 'new', 'fresh-value-000000')];
    expect(countStatuses(pairSightings(input(source, target)))).toEqual({
      carried: 1,
      changed: 1,
      'left-behind': 1,
      'new-on-target': 1,
      unseen: 0,
    });
  });

  it('count a value once, as the most telling of its findings', () => {
    const source = [at(A, 'k', ONE), at(B, 'k', ONE)];
    expect(countStatuses(pairSightings(input(source, [at(A, 'k', TWO)])))).toMatchObject({
      changed: 1,
      'left-behind': 0,
    });
  });
});

describe('a secret as it may be shown', () => {
  const key = Buffer.from('case key');
  const plain = { caseKey: null, reveal: false };

  it('shape, length, four characters, fingerprint', () => {
    const digest = createHash('sha256').update(ONE).digest('hex');
    expect(secretView(sighted('k', ONE), plain)).toEqual({
      shape: 'access-token',
      length: 20,
      preview: 'Zq3k',
      fingerprint: digest.slice(0, 16),
    });
  });

  it('HMAC under the case key', () => {
    const mac = createHmac('sha256', key).update(ONE).digest('hex');
    expect(secretView(sighted('k', ONE), { caseKey: key, reveal: false }).fingerprint).toBe(mac.slice(0, 16));
  });

  it('no preview under 16 characters', () => {
    expect(secretView(sighted('k', 'abcdefghijklmno'), plain).preview).toBeNull();
    expect(secretView(sighted('k', 'abcdefghijklmnop'), plain).preview).toBe('abcd');
  });

  it('no fingerprint of what could be guessed, but under a case key', () => {
    const pin = sighted('pin', '4711', { guessable: true });
    expect(secretView(pin, plain)).toMatchObject({ fingerprint: null, preview: null, length: 4 });
    expect(secretView(pin, { caseKey: key, reveal: false }).fingerprint).toMatch(/^[0-9a-f]{16}$/);
  });

  it('the value itself only when asked: text, or base64 of bytes', () => {
    expect(secretView(sighted('k', ONE), plain)).not.toHaveProperty('value');
    expect(secretView(sighted('k', ONE), { caseKey: null, reveal: true }).value).toBe(ONE);
    const bytes = Buffer.from([0xff, 0xfe, 0x00, 0x80]);
    expect(secretView({ ...sighted('k', ''), value: bytes }, { caseKey: null, reveal: true })).toMatchObject({
      value: { base64: '//4AgA==' },
      length: 4,
      preview: null,
    });
  });

  it('counts characters, not bytes or halves of pairs', () => {
    expect(secretView(sighted('k', '😀'.repeat(16)), plain)).toMatchObject({ length: 16, preview: '😀😀😀😀' });
  });
});
