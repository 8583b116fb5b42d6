import type { UnseenReason } from '../../android/coverage.ts';
import type { Args } from '../../base/args.ts';
import { plainSentence } from './sentence.ts';
import { CONTENT_FAULTS } from './sentences/contents.ts';

/** Why absence says nothing, for each reason of coverage. */
const UNSEEN_SENTENCES: Readonly<Record<UnseenReason, string>> = {
  'agent-bundle': 'the bundle was made by agents on the phone and holds only what they chose to pack',
  truncated: 'the evidence ends early, and the missing part could have held it',
  damage: 'a damaged stretch of the evidence could have held it',
  limit: 'a limit was reached before all of it was read',
  locked: 'it could lie in a part that is encrypted, and no password opened that part',
  'storage-not-acquired': 'this kind of storage was not acquired',
  'package-folder-missing': 'the phone lists the app as installed, but its folder is missing from the evidence',
  'excluded-by-transport': 'the tool that made the bundle leaves this kind of place out',
  'other-representation': 'the bundle keeps this in another form, which cannot be compared file by file',
  'bundle-only': 'only the bundle holds it, and both phones would have shown it',
};

/** The same in at most five words, for a line of counts. */
const UNSEEN_SHORT: Readonly<Record<UnseenReason, string>> = {
  'agent-bundle': 'bundle packs selectively',
  truncated: 'evidence ends early',
  damage: 'damaged stretch',
  limit: 'limit reached',
  locked: 'encrypted',
  'storage-not-acquired': 'storage not acquired',
  'package-folder-missing': 'app folder missing',
  'excluded-by-transport': 'left out by the tool',
  'other-representation': 'kept in another form',
  'bundle-only': 'only in the bundle',
};

function isUnseenReason(code: string): code is UnseenReason {
  return Object.hasOwn(UNSEEN_SENTENCES, code);
}

/** Why something is unseen or could not be compared, as a clause. Any code gives one. */
export function reasonSentence(code: UnseenReason | string, args: Args = {}): string {
  if (isUnseenReason(code)) return UNSEEN_SENTENCES[code];
  const own = Object.hasOwn(CONTENT_FAULTS, code) ? CONTENT_FAULTS[code] : undefined;
  return own === undefined ? plainSentence('its reader could not read it', code, args) : own(args);
}

/** The reason in a few words. */
export function shortReason(code: UnseenReason | string): string {
  return isUnseenReason(code) ? UNSEEN_SHORT[code] : code.replace(/[.\-_]+/g, ' ');
}

/** Whether a content's detail has a sentence of its own. */
export function hasContentSentence(detail: string): boolean {
  return Object.hasOwn(CONTENT_FAULTS, detail);
}
