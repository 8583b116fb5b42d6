import { apk } from '../encode/apk.ts';
import { sealedPreferences } from '../encode/secrets.ts';
import { seeded } from '../encode/seed.ts';
import { database, databaseSteps } from '../encode/sqlite.ts';
import type { ModelledApp } from './device.ts';
import { both, differs, MOVED_AT, onlySource, partly, preferences, same, superset } from './escan-sessions.ts';

/** Apps that resisted, were signed in anew, stayed behind or were never moved. */

const HOUR = 3600;

/** Asks for a PIN and looks at the device: on the new phone it throws the session away. */
export function rail(): ModelledApp {
  const random = seeded('escan-2017 rail');
  return {
    package: 'com.example.rail',
    user: 0,
    label: 'Rail tickets (modelled)',
    versionCode: 309,
    uid: 10_105,
    apk: apk({
      package: 'com.example.rail',
      label: 'Rail tickets (modelled)',
      versionCode: 309,
      versionName: '3.0.9',
      targetSdk: 23,
      allowBackup: true,
    }),
    on: 'both',
    packed: 'data',
    files: [
      both(
        'shared_prefs/rail_secure.xml',
        preferences({
          session_token: random.base64url(56),
          device_id: random.hex(16),
          pin_salt: random.hex(32),
          pin_verifier: random.hex(64),
          first_run: false,
        }),
        preferences({ device_id: random.hex(16), first_run: true }),
        differs,
      ),
      same(
        'databases/passengers.db',
        database({ userVersion: 1 }, (db) => {
          db.run('CREATE TABLE passengers (_id INTEGER PRIMARY KEY, name TEXT, age INTEGER, berth TEXT, route TEXT)');
          db.insert(
            'passengers',
            Array.from({ length: 25 }, (_, i) => [
              i + 1,
              `${random.pick(['Asha', 'Bipin', 'Chitra', 'Deepak'])} ${random.pick(['Pillai', 'Sharma', 'Bose'])}`,
              18 + random.int(60),
              random.pick(['lower', 'upper', 'side']),
              `${random.pick(['Kochi', 'Pune', 'Jaipur'])} to ${random.pick(['Guwahati', 'Chennai', 'Bhopal'])}`,
            ]),
          );
        }),
      ),
    ],
    verdict: 'data-carried',
    credentials: [
      { path: 'shared_prefs/rail_secure.xml', key: 'session_token', status: 'left-behind', portability: 'portable' },
    ],
  };
}

/** Keeps its session under a key of the AndroidKeyStore: the ciphertext crosses, the key does not. */
export function bank(): ModelledApp {
  const random = seeded('escan-2017 bank');
  return {
    package: 'com.example.bank',
    user: 0,
    label: 'Bank, hardware-bound (modelled)',
    versionCode: 7001,
    uid: 10_106,
    apk: apk({
      package: 'com.example.bank',
      label: 'Bank, hardware-bound (modelled)',
      versionCode: 7001,
      versionName: '7.0.1',
      targetSdk: 25,
      allowBackup: false,
    }),
    on: 'both',
    packed: 'data',
    files: [
      same('shared_prefs/secure_session.xml', preferences(sealedPreferences(random, 3))),
      same('shared_prefs/bank_ui.xml', preferences({ theme: 'dark', tips: { int: 4 } })),
      same(
        'databases/branches.db',
        database({ userVersion: 4 }, (db) => {
          db.run('CREATE TABLE branches (code TEXT PRIMARY KEY, city TEXT, address TEXT)');
          db.insert(
            'branches',
            Array.from({ length: 30 }, (_, i) => [
              `BANK0${String(100_000 + i)}`,
              random.pick(['Kochi', 'Pune', 'Jaipur', 'Chennai']),
              `${random.int(90) + 1} ${random.pick(['Station Road', 'Market Street', 'Temple Lane'])}`,
            ]),
          );
        }),
      ),
    ],
    verdict: 'data-carried',
    credentials: [
      {
        path: 'shared_prefs/secure_session.xml',
        key: '__androidx_security_crypto_encrypted_prefs_key_keyset__',
        status: 'carried',
        portability: 'keystore-bound',
      },
    ],
  };
}

/** Its data went into the bundle; registering the number anew on the second phone replaced them. */
export function messenger(): ModelledApp {
  const random = seeded('escan-2017 messenger');
  const store = (who: string, count: number, start: number) =>
    database({ userVersion: 1 }, (db) => {
      const drawn = seeded(`escan-2017 messenger ${who}`);
      db.run(
        'CREATE TABLE messages (_id INTEGER PRIMARY KEY AUTOINCREMENT, jid TEXT, from_me INTEGER, body TEXT, at INTEGER)',
      );
      db.insert(
        'messages',
        Array.from({ length: count }, (_, i) => [
          i + 1,
          `${drawn.text(10, '0123456789')}@messenger.example`,
          drawn.int(2),
          `${who} ${drawn.text(30, 'abcdefghi jklmnop qrstuvw')}`,
          (start + i * 911) * 1000 + drawn.int(1000),
        ]),
      );
    });
  const registration = () =>
    preferences({
      session_token: random.base64url(44),
      registered_at: { long: (MOVED_AT - random.int(900_000)) * 1000 },
    });
  return {
    package: 'com.example.messenger',
    user: 0,
    label: 'Messenger (modelled)',
    versionCode: 451_987,
    uid: 10_107,
    apk: apk({
      package: 'com.example.messenger',
      label: 'Messenger (modelled)',
      versionCode: 451_987,
      versionName: '2.17.286',
      targetSdk: 25,
      allowBackup: false,
    }),
    on: 'both',
    packed: 'data',
    files: [
      both(
        'databases/msgstore.db',
        store('old', 150, MOVED_AT - 400 * HOUR),
        store('new', 2, MOVED_AT + HOUR),
        differs,
      ),
      both('shared_prefs/registration.xml', registration(), registration(), differs),
    ],
    verdict: 'apk-only',
    credentials: [
      { path: 'shared_prefs/registration.xml', key: 'session_token', status: 'changed', portability: 'portable' },
    ],
  };
}

/** On the vendor's list of apps whose data are skipped: the bundle holds its APK alone. */
export function game(): ModelledApp {
  const random = seeded('escan-2017 game');
  const player = (coins: number, level: number) =>
    preferences({
      player: random.uuid(),
      coins: { int: coins },
      level: { int: level },
      played_ms: { long: 1_000_000 + random.int(900_000) },
    });
  return {
    package: 'com.example.game',
    user: 0,
    label: 'Game (modelled)',
    versionCode: 88,
    uid: 10_108,
    apk: apk({
      package: 'com.example.game',
      label: 'Game (modelled)',
      versionCode: 88,
      versionName: '0.8.8',
      targetSdk: 21,
    }),
    on: 'both',
    packed: 'apk',
    files: [
      both('shared_prefs/com.example.game.v2.playerprefs.xml', player(5120, 37), player(0, 1), differs),
      onlySource('files/save.dat', random.bytes(640)),
    ],
    verdict: 'apk-only',
    credentials: [],
  };
}

/** Not ticked when the move was made. */
export function notes(): ModelledApp {
  const random = seeded('escan-2017 notes');
  return {
    package: 'com.example.notes',
    user: 0,
    label: 'Notes (modelled)',
    versionCode: 15,
    uid: 10_109,
    apk: apk({
      package: 'com.example.notes',
      label: 'Notes (modelled)',
      versionCode: 15,
      versionName: '1.5',
      targetSdk: 23,
    }),
    on: 'source',
    packed: 'none',
    files: [
      onlySource(
        'databases/notes.db',
        database({ userVersion: 1 }, (db) => {
          db.run('CREATE TABLE notes (id INTEGER PRIMARY KEY, title TEXT, text TEXT)');
          db.insert(
            'notes',
            Array.from({ length: 12 }, (_, i) => [i + 1, `Note ${i + 1}`, random.text(50, 'abcde fghij klmno pqrst')]),
          );
        }),
      ),
      onlySource(
        'shared_prefs/com.example.notes_preferences.xml',
        preferences({ sort: 'by-date', font_scale: { float: '1.15' } }),
      ),
    ],
    verdict: 'not-carried',
    credentials: [],
  };
}

/** Came with the second phone. */
export function camera(): ModelledApp {
  return {
    package: 'com.example.camera',
    user: 0,
    label: 'Camera (modelled)',
    versionCode: 3,
    uid: 10_120,
    apk: apk({
      package: 'com.example.camera',
      label: 'Camera (modelled)',
      versionCode: 3,
      versionName: '1.0.3',
      targetSdk: 25,
    }),
    on: 'target',
    packed: 'none',
    files: [
      {
        area: 'ce',
        path: 'shared_prefs/com.example.camera_preferences.xml',
        source: null,
        target: preferences({ pref_camera_picturesize_key: '4160x3120', pref_camera_grid: true }),
        expect: { verdict: 'new-on-target', likeness: null },
      },
    ],
    verdict: 'new-on-target',
    credentials: [],
  };
}

/** Signed out and in again on the second phone: the history is the same, the session is another. */
export function chat(): ModelledApp {
  const random = seeded('escan-2017 chat');
  const row = (i: number) => [
    i,
    `room-${random.int(6)}@chat.example`,
    random.text(36, 'abcdefgh ijklmnop qrstuv'),
    (MOVED_AT - (200 - i) * HOUR) * 1000,
  ];
  const [before, after] = databaseSteps(
    { userVersion: 21 },
    (db) => {
      db.run('CREATE TABLE chat (id INTEGER PRIMARY KEY, room TEXT, text TEXT, at INTEGER)');
      db.insert(
        'chat',
        Array.from({ length: 90 }, (_, i) => row(i + 1)),
      );
    },
    (db) =>
      db.insert(
        'chat',
        Array.from({ length: 2 }, (_, i) => row(i + 91)),
      ),
  ) as [Uint8Array, Uint8Array];
  const session = () => preferences({ session_token: random.base64url(52), account: '5512093341', nickname: 'anita' });
  return {
    package: 'com.example.chat',
    user: 0,
    label: 'Chat (modelled)',
    versionCode: 640,
    uid: 10_110,
    apk: apk({
      package: 'com.example.chat',
      label: 'Chat (modelled)',
      versionCode: 640,
      versionName: '6.4.0',
      targetSdk: 25,
      allowBackup: true,
    }),
    on: 'both',
    packed: 'data',
    files: [
      both('databases/chat.db', before, after, superset),
      both('shared_prefs/chat_session.xml', session(), session(), partly),
    ],
    verdict: 'data-carried',
    credentials: [
      { path: 'shared_prefs/chat_session.xml', key: 'session_token', status: 'changed', portability: 'portable' },
    ],
  };
}

/** The dual-app copy of the same app. The Mi Mover of 2017 does not pack user 999, and the second phone has no such user. */
export function dualChat(): ModelledApp {
  const random = seeded('escan-2017 chat 999');
  const unseen = { verdict: 'unseen', likeness: null } as const;
  return {
    ...chat(),
    user: 999,
    on: 'source',
    packed: 'none',
    files: [
      onlySource(
        'databases/chat.db',
        database({ userVersion: 21 }, (db) => {
          db.run('CREATE TABLE chat (id INTEGER PRIMARY KEY, room TEXT, text TEXT, at INTEGER)');
          db.insert(
            'chat',
            Array.from({ length: 14 }, (_, i) => [
              i + 1,
              `dual-${random.int(3)}@chat.example`,
              random.text(36, 'abcdefgh ijklmnop'),
              (MOVED_AT - i * HOUR) * 1000,
            ]),
          );
        }),
        unseen,
      ),
      onlySource(
        'shared_prefs/chat_session.xml',
        preferences({ session_token: random.base64url(52), account: '7780012956', nickname: 'work' }),
        unseen,
      ),
    ],
    verdict: 'unseen',
    credentials: [
      { path: 'shared_prefs/chat_session.xml', key: 'session_token', status: 'unseen', portability: 'portable' },
    ],
  };
}
