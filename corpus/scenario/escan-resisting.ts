import { apk } from '../encode/apk.ts';
import { sealedPreferences } from '../encode/secrets.ts';
import { seeded } from '../encode/seed.ts';
import { database } from '../encode/sqlite.ts';
import type { ModelledApp } from './device.ts';
import { both, differs, MOVED_AT, onlySource, preferences, same } from './escan-shared.ts';

/** Apps that resisted, were registered anew, or whose data the vendor skips. */

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
