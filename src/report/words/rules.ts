import type { AccountBundle, AccountReading, RestoreTrace, RuleId } from '../../findings/finding-view.ts';
import { counted } from '../numbers.ts';
import type {
  AccountFinding,
  CredentialFinding,
  DeletedRecordsFinding,
  FindingView,
  KeyBesideFinding,
  KeystoreFinding,
  RestoreTraceFinding,
} from '../result.ts';
import { PORTABILITY_WORDS, STATUS_WORDS } from './findings.ts';
import { HEADINGS } from './headings.ts';
import { explainedWord } from './policy.ts';
import { SIDE_WORDS } from './verdicts.ts';

/** What each rule's findings stand under, and what they mean together. */
export const RULE_WORDS: Readonly<Record<RuleId, { readonly heading: string; readonly about: string }>> = {
  credential: { heading: HEADINGS.credentials, about: 'what signs a person in, or opens something' },
  identifier: {
    heading: 'Identifiers',
    about: 'name an installation or a device; the same on both sides ties the two together, and opens nothing',
  },
  'restore-trace': {
    heading: 'Traces of a restore',
    about: 'marks that restoring leaves; each is told with what else could explain it',
  },
  'deleted-records': {
    heading: 'Deleted records',
    about:
      'no longer shown by the source, and still held by the bytes of the target; what carried them there is not told',
  },
  'key-beside': {
    heading: 'Sealed databases whose key lies beside them',
    about: 'opened with a value of the same app: where database and key are both on a side, the seal keeps nobody out',
  },
  account: {
    heading: 'Accounts of the device',
    about: 'the same token on both sides ties the two together; the same name alone does not',
  },
  keystore: {
    heading: 'Keys in the keystore',
    about: 'by name: an entry works on its own device alone, so that the same name on both is no key that crossed',
  },
  policy: {
    heading: HEADINGS.policy,
    about: 'members that the manifest of the APK beside them would not have let out',
  },
};

/** What was seen, and after the semicolon what else could have made it. */
const TRACE_SENTENCES: Readonly<Record<RestoreTrace, string>> = {
  'seconds-as-milliseconds':
    'dated January 1970, as adb restore does when it takes seconds for milliseconds; a clock that was never set does too',
  'masked-modes':
    'no right for group and others, as adb restore leaves private files; an app that sets its own modes does too',
  'written-at-once': 'changed within seconds of each other; an app that writes all its files at once does too',
  installer: 'installed by a tool that moves or restores apps; it may have been used for anything else too',
  'first-install': 'first installed within minutes of each other; setting a phone up from an account does too',
};

export function traceSentence({ trace, args }: RestoreTraceFinding): string {
  const told = TRACE_SENTENCES[trace];
  const { confirmed, name } = args;
  if (typeof confirmed === 'number' && confirmed > 0)
    return `${told}; ${confirmed} of them ${confirmed === 1 ? 'shows' : 'show'} a thousandth of the time that the other side has`;
  return typeof name === 'string' ? `${name}: ${told}` : told;
}

/** What bears a trace: files, or, of lists of apps, apps. */
function borne({ trace, files, of }: RestoreTraceFinding): string {
  if (trace === 'installer') return 'the app';
  return `${files} of ${of} ${trace === 'first-install' ? 'apps' : 'files'}`;
}

function deletedWorth({ telling, liveOnTarget, cut }: DeletedRecordsFinding): string {
  const live = liveOnTarget === 0 ? '' : `, ${liveOnTarget} more live on the target`;
  return `${telling} ${telling === 1 ? 'tells' : 'tell'}${live}${cut ? '; not all were read' : ''}`;
}

/** The value that is the key, or that it was made of. */
function keyPlace({ key, derived }: KeyBesideFinding): string {
  const place = key.devicePath.slice(key.devicePath.lastIndexOf('/') + 1) + (key.where === null ? '' : ` ${key.where}`);
  return derived === null ? `key: ${place}` : `key: ${derived}, of ${place}`;
}

function keySides({ onSource, onTarget }: KeyBesideFinding): string {
  if (onSource && onTarget) return 'database and key on both sides';
  return `database and key on the ${onSource ? 'source' : 'target'}`;
}

const ACCOUNT_SENTENCES: Readonly<Record<AccountReading, string>> = {
  'same-token': 'on both sides, and with it the same token',
  'other-token': 'on both sides, no token in common',
  'token-on-target': 'on both sides, with a token on the target alone',
  'no-token-on-target': 'on both sides, without a token in the account store of the target',
  'tokens-unseen': 'on both sides by name; tokens could not be seen on both',
  'left-behind': 'on the source only',
  'new-on-target': 'on the target only',
  'source-unseen': 'on the target; the source could not have shown it',
  'target-unseen': 'on the source; the target could not have shown it',
};

/** What the bundle says of how it came to the target, if it is there. */
const ACCOUNT_BUNDLE_WORDS: Readonly<Record<AccountBundle, string>> = {
  'not-held': 'no such account in the bundle',
  'same-token': 'the bundle holds the token that the target has',
  'other-token': 'the bundle holds it with another token than the target has now',
  unseen: 'some of the bundle was lost, which may have held it',
};

/** With tokens on the target the bundle may have brought them; without, it says nothing. */
export function accountSentence({ reading, bundle, secrets }: AccountFinding): string {
  if (reading === undefined) return 'kept by the device';
  const told = ACCOUNT_SENTENCES[reading];
  return bundle === null || secrets.target === 0 ? told : `${told}; ${ACCOUNT_BUNDLE_WORDS[bundle]}`;
}

function accountSecrets({ secrets: { source, target, same }, reading }: AccountFinding): string {
  if (reading === undefined) return counted(source, 'secret');
  return `secrets: ${source} on the source, ${target} on the target, ${same} the same`;
}

const MOST_ALIASES = 3;

function keyNames({ aliases: { both, source, target } }: KeystoreFinding): string {
  const names = [...both, ...source, ...target];
  const more = names.length - MOST_ALIASES;
  return names.slice(0, MOST_ALIASES).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function keyCounts({ keys: { source, target, both } }: KeystoreFinding): string {
  if (source === null || target === null)
    return `${source ?? target ?? 0} on the ${source === null ? 'target' : 'source'}`;
  return `${source} on the source, ${target} on the target, ${both} of the same name`;
}

/** One finding in a row. */
export interface FindingRow {
  readonly what: string;
  readonly where: string;
  readonly worth: string;
}

/** A finding of any rule but that of credentials, which have a table of their own. */
export function findingRow(finding: Exclude<FindingView, CredentialFinding>): FindingRow {
  switch (finding.rule) {
    case 'identifier': {
      const { service, secret, where, status, portability } = finding;
      const worth = status === undefined ? PORTABILITY_WORDS[portability] : STATUS_WORDS[status];
      return { what: service ?? secret.shape, where: where ?? '', worth };
    }
    case 'restore-trace':
      return {
        what: `${SIDE_WORDS[finding.side]}: ${borne(finding)}`,
        where: traceSentence(finding),
        worth: finding.trace,
      };
    case 'deleted-records':
      return {
        what: `${finding.records} of ${finding.of} past records`,
        where: finding.sections.map(({ section, records }) => `${section} ${records}`).join(', '),
        worth: deletedWorth(finding),
      };
    case 'key-beside':
      return { what: finding.cipher, where: keyPlace(finding), worth: keySides(finding) };
    case 'account': {
      const { name, type } = finding.account;
      return { what: `${name} (${type})`, where: accountSentence(finding), worth: accountSecrets(finding) };
    }
    case 'keystore':
      return {
        what: finding.holder ?? `uid ${finding.uids.source ?? finding.uids.target}`,
        where: keyNames(finding),
        worth: keyCounts(finding),
      };
    case 'policy':
      return { what: finding.policy, where: finding.because, worth: explainedWord(finding) };
  }
}
