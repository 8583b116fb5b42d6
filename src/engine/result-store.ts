import { Fault } from '../base/fault.ts';
import { type ContentStore, makeContentStore, readStore } from '../vfs/content-store.ts';

/** Finished pieces of a result, put aside as JSON text in memory or on an unnamed file, and read back in any order. */
export interface ResultStore {
  put(value: unknown): number;
  /** The piece as it was put, parsed: the same one each time, not to be changed. */
  get<T>(id: number): T;
  /** The piece as JSON text: what a JSON writer copies. */
  text(id: number): string;
  readonly count: number;
  close(): void;
}

/** Characters of pieces that stay parsed: several writers ask for each, one after the other. What comes later is parsed again. */
const PARSED_CHARACTERS = 8 << 20;

export function makeResultStore(workDir: string | null): ResultStore {
  const store: ContentStore = makeContentStore(workDir);
  let offsets = new Float64Array(1024);
  let count = 0;
  let dirty = false;
  const parsed = new Map<number, unknown>();
  let room = PARSED_CHARACTERS;
  const text = (id: number): string => {
    if (dirty) {
      store.flush();
      // The last piece may be what the work folder could not take.
      if (store.full) throw new Fault('work.unusable', 'full');
      dirty = false;
    }
    const from = offsets[id] as number;
    const to = id + 1 < count ? (offsets[id + 1] as number) : store.bytes;
    return Buffer.from(readStore(store.view(), from, to - from)).toString('utf8');
  };
  return {
    put(value) {
      if (count === offsets.length) {
        const more = new Float64Array(offsets.length * 2);
        more.set(offsets);
        offsets = more;
      }
      offsets[count] = store.bytes;
      store.add(Buffer.from(JSON.stringify(value)));
      if (store.end() === null) throw new Fault('work.unusable', 'full');
      dirty = true;
      count += 1;
      return count - 1;
    },
    get<T>(id: number): T {
      const known = parsed.get(id);
      if (known !== undefined) return known as T;
      const json = text(id);
      const value = JSON.parse(json) as T;
      room -= json.length;
      if (room >= 0) parsed.set(id, value);
      return value;
    },
    text,
    get count() {
      return count;
    },
    close() {
      parsed.clear();
      store.close();
    },
  };
}
