import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prefs } from '../../corpus/encode/prefs.ts';
import { registrationToken, sealedPreferences } from '../../corpus/encode/secrets.ts';
import { seeded } from '../../corpus/encode/seed.ts';
import { database } from '../../corpus/encode/sqlite.ts';
import { built, carryover, tempFolder } from '../support/cli.ts';

/** What a value's use hangs on, looked up on both sides: two devices as folders. */

interface Finding {
  readonly rule: string;
  readonly devicePath: string;
  readonly status?: string;
  readonly portability: string;
  readonly bindings?: readonly {
    readonly reading: string;
    readonly named: string;
    readonly source: string | null;
    readonly target: string | null;
  }[];
}

type Files = Readonly<Record<string, Uint8Array | string>>;

/** A device of one app, with a file in every folder that coverage asks about. */
function device(name: string, owner: string, files: Files): string {
  const root = tempFolder(name);
  for (const [path, bytes] of Object.entries({ 'files/empty.txt': 'x', 'no_backup/other': 'x', ...files })) {
    const place = join(root, 'data/data', owner, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, bytes);
  }
  return root;
}

function findings(owner: string, source: Files, target: Files): { list: readonly Finding[]; verdict: string } {
  const sides = [device('binding-source', owner, source), device('binding-target', owner, target)];
  const run = carryover(['diff', ...sides, '--format', 'json']);
  expect(run.status, run.stderr).toBe(0);
  const { findings: list, apps } = JSON.parse(run.stdout) as {
    readonly findings: readonly Finding[];
    readonly apps: readonly { readonly verdict: string }[];
  };
  return { list: list.filter(({ rule }) => rule === 'credential'), verdict: apps[0]?.verdict ?? '' };
}

const APP = 'com.example.app';
const MARKER = 'no_backup/com.google.android.gms.appid-no-backup';
const PUSH = {
  'shared_prefs/com.google.android.gms.appid.xml': prefs({
    '|T|123|*': JSON.stringify({ token: registrationToken(seeded('binding fcm')), appVersion: '1' }),
  }),
};
const sealed = (seed: string): string => prefs(sealedPreferences(seeded(seed), 3));

describe.skipIf(!built)('what the use of a value hangs on', { timeout: 60_000 }, () => {
  it('a push token stays in use where the marker of its library is on the target too', () => {
    const both = findings(APP, { ...PUSH, [MARKER]: '' }, { ...PUSH, [MARKER]: '' });
    expect(both.list).toMatchObject([
      {
        status: 'carried',
        portability: 'portable',
        bindings: [
          {
            reading: 'restore-not-noticed',
            named: MARKER,
            source: `/data/data/${APP}/${MARKER}`,
            target: `/data/data/${APP}/${MARKER}`,
          },
        ],
      },
    ]);
    expect(both.verdict).not.toBe('session-carried');
    const without = findings(APP, { ...PUSH, [MARKER]: '' }, PUSH);
    expect(without.list).toMatchObject([
      { portability: 'cleared-on-restore', bindings: [{ reading: 'discarded-at-start', target: null }] },
    ]);
  });

  it('a sealed store with the same key ids is a dead copy, one with others a fresh start', () => {
    const path = 'shared_prefs/secret.xml';
    const copy = findings(APP, { [path]: sealed('one') }, { [path]: sealed('one') });
    expect(copy.list).toMatchObject([
      { status: 'carried', portability: 'keystore-bound', bindings: [{ reading: 'dead-copy' }] },
    ]);
    const fresh = findings(APP, { [path]: sealed('one') }, { [path]: sealed('two') });
    expect(fresh.list).toMatchObject([
      { status: 'changed', portability: 'keystore-bound', bindings: [{ reading: 'fresh-start' }] },
    ]);
    const lost = findings(APP, { [path]: sealed('one') }, {});
    expect(lost.list[0]?.bindings).toBeUndefined();
  });

  it('a store named after an id in no_backup is told with what became of that id', () => {
    const id = 'no_backup/com.amplify.credentialStore.installationIdentifier';
    const path = 'shared_prefs/com.amplify.credentialStore.0a1b.xml';
    const readings = (target: Files): (readonly string[] | undefined)[] =>
      findings(APP, { [path]: sealed('amplify'), [id]: '0a1b' }, { [path]: sealed('amplify'), ...target }).list.map(
        ({ bindings }) => bindings?.map(({ reading }) => reading),
      );
    expect(readings({ [id]: '0a1b' })).toEqual([['dead-copy', 'restore-not-noticed']]);
    expect(readings({ [id]: 'ffff' })).toEqual([['dead-copy', 'marker-renewed']]);
    expect(readings({})).toEqual([['dead-copy', 'discarded-at-start']]);
  });

  it('a device-bound value is told with the id that it works with, looked up on both sides', () => {
    const owner = 'com.tencent.mm';
    const key = { 'shared_prefs/auth_info_key_prefs.xml': prefs({ _auth_key: seeded('wechat').hex(256) }) };
    const imei = (value: string): Files => ({ 'shared_prefs/DENGTA_META.xml': prefs({ IMEI_DENGTA: value }) });
    const reading = (source: Files, target: Files): unknown =>
      findings(owner, { ...key, ...source }, { ...key, ...target }).list[0]?.bindings;
    const at = `/data/data/${owner}/shared_prefs/DENGTA_META.xml`;
    const named = 'IMEI';
    const [one, other] = [imei('861234567890123'), imei('867654321098765')];
    expect(reading(one, one)).toEqual([{ reading: 'id-crossed', named, source: at, target: at }]);
    expect(reading(one, other)).toEqual([{ reading: 'other-id', named, source: at, target: at }]);
    expect(reading(one, {})).toEqual([{ reading: 'id-not-found', named, source: at, target: null }]);
    // Newer builds keep a constant there, which names no device.
    expect(reading(imei('1234567890ABCDEF'), imei('1234567890ABCDEF'))).toEqual([
      { reading: 'id-not-found', named, source: null, target: null },
    ]);
  });

  it('a value that was opened says by what, on one side too', () => {
    const path = 'shared_prefs/login.xml';
    const files = { [path]: prefs({ passwordU: 'Fbzzre-2017!' }) };
    const root = device('binding-alone', 'com.knuddels.android', files);
    const run = carryover(['audit', root, '--format', 'json']);
    const { findings: list } = JSON.parse(run.stdout) as { readonly findings: readonly Finding[] };
    expect(list[0]).toMatchObject({ portability: 'portable', bindings: [{ reading: 'opened', named: 'ROT13' }] });
  });

  it('an opened value is a session where it is on both sides', () => {
    const path = 'databases/megapreferences';
    const held = database({}, (builder) => {
      builder.run('CREATE TABLE credentials(id INTEGER PRIMARY KEY, email TEXT, session TEXT)');
      // Sealed by the key that every installation has: `examplesession0123456789`.
      builder.insert('credentials', [[1, null, '3+lTVGZQHY1bJjLUeO+9CavbIUMVuuwOgQRlGJQi4Pw=']]);
    });
    const { list, verdict } = findings('mega.privacy.android.app', { [path]: held }, { [path]: held });
    expect(list).toMatchObject([{ status: 'carried', portability: 'portable', bindings: [{ reading: 'opened' }] }]);
    expect(verdict).toBe('session-carried');
  });
});
