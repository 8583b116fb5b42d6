import { basename } from 'node:path';
import { cite } from '../base/citation.ts';
import { Fault } from '../base/fault.ts';
import type { Digests } from '../bytes/digest.ts';
import { type FileSource, openFile } from '../bytes/file-source.ts';
import { sameState } from '../bytes/source.ts';
import type { Outside, ReadListener } from './outside.ts';

/** A regular file as evidence. Throws Fault `evidence.empty`. */
export function openPlainFile(path: string, label: string, listener: ReadListener = {}, digests?: Digests): Outside {
  const file: FileSource = openFile(
    path,
    basename(path),
    cite(basename(path)),
    listener.onBytes?.bind(listener),
    digests,
  );
  if (file.size === 0) {
    file.close();
    // What an empty adb backup means is known; its name is all that tells it.
    if (/\.ab$/i.test(path)) throw new Fault('evidence.empty', 'ab.empty', label);
    throw new Fault('evidence.empty', 'file', label);
  }
  const before = file.state();
  return {
    origin: file,
    size: file.size,
    watch: (input) => input,
    tree: () => null,
    keepHash: () => undefined,
    hashOf: () => null,
    onHashed: () => undefined,
    async finish() {
      const observed = await file.finish();
      if (!sameState(before, file.state())) throw new Fault('evidence.changed', 'during-run', label);
      return observed;
    },
    close: file.close,
  };
}
