/** Where generated data lies; git ignores it. */
export const DATA = 'bench/data';
