import { hasControls } from '../printable.ts';
import type { PastRecord } from '../reader.ts';
import { type Write, writeAt } from './log.ts';
import type { Generations } from './store.ts';

/** Writes that must follow each other behind the end before they are taken for what they seem: one is chance. */
const LEAST_CHAIN = 2;
/** Longer keys are chance: it bounds what is looked at again from the next byte on. */
const LONGEST_KEY = 256;

/** What the store no longer shows: older writes of the log, then what an earlier generation left behind the end. */
export function* pastOf({ store, columns, rowOf, section }: Generations): Generator<PastRecord> {
  const live = new Map<string, Uint8Array>();
  const last = new Map<string, number>();
  for (const [index, { key, value }] of store.writes.entries()) {
    if (value.length > 0) last.set(key, index);
    if (value.length === 0) live.delete(key);
    else live.set(key, value);
  }
  const same = (key: string, value: Uint8Array): boolean => {
    const current = live.get(key);
    return current !== undefined && Buffer.compare(current, value) === 0;
  };
  const record = (write: Write, state: PastRecord['state']): PastRecord => ({
    section,
    columns,
    row: rowOf(write),
    state,
    grade: 'intact',
    at: `@${store.offset + write.at}`,
  });
  for (const [index, write] of store.writes.entries()) {
    if (write.value.length === 0 || same(write.key, write.value)) continue;
    yield record(write, live.has(write.key) || last.get(write.key) !== index ? 'superseded' : 'deleted');
  }
  for (const write of leftBehind(store.slack)) {
    if (same(write.key, write.value)) continue;
    yield record({ ...write, at: store.size + write.at }, 'deleted');
  }
}

/** Whole writes in what lies behind the end of the content. It begins in the middle of one. */
export function leftBehind(slack: Uint8Array): Write[] {
  const found: Write[] = [];
  for (let at = 0; at < slack.length; ) {
    const chain: Write[] = [];
    let end = at;
    for (let next = writeAt(slack, end, LONGEST_KEY); next !== null; next = writeAt(slack, end, LONGEST_KEY)) {
      if (hasControls(next.write.key)) break;
      chain.push(next.write);
      end = next.end;
    }
    // The last write may also reach exactly to the end of what is not zero.
    if (chain.length >= LEAST_CHAIN || (chain.length === 1 && end === slack.length)) {
      for (const write of chain) if (write.value.length > 0) found.push(write);
      at = end;
    } else at += 1;
  }
  return found;
}
