/** `1 file`, `12 files`: a count in a clause of a decoder. */
export const numbered = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
