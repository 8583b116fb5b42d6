import type { AccountBundle, AccountReading, RestoreTrace, RuleId } from '../../../findings/finding-view.ts';
import { type ExplainedTable, explained } from './explained.ts';

export const RULE_EXPLAINED: ExplainedTable<RuleId> = {
  credential: explained(
    'Credential',
    'A value that signs a person in, or opens something: found by a catalogued store, by its shape, or by the name of its key.',
    'That the value lies there, with the certainty, status and portability of the finding.',
    'That a server accepts it: none is ever asked.',
    'See portability and expiry; a carried, portable one is what an impersonation needs.',
  ),
  identifier: explained(
    'Identifier',
    'A value that names an installation or a device, and opens nothing.',
    'The same one on two phones ties them together: it was made once.',
    'Which of the two made it, or whether either did.',
    'Compare its artifact’s times and route.',
  ),
  'restore-trace': explained(
    'Trace of a restore',
    'Files or lists of apps bear a mark that restoring leaves.',
    'That the mark is there: it is consistent with a restore or a move.',
    'Which tool it was: each trace is told with what else explains it.',
    'Look for several traces together, and at the dates.',
  ),
  'deleted-records': explained(
    'Deleted records',
    'Records that the source no longer shows lie readable in the free space, log or journal of the target.',
    'The target’s bytes still hold what the source no longer shows, as a copy of the file does.',
    'That they came from the source: both may have deleted the same message on their own.',
    'carryover show --deleted lists them.',
  ),
  'key-beside': explained(
    'Key beside the database',
    'A sealed database opened with a value of the same app, or with one that was made of such values.',
    'Whoever has both files reads the database.',
    'That anybody did.',
    'See on which sides both lie.',
  ),
  account: explained(
    'Account of the device',
    'The account manager of a device keeps it: its name and kind, and where the store shows them its tokens.',
    'Whether it is on each side, and whether a token is the same.',
    'That a token is accepted, or that the person on both phones is one.',
    'See its reading, and with a bundle whether that holds the account.',
  ),
  keystore: explained(
    'Keys in the keystore',
    'The keystore of a device lists keys of an app by name. Apps are told by their package: each device numbers them anew.',
    'That the app has entries of those names on that device.',
    'That a key crossed: an entry works on its own device alone. The same name on both is an entry of each, or of one device.',
    'A sealed store of the app opens only where its own key is.',
  ),
  policy: explained(
    'Backup policy',
    'Members of an archive that the app’s own manifest or rules would have kept out.',
    'That the archive holds them although the APK that was read says no.',
    'That the installed app said the same, unless its APK is the one that was read.',
    'See whether a rule of the platform explains it.',
  ),
};

export const TRACE_EXPLAINED: ExplainedTable<RestoreTrace> = {
  'seconds-as-milliseconds': explained(
    'Seconds taken for milliseconds',
    'Files are dated a few days into January 1970. adb restore hands over seconds where milliseconds are expected.',
    'Consistent with such a restore; hardly chance where each shows a thousandth of the time that the other side has.',
    'When it happened.',
    'Look at their times of change, where the evidence has them.',
  ),
  'masked-modes': explained(
    'Modes without group and others',
    'Private files grant nothing to group and others, where the other side’s do. adb restore masks modes so.',
    'The files may have been written by a restore.',
    'That they were: an app may set such modes itself.',
    'Read it together with other traces.',
  ),
  'written-at-once': explained(
    'Written at once',
    'Files of an app changed within one minute on this side, and at different times on the other.',
    'Something wrote or dated them in one go.',
    'That it was a restore: an update or the app itself may write all its files.',
    'Compare the moment with those of other apps.',
  ),
  installer: explained(
    'Installed by a mover',
    'The device names a tool that moves or restores apps as the app’s installer.',
    'The device recorded that tool as the one that installed it.',
    'That it brought the app’s data too.',
    'See the app’s verdict for its data.',
  ),
  'first-install': explained(
    'First installed together',
    'The app was first installed within minutes of many others, and not so on the other side.',
    'The apps came to this phone in one go.',
    'How: setting it up from an account does the same.',
    'Look at the installers.',
  ),
};

export const ACCOUNT_EXPLAINED: ExplainedTable<AccountReading> = {
  'same-token': explained(
    'The same token',
    'The account is on both sides, and a token or password of it has the same value there.',
    'What the account signs in with is on both phones.',
    'That a server accepts it, or which way it went.',
    'With a bundle, see whether that holds it.',
  ),
  'other-token': explained(
    'Another token',
    'The account is on both sides, each with tokens of its own.',
    'None of the source’s tokens is on the target now.',
    'That none ever was: tokens are renewed.',
    'Compare the times of both stores: either side may have renewed it, or signed in anew.',
  ),
  'token-on-target': explained(
    'Token on the target alone',
    'The account is on both sides, and only the target keeps a token of it.',
    'The target’s token did not come from the source as it is now.',
    'That the source never had one.',
    'See the times of the target’s store.',
  ),
  'no-token-on-target': explained(
    'No token on the target',
    'The account is on both sides, and the target keeps no token of it.',
    'The account store of the target has its name, and nothing to sign in with.',
    'That nobody was ever signed in there.',
    'Look for the app’s own stores of credentials.',
  ),
  'tokens-unseen': explained(
    'Tokens unseen',
    'The account is on both sides by name; one of them could not show tokens, as before the first unlock.',
    'The name alone.',
    'Whether the tokens are the same.',
    'Acquire credential-encrypted storage (system_ce).',
  ),
  'left-behind': explained(
    'Account left behind',
    'The account is on the source only, and the target would have shown it.',
    'The target did not have it at the time of acquisition.',
    'That it never did.',
    'See the app’s own data on the target.',
  ),
  'new-on-target': explained(
    'Account new on the target',
    'The account is on the target only, and the source would have shown it.',
    'It was added on the target, or removed from the source.',
    'By whom.',
    'See the times of both stores.',
  ),
  'source-unseen': explained(
    'Source could not show accounts',
    'The account is on the target, and the source’s evidence holds no store of accounts.',
    'Nothing about the source.',
    'That it is new.',
    'Acquire the source’s /data/system_ce and /data/system_de.',
  ),
  'target-unseen': explained(
    'Target could not show accounts',
    'The account is on the source, and the target’s evidence holds no store of accounts.',
    'Nothing about the target.',
    'Absence.',
    'Acquire the target’s /data/system_ce and /data/system_de.',
  ),
};

/** By what stands under `bundle` of such a finding. */
export const ACCOUNT_BUNDLE_EXPLAINED: ExplainedTable<AccountBundle> = {
  'not-held': explained(
    'Not held by the bundle',
    'The bundle holds no such account.',
    'A token that the target has did not come from the bundle as part of an account.',
    'That it came from no other bundle, or that no app made it of what the bundle holds.',
    'Look for the same value among the app’s own credentials.',
  ),
  'same-token': explained(
    'Held with the target’s token',
    'The bundle holds the account with a token that the target has.',
    'The target’s token is consistent with the bundle.',
    'That the bundle was the way it came.',
    'Compare the times of bundle and target.',
  ),
  'other-token': explained(
    'Held with another token',
    'The bundle holds the account, and none of the target’s tokens.',
    'The target’s tokens of today are not those of the bundle.',
    'That the bundle’s were never there: tokens are renewed.',
    'See the times of the target’s store.',
  ),
  unseen: explained(
    'Bundle not whole',
    'The bundle shows no such account, and some of it was lost.',
    'Nothing.',
    'That the bundle did not hold it.',
    'See the notices about the bundle.',
  ),
};
