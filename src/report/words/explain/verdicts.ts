import type { Likeness, Route, Verdict } from '../../../diff/change.ts';
import type { AppVerdict } from '../../result.ts';
import { type ExplainedTable, explained } from './explained.ts';

const TIME_OF_ACQUISITION = 'It speaks of the time of acquisition, and shows neither transport nor direction.';

export const VERDICT_EXPLAINED: ExplainedTable<Verdict> = {
  carried: explained(
    'Carried',
    'Every record of the source is equal on the target. An artifact without records on the source is carried only if the target has none either.',
    'The same content is found on both sides.',
    `How it came there. ${TIME_OF_ACQUISITION} A server, an account or a third device may have brought the same content to both.`,
    'Give the bundle with --via to see whether the content is consistent with it.',
  ),
  'partly-carried': explained(
    'Partly carried',
    'Some records of the source are found on the target. A row with the same key that shares a telling value counts as found, as changed.',
    'The two sides share records.',
    `Which side is older, or why the rest is missing. ${TIME_OF_ACQUISITION}`,
    'carryover show SOURCE TARGET PATH lists the records of each side.',
  ),
  differs: explained(
    'Different',
    'Both sides hold it, both were read, and no record of the source is found on the target.',
    'The target has its own content at this place.',
    'That the content never was there: the app may have replaced it since.',
    'carryover show SOURCE TARGET PATH lists both contents; opaque content has a similarity from 0 to 1.',
  ),
  'not-compared': explained(
    'Not compared',
    'Both sides hold it and the bytes differ, but one side could not be read: encrypted, corrupt, over a limit, or only recognised.',
    'The bytes are not the same.',
    'Anything about the records within: they may all be the same.',
    'See the reason; a password, a raised limit or an undamaged copy may help.',
  ),
  'left-behind': explained(
    'Left behind',
    'Only the source holds it, and the coverage of the target includes its place.',
    'At the time of acquisition the target did not hold it there, nor moved elsewhere in the package.',
    'That it never was on the target: it may have been deleted since.',
    'With --via the route tells whether the bundle held it.',
  ),
  'new-on-target': explained(
    'New on target',
    'Only the target holds it, and the coverage of the source includes its place. Also given where the source holds an artifact without records and the target has some.',
    'At the time of acquisition the source did not hold this.',
    'That it was made on the target: a third device or a server may have brought it.',
    'With --via the route tells whether the bundle held it.',
  ),
  unseen: explained(
    'Unseen',
    'One side does not show it, and that side could not have shown it. The reason is given with every artifact.',
    'Nothing about the absent side.',
    'Absence. The artifact may well be there.',
    'Acquire more: a full filesystem instead of a backup, the credential-encrypted storage, an undamaged copy.',
  ),
};

export const APP_VERDICT_EXPLAINED: ExplainedTable<AppVerdict> = {
  'session-carried': explained(
    'Session carried',
    'Usable-looking credential on both sides; acceptance by the server not tested. A portable credential of a person or account, observed or inferred, not known to be expired or cleared on restore, is the same on both sides.',
    'The same credential is found on both sides.',
    `That a server accepts it, that it was accepted, or that the app is logged in. No value is ever tried. ${TIME_OF_ACQUISITION}`,
    'Look at the findings listed in because; their status, portability and expiry are given singly.',
  ),
  'data-carried': explained(
    'Data carried',
    'An artifact of the private domains (database, preferences, files, no_backup, root) has at least one telling record in common.',
    'Private records of the app are found on both sides.',
    `That all of it is there, or that the app can use it. ${TIME_OF_ACQUISITION}`,
    'The artifacts listed in because; carryover show compares one of them.',
  ),
  'apk-only': explained(
    'APK only',
    'The APK is on both sides. Private data of the source is covered and not found on the target.',
    'The app is installed on both; its private data was not there at the time of acquisition.',
    'Why: the app may forbid backup, or the user may have started anew.',
    'carryover audit SOURCE names what the backup policy of the app keeps out.',
  ),
  'not-carried': explained(
    'Not carried',
    'No telling record is in common, and at least one private place was covered.',
    'In the places that were covered, nothing telling of the source is on the target.',
    'Anything about places that were not covered: see coverage partial.',
    'List what was unseen with --verdict unseen.',
  ),
  'new-on-target': explained(
    'New on target',
    'Only the target holds the app, and the source would have shown it.',
    'The source did not hold the app at the time of acquisition.',
    'Where it came from.',
    'Look at the installer in info, where the evidence names one.',
  ),
  unseen: explained(
    'Unseen',
    'One side could not have shown the app or its private data.',
    'Nothing about the absent side.',
    'Absence.',
    'The reasons are listed under "What could not be seen, and why".',
  ),
};

export const LIKENESS_EXPLAINED: ExplainedTable<Likeness> = {
  bytes: explained(
    'The same bytes',
    'All parts but -shm are equal byte by byte.',
    'The content is identical.',
    'How it came there.',
    'Compare the hashes in the JSON.',
  ),
  content: explained(
    'The same records',
    'The records are the same, the bytes are not: another page order, a vacuum, a checkpoint, another serialisation.',
    'What a reader makes of both is equal.',
    'That nothing else differs: free space, order and padding are not records.',
    'cat --decoded shows the records of each side.',
  ),
  superset: explained(
    'The target has more',
    'The target has all records of the source and others beside them, or has columns of its own.',
    'The source content is wholly found on the target.',
    'When the others came.',
    'carryover show lists what only the target has.',
  ),
  partial: explained(
    'Partly the same',
    'Some records are the same, some are not.',
    'The sides share records.',
    'Which is the older state.',
    'carryover show lists the differences.',
  ),
  none: explained(
    'Nothing the same',
    'Both were read, and no record is the same.',
    'The contents have nothing in common that was compared.',
    'That they never had.',
    'carryover show lists both contents.',
  ),
};

export const ROUTE_EXPLAINED: ExplainedTable<Route> = {
  'via-bundle': explained(
    'Consistent with the bundle',
    'The records found on the target are in the bundle too.',
    'The finding is consistent with transport by the bundle.',
    'That the bundle was the way: the same records may have come by another.',
    'Compare times of the bundle and of the target.',
  ),
  'packed-only': explained(
    'Packed, not on the target',
    'The bundle holds records of the source that the target does not show.',
    'They were packed.',
    'That they were never restored: the app may have dropped them.',
    'Look at the app on the target: version, policy, first start.',
  ),
  'not-packed': explained(
    'Not packed',
    'The source holds it, the bundle does not.',
    'The bundle could not have carried it.',
    'That the bundle could have held it: agents pack what they choose.',
    'carryover info BUNDLE tells what it could show.',
  ),
  'other-route': explained(
    'By another way',
    'Source and target share records that the bundle does not hold.',
    'This bundle did not bring them.',
    'What did: a server, an earlier transfer, another bundle.',
    'Look for other bundles and for sync by the app.',
  ),
  'bundle-only': explained(
    'In the bundle only',
    'Neither the source nor the target shows it.',
    'The bundle held it when it was made.',
    'That the source never did: it may have changed after the bundle was made.',
    'Compare the times of bundle and source.',
  ),
  'target-only': explained(
    'On the target only',
    'Neither the source nor the bundle holds it.',
    'Neither brought it as it is.',
    'That it was made on the target.',
    'Look at times on the target.',
  ),
  'bundle-and-target': explained(
    'In the bundle and on the target',
    'Bundle and target share what the source does not: it has no such artifact, or other records in it. Where it has none, likeness and records compare these two (`compared`).',
    'The target shares it with the bundle.',
    'That the source never held it.',
    'Compare the times of bundle and source.',
  ),
};
