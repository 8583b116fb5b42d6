/** Of two values that hold a content of their own: nothing in it differs. */
export const sameInside = (reader: string): string =>
  `the same content (${reader}), written in another way or another order`;

export const MORE_INSIDE = 'more differences inside it are not listed';
