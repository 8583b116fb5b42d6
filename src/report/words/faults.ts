import { renderCitation } from '../../base/citation.ts';
import type { Fault, FaultCode } from '../../base/fault.ts';
import { sentenceOf } from './sentence.ts';
import { CONTENT_FAULTS } from './sentences/contents.ts';
import { FAULT_DETAIL_HINTS, FAULT_SENTENCES } from './sentences/faults.ts';

/** One or two words for each fault code. */
export const FAULT_TITLES: Readonly<Record<FaultCode, string>> = {
  'usage.invalid': 'wrong usage',
  'output.exists': 'output exists',
  'output.unwritable': 'output not writable',
  'evidence.missing': 'missing',
  'evidence.empty': 'empty',
  'evidence.unknown': 'not recognised',
  'evidence.ambiguous': 'ambiguous',
  'evidence.unreadable': 'unreadable',
  'evidence.changed': 'changed',
  'evidence.truncated': 'cut short',
  'evidence.no-entry': 'no such entry',
  'evidence.locked': 'locked',
  'evidence.unsupported': 'unsupported',
  'engine.missing': 'engine missing',
  'work.unusable': 'work folder unusable',
  interrupted: 'interrupted',
  bug: 'a bug in carryover',
};

/** What happened, where a detail has no sentence of its own. */
export const FAULT_MEANINGS: Readonly<Record<FaultCode, string>> = {
  'usage.invalid': 'the command line cannot be carried out as it stands',
  'output.exists': 'there is a file or folder already, and nothing is overwritten',
  'output.unwritable': 'the output could not be written',
  'evidence.missing': 'there is nothing at this path',
  'evidence.empty': 'it holds no bytes',
  'evidence.unknown': 'no known format was recognised in its bytes',
  'evidence.ambiguous': 'more than one reading is equally likely',
  'evidence.unreadable': 'it could not be read',
  'evidence.changed': 'it changed while it was being read',
  'evidence.truncated': 'it ends before anything could be read',
  'evidence.no-entry': 'the evidence holds no such entry',
  'evidence.locked': 'it is encrypted, and no password opened it',
  'evidence.unsupported': 'it is of a kind that carryover does not read',
  'engine.missing': 'an engine that this work needs is not installed',
  'work.unusable': 'the folder for temporary files cannot be used',
  interrupted: 'stopped before the end; no result was written',
  bug: 'something happened that must not',
};

/** A way on for each code: what to try next. */
export const FAULT_HINTS: Readonly<Record<FaultCode, string>> = {
  'usage.invalid': 'see carryover --help',
  'output.exists': 'name another output',
  'output.unwritable': 'name another output with -o',
  'evidence.missing': 'check the path',
  'evidence.empty': 'acquire it again',
  'evidence.unknown': 'name its format with --as FORMAT (carryover formats lists them)',
  'evidence.ambiguous': 'name one with --as FORMAT, or give the path of the bundle itself',
  'evidence.unreadable': 'check the medium and its permissions, or work on a copy',
  'evidence.changed': 'work on a copy that nothing writes to',
  'evidence.truncated': 'copy or acquire it again',
  'evidence.no-entry': 'list what there is with carryover ls',
  'evidence.locked': 'try --password-file FILE',
  'evidence.unsupported': 'carryover formats lists what can be read',
  'engine.missing': 'install it, or leave this evidence out',
  'work.unusable': 'name another with --work-dir DIR',
  interrupted: 'run it again',
  bug: 'please report it with the command line; the evidence is not needed',
};

/** What went wrong, as a clause without a full stop. */
export function faultSentence(fault: Fault): string {
  // What a reader said of one content is its reason here too.
  const ofContent = fault.code === 'evidence.unsupported' ? CONTENT_FAULTS[fault.detail] : undefined;
  if (ofContent !== undefined) return ofContent(fault.args);
  return sentenceOf(FAULT_SENTENCES, FAULT_MEANINGS[fault.code] ?? fault.code, fault.code, fault.detail, fault.args);
}

/** Whether a fault's detail has a sentence of its own. */
export function hasFaultSentence(code: string, detail: string): boolean {
  return Object.hasOwn(FAULT_SENTENCES, `${code}/${detail}`);
}

function placeOf(fault: Fault, label: string): string {
  const at = fault.at === null ? '' : typeof fault.at === 'string' ? fault.at : renderCitation(fault.at);
  if (at === '' || at === label) return label;
  if (label === '' || at.startsWith(`${label} `)) return at;
  // Citations begin with the name of the file; the label says where it lies.
  const name = label.slice(label.lastIndexOf('/') + 1);
  if (name !== '' && (at === name || at.startsWith(`${name} `))) return label + at.slice(name.length);
  return `${label}: ${at}`;
}

/**
 * A fault for people: `line` goes to stderr and names evidence, place, code and a way on; `hint` is that way on
 * alone. `label` is the evidence as the user named it, or empty. Neither is escaped for a terminal.
 */
export function faultMessage(fault: Fault, label: string): { readonly line: string; readonly hint: string } {
  const own = FAULT_DETAIL_HINTS[`${fault.code}/${fault.detail}`];
  const hint = own === undefined ? (FAULT_HINTS[fault.code] ?? 'see carryover --help') : own(fault.args);
  const stated = fault.args['stated'];
  const way =
    stated === undefined
      ? hint
      : `${hint}; ${stated} states a password (BackupPassword), which is not taken from there`;
  const place = placeOf(fault, label);
  const title = FAULT_TITLES[fault.code] ?? 'failed';
  const line = `carryover: ${place === '' ? '' : `${place}: `}${title} (${fault.code}): ${faultSentence(fault)}; ${way}`;
  return { line, hint: way };
}
