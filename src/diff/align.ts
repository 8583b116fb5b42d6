import type { Location } from '../android/location.ts';
import type { Artifact } from '../device/artifact.ts';
import { sortKey } from '../vfs/sort-key.ts';

/** One place on up to three sides. */
export interface Aligned {
  readonly location: Location | null;
  readonly entry: string;
  readonly source: Artifact | null;
  readonly bundle: Artifact | null;
  readonly target: Artifact | null;
}

interface Cursor {
  readonly artifacts: readonly Artifact[];
  at: number;
  key: string | null;
}

/**
 * Aligns the artifacts of one package by location: a merge of two or three lists in catalogue order.
 * A place that a side does not have is null there.
 */
export function* align(
  source: readonly Artifact[],
  bundle: readonly Artifact[],
  target: readonly Artifact[],
): Iterable<Aligned> {
  const cursors = [start(source), start(bundle), start(target)] as const;
  for (;;) {
    let least: string | null = null;
    for (const { key } of cursors) if (key !== null && (least === null || before(key, least))) least = key;
    if (least === null) return;
    const [s, b, t] = cursors.map((cursor) => take(cursor, least as string)) as [
      Artifact | null,
      Artifact | null,
      Artifact | null,
    ];
    const any = (s ?? b ?? t) as Artifact;
    yield { location: any.location, entry: any.entry, source: s, bundle: b, target: t };
  }
}

/** Catalogues are in order of UTF-8 bytes, which differs from that of UTF-16 units only beyond the BMP. */
function before(a: string, b: string): boolean {
  if (!hasSurrogate(a) && !hasSurrogate(b)) return a < b;
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

function hasSurrogate(text: string): boolean {
  return /[\ud800-\udfff\ue000-\uffff]/.test(text);
}

function start(artifacts: readonly Artifact[]): Cursor {
  return { artifacts, at: 0, key: keyAt(artifacts, 0) };
}

function keyAt(artifacts: readonly Artifact[], index: number): string | null {
  const artifact = artifacts[index];
  return artifact === undefined ? null : sortKey(artifact.location, artifact.entry);
}

function take(cursor: Cursor, key: string): Artifact | null {
  if (cursor.key !== key) return null;
  const artifact = cursor.artifacts[cursor.at] as Artifact;
  cursor.at += 1;
  cursor.key = keyAt(cursor.artifacts, cursor.at);
  return artifact;
}
