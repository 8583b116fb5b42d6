import { describe, expect, it } from 'vitest';
import { type AppInput, type ArtifactOutcome, judgeApp } from '../../src/findings/app-verdict.ts';
import type { Credential } from '../../src/findings/credential.ts';

function artifact(
  devicePath: string,
  verdict: ArtifactOutcome['verdict'],
  more: Partial<ArtifactOutcome> = {},
): ArtifactOutcome {
  return {
    devicePath,
    domain: 'database',
    verdict,
    telling: 0,
    onSource: verdict !== 'new-on-target',
    onTarget: verdict !== 'left-behind',
    empty: false,
    ...more,
  };
}

function credential(id: string, view: Partial<Credential['view']> = {}, session = true): Credential {
  return {
    session,
    digest: id,
    view: {
      id,
      rule: 'credential',
      package: 'p',
      user: 0,
      devicePath: '/x',
      where: null,
      status: 'carried',
      portability: 'portable',
      expiry: 'unknown',
      certainty: 'observed',
      service: null,
      secret: { shape: 'jwt', length: 1, preview: null, fingerprint: null },
      ...view,
    },
  };
}

const NO_APK = { source: false, target: false };
const BOTH_APKS = { source: true, target: true };
const CARRIED = artifact('/d', 'carried', { telling: 3 });
const LEFT = artifact('/l', 'left-behind');
const UNSEEN = artifact('/u', 'unseen', { onTarget: false });

function app(artifacts: readonly ArtifactOutcome[], credentials: readonly Credential[] = [], apk = NO_APK): AppInput {
  return { artifacts, credentials, apk };
}

/** What is given, and what comes of it. */
type Rung = readonly [what: string, input: AppInput, verdict: string, because: readonly string[], coverage?: 'partial'];

const LADDER: readonly Rung[] = [
  // session-carried
  ['a session on both sides', app([CARRIED], [credential('c1')]), 'session-carried', ['c1']],
  ['two, in order', app([], [credential('c2'), credential('c1')]), 'session-carried', ['c1', 'c2']],
  ['an inferred one', app([], [credential('c1', { certainty: 'inferred' })]), 'session-carried', ['c1']],
  ['one still valid', app([], [credential('c1', { expiry: 'valid' })]), 'session-carried', ['c1']],
  ['a session, though its artifact was left behind', app([LEFT], [credential('c1')]), 'session-carried', ['c1']],
  ['a session, and something unseen', app([UNSEEN], [credential('c1')]), 'session-carried', ['c1'], 'partial'],
  ['only suspected', app([CARRIED], [credential('c1', { certainty: 'suspected' })]), 'data-carried', ['/d']],
  ['expired', app([CARRIED], [credential('c1', { expiry: 'expired' })]), 'data-carried', ['/d']],
  ['changed on the target', app([CARRIED], [credential('c1', { status: 'changed' })]), 'data-carried', ['/d']],
  ['left behind', app([CARRIED], [credential('c1', { status: 'left-behind' })]), 'data-carried', ['/d']],
  ['unseen', app([CARRIED], [credential('c1', { status: 'unseen' })]), 'data-carried', ['/d']],
  ['new on the target', app([CARRIED], [credential('c1', { status: 'new-on-target' })]), 'data-carried', ['/d']],
  [
    'sealed by a key of the device',
    app([CARRIED], [credential('c1', { portability: 'keystore-bound' })]),
    'data-carried',
    ['/d'],
  ],
  [
    'cleared on restore',
    app([CARRIED], [credential('c1', { portability: 'cleared-on-restore' })]),
    'data-carried',
    ['/d'],
  ],
  ['bound to the device', app([CARRIED], [credential('c1', { portability: 'device-bound' })]), 'data-carried', ['/d']],
  ['an identifier', app([CARRIED], [credential('c1', { portability: 'identifier' })]), 'data-carried', ['/d']],
  ['sealed by an unknown key', app([CARRIED], [credential('c1', { portability: 'unknown' })]), 'data-carried', ['/d']],
  ['of the system', app([CARRIED], [credential('c1', { portability: 'system' })]), 'data-carried', ['/d']],
  ['of an app, not a person', app([CARRIED], [credential('c1', {}, false)]), 'data-carried', ['/d']],
  // data-carried
  ['a database', app([CARRIED, LEFT]), 'data-carried', ['/d']],
  ['preferences', app([artifact('/p', 'carried', { domain: 'preferences', telling: 1 })]), 'data-carried', ['/p']],
  ['files', app([artifact('/p', 'partly-carried', { domain: 'files', telling: 1 })]), 'data-carried', ['/p']],
  ['no_backup', app([artifact('/p', 'carried', { domain: 'no_backup', telling: 1 })]), 'data-carried', ['/p']],
  ['root', app([artifact('/p', 'carried', { domain: 'root', telling: 1 })]), 'data-carried', ['/p']],
  ['several, in order', app([artifact('/z', 'carried', { telling: 1 }), CARRIED]), 'data-carried', ['/d', '/z']],
  ['data, and something unseen', app([CARRIED, UNSEEN]), 'data-carried', ['/d'], 'partial'],
  ['equal, but telling nothing', app([artifact('/p', 'carried')]), 'not-carried', ['/p']],
  ['a cache', app([artifact('/c', 'carried', { domain: 'cache', telling: 5 }), LEFT]), 'not-carried', ['/l']],
  ['external files', app([artifact('/e', 'carried', { domain: 'external', telling: 5 }), LEFT]), 'not-carried', ['/l']],
  // apk-only
  ['the APK on both sides, data left behind', app([LEFT], [], BOTH_APKS), 'apk-only', ['/l']],
  ['the APK on both sides, data that differs', app([artifact('/x', 'differs')], [], BOTH_APKS), 'apk-only', ['/x']],
  ['the APK, and data carried', app([LEFT, CARRIED], [], BOTH_APKS), 'data-carried', ['/d']],
  ['the APK, and data unseen', app([UNSEEN], [], BOTH_APKS), 'unseen', ['/u'], 'partial'],
  ['the APK, data left behind and unseen', app([LEFT, UNSEEN], [], BOTH_APKS), 'apk-only', ['/l'], 'partial'],
  [
    'the APK, and data that could not be read',
    app([artifact('/n', 'not-compared')], [], BOTH_APKS),
    'not-carried',
    ['/n'],
  ],
  // not-carried
  ['left behind, no APK', app([LEFT]), 'not-carried', ['/l']],
  ['the APK on the source only', app([LEFT], [], { source: true, target: false }), 'not-carried', ['/l']],
  ['left behind, and something unseen', app([LEFT, UNSEEN]), 'not-carried', ['/l'], 'partial'],
  ['differs', app([artifact('/x', 'differs')]), 'not-carried', ['/x']],
  ['an empty artifact left behind', app([artifact('/e', 'left-behind', { empty: true })]), 'unseen', []],
  [
    'an empty artifact left behind, the private place covered',
    { ...app([artifact('/e', 'left-behind', { empty: true })]), privateCovered: true },
    'not-carried',
    [],
  ],
  [
    'only the APK on the source, the private place covered',
    { ...app([artifact('/a', 'left-behind', { domain: 'apk' })]), privateCovered: true },
    'not-carried',
    [],
  ],
  [
    'only the APK on the source, nothing covered',
    app([artifact('/a', 'left-behind', { domain: 'apk' })]),
    'unseen',
    [],
  ],
  // new-on-target
  ['on the target only', app([artifact('/n', 'new-on-target', { telling: 3 })]), 'new-on-target', ['/n']],
  [
    'only an APK, on the target only',
    app([artifact('/a', 'new-on-target', { domain: 'apk' })], [], { source: false, target: true }),
    'new-on-target',
    ['/a'],
  ],
  ['something of it on the source', app([artifact('/n', 'new-on-target'), UNSEEN]), 'unseen', ['/u'], 'partial'],
  // unseen, and what does not count
  ['unseen', app([UNSEEN]), 'unseen', ['/u'], 'partial'],
  ['nothing at all', app([]), 'unseen', []],
  [
    'an empty artifact carried',
    app([artifact('/e', 'carried', { empty: true, telling: 1 }), LEFT]),
    'not-carried',
    ['/l'],
  ],
  ['an empty artifact unseen', app([CARRIED, { ...UNSEEN, empty: true }]), 'data-carried', ['/d']],
  [
    'an unseen cache is not partial',
    app([CARRIED, artifact('/c', 'unseen', { domain: 'cache', onTarget: false })]),
    'data-carried',
    ['/d'],
  ],
];

describe('the verdict of an app, first that holds', () => {
  for (const [what, input, verdict, because, coverage] of LADDER) {
    it(what, () => expect(judgeApp(input)).toEqual({ verdict, because, coverage: coverage ?? 'full' }));
  }
});
