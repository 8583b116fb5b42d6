import { hash } from 'node:crypto';
import { gz } from '../encode/app-archives.ts';
import { concat, patched, u16le, utf8 } from '../encode/bytes.ts';
import { openAes } from '../encode/openaes.ts';
import { seeded } from '../encode/seed.ts';
import { type TarItem, tar } from '../encode/tar.ts';
import { twrpStream } from '../encode/twrp-stream.ts';
import { type CorpusFile, jsonFile } from '../file.ts';
import { type AppFile, ROOT_APP, ROOT_OTHER, rootApk, rootApp } from './root-app.ts';
import { CASE_TIME } from './sample-app.ts';

const FOLDER = 'TWRP/BACKUPS/0a1b2c3d4e5f/2024-01-02--03-04-05_case';
const SHORT = 'twrp-pass';
const LONG = 'a longer one than 24 characters';

const ROOTS = { ce: 'data/data', de: 'data/user_de/0' } as const;

/** Private files of an app by their paths from the root of the device, as TWRP names them. */
const members = (name: string, seed: string): TarItem[] =>
  rootApp(seed)
    .filter((file): file is AppFile & { area: 'ce' | 'de' } => file.area === 'ce' || file.area === 'de')
    .map(({ area, path, body, mtime, uid }) => ({ path: `/${ROOTS[area]}/${name}/${path}`, body, mtime, uid }));

const first = (): Uint8Array =>
  tar(
    [
      { path: `/data/app/${ROOT_APP}-1/base.apk`, body: rootApk(), mtime: CASE_TIME },
      ...members(ROOT_APP, 'case'),
      {
        path: '/data/system/packages.list',
        body: utf8(
          [ROOT_APP, ROOT_OTHER]
            .map((name, i) => `${name} ${10_123 + i} 0 /data/user/0/${name} default:targetSdkVersion=28 none 0 42 1\n`)
            .join(''),
        ),
        mtime: CASE_TIME,
      },
    ],
    'gnu',
  );
const second = (): Uint8Array => tar(members(ROOT_OTHER, 'other'), 'gnu');

const NOTE = {
  path: `/data/data/${ROOT_APP}/files/note.txt`,
  body: utf8('a note in a small part\n'),
  mtime: CASE_TIME,
};
/** As small as can be: what is damaged here is the folder. */
const small = (): Uint8Array => tar([NOTE], 'gnu');
/** One that takes several messages, packed too. */
const noisy = (): Uint8Array =>
  tar(
    [
      NOTE,
      { path: `/data/data/${ROOT_APP}/files/noise.bin`, body: seeded('twrp noise').bytes(9000), mtime: CASE_TIME },
      { ...NOTE, path: `/data/data/${ROOT_APP}/files/other.txt` },
    ],
    'gnu',
  );

/** (u16 length with its NUL, bytes) twice a fact. */
const info = (): Uint8Array =>
  concat(
    ['backup_size', '12345', 'backup_type', '1', 'file_count', '12'].flatMap((text) => [
      u16le(text.length + 1),
      utf8(`${text}\0`),
    ]),
  );

type Named = readonly (readonly [name: string, bytes: Uint8Array])[];

function* put(place: string, what: string, files: Named): Iterable<CorpusFile> {
  for (const [name, bytes] of files)
    yield { path: `twrp/${place}/${FOLDER}/${name}`, bytes, description: `${what}: ${name}` };
}

const summed = (name: string, bytes: Uint8Array, algorithm: 'sha256' | 'md5', ending: string): Named => [
  [name, bytes],
  [`${name}${ending}`, utf8(`${hash(algorithm, bytes, 'hex')}  ${name}\n`)],
];

/** Backup folders of TWRP: split, packed, sealed by the workers of a phone with a password, damaged. */
export function* twrpCases(): Iterable<CorpusFile> {
  yield* put('ok/plain', 'two parts with SHA-256, an image beside them', [
    ...summed('data.ext4.win000', first(), 'sha256', '.sha2'),
    ...summed('data.ext4.win001', second(), 'sha256', '.sha2'),
    ['data.info', info()],
    ['boot.emmc.win', seeded('twrp boot').bytes(300)],
    ['recovery.log', utf8('Starting TWRP\n')],
  ]);
  yield* put('ok/packed', 'one part, gzip, MD5', summed('data.f2fs.win', gz(first()), 'md5', '.md5'));
  const random = seeded('twrp openaes');
  yield* put('ok/sealed', 'OpenAES, AES-128, a part for each worker', [
    ['data.ext4.win100', openAes(first(), SHORT, random)],
    ['data.ext4.win200', openAes(second(), SHORT, random)],
  ]);
  yield* put('ok/sealed-packed', 'OpenAES, AES-256, gzip inside', [
    ['data.ext4.win100', openAes(gz(first()), LONG, random)],
  ]);
  yield* put('broken/missing-part', 'the part between two others is not there', [
    ['data.ext4.win000', first()],
    ['data.ext4.win002', second()],
  ]);
  yield* put('broken/last-part', 'the last of two parts is not there, its checksum file is', [
    ...summed('data.ext4.win000', small(), 'sha256', '.sha2'),
    ...summed('data.ext4.win001', second(), 'sha256', '.sha2').slice(1),
  ]);
  yield* put('broken/missing-only-part', 'the only part of a partition is not there, its checksum file is', [
    ...summed('data.ext4.win', small(), 'md5', '.md5'),
    ...summed('system.ext4.win', second(), 'md5', '.md5').slice(1),
  ]);
  const damaged = seeded('twrp openaes damaged');
  yield* put('broken/sealed-message', 'the header of the second message is not as it was', [
    ['data.ext4.win100', patched(openAes(noisy(), SHORT, damaged), 4096, Uint8Array.of(0xff))],
  ]);
  yield* put('broken/sealed-first-message', 'the header of the first message is not as it was', [
    ['data.ext4.win100', patched(openAes(noisy(), SHORT, seeded('twrp first message')), 0, Uint8Array.of(0xff))],
  ]);
  yield* put('broken/sealed-packed-message', 'the same, gzip inside', [
    ['data.ext4.win100', patched(openAes(gz(noisy()), SHORT, damaged), 4096, Uint8Array.of(0xff))],
  ]);
  yield* put('broken/sealed-cut', 'the last message of a part ends inside a block', [
    ['data.ext4.win100', openAes(small(), SHORT, damaged).subarray(0, -7)],
  ]);
  const [good, sum] = summed('data.ext4.win', first(), 'md5', '.md5') as [Named[number], Named[number]];
  yield* put('broken/checksum', 'a byte is not as it was when the checksum was taken', [
    [good[0], patched(good[1], 600, Uint8Array.of(0xa5, 0x5a))],
    sum,
  ]);
  yield* put('broken/cut', 'the second part ends early', [
    ['data.ext4.win000', first()],
    ['data.ext4.win001', second().subarray(0, 3000)],
  ]);
  const image = { name: 'boot.emmc.win', bytes: seeded('twrp boot').bytes(300), image: true };
  const [one, two] = [
    { name: 'data.ext4.win000', bytes: first() },
    { name: 'data.ext4.win001', bytes: second() },
  ];
  const whole = twrpStream([image, one, two]);
  const file = (place: string, bytes: Uint8Array, description: string): CorpusFile => ({
    path: `twrp/${place}`,
    bytes,
    description,
  });
  yield file('ok/stream.ab', whole, 'The stream of adb backup --twrp: an image and two parts');
  const packed = { name: 'data.f2fs.win', bytes: gz(first()), compressed: true };
  yield file('ok/stream-packed.ab', twrpStream([packed]), 'The stream of adb backup --twrp: one part, gzip');
  yield file(
    'broken/only-part.win100',
    openAes(small(), SHORT, seeded('twrp alone')),
    'A sealed part without its folder',
  );
  yield file('broken/stream-cut.ab', whole.subarray(0, whole.length - 4000), 'Such a stream, cut inside its last part');
  yield file(
    'broken/stream-md5.ab',
    twrpStream([{ ...one, md5: '0'.repeat(32) }, two]),
    'Such a stream with an MD5 that does not hold',
  );
  yield file('broken/stream-count.ab', twrpStream([one], false, 2), 'Such a stream that says it had one part more');
  yield jsonFile(
    'twrp/passwords.json',
    {
      'ok/sealed': SHORT,
      'ok/sealed-packed': LONG,
      'broken/sealed-cut': SHORT,
      'broken/sealed-message': SHORT,
      'broken/sealed-first-message': SHORT,
      'broken/sealed-packed-message': SHORT,
    },
    'Passwords of the locked cases',
  );
}
