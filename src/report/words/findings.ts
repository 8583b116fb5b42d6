import type { BindingReading, BindingView } from '../../findings/binding.ts';
import type { Certainty, Expiry, Portability, Status } from '../../findings/finding.ts';

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  carried: 'carried',
  changed: 'changed',
  'left-behind': 'left behind',
  'new-on-target': 'new on target',
  unseen: 'unseen',
};

export const STATUS_SENTENCES: Readonly<Record<Status, string>> = {
  carried: 'the same value is found on both sides; acceptance by the server not tested',
  changed: 'the same place holds another value on the target',
  'left-behind': 'the value is not on the target, which would have shown it',
  'new-on-target': 'the value is on the target only',
  unseen: 'the target could not have shown it',
};

export const PORTABILITY_WORDS: Readonly<Record<Portability, string>> = {
  portable: 'portable',
  'keystore-bound': 'keystore-bound',
  'cleared-on-restore': 'cleared on restore',
  'device-bound': 'device-bound',
  system: 'system',
  identifier: 'identifier',
  unknown: 'binding unknown',
};

export const PORTABILITY_SENTENCES: Readonly<Record<Portability, string>> = {
  portable: 'stored in plain text with no sign that it is bound to a device',
  'keystore-bound': "sealed with a key that the device's keystore does not give out",
  'cleared-on-restore': 'its own library discards it after a restore',
  'device-bound': 'tied to this device by other means than the keystore',
  system: 'kept by Android itself',
  identifier: 'names an installation or a device; opens nothing by itself',
  unknown: 'sealed or encoded, and its key was not found',
};

/** Expiry in a table. */
export const EXPIRY_WORDS: Readonly<Record<Expiry, string>> = {
  valid: 'not expired',
  expired: 'expired',
  unknown: 'no expiry found',
};

/** Of a cookie without an expiry: it ends with the session. In a table, and in full. */
export const SESSION_ONLY = 'session';
export const ENDS_WITH_SESSION = 'with the session (no expiry)';

/** Expiry in full. `at` is `run.at`; the phrase for `valid` is fixed by the contract. */
export function expirySentence(expiry: Expiry, at: string): string {
  if (expiry === 'valid') return `not expired by its own claim at ${at}`;
  if (expiry === 'expired') return `expired by its own claim at ${at}`;
  return 'makes no claim about its expiry';
}

export const BINDING_WORDS: Readonly<Record<BindingReading, string>> = {
  'restore-not-noticed': 'restore not noticed',
  'discarded-at-start': 'discarded at the next start',
  'marker-renewed': 'marker made anew',
  'marker-unseen': 'marker unseen',
  'id-crossed': 'device id on both sides',
  'other-id': 'another device id',
  'id-not-found': 'device id not found',
  'dead-copy': 'dead copy',
  'fresh-start': 'fresh start',
  opened: 'opened',
};

export const BINDING_SENTENCES: Readonly<Record<BindingReading, string>> = {
  'restore-not-noticed': 'the file that tells its library of a restore is on the target too: the value stays in use',
  'discarded-at-start':
    'the file without which its library discards the value is not on the target, which would have shown it',
  'marker-renewed': 'the file that tells its library of a restore has other content on the target: it was made there',
  'marker-unseen': 'the target could not have shown the file without which its library discards the value',
  'id-crossed': 'the id of the device that it works with is the same on both sides',
  'other-id': 'the id of the device that it works with is another on the target',
  'id-not-found': 'it works with an id of the device, which was not found on both sides',
  'dead-copy':
    'sealed on the target with the same key as on the source: it opens only where the keystore holds that key',
  'fresh-start': 'sealed on the target with another key: the app made a new store there',
  opened: 'sealed by what everybody has, and opened',
};

/** One binding in full: what it hangs on, and what became of that. */
export function bindingSentence({ reading, named }: BindingView): string {
  return `${BINDING_WORDS[reading]} (${named}): ${BINDING_SENTENCES[reading]}`;
}

export const CERTAINTY_SENTENCES: Readonly<Record<Certainty, string>> = {
  observed: 'a catalogued store, or a value that checks itself',
  inferred: "the value's shape, or an unambiguous key name with a fitting value",
  suspected: 'a likely key name and a random-looking value alone',
};
