import { sha256 } from '../bytes/digest.ts';
import { type Bound, openBinding } from './binding.ts';
import type { CookieFacts } from './credentials/field.ts';
import type { Sighted } from './finding.ts';
import type { CredentialFinding, IdentifierFinding, RuleId } from './finding-view.ts';
import { expiryAt, type Showing, secretView } from './secret.ts';

/** A credential at its place on one side. */
export interface Placed {
  readonly devicePath: string;
  readonly sighted: Sighted;
}

/** A finding with what the app verdict and the counts need, and outputs do not. */
export interface Credential {
  readonly view: CredentialFinding | IdentifierFinding;
  /** A person's or account's, not an app's or a push service's. */
  readonly session: boolean;
  /** SHA-256 of the value: counts are of distinct values. */
  readonly digest: string;
}

/** The app that the findings are about, and how to show them. `at`: the run's reference time, seconds since 1970. */
export interface Owner extends Showing {
  readonly package: string | null;
  readonly user: number;
  readonly at: number;
}

const ID_HEX = 16;

/** The same locator has the same id on every run: rule, package, user, device path and locator, hashed. */
export function findingId(
  rule: RuleId,
  owner: Pick<Owner, 'package' | 'user'>,
  devicePath: string,
  where: string | null,
): string {
  return sha256([rule, owner.package ?? '', String(owner.user), devicePath, where ?? ''].join('\0')).slice(0, ID_HEX);
}

type More = Pick<CredentialFinding, 'status' | 'target' | 'targetSecret'> & { readonly bound?: Bound | null };

/** A value as a finding of the rule that its kind belongs to: what names an installation opens nothing. */
export function valueFinding(owner: Owner, placed: Placed, more: More = {}): Credential {
  const { devicePath, sighted } = placed;
  const { where, certainty, service } = sighted;
  const portability = more.bound?.portability ?? sighted.portability;
  const rule = portability === 'identifier' ? 'identifier' : 'credential';
  const view = {
    id: findingId(rule, owner, devicePath, where),
    package: owner.package,
    user: owner.user,
    devicePath,
    where,
    ...(more.status === undefined ? {} : { status: more.status }),
    portability,
    expiry: expiryAt(sighted.expires, owner.at),
    certainty,
    service,
    secret: secretView(sighted, owner),
    ...(sighted.cookie === undefined ? {} : { cookie: cookieView(sighted.cookie, sighted.expires) }),
    ...(more.target === undefined ? {} : { target: more.target }),
    ...(more.targetSecret === undefined ? {} : { targetSecret: more.targetSecret }),
    ...(more.bound == null || more.bound.bindings.length === 0 ? {} : { bindings: more.bound.bindings }),
  };
  const { session, digest } = sighted;
  return rule === 'identifier'
    ? { view: { ...view, rule }, session: false, digest }
    : { view: { ...view, rule }, session, digest };
}

/** A cookie of the session has no end of its own: what its value says of one is another claim. */
function cookieView(cookie: CookieFacts, expires: number | null): NonNullable<CredentialFinding['cookie']> {
  return { ...cookie, expires: cookie.session ? null : utcOf(expires) };
}

/** Seconds since 1970 as every output writes times. */
function utcOf(seconds: number | null): string | null {
  return seconds === null ? null : new Date(Math.floor(seconds) * 1000).toISOString().replace(/\.000Z$/, 'Z');
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePlaced(a: Placed, b: Placed): number {
  return (
    compareText(a.devicePath, b.devicePath) ||
    compareText(a.sighted.where ?? '', b.sighted.where ?? '') ||
    compareText(a.sighted.digest, b.sighted.digest)
  );
}

/** A credential whose locator is its own. `place`: device path and locator before it was numbered. */
export interface Located extends Placed {
  readonly place: string;
}

/**
 * One side's credentials in a stable order, one a locator: where several values share a locator (elements of a list
 * without names of their own), all but the first are numbered `#2`, `#3` in the order of their digests.
 */
export function oneEachLocator(placed: readonly Placed[]): Located[] {
  const out: Located[] = [];
  let number = 0;
  let last: { readonly place: string; readonly digest: string } | null = null;
  for (const { devicePath, sighted } of [...placed].sort(comparePlaced)) {
    const place = `${devicePath}\0${sighted.where ?? ''}`;
    const shared: boolean = last?.place === place;
    if (shared && last?.digest === sighted.digest) continue;
    number = shared ? number + 1 : 1;
    last = { place, digest: sighted.digest };
    const where = number === 1 ? sighted.where : `${sighted.where ?? ''}#${number}`;
    out.push({ devicePath, sighted: { ...sighted, where }, place });
  }
  return out;
}

/** Credentials of one side alone, for `audit`: the same findings without a status. */
export function auditSightings(placed: readonly Placed[], owner: Owner): Credential[] {
  return oneEachLocator(placed).map((one) =>
    valueFinding(owner, one, { bound: { bindings: openBinding(one.sighted, one.devicePath) } }),
  );
}
