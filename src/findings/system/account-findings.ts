import { systemStore } from '../../android/system-stores.ts';
import type { SideName } from '../../device/side-name.ts';
import { findingId } from '../credential.ts';
import type { ExaminedApp, ExaminedArtifact } from '../examined.ts';
import type { AccountBundle, AccountFinding, AccountReading } from '../finding-view.ts';

/** What one side keeps of an account. */
interface Kept {
  readonly type: string;
  readonly name: string;
  readonly devicePath: string;
  readonly secrets: ReadonlySet<string>;
}

/** The accounts of one side. */
interface Side {
  readonly accounts: ReadonlyMap<string, Kept>;
  /** A store of accounts was looked into. */
  readonly seen: boolean;
  /** One that keeps tokens was. */
  readonly tokensSeen: boolean;
}

/** Device-encrypted: names without tokens (Android 7 and later). */
const NAMES_ALONE = /^data\/system_de\//;

const isAccounts = ({ place }: ExaminedArtifact): boolean => place !== null && systemStore(place) === 'accounts';

/** The accounts of a device's user, each with whether it and what it signs in with are the same on both sides. */
export function* accountFindings(app: ExaminedApp): Generator<AccountFinding> {
  if (app.package !== null) return;
  const stores = [...app.artifacts()].filter(isAccounts);
  if (stores.length === 0) return;
  const [source, bundle, target] = (['source', 'bundle', 'target'] as const).map((side) =>
    sideOf(app, stores, side),
  ) as [Side, Side, Side];
  const { user } = app;
  for (const key of [...new Set([...source.accounts.keys(), ...target.accounts.keys()])].sort()) {
    const [own, there] = [source.accounts.get(key) ?? null, target.accounts.get(key) ?? null];
    const { type, name, devicePath } = (own ?? there) as Kept;
    const same = own === null || there === null ? 0 : [...own.secrets].filter((one) => there.secrets.has(one)).length;
    yield {
      id: findingId('account', app, devicePath, key),
      rule: 'account',
      package: null,
      user,
      devicePath,
      account: { type, name },
      ...(app.compared ? { reading: readingOf(own, there, same, source, target) } : {}),
      secrets: { source: own?.secrets.size ?? 0, target: there?.secrets.size ?? 0, same },
      bundle: app.bundle === null ? null : bundleOf(bundle, key, there, app.bundle === 'whole'),
    };
  }
}

function sideOf(app: ExaminedApp, stores: readonly ExaminedArtifact[], side: SideName): Side {
  const accounts = new Map<string, Kept>();
  let [seen, tokensSeen] = [false, false];
  for (const store of stores) {
    const own = store[side];
    const path = store.place?.path ?? '';
    // That a store is not there says as much as an empty one, where the side could have shown it.
    const looked = own === null ? app.covers(side, store.devicePath) : own.looked;
    seen ||= looked;
    tokensSeen ||= looked && !NAMES_ALONE.test(path);
    for (const { type, name, secrets } of own?.observed.system?.accounts ?? []) {
      const key = `${type}\0${name}`;
      const known = accounts.get(key);
      const all = new Set([...(known?.secrets ?? []), ...secrets]);
      const devicePath = known === undefined || secrets.length > 0 ? (own?.devicePath ?? '') : known.devicePath;
      accounts.set(key, { type, name, devicePath, secrets: all });
    }
  }
  return { accounts, seen, tokensSeen };
}

function readingOf(own: Kept | null, there: Kept | null, same: number, source: Side, target: Side): AccountReading {
  if (own === null) return source.seen ? 'new-on-target' : 'source-unseen';
  if (there === null) return target.seen ? 'left-behind' : 'target-unseen';
  if (same > 0) return 'same-token';
  if (!source.tokensSeen || !target.tokensSeen) return 'tokens-unseen';
  if (own.secrets.size > 0 && there.secrets.size > 0) return 'other-token';
  return there.secrets.size > 0 ? 'token-on-target' : 'no-token-on-target';
}

function bundleOf(bundle: Side, key: string, there: Kept | null, isWhole: boolean): AccountBundle {
  const held = bundle.accounts.get(key);
  if (held === undefined) return isWhole ? 'not-held' : 'unseen';
  return there !== null && [...held.secrets].some((one) => there.secrets.has(one)) ? 'same-token' : 'other-token';
}
