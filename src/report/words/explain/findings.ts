import type { BindingReading } from '../../../findings/binding.ts';
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

export const BINDING_EXPLAINED: ExplainedTable<BindingReading> = {
  'restore-not-noticed': explained(
    'Restore not noticed',
    'The library keeps a file that no backup holds (no_backup), and discards its store where that file is missing. It is on the target, with the same content where it has any.',
    'The library has no sign of a restore: the value stays in use. A push token is told as portable then.',
    'How the file came there: the library makes it anew at the first start.',
    'Compare its times of change with those of the store.',
  ),
  'discarded-at-start': explained(
    'Discarded at the next start',
    'The file without which the library discards its store is not on the target, whose coverage includes its folder.',
    'The app had not been started on the target, or not since the store was put there.',
    'That the value was discarded by the time of acquisition: it is still there.',
    'Look whether the app was used on the target at all.',
  ),
  'marker-renewed': explained(
    'Marker made anew',
    'The file that tells the library of a restore has other content on the target than on the source.',
    'It was written on the target, after the app was started there.',
    'Which store the library uses now.',
    'Look for a second store beside the one that is equal.',
  ),
  'marker-unseen': explained(
    'Marker unseen',
    'The target could not have shown the file without which the library discards its store.',
    'Nothing.',
    'Whether the value stays in use.',
    'Acquire no_backup of the app: a backup never holds it.',
  ),
  'id-crossed': explained(
    'Device id on both sides',
    'The id of the device that the value works with, as the app keeps it, is the same on both sides.',
    'Both the value and the id that it is tied to crossed, or are of one device.',
    'That the server or the app takes no other mark of the device.',
    'Compare other identifiers of both sides.',
  ),
  'other-id': explained(
    'Another device id',
    'The app keeps another id of the device on the target.',
    'The value is the same, the id that it works with is not.',
    'That the value is refused for it.',
    'See the service of the finding.',
  ),
  'id-not-found': explained(
    'Device id not found',
    'The value works with an id of the device. That was not found on both sides, or it is not known where the app keeps it.',
    'Nothing.',
    'Whether it could be used on the target.',
    'Look for the id that is named in system stores of a full-filesystem extraction.',
  ),
  'dead-copy': explained(
    'Dead copy',
    'The keyset on the target has the key ids of the one on the source, and is sealed by a key of a keystore.',
    'The sealed store on the target is that of the source. Keys of a keystore never leave their device.',
    'That the target is another device: on the same one it still opens.',
    'It is no session that crossed. See the identifiers for whether both sides are one device.',
  ),
  'fresh-start': explained(
    'Fresh start',
    'The keyset on the target has other key ids than the one on the source.',
    'The app made a new sealed store on the target.',
    'What the new store holds.',
    'Whoever is signed in there signed in again, or got in by another route.',
  ),
  opened: explained(
    'Opened',
    'The value was sealed by a key that is the same in every installation, or by none, and was opened.',
    'Sealing of this kind keeps nobody out: the value counts as portable.',
    'That a server accepts it.',
    'Treat it as a value in clear.',
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
    'The value makes no claim about its expiry. A cookie without one ends with the session of its browser (`session`).',
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
