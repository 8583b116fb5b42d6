import { createHash } from 'node:crypto';
import type { CorpusFile } from './file.ts';
import { GENERATORS } from './generators.ts';

const LICENCE = 'Apache-2.0';
export const MANIFEST = 'MANIFEST.json';

/** Every file that the generators make, by its path below `corpus/`, and MANIFEST.json over them. */
export function makeCorpus(): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const lines: Record<string, unknown>[] = [];
  const take = (file: CorpusFile, generator: string) => {
    if (files.has(file.path)) throw new Error(`two generators make ${file.path}`);
    files.set(file.path, file.bytes);
    lines.push({
      path: file.path,
      bytes: file.bytes.length,
      sha256: createHash('sha256').update(file.bytes).digest('hex'),
      description: file.description,
      generator,
      origin: 'generated',
      licence: LICENCE,
    });
  };
  for (const [generator, files] of Object.entries(GENERATORS)) for (const file of files()) take(file, generator);
  lines.sort((a, b) => (String(a['path']) < String(b['path']) ? -1 : 1));
  const text = `{\n  "schema": "carryover.corpus/1",\n  "files": [\n${lines.map((line) => `    ${JSON.stringify(line)}`).join(',\n')}\n  ]\n}\n`;
  files.set(MANIFEST, new TextEncoder().encode(text));
  return files;
}
