import { apk } from '../encode/apk.ts';
import { seeded } from '../encode/seed.ts';
import { database, databaseSteps } from '../encode/sqlite.ts';
import type { ModelledApp } from './device.ts';
import { both, MOVED_AT, onlySource, partly, preferences, superset } from './escan-shared.ts';

/** Apps that stayed behind, came with the second phone, or were signed in anew. */

const HOUR = 3600;

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
