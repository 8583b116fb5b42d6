import { systemStore } from '../../android/system-stores.ts';
import type { SideName } from '../../device/side-name.ts';
import { findingId } from '../credential.ts';
import type { ExaminedApp, ExaminedArtifact } from '../examined.ts';
import type { KeystoreFinding } from '../finding-view.ts';
import type { HeldKey } from './system-facts.ts';

/** Names listed of each kind; all are counted. */
const MOST_LISTED = 50;
const UIDS_PER_USER = 100_000;
/** Before Android 12 a file for each key (AOSP keystore, KeyStore.cpp). */
const KEY_FILE = /^data\/misc\/keystore\/user_\d+\/(\d{1,9})_USR(?:PKEY|SKEY)_(.+)$/s;

const isKeystore = ({ place }: ExaminedArtifact): boolean => place !== null && systemStore(place) === 'keystore';

/** Keys that the keystore lists of each app of a device's user. */
export function* keystoreFindings(app: ExaminedApp): Generator<KeystoreFinding> {
  if (app.package !== null) return;
  const stores = [...app.artifacts()].filter(isKeystore);
  if (stores.length === 0) return;
  const [source, target] = (['source', 'target'] as const).map((side) => keysOn(app, stores, side)) as [Keys, Keys];
  for (const uid of [...new Set([...source.byUid.keys(), ...target.byUid.keys()])].sort((a, b) => a - b)) {
    const [own, there] = [source.byUid.get(uid), target.byUid.get(uid)];
    const [ours, theirs] = [own?.aliases ?? new Set<string>(), there?.aliases ?? new Set<string>()];
    const devicePath = own?.devicePath ?? there?.devicePath ?? '';
    const both = [...ours].filter((alias) => theirs.has(alias));
    yield {
      id: findingId('keystore', app, devicePath, String(uid)),
      rule: 'keystore',
      package: null,
      user: Math.floor(uid / UIDS_PER_USER),
      devicePath,
      uid,
      holder: app.packageOf(own === undefined ? 'target' : 'source', uid),
      keys: {
        source: source.seen ? ours.size : null,
        target: target.seen ? theirs.size : null,
        both: both.length,
      },
      aliases: {
        both: listed(both),
        source: listed([...ours].filter((alias) => !theirs.has(alias))),
        target: listed([...theirs].filter((alias) => !ours.has(alias))),
      },
    };
  }
}

const listed = (aliases: readonly string[]): readonly string[] => [...aliases].sort().slice(0, MOST_LISTED);

interface Keys {
  readonly byUid: ReadonlyMap<number, { readonly devicePath: string; readonly aliases: Set<string> }>;
  readonly seen: boolean;
}

function keysOn(app: ExaminedApp, stores: readonly ExaminedArtifact[], side: SideName): Keys {
  const byUid = new Map<number, { devicePath: string; aliases: Set<string> }>();
  let seen = false;
  for (const store of stores) {
    const own = store[side];
    seen ||= own !== null || app.covers(side, store.devicePath);
    if (own === null) continue;
    for (const { uid, alias } of own.observed.system?.keys ?? fileKey(store.place?.path ?? '')) {
      const known = byUid.get(uid) ?? { devicePath: own.devicePath, aliases: new Set<string>() };
      known.aliases.add(alias);
      byUid.set(uid, known);
    }
  }
  return { byUid, seen };
}

function fileKey(path: string): readonly HeldKey[] {
  const [, uid, name] = KEY_FILE.exec(path) ?? [];
  return uid === undefined || name === undefined ? [] : [{ uid: Number(uid), alias: decoded(name) }];
}

const FIRST_PLAIN = 0x30;
const ESCAPE = /[+,\-.]([0-~])/g;

/** Bytes outside `0` to `~` are two characters: `+` and the top two bits, `0` and the low six (AOSP encode_key). */
function decoded(name: string): string {
  const bytes = name.replace(ESCAPE, (pair, low: string) =>
    String.fromCharCode(((pair.charCodeAt(0) - 0x2b) << 6) | (low.charCodeAt(0) - FIRST_PLAIN)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
