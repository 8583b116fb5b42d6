import type { Args } from '../base/args.ts';
import type { SideName } from '../device/side-name.ts';
import type { BindingView } from './binding.ts';
import type { CookieFacts } from './credentials/field.ts';
import type { Certainty, Expiry, Portability, SecretView, Status } from './finding.ts';
import type { ExplanationCode, Policy } from './policy/member-answer.ts';

/** Every rule, in the order in which its findings are told. A new one is a name here, a view below and a rule in index. */
export const RULE_IDS = [
  'credential',
  'identifier',
  'restore-trace',
  'deleted-records',
  'key-beside',
  'account',
  'keystore',
  'policy',
] as const;
export type RuleId = (typeof RULE_IDS)[number];

/** What every finding has. */
interface Head<R extends RuleId> {
  readonly id: string;
  readonly rule: R;
  readonly package: string | null;
  readonly user: number;
  readonly devicePath: string;
}

/** Where a value lies on the target, if not at the source's place. */
export interface PlaceView {
  readonly devicePath: string;
  readonly where: string | null;
}

/** A value found in a content, as outputs show it. */
interface ValueFinding<R extends RuleId> extends Head<R> {
  readonly where: string | null;
  /** Absent in `audit`. */
  readonly status?: Status;
  readonly portability: Portability;
  readonly expiry: Expiry;
  readonly certainty: Certainty;
  readonly service: string | null;
  readonly secret: SecretView;
  readonly target?: PlaceView;
  readonly targetSecret?: SecretView;
  /** Of a cookie in a table of Chromium's: what the row says of it, and when it ends, UTC. */
  readonly cookie?: CookieFacts & { readonly expires: string | null };
  /** What its use hangs on, and what became of that. Absent where nothing is known to. */
  readonly bindings?: readonly BindingView[];
}

/** What signs a person in, or opens something (contract, "Credentials"). */
export type CredentialFinding = ValueFinding<'credential'>;

/** What names an installation or a device: the same on two phones, one is a clone of the other. */
export type IdentifierFinding = ValueFinding<'identifier'>;

export const RESTORE_TRACES = [
  'seconds-as-milliseconds',
  'masked-modes',
  'written-at-once',
  'installer',
  'first-install',
] as const;
export type RestoreTrace = (typeof RESTORE_TRACES)[number];

/** A mark that restoring leaves on files, with how many of the files that could bear it do. */
export interface RestoreTraceFinding extends Head<'restore-trace'> {
  readonly side: SideName;
  readonly trace: RestoreTrace;
  readonly files: number;
  readonly of: number;
  readonly args: Args;
}

/**
 * Records that the source's content no longer shows and the target's bytes still hold. Counts are of records; of those
 * on both: `telling` hold something that is not equal by chance, `intact` have their whole frame on both sides.
 */
export interface DeletedRecordsFinding extends Head<'deleted-records'> {
  /** Past on both sides. */
  readonly records: number;
  /** Past on the source, in all. */
  readonly of: number;
  readonly telling: number;
  readonly intact: number;
  /** Past on the source, and live on the target. */
  readonly liveOnTarget: number;
  /** Past on the target, in all. */
  readonly onTarget: number;
  /** Where those on both belong, most first: 20 at the most. */
  readonly sections: readonly { readonly section: string; readonly records: number }[];
  /** There are more than were read. */
  readonly cut: boolean;
}

/** A sealed database that opened with a key found beside it: whoever has both has what is in it. */
export interface KeyBesideFinding extends Head<'key-beside'> {
  /** `SQLCipher 4`. */
  readonly cipher: string;
  /** The value that is the key, or that it was made of. */
  readonly key: PlaceView;
  /** How it was made, in words; null where the value is the key. */
  readonly derived: string | null;
  /** On which sides database and key lie together. */
  readonly onSource: boolean;
  readonly onTarget: boolean;
}

export const ACCOUNT_READINGS = [
  'same-token',
  'other-token',
  'token-on-target',
  'no-token-on-target',
  'tokens-unseen',
  'left-behind',
  'new-on-target',
  'source-unseen',
  'target-unseen',
] as const;
/** What became of an account and of what it signs in with; unseen where a side could not have shown it. */
export type AccountReading = (typeof ACCOUNT_READINGS)[number];

export const ACCOUNT_BUNDLES = ['not-held', 'same-token', 'other-token', 'unseen'] as const;
/** Whether the bundle holds the account, and, if so, a secret of it that the target has. `unseen`: some of it was lost. */
export type AccountBundle = (typeof ACCOUNT_BUNDLES)[number];

/** An account of a device's account manager. Its tokens are findings of credentials; here is what they say of it. */
export interface AccountFinding extends Head<'account'> {
  readonly account: { readonly type: string; readonly name: string };
  /** Absent in `audit`. */
  readonly reading?: AccountReading;
  /** Tokens and passwords kept for it. */
  readonly secrets: { readonly source: number; readonly target: number; readonly same: number };
  /** Null where there is no bundle. */
  readonly bundle: AccountBundle | null;
}

/**
 * Keys of one app in the keystores of devices, by name. An entry works on its own device alone: the same name on two says
 * that each has one of its own, or that both are one device.
 */
export interface KeystoreFinding extends Head<'keystore'> {
  /** The app, where a device's list of packages names one alone for the uid. */
  readonly holder: string | null;
  /** Each device gives an app a uid of its own; null where a side has no key of it. */
  readonly uids: { readonly source: number | null; readonly target: number | null };
  /** Null where the side's keystore was not seen. */
  readonly keys: { readonly source: number | null; readonly target: number | null; readonly both: number };
  /** 50 of each at the most. */
  readonly aliases: {
    readonly both: readonly string[];
    readonly source: readonly string[];
    readonly target: readonly string[];
  };
}

/** Members of an archive that the app's own backup policy would have kept out, by one rule. `devicePath`: the first. */
export interface PolicyFinding extends Head<'policy'> {
  readonly package: string;
  readonly side: SideName;
  readonly policy: Policy;
  /** The place in the APK that says so, as it is written there; of `never-in-backup` the folder. */
  readonly because: string;
  /** A rule of the platform, or the kind of tool, that lets them be there all the same; null where nothing does. */
  readonly explained: ExplanationCode | null;
  /** Of rule files: whether a restore by the same rules would take them in. */
  readonly restored?: boolean;
  /** The APK that says so. */
  readonly apk: { readonly side: SideName; readonly entry: string };
  readonly members: number;
  readonly bytes: number;
  /** Device paths, 200 at most. */
  readonly listed: readonly string[];
  /** Ids of OWASP MASVS and MASTG tests, and of CWE. */
  readonly standards: readonly string[];
}

/** A finding as outputs show it, told apart by `rule`. */
export type FindingView =
  | CredentialFinding
  | IdentifierFinding
  | RestoreTraceFinding
  | DeletedRecordsFinding
  | KeyBesideFinding
  | AccountFinding
  | KeystoreFinding
  | PolicyFinding;
