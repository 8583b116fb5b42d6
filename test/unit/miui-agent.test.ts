import { describe, expect, test } from 'vitest';
import {
  callsPayload,
  contactsPayload,
  notesPayload,
  smsPayload,
  wifiPayload,
} from '../../corpus/cases/agent-payloads.ts';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { message } from '../../corpus/encode/protobuf.ts';
import { readDocument } from '../../src/content/index.ts';
import type { Document } from '../../src/content/reader.ts';
import { compareDocuments } from '../../src/diff/records.ts';
import { contentOf } from '../support/documents.ts';

const poll = (): void => undefined;

function read(bytes: Uint8Array): Document | null {
  const found = readDocument(new Map([['main', contentOf(bytes)]]), '_tmp_bak', poll);
  return found !== null && 'document' in found && found.document.reader === 'miui-agent' ? found.document : null;
}

const names = (document: Document | null) =>
  document?.sections.map(({ name, counts }) => `${name} ${counts().records}`);
const sms = (luid: string, date: number, body: string) =>
  message([
    [1, ''],
    [2, luid],
    [3, 1],
    [4, '+491700000001'],
    [6, body],
    [7, date],
  ]);

describe('kinds are told by their fields', () => {
  test.each([
    ['sms', smsPayload, ['sms 2']],
    ['calls', callsPayload, ['calls 2']],
    ['contacts', contactsPayload, ['contacts 2']],
    ['notes', notesPayload, ['notes 2']],
    ['networks', wifiPayload, ['networks 2']],
    [
      'a draft without a time among messages',
      message([
        [1, sms('1', 1_700_000_000_000, 'sent')],
        [1, sms('2', 0, 'draft')],
      ]),
      ['sms 2'],
    ],
    [
      'bookmarks beside messages',
      message([
        [1, sms('1', 1_700_000_000_000, 'sent')],
        [2, message([[1, 'b']])],
      ]),
      ['sms 1', 'sms-other 1'],
    ],
  ])('%s', (_, bytes, sections) => {
    expect(names(read(bytes))).toEqual(sections);
  });

  test('what fits none is left to other readers', () => {
    expect(read(message([[1, message([[1, 5]])]]))).toBeNull();
    expect(read(utf8('settings of an app'))).toBeNull();
    expect(read(new Uint8Array(0))).toBeNull();
  });

  test('what was read before a cut stands, and is told to be no more than that', () => {
    const document = read(smsPayload.subarray(0, smsPayload.length - 20));
    expect(names(document)).toEqual(['sms 1']);
    expect(document?.notices).toMatchObject([{ detail: 'miui-agent.broken', lost: true, args: { records: 1 } }]);
  });
});

test('a message under another local number counts as found, as changed', () => {
  const one = read(message([[1, sms('1', 1_700_000_000_000, 'the same words')]])) as Document;
  const other = read(message([[1, sms('901', 1_700_000_000_000, 'the same words')]])) as Document;
  expect(compareDocuments(one, other).counts).toMatchObject({ same: 0, changed: 1, sourceOnly: 0, targetOnly: 0 });
  const third = read(message([[1, sms('1', 1_700_000_000_001, 'other words')]])) as Document;
  expect(compareDocuments(one, third).counts).toMatchObject({ same: 0, changed: 0, sourceOnly: 1, targetOnly: 1 });
});

test('networks are read in each spelling', () => {
  const spellings = [
    'SSID="Home"\nPreSharedKey="secret words"\n',
    'network={\n\tssid="Home"\n\tpsk="secret words"\n}\n',
    '<string name="SSID">&quot;Home&quot;</string><string name="PreSharedKey">&quot;secret words&quot;</string>',
  ];
  for (const text of spellings) {
    const [section] = read(utf8(text))?.sections ?? [];
    expect([...(section?.records() ?? [])]).toEqual([['"Home"', '"secret words"']]);
  }
});
