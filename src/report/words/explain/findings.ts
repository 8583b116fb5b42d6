import type { Certainty, Expiry, Portability, Status } from '../../../findings/finding.ts';
import { type ExplainedTable, explained } from './explained.ts';

export const STATUS_EXPLAINED: ExplainedTable<Status> = {
  carried: explained(
    'Carried',
    'The same value is found in the same package and user on the target, at this place or at the one given as target.',
    'The same credential lies on both sides.',
    'Acceptance by the server was not tested; neither transport nor direction is shown.',
    'See portability and expiry of the finding.',
  ),
  changed: explained(
    'Changed',
    'The same place holds another value on the target; it is given as targetSecret.',
    'The target has a value of its own.',
    'That the source value was never there: tokens are renewed.',
    'Compare the times of both artifacts.',
  ),
  'left-behind': explained(
    'Left behind',
    'The value is not found on the target, and the target would have shown its place.',
    'The target did not hold it at the time of acquisition.',
    'That it never did.',
    'See the verdict of the artifact.',
  ),
  'new-on-target': explained(
    'New on target',
    'The value is on the target only.',
    'The source does not hold this value.',
    'That the account is new.',
    'Compare the account names beside it.',
  ),
  unseen: explained(
    'Unseen',
    'The value is not found on the target, and the target could not have shown its place.',
    'Nothing about the target.',
    'Absence.',
    'See the reason of the artifact.',
  ),
};

export const PORTABILITY_EXPLAINED: ExplainedTable<Portability> = {
  portable: explained(
    'Portable',
    'Stored in plain text, with no sign that it is bound to a device.',
    'Whoever holds the file can read the value.',
    'That a server accepts it from another device.',
    'Treat it as usable until it is revoked.',
  ),
  'keystore-bound': explained(
    'Keystore-bound',
    'Sealed with a key that lies in the keystore of the device, which gives no keys out.',
    'The sealed bytes are there.',
    'The value within: it cannot be read on another device.',
    'Nothing to do with this copy; a live device may still open it.',
  ),
  'cleared-on-restore': explained(
    'Cleared on restore',
    'Its own library discards the value after a restore (an FCM registration, for one).',
    'The value was stored.',
    'That it stays in use after a restore.',
    'It is not counted as a session.',
  ),
  'device-bound': explained(
    'Device-bound',
    'Tied to this device by other means than the keystore: a device id, a fingerprint of the hardware.',
    'The value was stored.',
    'Use on another device.',
    'See the catalogue row that recognised it.',
  ),
  system: explained(
    'System',
    'Kept by Android itself: the account manager, the lock settings, the keystore.',
    'The system held it.',
    'That any app on the other side can use it.',
    'See the system stores under shared.',
  ),
  identifier: explained(
    'Identifier',
    'Names an installation or a device, and opens nothing by itself.',
    'The same installation id on both sides is a link between them.',
    'A session.',
    'Use it to tie the two sides together.',
  ),
  unknown: explained(
    'Binding unknown',
    'Sealed or encoded, and its key was not found.',
    'Something is stored there that was meant to be secret.',
    'Whether it could be used elsewhere.',
    'Look for the key in the rest of the evidence.',
  ),
};

export const EXPIRY_EXPLAINED: ExplainedTable<Expiry> = {
  valid: explained(
    'Not expired by its own claim',
    'The value names a time of expiry later than run.at, the reference time.',
    'What the value says of itself.',
    'That the server still accepts it: it may be revoked.',
    'Set the reference time with --at.',
  ),
  expired: explained(
    'Expired by its own claim',
    'The value names a time of expiry at or before run.at.',
    'What the value says of itself.',
    'That it was unusable at the time of acquisition, if run.at is later.',
    'Set the reference time with --at.',
  ),
  unknown: explained(
    'No expiry found',
    'The value makes no claim about its expiry.',
    'Nothing.',
    'That it does not expire.',
    'See the service that issued it.',
  ),
};

export const CERTAINTY_EXPLAINED: ExplainedTable<Certainty> = {
  observed: explained(
    'Observed',
    'Found in a catalogued store, or the value checks itself.',
    'It is what the finding says.',
    'That it is accepted.',
    'The catalogue row names its source.',
  ),
  inferred: explained(
    'Inferred',
    'The shape of the value, or an unambiguous key name with a fitting value.',
    'It is very likely what the finding says.',
    'That the app uses it as such.',
    'Look at the place with cat --decoded.',
  ),
  suspected: explained(
    'Suspected',
    'A likely key name and a random-looking value, and nothing else.',
    'Only that someone should look.',
    'That it is a credential.',
    'Look at the place with cat --decoded. Never counted towards session-carried.',
  ),
};
