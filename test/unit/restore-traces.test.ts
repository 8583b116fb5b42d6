import { describe, expect, it } from 'vitest';
import { addPackagesXml, type InstalledPackages } from '../../formats/full-filesystem/package-list.ts';
import { location } from '../../src/android/location.ts';
import type { SideName } from '../../src/device/side-name.ts';
import { installationOf } from '../../src/engine/installations.ts';
import type { ExaminedApp, ExaminedArtifact, ExaminedSide, Installation } from '../../src/findings/examined.ts';
import { restoreTraces } from '../../src/findings/restore/index.ts';
import { traceSentence } from '../../src/report/words/rules.ts';
import type { CatalogueEntry } from '../../src/vfs/catalogue.ts';
import type { PackageFact } from '../../src/vfs/entry.ts';

const P = 'com.example.app';
const NOON = Date.UTC(2023, 10, 14, 12);

interface Stat {
  readonly modified: number | null;
  readonly mode: number | null;
}

function side(name: string, stat: Stat | undefined): ExaminedSide | null {
  if (stat === undefined) return null;
  const place = location(0, P, 'ce', 'files', name);
  const part = { ...stat, location: place, entry: name } as CatalogueEntry;
  return {
    artifact: { location: place, entry: name, parts: [['main', part]] },
    devicePath: `/data/data/${P}/files/${name}`,
    looked: true,
    observed: { sightings: [] },
  };
}

type Files = Readonly<Partial<Record<SideName, readonly Stat[]>>>;

function app(files: Files, installed: Partial<Record<SideName, Installation>> = {}): ExaminedApp {
  const count = Math.max(...Object.values(files).map((list) => list.length));
  const artifacts: ExaminedArtifact[] = Array.from({ length: count }, (_, at) => ({
    devicePath: `/data/data/${P}/files/f${at}`,
    place: location(0, P, 'ce', 'files', `f${at}`),
    source: side(`f${at}`, files.source?.[at]),
    bundle: side(`f${at}`, files.bundle?.[at]),
    target: side(`f${at}`, files.target?.[at]),
  }));
  return {
    package: P,
    user: 0,
    at: 0,
    caseKey: null,
    reveal: false,
    compared: true,
    policies: [],
    bundle: null,
    artifacts: () => artifacts,
    covers: () => true,
    coversDomain: () => true,
    installed: (name) => installed[name] ?? null,
    packageOf: () => null,
  };
}

const times = (list: readonly (number | null)[], mode = 0o600): Stat[] => list.map((modified) => ({ modified, mode }));
const told = (one: ExaminedApp) =>
  [...restoreTraces(one)].map(({ side: where, trace, files, of, args }) => [where, trace, files, of, args]);

/** What adb restore makes of a time, in an archive of whole seconds. */
const restored = (ms: number): number => Math.floor(ms / 1_000_000) * 1000;

describe('traces of a restore', () => {
  it('tells files dated January 1970, and which of them the other side confirms', () => {
    const source = times([NOON, NOON + 5_000_000, NOON + 86_400_000]);
    const target = times([restored(NOON), restored(NOON + 5_000_000), NOON + 90_000_000]);
    expect(told(app({ source, target }))).toEqual([['target', 'seconds-as-milliseconds', 2, 3, { confirmed: 2 }]]);
    expect(told(app({ target }))).toEqual([['target', 'seconds-as-milliseconds', 2, 3, { confirmed: 0 }]]);
    const other = times([restored(NOON) + 50_000]);
    expect(told(app({ source: times([NOON]), target: other }))).toEqual([
      ['target', 'seconds-as-milliseconds', 1, 1, { confirmed: 0 }],
    ]);
  });

  it('does not take a clock that was never set, or no time at all, for one', () => {
    expect(told(app({ target: times([0, 1000, 86_400_000, null]) }))).toEqual([]);
  });

  it('tells rights that only the other side has', () => {
    const source = [0o660, 0o660, 0o644, 0o600].map((mode) => ({ modified: NOON, mode }));
    const target = [0o600, 0o600, 0o600, 0o600].map((mode) => ({ modified: NOON, mode }));
    expect(told(app({ source, target }))).toEqual([['target', 'masked-modes', 3, 3, {}]]);
    expect(told(app({ source, target: source }))).toEqual([]);
    const one = target.map((stat, at) => (at === 0 ? stat : { ...stat, mode: source[at]?.mode ?? 0 }));
    expect(told(app({ source, target: one }))).toEqual([]);
  });

  it('tells files that came within a minute on one side and over days on the other', () => {
    const days = [0, 1, 2, 3, 4, 5].map((day) => NOON + day * 86_400_000);
    const once = [0, 1, 2, 3, 9, 2_000_000].map((s) => NOON + 30 * 86_400_000 + s * 1000);
    expect(told(app({ source: times(days), target: times(once) }))).toEqual([
      ['target', 'written-at-once', 5, 6, { from: '2023-12-14T12:00:00.000Z', seconds: 9 }],
    ]);
    expect(told(app({ source: times(once), target: times(once) }))).toEqual([]);
    expect(told(app({ source: times(days.slice(0, 4)), target: times(once.slice(0, 4)) }))).toEqual([]);
  });

  it('tells who installed the app, and that it came with others', () => {
    const mover = { installer: 'com.miui.huanji', firstInstalled: NOON, together: 12, of: 20 };
    const store = { installer: 'com.android.vending', firstInstalled: NOON, together: 2, of: 20 };
    const files = { source: times([NOON]), target: times([NOON]) };
    const found = [...restoreTraces(app(files, { source: store, target: mover }))];
    expect(found.map(({ side: where, trace, files: n, of }) => [where, trace, n, of])).toEqual([
      ['target', 'installer', 1, 1],
      ['target', 'first-install', 12, 20],
    ]);
    expect(traceSentence(found[0] as never)).toMatch(/^Mi Mover: installed by a tool that moves or restores apps; /);
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
  });

  it('reads first installations out of packages.xml, of apps that did not come with the system', () => {
    const into: InstalledPackages = new Map();
    const hex = (ms: number): string => ms.toString(16);
    const line = (name: string, path: string, at: number): string =>
      `<package name="${name}" codePath="${path}" it="${hex(at)}" version="3" userId="10100" installer="com.miui.huanji" />`;
    addPackagesXml(
      `<packages>${[0, 1, 2, 3, 4].map((at) => line(`com.example.a${at}`, '/data/app/x', NOON + at * 1000)).join('')}${line('com.example.late', '/data/app/y', NOON + 86_400_000)}${line('android', '/system/app/z', NOON)}</packages>`,
      into,
    );
    const packages = new Map(
      [...into].map(([name, { installer, firstInstalled }]): [string, PackageFact] => [
        `0/${name}`,
        { package: name, user: 0, installer, more: firstInstalled === null ? {} : { firstInstalled } } as PackageFact,
      ]),
    );
    expect(installationOf(packages, 0, 'com.example.a2')).toEqual({
      installer: 'com.miui.huanji',
      firstInstalled: NOON + 2000,
      together: 5,
      of: 6,
    });
    expect(installationOf(packages, 0, 'com.example.late')).toMatchObject({ together: 1 });
    expect(installationOf(packages, 0, 'android')).toMatchObject({ firstInstalled: null, together: 0 });
    expect(installationOf(packages, 10, 'com.example.a2')).toBeNull();
  });
});
