import { utf8 } from '../encode/bytes.ts';
import { message, type ProtoValue } from '../encode/protobuf.ts';
import type { CorpusFile } from '../file.ts';
import { CASE_TIME } from './sample-app.ts';

/** What MIUI's agents store, by their own classes (formats/mimover/README.md, "Payloads"). */

const MS = CASE_TIME * 1000;
type Fields = readonly (readonly [number, ProtoValue])[];
const list = (records: readonly Fields[]): Uint8Array => message(records.map((fields) => [1, message(fields)]));

export const smsPayload = list([
  [
    [1, 'g-1'],
    [2, '11'],
    [3, 1],
    [4, '+491700000001'],
    [6, 'Your parcel arrives tomorrow'],
    [7, MS],
    [8, 1],
    [9, 1],
    [10, -1],
    [12, '+491710760000'],
  ],
  [
    [1, 'g-2'],
    [2, '12'],
    [3, 2],
    [4, '+491700000002'],
    [6, 'Danke! 🙂'],
    [7, MS + 60_000],
    [8, 1],
    [99, 'of a later version'],
  ],
]);

export const callsPayload = list([
  [
    [1, 'c-1'],
    [2, '1'],
    [3, '+491700000001'],
    [4, MS],
    [5, 62],
    [6, 1],
    [7, 0],
  ],
  // Withheld: no number.
  [
    [1, 'c-2'],
    [2, '2'],
    [4, MS + 1000],
    [5, 0],
    [6, 3],
    [7, 1],
  ],
]);

export const contactsPayload = list([
  [
    [1, 'p-1'],
    [2, '7'],
    [3, 4],
    [4, 0],
    [
      5,
      message([
        [1, 'Person One'],
        [2, 'Person'],
        [3, 'One'],
      ]),
    ],
    [
      6,
      message([
        [1, '+49 170 0000001'],
        [2, 2],
      ]),
    ],
    [
      6,
      message([
        [1, '+49 30 000001'],
        [2, 0],
        [3, 'Garden'],
      ]),
    ],
    [
      7,
      message([
        [1, 'person.one@mail.example'],
        [2, 1],
      ]),
    ],
    [18, 1],
  ],
  [
    [1, 'p-2'],
    [2, '8'],
    [5, message([[1, 'Person Two']])],
    [13, message([[1, Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 1)]])],
  ],
]);

export const notesPayload = list([
  [
    [1, '1704164645000'],
    [4, '<text indent="1">Milk and bread</text>\n<input type="checkbox" />stamps'],
    [14, 'Shopping'],
    [15, 'common'],
  ],
  [
    [1, '1704164645001'],
    [4, '<text indent="1">Nobody else reads this</text>'],
    [15, 'secret'],
  ],
]);

export const wifiPayload = utf8(`<?xml version='1.0' encoding='utf-8' standalone='yes' ?>
<NetworkList>
<Network><WifiConfiguration>
<string name="ConfigKey">&quot;Home&quot;WPA_PSK</string>
<string name="SSID">&quot;Home&quot;</string>
<string name="PreSharedKey">&quot;correct horse battery&quot;</string>
<byte-array name="AllowedKeyMgmt" num="1">02</byte-array>
</WifiConfiguration></Network>
<Network><WifiConfiguration>
<string name="ConfigKey">&quot;Café&quot;NONE</string>
<string name="SSID">&quot;Café&quot;</string>
<null name="PreSharedKey" />
<byte-array name="AllowedKeyMgmt" num="1">01</byte-array>
</WifiConfiguration></Network>
</NetworkList>
`);

const umbrella = message([
  [1, contactsPayload],
  [2, callsPayload],
  [4, smsPayload],
  [15, '2'],
]);

/** Single payloads for the reader. */
export function* agentPayloadCases(): Iterable<CorpusFile> {
  const at = (name: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `readers/miui-agent/${name}`,
    bytes,
    description,
  });
  yield at('sms.bin', smsPayload, 'Two messages, one with a field of a later version');
  yield at('calls.bin', callsPayload, 'Two calls, one without a number');
  yield at('contacts.bin', contactsPayload, 'Two contacts, one with two phones, one with a photo');
  yield at('notes.bin', notesPayload, 'Two notes, one in the secret folder');
  yield at('wifi.xml', wifiPayload, "Two networks in Android's XML");
  yield at(
    'wifi.txt',
    utf8(
      'SSID="Home"\nPreSharedKey="correct horse battery"\nAllowedKeyMgmt=WPA_PSK\n\nSSID="Café"\nAllowedKeyMgmt=NONE\n',
    ),
    'Two networks, line by line',
  );
  yield at('umbrella.bin', umbrella, 'Contacts, calls and messages in one umbrella message');
  yield at('cut.bin', smsPayload.subarray(0, smsPayload.length - 20), 'Cut within the second message');
  yield at(
    'unknown.bin',
    message([
      [
        1,
        message([
          [1, 5],
          [2, 7],
        ]),
      ],
    ]),
    'A message of no known kind',
  );
}
