import { describe, expect, test } from 'vitest';
import { apk, type ApkFacts as Made } from '../../corpus/encode/apk.ts';
import { REAL_POLICIES } from '../../corpus/policies.ts';
import { type ApkFacts, makeApkReader } from '../../src/android/apk/facts.ts';
import { type Domain, type Location, location, type Storage } from '../../src/android/location.ts';
import { type PolicySide, sidePolicies } from '../../src/engine/side-policies.ts';
import { type AppPolicy, appPolicy } from '../../src/findings/policy/app-policy.ts';
import { eligibility } from '../../src/findings/policy/eligibility.ts';
import { makerOf, memberAnswer, type Producer } from '../../src/findings/policy/member-answer.ts';
import { routeAnswers } from '../../src/findings/policy/policy-view.ts';
import { backupAnswer, restoreAnswer } from '../../src/findings/policy/rule-answer.ts';
import { packageFact } from '../../src/vfs/package-fact.ts';

/**
 * Policies as real apps have them, compiled by the corpus's encoder, read from bytes, and asked what each way of
 * backing up takes. What is expected is written down from the documents of the platform, case by case.
 */

const NAME = 'com.example.policy';

function factsOf(made: Omit<Made, 'package' | 'label' | 'versionCode' | 'versionName'>): ApkFacts {
  const reader = makeApkReader();
  reader.add(apk({ package: NAME, label: 'Policy', versionCode: 7, versionName: '7', ...made }));
  return reader.finish() as ApkFacts;
}

const policyOf = (name: keyof typeof REAL_POLICIES): AppPolicy =>
  appPolicy([factsOf(REAL_POLICIES[name])]) as AppPolicy;

const at = (storage: Storage, domain: Domain, path: string): Location => location(0, NAME, storage, domain, path);
const PREFS = at('ce', 'preferences', 'session.xml');
const DATABASE = at('ce', 'database', 'store.db');
const WAL = at('ce', 'database', 'store.db-wal');
const FILE = at('ce', 'files', 'note.json');
const DE_PREFS = at('de', 'preferences', 'boot.xml');
const CACHE = at('ce', 'cache', 'tile.png');
const NO_BACKUP = at('ce', 'no_backup', 'marker');
const PLACES = { PREFS, DATABASE, WAL, FILE, DE_PREFS };

const nowhere = (): boolean => false;

/** Which of the places an archive of the producer may hold by the app's own policy: `explained` counts as kept out. */
function kept(policy: AppPolicy, producer: Producer, sdk: number | null): Record<string, string> {
  const maker = makerOf(producer, sdk, nowhere);
  return Object.fromEntries(
    Object.entries(PLACES).map(([name, place]) => {
      const answer = memberAnswer(policy, place, maker);
      return [
        name,
        answer === null ? 'allowed' : `${answer.policy}${answer.explained === null ? '' : ` ${answer.explained}`}`,
      ];
    }),
  );
}

const all = (word: string): Record<string, string> =>
  Object.fromEntries(Object.keys(PLACES).map((name) => [name, word]));

describe('the flag alone', () => {
  const policy = policyOf('flagOnly');

  test('keeps everything out of a vendor archive before Android 12', () => {
    expect(kept(policy, 'vendor', 30)).toEqual(all('allowBackup=false'));
  });
  test('is passed over by a device transfer of Android 12 on, which is said', () => {
    expect(kept(policy, 'vendor', 31)).toEqual(all('allowBackup=false device-transfer'));
  });
  test('may be passed over where the platform is not stated', () => {
    expect(kept(policy, 'vendor', null)).toEqual(all('allowBackup=false device-transfer-if-android-12'));
  });
  test('holds for an app that targets SDK 30, on every platform', () => {
    const older = appPolicy([factsOf({ targetSdk: 30, allowBackup: false })]) as AppPolicy;
    expect(kept(older, 'vendor', 35)).toEqual(all('allowBackup=false'));
  });
  test('holds for adb, before Android 12 and since', () => {
    expect(kept(policy, 'adb', 30)).toEqual(all('allowBackup=false'));
    expect(kept(policy, 'adb', 34)).toEqual(all('allowBackup=false'));
  });
  test('says nothing to a root tool', () => {
    expect(kept(policy, 'root', 30)).toEqual(all('allowBackup=false root-tool'));
  });
});

describe('real policies in a device transfer of Android 14', () => {
  test.each([
    ['saysNothing', all('allowed')],
    // The section is missing: everything crosses, and the flag is passed over by rule.
    ['cloudSectionOnly', all('allowBackup=false device-transfer')],
    [
      'includesDatabaseAndPreferences',
      {
        PREFS: 'allowed',
        DATABASE: 'allowed',
        WAL: 'allowed',
        FILE: 'excluded-by-rules',
        DE_PREFS: 'excluded-by-rules',
      },
    ],
    [
      'includesOneVault',
      {
        PREFS: 'allowed',
        DATABASE: 'excluded-by-rules',
        WAL: 'excluded-by-rules',
        FILE: 'excluded-by-rules',
        DE_PREFS: 'excluded-by-rules',
      },
    ],
    ['includesOnePreferencesFile', all('excluded-by-rules')],
    [
      'includesOneFileAndDatabases',
      {
        PREFS: 'excluded-by-rules',
        DATABASE: 'allowed',
        WAL: 'allowed',
        FILE: 'excluded-by-rules',
        DE_PREFS: 'excluded-by-rules',
      },
    ],
    ['keyValueAgent', all('full-backup-off')],
    ['excludesLibraryStore', all('allowed')],
  ] as const)('%s', (name, expected) => {
    expect(kept(policyOf(name), 'vendor', 34)).toEqual(expected);
  });

  test('credential storage named, device storage not: only the latter may cross', () => {
    const policy = appPolicy([factsOf({ ...REAL_POLICIES.excludesCredentialStorage, allowBackup: true })]) as AppPolicy;
    expect(kept(policy, 'vendor', 34)).toEqual({ ...all('excluded-by-rules'), DE_PREFS: 'allowed' });
    const both = appPolicy([factsOf({ ...REAL_POLICIES.excludesEverything, allowBackup: true })]) as AppPolicy;
    expect(kept(both, 'vendor', 34)).toEqual(all('excluded-by-rules'));
  });
});

describe('adb backup', () => {
  test('of Android 11 goes by the older rule file; of Android 14 reads none, and what the app wrote is told', () => {
    const policy = appPolicy([factsOf({ ...REAL_POLICIES.includesOnePreferencesFile, targetSdk: 30 })]) as AppPolicy;
    expect(kept(policy, 'adb', 30)).toEqual(all('excluded-by-rules'));
    expect(kept(policy, 'adb', 34)).toEqual(all('excluded-by-rules adb-reads-no-rules'));
    const token = at('ce', 'preferences', 'tokenBackup.xml');
    expect(memberAnswer(policy, token, makerOf('adb', 30, nowhere))).toBeNull();
    expect(memberAnswer(policy, token, makerOf('adb', 34, nowhere))).toBeNull();
  });

  test.each([
    [
      'flagOnly',
      { cloud: 'nothing', transfer: 'nothing', adb: 'nothing' },
      { cloud: 'nothing', transfer: 'everything', adb: 'nothing' },
    ],
    [
      'saysNothing',
      { cloud: 'everything', transfer: 'everything', adb: 'everything' },
      { cloud: 'everything', transfer: 'everything', adb: 'nothing' },
    ],
    [
      'includesDatabaseAndPreferences',
      { cloud: 'everything', transfer: 'everything', adb: 'everything' },
      { cloud: 'by-rules', transfer: 'by-rules', adb: 'nothing' },
    ],
    [
      'keyValueAgent',
      { cloud: 'nothing', transfer: 'nothing', adb: 'nothing' },
      { cloud: 'nothing', transfer: 'nothing', adb: 'nothing' },
    ],
    [
      'cloudSectionOnly',
      { cloud: 'nothing', transfer: 'nothing', adb: 'nothing' },
      { cloud: 'nothing', transfer: 'everything', adb: 'nothing' },
    ],
    [
      'includesOneVault',
      { cloud: 'by-rules', transfer: 'by-rules', adb: 'by-rules' },
      { cloud: 'by-rules', transfer: 'by-rules', adb: 'nothing' },
    ],
  ] as const)('routes of %s, before Android 12 and since', (name, before, since) => {
    const of = (sdk: number) =>
      Object.fromEntries(
        routeAnswers(policyOf(name))
          .filter((each) => each.sdk === sdk)
          .map(({ destination, takes }) => [destination, takes]),
      );
    expect(of(30)).toEqual(before);
    expect(of(35)).toEqual(since);
  });

  test('takes a debuggable app, and a system app by its property', () => {
    const policy = appPolicy([factsOf({ targetSdk: 34, allowBackup: false, debuggable: true })]) as AppPolicy;
    expect(eligibility(policy, { destination: 'adb', sdk: 34 })).toEqual({ eligible: true, because: 'debuggable' });
    expect(kept(policy, 'adb', 34)).toEqual(all('allowBackup=false adb-debuggable'));
    const system = { ...policy, debuggable: [], adbBackup: true };
    expect(eligibility(system, { destination: 'adb', sdk: 34, system: true }).because).toBe('adb-property');
  });
});

test('cache and no_backup are in no backup, whatever the app says', () => {
  const policy = policyOf('saysNothing');
  for (const [place, folder] of [
    [CACHE, 'cache'],
    [NO_BACKUP, 'no_backup'],
    [at('ce', 'cache', 'code_cache/x'), 'code_cache'],
    [at('ce', 'root', 'lib/x.so'), 'lib'],
  ] as const)
    expect(memberAnswer(policy, place, makerOf('vendor', 30, nowhere))).toEqual({
      policy: 'never-in-backup',
      reason: { code: 'never', folder },
      explained: null,
    });
});

describe('rules', () => {
  const section = (made: Made['fullBackupContent']) => {
    const facts = factsOf({ targetSdk: 30, ...(made === undefined ? {} : { fullBackupContent: made }) });
    const files = facts.fullBackupContent.kind === 'rules' ? facts.fullBackupContent.files : [];
    return files[0]?.value.rules.legacy as NonNullable<(typeof files)[number]['value']['rules']['legacy']>;
  };
  const context = (folders: readonly string[] = [], flags = 0) => ({
    flags,
    isDirectory: (path: string) => folders.includes(path),
  });

  test('on a database cover its -journal and -wal, and not its -shm', () => {
    const rules = section([{ exclude: 'database', path: 'store.db' }]);
    const passes = (path: string) => backupAnswer(rules, at('ce', 'database', path), context()).passes;
    expect(['store.db', 'store.db-wal', 'store.db-journal', 'store.db-shm', 'other.db'].map(passes)).toEqual([
      false,
      false,
      false,
      true,
      true,
    ]);
  });

  test('on preferences add .xml where it is missing, and nowhere else', () => {
    const passes = (path: string) => backupAnswer(section([{ exclude: 'sharedpref', path }]), PREFS, context()).passes;
    expect(['session', 'session.xml', 'session.xm'].map(passes)).toEqual([false, false, true]);
  });

  test('exclude wins over include, prunes a folder, and a deeper include starts anew only below it', () => {
    const rules = section([
      { include: 'file', path: 'kept' },
      { exclude: 'file', path: 'kept/secret' },
      { include: 'file', path: 'kept/secret/deep' },
    ]);
    const answer = (path: string) => backupAnswer(rules, at('ce', 'files', path), context()).because;
    expect(['kept/a', 'kept/secret/b', 'kept/secret/deep/c', 'other'].map(answer)).toEqual([
      'included',
      'excluded',
      'included',
      'not-included',
    ]);
  });

  test('that include anything take nothing of other domains', () => {
    const rules = section([{ include: 'sharedpref', path: '.' }]);
    expect(backupAnswer(rules, PREFS, context()).passes).toBe(true);
    expect(backupAnswer(rules, DATABASE, context())).toMatchObject({ passes: false, because: 'not-included' });
  });

  test('with requireFlags hold only for a transport that has them all', () => {
    const rules = section(REAL_POLICIES.includesWithFlags.fullBackupContent);
    const passes = (path: string, flags: number) =>
      backupAnswer(rules, at('ce', 'files', `${path}/x`), context([], flags)).passes;
    const table = ['sealed', 'moved', 'both', 'plain'].map((path) => [0, 1, 2, 3].map((flags) => passes(path, flags)));
    expect(table).toEqual([
      [false, true, false, true],
      [false, false, true, true],
      [false, false, false, true],
      [true, true, true, true],
    ]);
  });

  test('at a restore count a folder only where the target has it', () => {
    const rules = section([{ exclude: 'file', path: 'secret' }]);
    const place = at('ce', 'files', 'secret/a');
    expect(backupAnswer(rules, place, context()).passes).toBe(false);
    expect(restoreAnswer(rules, place, context()).passes).toBe(true);
    expect(restoreAnswer(rules, place, context(['ce/files/secret'])).passes).toBe(false);
    const including = section([{ include: 'file', path: 'kept' }]);
    expect(restoreAnswer(including, at('ce', 'files', 'kept/a'), context()).passes).toBe(false);
    expect(restoreAnswer(including, at('ce', 'files', 'kept/a'), context(['ce/files/kept'])).passes).toBe(true);
  });
});

test('a split completes what the base names', () => {
  const base = factsOf({ targetSdk: 34, fullBackupContent: [{ exclude: 'file', path: 'x' }] });
  const legacy = base.fullBackupContent;
  if (legacy.kind !== 'rules') throw new Error('no rules');
  const id = 0x7f010000;
  const bare: ApkFacts = { ...base, fullBackupContent: { kind: 'unresolved', id } };
  const split: ApkFacts = { ...base, split: 'config.en', offered: [{ id, files: legacy.files }] };
  expect(appPolicy([bare])?.fullBackupContent.kind).toBe('unresolved');
  expect(appPolicy([bare, split])).toMatchObject({ fullBackupContent: legacy, splits: ['config.en'] });
  expect(appPolicy([split])).toBeNull();
});

test('Seedvault is held against the rules of a transfer where it says that it made one, and else against none', () => {
  const held = { policy: policyOf('excludesEverything'), entry: 'base.apk' };
  const producerOf = (format: string, more: Readonly<Record<string, boolean>>) => {
    const side: PolicySide = {
      side: { original: format },
      packages: new Map([[`0/${NAME}`, packageFact(NAME, 0, { more })]]),
      policies: new Map([[NAME, held]]),
    };
    return sidePolicies(NAME, 0, { source: side, bundle: null, target: null }).map(({ producer }) => producer);
  };
  expect(producerOf('seedvault', { d2d: true })).toEqual(['vendor']);
  expect(producerOf('seedvault', { d2d: false })).toEqual([null]);
  expect(producerOf('seedvault', {})).toEqual([null]);
  expect(producerOf('mimover', {})).toEqual(['vendor']);
});
