import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { apk, certificate } from '../../corpus/encode/apk.ts';
import { APP_SIGNERS, beforeDirectory, signingBlock } from '../../corpus/encode/apk-signature.ts';
import { sha256 } from '../../src/bytes/digest.ts';
import { CORPUS } from '../support/cases.ts';
import { appOf, artifactOf, built, workspace } from '../support/contract-run.ts';

/** APKs through the built command: what they state is told, and what is compared stays as it was. */

const APP = 'com.example.case';
const PLACE = `data/app/${APP}/base.apk`;
const corpusApk = (name: string): Uint8Array => new Uint8Array(readFileSync(`${CORPUS}/readers/apk/${name}.apk`));
const [FIRST, SECOND, THIRD] = APP_SIGNERS.map(sha256) as [string, string, string];

describe.skipIf(!built)('APKs', () => {
  const { folder, carryover, diff } = workspace();
  const phone = (name: string, bytes: Uint8Array): string =>
    folder(name, { [PLACE]: bytes, [`data/data/${APP}/files/a.txt`]: 'a line of text\n' });
  const signedBy = (certificateOf: Uint8Array, versionCode = 42): Uint8Array =>
    beforeDirectory(
      apk({ package: APP, label: 'Case', versionCode, versionName: '4.2', targetSdk: 28 }),
      signingBlock([{ scheme: 'v2', certificate: certificateOf }]),
    );

  test('that differ in how they are signed: members, signers, and a verdict as of any bytes', () => {
    const result = diff(phone('v1', corpusApk('v1')), phone('v1-v2', corpusApk('v1-v2')));
    const artifact = artifactOf(result, `/${PLACE}`);
    expect(artifact).toMatchObject({ verdict: 'differs', likeness: 'none', records: null, kind: 'opaque' });
    const { source, target, apkMembers } = artifact as unknown as Record<string, { apk: object }>;
    const stated = { versionCode: '42', versionName: '4.2', signers: [FIRST], members: 7 };
    expect(source?.apk).toEqual({ ...stated, schemes: ['v1'] });
    expect(target?.apk).toEqual({ ...stated, schemes: ['v1', 'v2'] });
    expect(apkMembers).toEqual({ same: 7, changed: 0, sourceOnly: 0, targetOnly: 0, signatureOnly: true });
    expect(result.notices.filter(({ code }) => code === 'other-signer')).toEqual([]);
    expect(appOf(result, APP).versionCode).toEqual({ source: '42', target: '42' });
  });

  test('info tells what the APK of an app states, and what one states that is the evidence itself', () => {
    const info = (evidence: string): Record<string, unknown> => {
      const told = carryover(['info', evidence, '--format', 'json']);
      expect(told.status, told.stderr).toBe(0);
      return (JSON.parse(told.stdout) as { evidence: Record<string, unknown>[] }).evidence[0] ?? {};
    };
    const stated = { versionCode: '42', versionName: '4.2', signers: [FIRST], schemes: ['v1', 'v2'], members: 7 };
    const held = info(phone('held', corpusApk('v1-v2')));
    expect(held['packages']).toMatchObject([{ package: APP, versionCode: '42', apk: stated }]);
    expect(held['apk']).toBeUndefined();
    const bare = `${CORPUS}/readers/apk/v1-v2.apk`;
    expect(info(bare)).toMatchObject({ format: 'zip', apk: { package: APP, split: null, ...stated } });
    expect(info(`${CORPUS}/zip/ok/stored.zip`)['apk']).toBeUndefined();
  });

  test('of another signer are told as a doubt, and the run is as whole as before', () => {
    const [one, two] = [
      phone('first', signedBy(APP_SIGNERS[0] as Uint8Array)),
      phone('third', signedBy(APP_SIGNERS[2] as Uint8Array, 43)),
    ];
    const result = diff(one, two);
    const told = result.notices.filter(({ code }) => code === 'other-signer');
    expect(told).toMatchObject([
      { side: 'target', gravity: 'doubt', args: { package: APP, user: 0, source: FIRST, target: THIRD } },
    ]);
    expect(appOf(result, APP).versionCode).toEqual({ source: '42', target: '43' });
    const shown = carryover(['show', one, two, `/${PLACE}`]);
    expect(shown.stderr).toContain('another signer stated: Android installs no app of another signer as an update');
    expect(shown.stderr).toMatch(/members: \d+ same, 2 changed/);
  });

  test('of a rotated key are no other signer', () => {
    const result = diff(
      phone('before', signedBy(APP_SIGNERS[0] as Uint8Array)),
      phone('after', corpusApk('v3-rotated')),
    );
    const side = artifactOf(result, `/${PLACE}`).target as unknown as { apk: object };
    expect(side.apk).toMatchObject({ signers: [SECOND], formerSigners: [FIRST], schemes: ['v2', 'v3'] });
    expect(result.notices.filter(({ code }) => code === 'other-signer')).toEqual([]);
  });

  test('are held against the signers that the manifest of a backup states', () => {
    const ab = (name: string): string => `${CORPUS}/android-backup/ok/${name}.ab`;
    const phoneOne = phone('signed', signedBy(certificate(APP)));
    const phoneTwo = phone('signed otherwise', signedBy(APP_SIGNERS[0] as Uint8Array));
    const codes = (target: string) =>
      diff(ab('v5-stored'), target, [], [0, 5]).notices.filter(({ code }) => code === 'other-signer');
    expect(codes(phoneOne)).toEqual([]);
    expect(codes(phoneTwo)).toMatchObject([{ args: { source: sha256(certificate(APP)), target: FIRST } }]);
  });

  test('are listed by cat: manifest, signers, members', () => {
    const device = phone('listed', corpusApk('v1-v2'));
    const run = carryover(['cat', device, `/${PLACE}`, '--decoded', '--format', 'ndjson']);
    expect(run.status, run.stderr).toBe(0);
    const records = run.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const named = (section: string, key: string) =>
      records.find((each) => each.section === section && each.key === key)?.fields;
    expect(named('manifest', 'manifest,versionCode')).toMatchObject({ value: 42 });
    expect(named('signers', `v2,${FIRST}`)).toMatchObject({ role: 'signer', until: '2011-01-01T00:00:00Z' });
    expect(named('members', 'classes.dex')).toMatchObject({
      bytes: 600,
      packed: 600,
      crc32: 'a28ab649',
      method: 'stored',
    });
  });
});
