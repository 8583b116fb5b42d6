import type { Options } from 'yargs';
import { DOMAINS } from '../android/location.ts';
import { DEFAULT_LIMITS } from '../bytes/limits.ts';
import { VERDICTS } from '../diff/change.ts';
import { RULE_IDS } from '../findings/finding-view.ts';
import { APP_VERDICTS } from '../report/result.ts';

/** Flags that every command takes (contract, "Commands"). */
export const COMMON_OPTIONS: Readonly<Record<string, Options>> = {
  format: {
    type: 'string',
    choices: ['text', 'json', 'ndjson', 'csv'],
    default: 'text',
    describe: 'What goes to stdout',
  },
  'password-file': { type: 'string', array: true, describe: 'Passwords to try, one per line' },
  keychain: { type: 'string', array: true, describe: 'CSV of evidence pattern and password' },
  at: { type: 'string', describe: 'Reference time for expiry (ISO 8601); else SOURCE_DATE_EPOCH, else now' },
  tz: { type: 'string', describe: 'Time zone of a second, labelled time in text; UTC is always shown' },
  'limit-entries': { type: 'number', default: DEFAULT_LIMITS.entries, describe: 'Entries per evidence' },
  'limit-bytes': { type: 'number', default: DEFAULT_LIMITS.bytes, describe: 'Decoded bytes per evidence' },
  'limit-depth': { type: 'number', default: DEFAULT_LIMITS.depth, describe: 'Containers within containers' },
  'work-dir': { type: 'string', describe: 'Folder for the private spool (default: the system temporary folder)' },
  'case-key': { type: 'string', describe: 'File whose bytes key the fingerprints of secrets' },
  'reveal-secrets': { type: 'boolean', default: false, describe: 'Show values of secrets; the result records it' },
  verify: { type: 'boolean', default: false, describe: 'Hash the evidence again afterwards' },
  progress: { type: 'string', choices: ['auto', 'never', 'json'], default: 'auto', describe: 'Progress on stderr' },
  color: {
    type: 'string',
    choices: ['auto', 'always', 'never'],
    default: 'auto',
    describe: 'Colour; NO_COLOR is honoured',
  },
  quiet: { alias: 'q', type: 'boolean', default: false, describe: 'Nothing on stderr but faults' },
  verbose: { alias: 'v', type: 'boolean', default: false, describe: 'More on stderr: notices of gravity info as well' },
};

export const AS_OPTION: Readonly<Record<string, Options>> = {
  as: { type: 'string', describe: 'Format to use whatever the bytes say (see: carryover formats)' },
};

export const SIDES_AS_OPTIONS: Readonly<Record<string, Options>> = {
  'source-as': { type: 'string', describe: 'Format of the source' },
  'target-as': { type: 'string', describe: 'Format of the target' },
  'via-as': { type: 'string', describe: 'Format of the bundle' },
};

export const FILTER_OPTIONS: Readonly<Record<string, Options>> = {
  app: { type: 'string', array: true, describe: 'Only these packages (* and ? as in a shell)' },
  domain: { type: 'string', array: true, choices: DOMAINS, describe: 'Only artifacts of these domains' },
  verdict: {
    type: 'string',
    array: true,
    choices: [...new Set([...VERDICTS, ...APP_VERDICTS])],
    describe: 'Only artifacts, or apps, with these verdicts',
  },
  rule: { type: 'string', array: true, choices: RULE_IDS, describe: 'Only findings of these rules' },
};

export const OUTPUT_OPTION: Readonly<Record<string, Options>> = {
  output: {
    alias: 'o',
    type: 'string',
    array: true,
    describe: 'Write to a file; the format follows the name; may be repeated',
  },
};
