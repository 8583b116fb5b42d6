import type { Domain, Location } from '../android/location.ts';
import { sameBytes } from '../device/artifact.ts';
import { rowOf } from './credentials/catalogue.ts';
import { type DeviceTie, type Marker, storePath } from './credentials/row.ts';
import { readKeyset } from './credentials/tink.ts';
import type { ExaminedApp, ExaminedArtifact } from './examined.ts';
import type { Portability, Sighted, Status } from './finding.ts';

/** What became, on the target, of the thing that a value's use hangs on. */
export const BINDING_READINGS = [
  'restore-not-noticed',
  'discarded-at-start',
  'marker-renewed',
  'marker-unseen',
  'id-crossed',
  'other-id',
  'id-not-found',
  'dead-copy',
  'fresh-start',
  'opened',
] as const;
export type BindingReading = (typeof BINDING_READINGS)[number];

/** One thing that a value's use hangs on, what it is, and where it lies on each side: device path, null where it was not found. */
export interface BindingView {
  readonly reading: BindingReading;
  readonly named: string;
  readonly source: string | null;
  readonly target: string | null;
}

/** What a finding says of bindings: `portability`, where they decide it otherwise than the store alone. */
export interface Bound {
  readonly bindings: readonly BindingView[];
  readonly portability?: Portability;
}

/** Of a value that was found on the source, its status, and what the target holds of it or in its place. */
export type BindingOf = (source: Sighted, sourcePath: string, status: Status, target: Sighted | null) => Bound | null;

/** A value that everybody can open tells so, on one side as well as on two. What is told sealed together did not open. */
export function openBinding({ row, lines }: Sighted, devicePath: string): readonly BindingView[] {
  const open = lines === true ? undefined : rowOf(row)?.open;
  return open === undefined ? [] : [{ reading: 'opened', named: open, source: devicePath, target: null }];
}

/** Bindings of one app's values, looked up among what both sides hold of it. */
export function bindingsIn(app: ExaminedApp): BindingOf {
  // Of all values of one row the same is told: it is looked up once.
  const known = new Map<string, BindingView>();
  const once = (key: string, look: (files: readonly ExaminedArtifact[]) => BindingView): BindingView => {
    let view = known.get(key);
    if (view === undefined) {
      view = look([...app.artifacts()]);
      known.set(key, view);
    }
    return view;
  };
  return (source, sourcePath, status, target) => {
    const row = rowOf(source.row);
    const bindings = [...openBinding(source, sourcePath)];
    // Only what the target holds can be bound there.
    if (target === null) return bindings.length === 0 ? null : { bindings };
    bindings.push(...keysetBinding(source, target, sourcePath));
    let portability: Portability | null = null;
    const { marker: watched, device } = row ?? {};
    if (watched !== undefined && status === 'carried' && isMarked(source)) {
      const marker = once(`marker ${row?.id}`, (files) => markerBinding(app, files, watched));
      bindings.push(marker);
      if (marker.reading === 'restore-not-noticed' && source.portability === 'cleared-on-restore')
        portability = 'portable';
    }
    if (device !== undefined && source.portability === 'device-bound')
      bindings.push(once(`device ${row?.id}`, (files) => deviceBinding(files, device)));
    if (bindings.length === 0) return null;
    return portability === null ? { bindings } : { bindings, portability };
  };
}

/** A library that watches for restores discards push tokens and sealed stores, not what else lies beside them. */
const isMarked = ({ portability }: Sighted): boolean =>
  portability === 'cleared-on-restore' || portability === 'keystore-bound';

const KEYSETS = '\n';

/** Primary key ids of sealed keysets; null where the value is none. */
function keyIds({ value, shape }: Sighted): string | null {
  if (shape !== 'sealed-store') return null;
  const ids: number[] = [];
  for (const text of Buffer.from(value).toString('latin1').split(KEYSETS)) {
    const keyset = readKeyset(text);
    if (keyset?.sealed !== true || keyset.primary === null) return null;
    ids.push(keyset.primary);
  }
  return ids.join(', ');
}

/**
 * The key that a keyset is sealed with never leaves the keystore of its device. The same key ids on the target are a
 * copy that does not open there; others were made there.
 */
function keysetBinding(source: Sighted, target: Sighted, path: string): readonly BindingView[] {
  const [own, other] = [keyIds(source), keyIds(target)];
  if (own === null || other === null) return [];
  const reading = own === other ? 'dead-copy' : 'fresh-start';
  const named = own === other ? `key ${own}` : `key ${own}, then ${other}`;
  return [{ reading, named, source: path, target: path }];
}

function markerBinding(app: ExaminedApp, files: readonly ExaminedArtifact[], marker: Marker): BindingView {
  const found = files.find(({ place }) => place !== null && marker.path.test(storePath(spelled(place))));
  const [source, target] = [found?.source ?? null, found?.target ?? null];
  const reading = ((): BindingReading => {
    if (source !== null && target !== null)
      return sameBytes(source.artifact, target.artifact) ? 'restore-not-noticed' : 'marker-renewed';
    if (target !== null) return 'restore-not-noticed';
    return app.coversDomain('target', 'no_backup') ? 'discarded-at-start' : 'marker-unseen';
  })();
  return { reading, named: marker.named, source: source?.devicePath ?? null, target: target?.devicePath ?? null };
}

const spelled = (place: Location): { package: string | null; domain: Domain; path: string } => place;

/** Ids of the device that the app keeps, by the rows that know where, on either side. */
function deviceBinding(files: readonly ExaminedArtifact[], tie: DeviceTie): BindingView {
  const kept = new Set(tie.kept);
  const held = (side: 'source' | 'target'): ReadonlyMap<string, string> => {
    const ids = new Map<string, string>();
    for (const file of files) {
      for (const { row: id, portability, digest } of file[side]?.observed.sightings ?? [])
        if (portability === 'identifier' && id !== null && kept.has(id)) ids.set(digest, file[side]?.devicePath ?? '');
    }
    return ids;
  };
  const [source, target] = [held('source'), held('target')];
  const same = [...source.keys()].find((digest) => target.has(digest));
  const reading = same !== undefined ? 'id-crossed' : source.size > 0 && target.size > 0 ? 'other-id' : 'id-not-found';
  const first = (ids: ReadonlyMap<string, string>): string | null =>
    (same === undefined ? [...ids.values()][0] : ids.get(same)) ?? null;
  return { reading, named: tie.named, source: first(source), target: first(target) };
}
