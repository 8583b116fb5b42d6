import { createDecipheriv } from 'node:crypto';

/** What a session says of itself, and the secrets that may open it. */
export interface Session {
  readonly model: string | null;
  /** As stored: `2024-01-02 03:04:05` or `20240102030405`, of no stated zone. */
  readonly saved: string | null;
  /** Where each candidate came from; the secret itself is never told. Most likely first. */
  readonly secrets: readonly Secret[];
}

/** A text that keys are made of: 36 hex characters in all sessions seen. */
export interface Secret {
  readonly text: string;
  readonly from: string;
}

/** The program for Windows wraps the secret under a key of its own (smartswitch-explorer session_credentials.py). */
const PC_KEY = '0b1e96db05d64ea4';
/** What old versions used where a session had none of its own (same source). */
const OLD_DEFAULT = '9AB412D3C1F2EF658BFC0CFFCCC344D44C0A';
/** Fields of SmartSwitchBackup.json that were seen to hold it (same source), lower case. */
const SECRET_FIELDS: ReadonlySet<string> = new Set([
  'dummy',
  'backuppassword',
  'encryptionkey',
  'encryptionpassword',
  'password',
  'securitykey',
]);

const HEX = /^(?:[0-9a-fA-F]{2})+$/;
const PRINTABLE = /^[\x20-\x7e]+$/;

/** Reads both indexes as far as they go; either may be missing (null). Never throws. */
export function readSession(history: string | null, summary: string | null): Session {
  const secrets: Secret[] = [];
  const offer = (text: string | null, from: string): void => {
    if (text !== null && text !== '' && !secrets.some((each) => each.text === text)) secrets.push({ text, from });
  };
  const wrapped = history === null ? null : element(history, 'Dummy');
  if (wrapped !== null) {
    offer(unwrap(wrapped), 'backupHistoryInfo.xml');
    offer(wrapped, 'backupHistoryInfo.xml as it stands');
  }
  const fields = summary === null ? {} : objectOf(summary);
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== 'string' || !SECRET_FIELDS.has(name.toLowerCase())) continue;
    offer(spelled(value), 'SmartSwitchBackup.json');
    offer(unwrap(value), 'SmartSwitchBackup.json');
    offer(value, 'SmartSwitchBackup.json as it stands');
  }
  offer(OLD_DEFAULT, 'the default of old versions');
  return {
    model: (history === null ? null : element(history, 'ModelName')) ?? textOf(fields['ModelName']),
    saved: (history === null ? null : element(history, 'SavedTime')) ?? textOf(fields['SavedTime']),
    secrets,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function objectOf(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** The text of the first element of that name; none of those used has attributes or children. */
function element(xml: string, name: string): string | null {
  const match = new RegExp(`<(?:\\w+:)?${name}>([^<]*)<`).exec(xml);
  return match?.[1]?.trim() ?? null;
}

/** AES-128-ECB, zeros for padding. Null where that gives no text. */
function unwrap(value: string): string | null {
  if (!HEX.test(value) || value.length % 32 !== 0) return null;
  const decipher = createDecipheriv('aes-128-ecb', PC_KEY, null);
  decipher.setAutoPadding(false);
  const text = decipher.update(Buffer.from(value, 'hex')).toString('latin1').replace(/\0+$/, '');
  return PRINTABLE.test(text) ? text : null;
}

/** Phones write the hex of the text. Null where it is not that. */
function spelled(value: string): string | null {
  if (!HEX.test(value) || value.length < 64) return null;
  const text = Buffer.from(value, 'hex').toString('latin1').replace(/\0+$/, '');
  return PRINTABLE.test(text) ? text : null;
}
