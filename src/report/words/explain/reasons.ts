import type { UnseenReason } from '../../../android/coverage.ts';
import type { Gravity } from '../../../base/notice.ts';
import { reasonSentence } from '../reasons.ts';
import { type Explained, type ExplainedTable, explained } from './explained.ts';

function reason(code: UnseenReason, title: string, next: string): Explained {
  const sentence = reasonSentence(code);
  return explained(
    title,
    `Absence says nothing here, because ${sentence}.`,
    'Nothing about the side that could not show it.',
    'Absence.',
    next,
  );
}

export const REASON_EXPLAINED: ExplainedTable<UnseenReason> = {
  'agent-bundle': reason('agent-bundle', 'Packed by agents', 'Compare with a full filesystem of the phone.'),
  truncated: reason('truncated', 'The evidence ends early', 'Copy or acquire it again.'),
  damage: reason('damage', 'A damaged stretch', 'See the notice of gravity damage at that place.'),
  limit: reason('limit', 'A limit was reached', 'Raise --limit-entries, --limit-bytes or --limit-depth.'),
  locked: reason('locked', 'Encrypted', 'Give passwords with --password-file or --keychain.'),
  'storage-not-acquired': reason(
    'storage-not-acquired',
    'Storage not acquired',
    'Acquire that storage (credential-encrypted storage needs the phone unlocked).',
  ),
  'package-folder-missing': reason(
    'package-folder-missing',
    'App folder missing',
    'Check whether the acquisition left folders out.',
  ),
  'excluded-by-transport': reason(
    'excluded-by-transport',
    'Left out by the tool',
    'Compare with a full filesystem of the phone.',
  ),
  'other-representation': reason(
    'other-representation',
    'Kept in another form',
    'carryover ls shows the form that the bundle keeps it in.',
  ),
  'bundle-only': reason(
    'bundle-only',
    'Only in the bundle',
    'It may have been deleted on both phones since, or the bundle is of another day or phone.',
  ),
};

export const GRAVITY_EXPLAINED: ExplainedTable<Gravity> = {
  damage: explained(
    'Damage',
    'Content was lost, is unreadable or unproven. The run is partial and ends with exit code 5.',
    'Something is missing from the result.',
    'That what did come out is wrong.',
    'Read the notice; absence near such a place is unseen.',
  ),
  doubt: explained(
    'Doubt',
    'Odd but complete, or an index that disagrees with the content.',
    'The evidence is unusual at that place.',
    'That anything was lost or tampered with.',
    'Read the notice and judge.',
  ),
  info: explained(
    'Note',
    'Worth knowing, and of no weight for the result.',
    'What it says.',
    'Anything more.',
    'None.',
  ),
};
