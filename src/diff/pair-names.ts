/** A name without the case of its ASCII letters, and of no others: as SQLite compares the names of tables and columns. */
export function foldedName(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/**
 * For each of `mine` its place in `theirs`, or -1. The exact name goes first, then, where the store `folds` names, the
 * name without its case. None of `theirs` is given twice.
 */
export function pairNames(mine: readonly string[], theirs: readonly string[], folds: boolean): number[] {
  const places = mine.map(() => -1);
  const free = new Set(theirs.keys());
  const pair = (as: (name: string) => string): void => {
    const waiting = new Map<string, number[]>();
    for (const place of free) {
      const name = as(theirs[place] as string);
      const list = waiting.get(name);
      if (list === undefined) waiting.set(name, [place]);
      else list.push(place);
    }
    for (const [i, name] of mine.entries()) {
      const place = places[i] === -1 ? waiting.get(as(name))?.shift() : undefined;
      if (place === undefined) continue;
      places[i] = place;
      free.delete(place);
    }
  };
  pair((name) => name);
  if (folds && free.size > 0) pair(foldedName);
  return places;
}
