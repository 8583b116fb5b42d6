import type { AppVerdict, AppView, SideName } from '../result.ts';

/**
 * A list of claims about what a tool moves, each with a test over a comparison: data, so that another vendor's or
 * another report's claims need no code (docs/escan-2017.md, "Another profile").
 */
export interface Profile {
  readonly id: string;
  readonly title: string;
  /** What it is and where the claims stand. */
  readonly about: string;
  /** What the maker of the tool said to it; null where nothing is known. */
  readonly answer: string | null;
  readonly sources: readonly string[];
  /** Groups of apps; an app belongs to the first that fits. `packages`: names, with `*` and `?`. */
  readonly categories: readonly { readonly name: string; readonly packages: readonly string[] }[];
  readonly claims: readonly Claim[];
}

export interface Claim {
  readonly id: string;
  readonly claim: string;
  /** What in archives would show or refute it. */
  readonly shows: string;
  /** What archives cannot show of it. */
  readonly cannot: string;
  readonly test: ClaimTest;
}

/**
 * `apps`: of the apps that `among` names, how many are as `that` says; `any`: one supports the claim and none contradicts
 * it; `most`: more than half support it, fewer contradict it. `encryption`: how the container of a side is sealed. `none`:
 * no archive can tell.
 */
export type ClaimTest =
  | {
      readonly kind: 'apps';
      readonly among: AppTest;
      readonly that: AppTest;
      readonly supported: 'any' | 'most';
    }
  | { readonly kind: 'encryption'; readonly side: SideName; readonly is: string }
  | { readonly kind: 'none' };

/** What an app must be like: all that is given must hold. */
export interface AppTest {
  readonly verdict?: readonly AppVerdict[];
  readonly category?: readonly string[];
  /** The source holds a credential of a person or account. */
  readonly session?: boolean;
  /** The source holds a credential that is tied to the device, sealed by its keystore or cleared on restore. */
  readonly bound?: boolean;
  /** As its manifest says. */
  readonly allowBackup?: boolean;
  /** The bundle holds private members of it. */
  readonly packed?: boolean;
  readonly any?: readonly AppTest[];
}

export const CLAIM_VERDICTS = ['supported', 'contradicted', 'not-testable'] as const;
export type ClaimVerdict = (typeof CLAIM_VERDICTS)[number];

/** Why a claim could not be tested on the evidence at hand. */
export const CLAIM_REASONS = ['no-archive-tells', 'no-such-app', 'no-such-side'] as const;
export type ClaimReason = (typeof CLAIM_REASONS)[number];

/** An app that a verdict on a claim rests on, with what its own verdict rests on. */
export interface ClaimApp {
  readonly package: string;
  readonly user: number;
  readonly because: readonly string[];
}

export interface ClaimView extends Omit<Claim, 'test'> {
  readonly verdict: ClaimVerdict;
  readonly reason: ClaimReason | null;
  /** Apps that are as the claim says, of those it speaks of; null where it is not about apps. */
  readonly count: number | null;
  readonly of: number | null;
  /** Those apps, 50 at the most; where there are none, those it speaks of. */
  readonly apps: readonly ClaimApp[];
}

/** One app in the table of a profile. */
export interface ProfiledApp extends Pick<AppView, 'package' | 'user' | 'label' | 'verdict' | 'coverage'> {
  /** Name of its category; null where it belongs to none. */
  readonly category: string | null;
  readonly session: boolean;
  readonly bound: boolean;
  /** As its manifest says; null where no APK of it was read. */
  readonly allowBackup: boolean | null;
  readonly packed: boolean;
  readonly because: readonly string[];
}

/** A profile, judged on the evidence at hand. */
export interface ProfileView extends Pick<Profile, 'id' | 'title' | 'about' | 'answer' | 'sources'> {
  readonly claims: readonly ClaimView[];
  readonly apps: readonly ProfiledApp[];
}
