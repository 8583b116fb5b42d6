import type { Content, Parts } from '../reader.ts';
import { boundedView } from './bounded-view.ts';
import { readWal } from './wal.ts';
import { walFrames } from './wal-frames.ts';

/** `current`: with log and journal. `main`: the main file alone. A number: as after that commit of the log, from 1. */
export type DatabaseView = 'current' | 'main' | number;

/** Where each transaction in a log ends, in bytes from the start of the log. */
export function commitEnds(log: Content, poll: () => void): readonly number[] {
  const view = boundedView(log);
  const read = readWal(view, poll);
  if (read === null) return [];
  const ends: number[] = [];
  for (const { at, commits, standing } of walFrames(view, read, read.pageSize)) {
    if (standing === 'applied' && commits) ends.push(at + read.pageSize);
  }
  return ends;
}

/** The parts that show a database as it stood. Null where the log has no such commit. */
export function partsAt(parts: Parts, view: DatabaseView, poll: () => void): Parts | null {
  if (view === 'current') return parts;
  const rest = new Map([...parts].filter(([role]) => role !== 'wal' && (role !== 'journal' || view !== 'main')));
  if (view === 'main') return rest;
  const log = parts.get('wal');
  const end = log === undefined ? undefined : commitEnds(log, poll)[view - 1];
  if (log === undefined || end === undefined) return null;
  rest.set('wal', {
    size: end,
    read: (at, length) => log.read(at, Math.min(length, end - at)),
    whole: () => log.read(0, end),
  });
  return rest;
}
