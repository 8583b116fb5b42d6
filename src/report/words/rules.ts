import type { RestoreTrace, RuleId } from '../../findings/finding-view.ts';
import type {
  CredentialFinding,
  DeletedRecordsFinding,
  FindingView,
  KeyBesideFinding,
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
    return `${told}; ${confirmed} of them show a thousandth of the time that the other side has`;
  return typeof name === 'string' ? `${name}: ${told}` : told;
}

/** What bears a trace: files, or, of lists of apps, apps. */
function borne({ trace, files, of }: RestoreTraceFinding): string {
  if (trace === 'installer') return 'the app';
  return `${files} of ${of} ${trace === 'first-install' ? 'apps' : 'files'}`;
}

function deletedWorth({ telling, liveOnTarget, cut }: DeletedRecordsFinding): string {
  const live = liveOnTarget === 0 ? '' : `, ${liveOnTarget} more live on the target`;
  return `${telling} tell${live}${cut ? '; not all were read' : ''}`;
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
    case 'policy':
      return { what: finding.policy, where: finding.because, worth: explainedWord(finding) };
  }
}
