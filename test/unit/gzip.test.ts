import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { gzip } from '../../formats/gzip/index.ts';
import { tar } from '../../formats/tar/index.ts';
import { zip } from '../../formats/zip/index.ts';
import { renderCitation } from '../../src/base/citation.ts';
import { memorySource } from '../../src/bytes/source.ts';
import { chunkedSource, drain, testKit, told } from '../support/open.ts';
import { tarBytes } from '../support/tar-bytes.ts';
import { zipBytes } from '../support/zip-bytes.ts';

const kit = testKit([tar, gzip, zip]);
const archive = tarBytes([
  { name: 'a', body: 'one' },
  { name: 'b', body: Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * i * 31) >> 3)) },
  { name: 'c', body: 'three' },
]);

test('a tar in gzip, whatever the chunks', async () => {
  const bytes = gzipSync(archive);
  for (const size of [1, 511, 4096, 1 << 20]) {
    const { members, notices } = await drain(await kit.open(chunkedSource('x.tar.gz', bytes, size)));
    expect(members.map(({ path, body }) => [path, body?.length])).toEqual([
      ['a', 3],
      ['b', 200_000],
      ['c', 5],
    ]);
    expect(told(notices)).toEqual([]);
  }
});

test('places are cited through every layer', async () => {
  const input = await kit.open(memorySource('x.tar.gz', gzipSync(archive)));
  if (input.kind !== 'stream') throw new Error('not a stream');
  for await (const item of input.members) {
    if ('path' in item && item.path === 'c')
      expect(renderCitation(item.citation)).toBe('x.tar.gz → gzip → tar @202240 +5');
  }
});

test('cut: what came out stays, and the cut is told', async () => {
  const bytes = gzipSync(archive);
  const { members, notices } = await drain(await kit.open(memorySource('x.tgz', bytes.subarray(0, bytes.length - 30))));
  expect(members.slice(0, 1).map(({ path, body }) => [path, body])).toEqual([['a', 'one']]);
  expect(told(notices)).toContain('truncated/gzip/damage');
});

test('a wrong checksum, and bytes behind the end', async () => {
  const wrong = gzipSync(archive);
  wrong.writeUInt32LE(1, wrong.length - 8);
  expect(told((await drain(await kit.open(memorySource('x.tgz', wrong)))).notices)).toEqual(['checksum/gzip/damage']);
  const behind = Buffer.concat([gzipSync(archive), Buffer.from('junk behind it')]);
  const found = await drain(await kit.open(memorySource('x.tgz', behind)));
  expect(told(found.notices)).toEqual(['trailing-bytes/gzip/doubt']);
  expect(found.notices[0]?.args).toEqual({ bytes: 14 });
});

test('a single file in gzip keeps its bytes and faults where the stream does', async () => {
  const bytes = gzipSync('just text');
  const input = await kit.open(memorySource('notes.txt.gz', bytes));
  if (input.kind !== 'bytes') throw new Error('not bytes');
  expect(input.name).toBe('notes.txt');
  const chunks: Buffer[] = [];
  for await (const chunk of input.source.stream()) chunks.push(Buffer.from(chunk));
  expect(Buffer.concat(chunks).toString()).toBe('just text');
  const cut = await kit.open(memorySource('notes.txt.gz', bytes.subarray(0, 20)));
  if (cut.kind !== 'bytes') throw new Error('not bytes');
  await expect(async () => {
    for await (const chunk of cut.source.stream()) void chunk;
  }).rejects.toMatchObject({ code: 'evidence.truncated', detail: 'gzip' });
});

test('a zip in gzip', async () => {
  const { members } = await drain(
    await kit.open(memorySource('x.zip.gz', gzipSync(zipBytes([{ name: 'a', body: 'b' }])))),
  );
  expect(members.map(({ path, body }) => [path, body])).toEqual([['a', 'b']]);
});
