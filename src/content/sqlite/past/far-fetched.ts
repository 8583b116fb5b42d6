const FARTHEST_EXPONENT = 300;

/** Whether the exponent of a double is more than 2^300 one way or the other, zero aside. */
export function isFarFetched(bytes: Buffer, at: number): boolean {
  const exponent = ((((bytes[at] as number) & 127) << 4) | ((bytes[at + 1] as number) >> 4)) - 1023;
  return exponent !== -1023 && Math.abs(exponent) > FARTHEST_EXPONENT;
}
