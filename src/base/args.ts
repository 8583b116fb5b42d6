/** What a code carries so that a sentence can be made of it: flat, printable, and safe to send between threads. */
export type Args = Readonly<Record<string, string | number | boolean | null>>;
