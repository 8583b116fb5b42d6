import { type Explained, type ExplainedTable, explained } from './explained.ts';

/** A word of the formats or of the model: what it means; a term proves nothing by itself. */
function term(title: string, meaning: string, next: string): Explained {
  return explained(title, meaning, 'Nothing by itself: it is a word of the model.', 'A finding.', next);
}

export const TERM_EXPLAINED: ExplainedTable = {
  artifact: term(
    'Artifact',
    'What is compared: a database with its -wal, -journal and -shm, a preferences file with its .bak, a LevelDB folder, else one file.',
    'carryover show compares one.',
  ),
  record: term(
    'Record',
    'A live row of an ordinary table, a key of preferences, a path of JSON, or a line of text. Where no reader understands a content, its bytes are the only record.',
    'carryover cat --decoded lists the records of a file.',
  ),
  telling: term(
    'Telling record',
    'A record that is unlikely to be equal by chance: beyond its key it holds text or a blob of 8 bytes or more, or a number of 2^31 or more. Opaque content tells from 32 bytes.',
    'See telling among the counts of records.',
  ),
  coverage: term(
    'Coverage',
    'What a side could have shown. Absence inside the coverage is a fact, outside of it it is unseen.',
    'carryover info lists what each piece of evidence covers.',
  ),
  bundle: term(
    'Bundle',
    'An archive that carries the data of apps from phone to phone: an adb backup, a Mi Mover set, a Smart Switch folder.',
    'Give it to diff with --via.',
  ),
  container: term(
    'Container',
    'What turns bytes into members without giving them a meaning: a folder, zip, tar, gzip, the envelope of a backup.',
    'carryover formats lists those that are known.',
  ),
  opaque: term(
    'Opaque',
    'A content that no reader understands. Its bytes are its only record.',
    'carryover extract takes it out for other tools.',
  ),
  ce: term(
    'Credential-encrypted storage',
    'The storage of an app that can be read only after the first unlock: /data/data and /data/user/N.',
    'Acquire the phone unlocked to see it.',
  ),
  de: term(
    'Device-encrypted storage',
    'The storage of an app that can be read before the first unlock: /data/user_de/N.',
    'See storage de in ls.',
  ),
  kv: term(
    'Key-value data',
    'What an app gives to the backup manager as keys and values instead of files.',
    'See /backup/kv in ls.',
  ),
  moved: term(
    'Moved',
    'The same content lies at another place of the same package on the target. It needs 32 bytes or more and must be unique on each side; then it is one artifact.',
    'See moved in the JSON.',
  ),
  notExamined: term(
    'Not examined',
    'System files other than the named stores are hashed and counted, and not compared.',
    'carryover ls lists them.',
  ),
  real: term(
    'Tried on genuine files',
    'The reading of this format was tried on files that genuine tools wrote.',
    'carryover formats tells it of each format.',
  ),
  vector: term(
    'Tried on published vectors',
    'The reading of this format was tried on test data that others published.',
    'carryover formats tells it of each format.',
  ),
  synthetic: term(
    'Tried on files of our own making',
    'The reading of this format was tried only on files made after its description.',
    'Check a few entries by hand.',
  ),
  tag: term('Proof by tag', 'An authenticated cipher checked the content (the GCM tag holds).', 'None.'),
  hmac: term('Proof by HMAC', 'A keyed hash over the content holds.', 'None.'),
  crc: term('Proof by checksum', 'A checksum of the container holds (CRC-32, Adler-32).', 'None.'),
  magic: term('Proof by magic', 'Only the first bytes of the content look right.', 'Check the content itself.'),
  none: term('No proof', 'Nothing shows that decryption or decompression was right.', 'Check the content itself.'),
};
