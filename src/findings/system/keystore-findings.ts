import { systemStore } from '../../android/system-stores.ts';
import { isSystemUid, userOfUid } from '../../android/uid.ts';
import type { SideName } from '../../device/side-name.ts';
import { findingId } from '../credential.ts';
import type { ExaminedApp, ExaminedArtifact } from '../examined.ts';
import type { KeystoreFinding } from '../finding-view.ts';
import type { HeldKey } from './system-facts.ts';

/** Names listed of each kind; all are counted. */
const MOST_LISTED = 50;
/** Before Android 12 a file for each key (AOSP keystore, KeyStore.cpp). */
const KEY_FILE = /^data\/misc\/keystore\/user_\d+\/(\d{1,9})_USR(?:PKEY|SKEY)_(.+)$/s;

const isKeystore = ({ place }: ExaminedArtifact): boolean => place !== null && systemStore(place) === 'keystore';

/** What one side's keystore lists of one app. */
interface Held {
  readonly uid: number;
  readonly holder: string | null;
  readonly devicePath: string;
  readonly aliases: Set<string>;
}

interface Keys {
  readonly held: ReadonlyMap<string, Held>;
  readonly seen: boolean;
}

/** Keys that the keystores list of each app, by the app's name where the device's list of packages tells it. */
export function* keystoreFindings(app: ExaminedApp): Generator<KeystoreFinding> {
  if (app.package !== null) return;
  const stores = [...app.artifacts()].filter(isKeystore);
  if (stores.length === 0) return;
  const [source, target] = (['source', 'target'] as const).map((side) => keysOn(app, stores, side)) as [Keys, Keys];
  for (const key of [...new Set([...source.held.keys(), ...target.held.keys()])].sort()) {
    const [own, there] = [source.held.get(key), target.held.get(key)];
    const { uid, holder, devicePath } = (own ?? there) as Held;
    const [ours, theirs] = [own?.aliases ?? new Set<string>(), there?.aliases ?? new Set<string>()];
    const both = [...ours].filter((alias) => theirs.has(alias));
    yield {
      id: findingId('keystore', app, devicePath, key),
      rule: 'keystore',
      package: null,
      user: userOfUid(uid),
      devicePath,
      holder,
      uids: { source: own?.uid ?? null, target: there?.uid ?? null },
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

/** Two devices give one app two uids: without its name, what only one of them calls so is told of that side alone. */
function nameOf(side: SideName, uid: number, holder: string | null): string {
  const user = userOfUid(uid);
  if (holder !== null) return `${user} ${holder}`;
  return isSystemUid(uid) ? `${user} uid ${uid}` : `${user} uid ${uid} ${side}`;
}

function keysOn(app: ExaminedApp, stores: readonly ExaminedArtifact[], side: SideName): Keys {
  const held = new Map<string, Held>();
  let seen = false;
  for (const store of stores) {
    const own = store[side];
    const keys = own === null ? [] : (own.observed.system?.keys ?? fileKey(store.place?.path ?? ''));
    // A store that could not be read, or a file that is no key, shows nothing.
    seen ||= own === null ? app.covers(side, store.devicePath) : keys.length > 0 || own.observed.system !== undefined;
    for (const { uid, alias } of keys) {
      const holder = app.packageOf(side, uid);
      const key = nameOf(side, uid, holder);
      const known = held.get(key) ?? { uid, holder, devicePath: own?.devicePath ?? '', aliases: new Set<string>() };
      known.aliases.add(alias);
      held.set(key, known);
    }
  }
  return { held, seen };
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
