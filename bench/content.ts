import { utf8 } from '../corpus/encode/bytes.ts';
import { type PrefsValue, prefs } from '../corpus/encode/prefs.ts';
import { jwt } from '../corpus/encode/secrets.ts';
import { type Random, seeded } from '../corpus/encode/seed.ts';
import { database } from '../corpus/encode/sqlite.ts';

/** Made-up contents of app files: of a kind, of about a size, and with a small change where one is asked for. */

export type ContentKind = 'database' | 'preferences' | 'json' | 'text' | 'media';

const WORDS =
  'river lamp market orange window paper travel music quiet winter stone garden train coffee number letter'.split(' ');
/** 2024-01-01T00:00:00Z. */
const EPOCH = 1_704_067_200;
const ROW_BYTES = 130;
const MEGABYTE = 1 << 20;

const sentence = (random: Random, words: number): string =>
  Array.from({ length: words }, () => random.pick(WORDS)).join(' ');

function databaseOf(random: Random, bytes: number, changed: boolean): Uint8Array {
  const rows = Math.max(20, Math.floor(bytes / ROW_BYTES));
  return database({ userVersion: 1 + random.int(40), changes: changed ? 8 : 7 }, (db) => {
    db.run(
      'CREATE TABLE items (_id INTEGER PRIMARY KEY AUTOINCREMENT, thread INTEGER, sender TEXT, body TEXT, at INTEGER, state INTEGER)',
    );
    db.run('CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT)');
    db.insert(
      'items',
      Array.from({ length: rows }, (_, i) => [
        i + 1,
        random.int(40),
        `user${random.int(500)}@mail.example`,
        sentence(random, 4 + random.int(12)),
        (EPOCH + i * 61 + random.int(60)) * 1000,
        random.int(4),
      ]),
    );
    db.insert('settings', [
      ['device', random.uuid()],
      ['sync_cursor', random.base64url(24)],
    ]);
    if (!changed) return;
    db.run(`UPDATE items SET body = 'edited on the other phone', state = 9 WHERE _id = ${1 + random.int(rows)}`);
    db.insert('items', [[rows + 1, 3, 'new@mail.example', 'a message that came later', EPOCH * 1000, 1]]);
  });
}

function preferencesOf(random: Random, bytes: number, changed: boolean): Uint8Array {
  const values: Record<string, PrefsValue> = {};
  const count = Math.max(3, Math.floor(bytes / 70));
  for (let i = 0; i < count; i += 1) {
    const key = `${random.pick(WORDS)}_${random.pick(WORDS)}_${i}`;
    const kind = random.int(5);
    values[key] =
      kind === 0
        ? random.int(2) === 1
        : kind === 1
          ? { int: random.int(100_000) }
          : kind === 2
            ? { long: (EPOCH + random.int(9_000_000)) * 1000 }
            : sentence(random, 1 + random.int(6));
  }
  if (random.int(12) === 0)
    values['access_token'] = jwt(random, { sub: random.uuid(), iat: EPOCH, exp: EPOCH + 86_400 * 400 });
  if (changed) values['last_opened'] = { long: (EPOCH + random.int(1000)) * 1000 + 1 };
  return utf8(prefs(values));
}

function jsonOf(random: Random, bytes: number, changed: boolean): Uint8Array {
  const items = Array.from({ length: Math.max(2, Math.floor(bytes / 150)) }, (_, i) => ({
    id: random.hex(12),
    title: sentence(random, 3),
    tags: [random.pick(WORDS), random.pick(WORDS)],
    score: random.int(1000) / 8,
    seen: random.int(2) === 1,
    order: i,
  }));
  if (changed)
    items.push({ id: random.hex(12), title: 'added later', tags: ['new', 'later'], score: 1, seen: false, order: -1 });
  return utf8(JSON.stringify({ version: 3, items }));
}

function textOf(random: Random, bytes: number, changed: boolean): Uint8Array {
  const lines: string[] = [];
  for (let size = 0; size < bytes; ) {
    const line = `${new Date((EPOCH + lines.length * 17) * 1000).toISOString()} ${random.pick(['D', 'I', 'W'])} ${sentence(random, 8)}`;
    lines.push(line);
    size += line.length + 1;
  }
  if (changed) lines.splice(random.int(lines.length), 0, 'a line that only one phone wrote');
  return utf8(`${lines.join('\n')}\n`);
}

/** Incompressible, with the first bytes of a JPEG. */
function mediaOf(random: Random, bytes: number, changed: boolean): Uint8Array {
  const body = random.bytes(Math.min(bytes, 8 * MEGABYTE));
  body.set([0xff, 0xd8, 0xff, changed ? 0xe1 : 0xe0]);
  return body;
}

const MAKERS = {
  database: databaseOf,
  preferences: preferencesOf,
  json: jsonOf,
  text: textOf,
  media: mediaOf,
} as const;

/** The content of a file: the same for the same name and size; `changed` gives the target's version of it. */
export function content(kind: ContentKind, name: string, bytes: number, changed: boolean): Uint8Array {
  return MAKERS[kind](seeded(`bench ${name}`), bytes, changed);
}
