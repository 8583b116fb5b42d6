import { Fault } from '../base/fault.ts';
import { type ContentStore, makeContentStore, readStore } from '../vfs/content-store.ts';

/** Finished pieces of a result, put aside as JSON text in memory or on an unnamed file, and read back in any order. */
export interface ResultStore {
  put(value: unknown): number;
  /** Puts another piece in place of one; what that took is not given back. */
  replace(id: number, value: unknown): void;
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
  let lengths = new Uint32Array(1024);
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
    const piece = readStore(store.view(), offsets[id] as number, lengths[id] as number);
    return Buffer.from(piece).toString('utf8');
  };
  const write = (id: number, value: unknown): void => {
    offsets[id] = store.bytes;
    store.add(Buffer.from(JSON.stringify(value)));
    const ref = store.end();
    if (ref === null) throw new Fault('work.unusable', 'full');
    lengths[id] = ref.length;
    dirty = true;
  };
  return {
    put(value) {
      if (count === offsets.length) {
        const more = new Float64Array(offsets.length * 2);
        more.set(offsets);
        offsets = more;
        const longer = new Uint32Array(lengths.length * 2);
        longer.set(lengths);
        lengths = longer;
      }
      write(count, value);
      count += 1;
      return count - 1;
    },
    replace(id, value) {
      parsed.delete(id);
      write(id, value);
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
