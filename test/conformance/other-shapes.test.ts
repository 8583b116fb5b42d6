import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { CASE_TIME } from '../../corpus/cases/sample-app.ts';
import { utf8 } from '../../corpus/encode/bytes.ts';
import { CORPUS } from '../support/cases.ts';
import { artifactOf, built, db, type Result, workspace } from '../support/contract-run.ts';

/** The same facts in another shape: what a phone keeps in databases, and what agents and makers' tools pack of it. */

const MS = CASE_TIME * 1000;
const MMSSMS = '/data/user_de/0/com.android.providers.telephony/databases/mmssms.db';
const CALLLOG = '/data/data/com.android.providers.contacts/databases/calllog.db';
const CONTACTS = '/data/data/com.android.providers.contacts/databases/contacts2.db';
const WIFI = '/data/misc/apexdata/com.android.wifi/WifiConfigStore.xml';
const MIUI_SET = join(CORPUS, 'mimover/ok/set-payloads');

type Sms = readonly [address: string | null, date: number, type: number, body: string];
type Call = readonly [number: string | null, date: number, duration: number, type: number];

const sms = (rows: readonly Sms[], mms = 0): Uint8Array =>
  db((it) => {
    it.run(
      'CREATE TABLE sms (_id INTEGER PRIMARY KEY, thread_id INTEGER, address TEXT, date INTEGER, type INTEGER, body TEXT, read INTEGER DEFAULT 0)',
    );
    it.run('CREATE TABLE pdu (_id INTEGER PRIMARY KEY, date INTEGER, sub TEXT)');
    it.insert(
      'sms',
      rows.map(([address, date, type, body], i) => [i + 40, 1, address, date, type, body, 1]),
    );
    it.insert(
      'pdu',
      Array.from({ length: mms }, (_, i) => [i + 1, CASE_TIME, 'a picture']),
    );
  });
const calls = (rows: readonly Call[]): Uint8Array =>
  db((it) => {
    it.run(
      'CREATE TABLE calls (_id INTEGER PRIMARY KEY, number TEXT, date INTEGER, duration INTEGER, type INTEGER, name TEXT)',
    );
    it.insert(
      'calls',
      rows.map((row, i) => [i + 7, ...row, 'cached']),
    );
  });
const contacts = (
  people: readonly { name: string; phones?: string[]; emails?: string[]; photo?: boolean }[],
): Uint8Array =>
  db((it) => {
    it.run('CREATE TABLE mimetypes (_id INTEGER PRIMARY KEY, mimetype TEXT NOT NULL)');
    it.run(
      'CREATE TABLE raw_contacts (_id INTEGER PRIMARY KEY, deleted INTEGER NOT NULL DEFAULT 0, display_name TEXT)',
    );
    it.run('CREATE TABLE data (_id INTEGER PRIMARY KEY, raw_contact_id INTEGER, mimetype_id INTEGER, data1 TEXT)');
    const kinds = ['name', 'phone_v2', 'email_v2', 'photo'].map((kind) => `vnd.android.cursor.item/${kind}`);
    it.insert(
      'mimetypes',
      kinds.map((kind, i) => [i + 1, kind]),
    );
    it.insert(
      'raw_contacts',
      people.map(({ name }, i) => [i + 1, 0, name]),
    );
    const details = people.flatMap(({ name, phones = [], emails = [], photo = false }, i) => [
      [i + 1, 1, name],
      ...phones.map((each) => [i + 1, 2, each]),
      ...emails.map((each) => [i + 1, 3, each]),
      ...(photo ? [[i + 1, 4, null]] : []),
    ]);
    it.insert('data', details.map((row, i) => [i + 1, ...row]) as never);
  });
const wifi = (networks: readonly (readonly [string, string | null])[]): string =>
  `<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<WifiConfigStoreData>\n<int name="Version" value="3" />\n<NetworkList>\n${networks
    .map(
      ([ssid, key]) =>
        `<Network>\n<WifiConfiguration>\n<string name="ConfigKey">&quot;${ssid}&quot;X</string>\n<string name="SSID">&quot;${ssid}&quot;</string>\n${
          key === null ? '<null name="PreSharedKey" />' : `<string name="PreSharedKey">&quot;${key}&quot;</string>`
        }\n</WifiConfiguration>\n</Network>\n`,
    )
    .join('')}</NetworkList>\n</WifiConfigStoreData>\n`;

/** What the corpus' agents packed. */
const MESSAGES: readonly Sms[] = [
  ['+49 170 0000001', MS, 1, 'Your parcel arrives tomorrow'],
  ['+491700000002', MS + 60_000, 2, 'Danke! 🙂'],
];
const CALLS: readonly Call[] = [
  ['+491700000001', MS, 62, 1],
  [null, MS + 1000, 0, 3],
];
const PEOPLE = [
  { name: 'Person One', phones: ['+491700000001', '+49 30 000001'], emails: ['person.one@mail.example'] },
  { name: 'Person Two' },
];
const NETWORKS = [
  ['Home', 'correct horse battery'],
  ['Café', null],
] as const;

const phone = (over: Readonly<Record<string, Uint8Array | string>> = {}): Record<string, Uint8Array | string> =>
  Object.fromEntries(
    Object.entries({
      [MMSSMS]: sms(MESSAGES),
      [CALLLOG]: calls(CALLS),
      [CONTACTS]: contacts(PEOPLE),
      [WIFI]: wifi(NETWORKS),
      '/data/data/com.example.other/files/a.txt': 'of no interest\n',
      ...over,
    }).map(([path, bytes]) => [path.slice(1), bytes]),
  );

describe.skipIf(!built)('the same facts in another shape', () => {
  const { folder, diff, carryover } = workspace();
  const told = (result: Result, path: string) => {
    const { verdict, likeness, moved, records } = artifactOf(result, path);
    return { verdict, likeness, basis: moved?.basis, share: moved?.share, records };
  };
  const listed = (result: Result) =>
    [...result.apps.flatMap(({ artifacts }) => artifacts), ...result.shared].map(({ devicePath }) => devicePath);

  describe('a phone against what MIUI packed', () => {
    const result = built ? diff(folder('phone', phone()), MIUI_SET) : (null as never);

    test('messages, calls and networks are aligned record by record', () => {
      const whole = { verdict: 'carried', likeness: 'content', basis: 'representation', share: 1 };
      const counts = { same: 2, changed: 0, sourceOnly: 0, targetOnly: 0, telling: 2 };
      expect(told(result, MMSSMS)).toEqual({ ...whole, records: counts });
      expect(told(result, CALLLOG)).toEqual({ ...whole, records: counts });
      expect(told(result, WIFI)).toMatchObject({ ...whole, records: { same: 2 } });
    });

    test('contacts by name, numbers and addresses', () => {
      expect(told(result, CONTACTS)).toMatchObject({
        verdict: 'carried',
        share: 1,
        records: { same: 2, sourceOnly: 0 },
      });
    });

    test('says where, and lists what was aligned once', () => {
      expect(artifactOf(result, MMSSMS).moved?.devicePath).toBe('/backup/agent/0/com.android.mms/1/miui_bak/_tmp_bak');
      expect(listed(result)).not.toContain('/backup/agent/0/com.android.mms/1/miui_bak/_tmp_bak');
      expect(artifactOf(result, MMSSMS).target?.entry).toContain('_tmp_bak');
    });

    test('and the app has its data carried', () => {
      const app = result.apps.find((one) => one.package === 'com.android.providers.telephony');
      expect(app).toMatchObject({ verdict: 'data-carried', because: [MMSSMS] });
    });
  });

  test('what is not there is told, and what no shape can say keeps the verdict at partly', () => {
    const more = sms([...MESSAGES, ['+491700000003', MS + 9_000, 1, 'Not packed at all']]);
    const one = told(diff(folder('more', phone({ [MMSSMS]: more })), MIUI_SET), MMSSMS);
    expect(one).toMatchObject({
      verdict: 'partly-carried',
      likeness: 'partial',
      share: 0.666,
      records: { same: 2, sourceOnly: 1 },
    });
    const pictures = told(diff(folder('mms', phone({ [MMSSMS]: sms(MESSAGES, 1) })), MIUI_SET), MMSSMS);
    expect(pictures).toMatchObject({ verdict: 'partly-carried', share: 1, records: { same: 2, sourceOnly: 0 } });
  });

  test('a message with another text at the same time counts as changed', () => {
    const [first, second] = MESSAGES as [Sms, Sms];
    const edited = sms([[first[0], first[1], 1, 'Your parcel arrives on Friday'], second]);
    expect(told(diff(folder('edited', phone({ [MMSSMS]: edited })), MIUI_SET), MMSSMS).records).toMatchObject({
      same: 1,
    });
  });

  test('the other way round', () => {
    const result = diff(MIUI_SET, folder('phone', phone()));
    const place = '/backup/agent/0/com.android.mms/1/miui_bak/_tmp_bak';
    expect(told(result, place)).toMatchObject({ verdict: 'carried', basis: 'representation', records: { same: 2 } });
    expect(listed(result)).not.toContain(MMSSMS);
  });

  test('between two phones the bundle in another shape tells the route', () => {
    const target = folder('target', phone({ [CALLLOG]: calls([['+491719999999', MS + 5, 1, 1]]) }));
    const result = diff(folder('phone', phone()), target, ['--via', MIUI_SET]);
    expect(artifactOf(result, MMSSMS)).toMatchObject({ verdict: 'carried', route: 'via-bundle', moved: null });
    expect(artifactOf(result, CALLLOG)).toMatchObject({ verdict: 'differs', route: 'packed-only' });
    expect(listed(result).filter((path) => path.includes('_tmp_bak'))).toEqual([
      '/backup/agent/0/com.miui.notes/-1/miui_bak/_tmp_bak',
    ]);
  });

  test('what an agent packed and no table aligns is in another representation', () => {
    const source = folder(
      'notes',
      phone({ '/data/data/com.miui.notes/databases/note.db': db((it) => it.run('CREATE TABLE note (a)')) }),
    );
    const { verdict, reason } = artifactOf(diff(source, MIUI_SET), '/data/data/com.miui.notes/databases/note.db');
    expect({ verdict, reason }).toMatchObject({
      verdict: 'unseen',
      reason: { side: 'target', code: 'other-representation' },
    });
    const back = artifactOf(diff(MIUI_SET, source), '/backup/agent/0/com.miui.notes/-1/miui_bak/_tmp_bak');
    expect(back).toMatchObject({ verdict: 'unseen', reason: { code: 'other-representation' } });
  });

  test('show lists the records that differ', () => {
    const more = sms([...MESSAGES, ['+491700000003', MS + 9_000, 1, 'Not packed at all']]);
    const shown = carryover(['show', folder('more', phone({ [MMSSMS]: more })), MIUI_SET, MMSSMS, '--format', 'json']);
    const { changes } = JSON.parse(shown.stdout);
    expect(changes).toHaveLength(1);
    expect(changes[0]).toMatchObject({ section: 'sms', kind: 'source-only', source: { body: 'Not packed at all' } });
  });

  test("telephony's own files, several of them", () => {
    const chunk = (rows: readonly Sms[]): Uint8Array =>
      deflateSync(
        utf8(
          JSON.stringify(
            rows.map(([address, date, type, body]) => ({ address, body, date: String(date), type: String(type) })),
          ),
        ),
      );
    const files = '/data/user_de/0/com.android.providers.telephony/files';
    const tree = phone();
    delete tree[MMSSMS.slice(1)];
    tree[`${files.slice(1)}/000000_sms_backup`] = chunk(MESSAGES.slice(0, 1));
    tree[`${files.slice(1)}/000001_sms_backup`] = chunk(MESSAGES.slice(1));
    const result = diff(folder('phone', phone()), folder('chunks', tree));
    expect(told(result, MMSSMS)).toMatchObject({ verdict: 'carried', basis: 'representation', records: { same: 2 } });
    expect(artifactOf(result, MMSSMS).target?.parts.map(({ role }) => role)).toEqual(['./000001_sms_backup']);
    const back = diff(folder('chunks', tree), folder('phone', phone()));
    for (const name of ['000000_sms_backup', '000001_sms_backup'])
      expect(told(back, `${files}/${name}`)).toMatchObject({ verdict: 'carried', likeness: 'superset' });
  });
});
