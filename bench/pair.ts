import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createDeflate, constants as zlib } from 'node:zlib';
import { certificate } from '../corpus/encode/apk.ts';
import { type BackupFile, packageTar } from '../corpus/encode/backup-tar.ts';
import { utf8 } from '../corpus/encode/bytes.ts';
import { seeded } from '../corpus/encode/seed.ts';
import { END_MARK } from '../corpus/encode/tar.ts';
import { type ContentKind, content } from './content.ts';

/** The pair that the comparison is timed on: 80 apps, 5,800 files, 240 databases, 2 % of the files changed on the target. */

const APPS = 80;
/** Files of one app by kind: 72.5 on average, so every second app has one text more. */
const MIX: readonly (readonly [kind: ContentKind, token: string, count: number, least: number, most: number])[] = [
  ['database', 'db', 3, 20_000, 400_000],
  ['preferences', 'sp', 20, 400, 12_000],
  ['json', 'f', 16, 800, 60_000],
  ['text', 'f', 6, 500, 40_000],
  ['media', 'f', 27, 20_000, 213_000],
];
const SUFFIX: Readonly<Record<ContentKind, string>> = {
  database: '.db',
  preferences: '.xml',
  json: '.json',
  text: '.log',
  media: '.jpg',
};
const CHANGED_ONE_IN = 50;
const EPOCH = 1_704_067_200;
const SDK = 30;
const BACKUP_VERSION = 5;
const CHUNK = 1 << 20;
const DEFLATE_LEVEL = 6;

interface Planned {
  readonly kind: ContentKind;
  readonly token: string;
  readonly path: string;
  readonly bytes: number;
  readonly changed: boolean;
}

function plan(app: number): Planned[] {
  const random = seeded(`bench pair plan ${app}`);
  const files: Planned[] = [];
  for (const [kind, token, count, least, most] of MIX) {
    const wanted = kind === 'text' ? count + (app % 2) : count;
    for (let i = 0; i < wanted; i += 1) {
      const folder = token === 'f' ? `${kind}/${String(i % 4)}/` : '';
      files.push({
        kind,
        token,
        path: `${folder}${kind}_${i}${SUFFIX[kind]}`,
        bytes: least + random.int(most - least),
        changed: random.int(CHANGED_ONE_IN) === 0,
      });
    }
  }
  return files;
}

/** Writes one side. Gives the number of files and of content bytes. */
export async function writePairSide(
  path: string,
  side: 'source' | 'target',
): Promise<{ files: number; databases: number; bytes: number; changed: number }> {
  const out = createWriteStream(path, { highWaterMark: CHUNK });
  const engine = createDeflate({ level: DEFLATE_LEVEL, chunkSize: CHUNK });
  out.write(utf8(`ANDROID BACKUP\n${BACKUP_VERSION}\n1\nnone\n`));
  engine.pipe(out);
  const push = (bytes: Uint8Array) => new Promise<void>((resolve) => void engine.write(bytes, () => resolve()));
  const tally = { files: 0, databases: 0, bytes: 0, changed: 0 };
  for (let app = 0; app < APPS; app += 1) {
    const name = `com.example.bench${String(app).padStart(2, '0')}`;
    const files = plan(app).map(({ kind, token, path: file, bytes, changed }): readonly [string, BackupFile] => {
      const body = content(kind, `${name}/${file}`, bytes, changed && side === 'target');
      tally.files += 1;
      tally.bytes += body.length;
      if (kind === 'database') tally.databases += 1;
      if (changed) tally.changed += 1;
      return [token, { path: file, body, mtime: EPOCH + app * 1000 + tally.files, uid: 10_100 + app }];
    });
    await push(
      packageTar({
        manifest: {
          package: name,
          versionCode: 100 + app,
          sdk: SDK,
          installer: null,
          apk: false,
          signers: [certificate(name)],
        },
        files,
      }),
    );
    await new Promise<void>((resolve) => engine.flush(zlib.Z_SYNC_FLUSH, resolve));
  }
  engine.end(END_MARK);
  await once(out, 'finish');
  return tally;
}
