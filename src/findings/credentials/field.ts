/** A cookie as Chromium's table has it, less its value. */
export interface CookieFacts {
  readonly host: string;
  readonly name: string;
  readonly path: string;
  /** The site that it belongs to while another one is shown; null where it is not partitioned. */
  readonly partition: string | null;
  /** Without an expiry: it ends with the session. */
  readonly session: boolean;
  readonly secure: boolean;
  readonly httpOnly: boolean;
}

/** One value of a content with the name it goes by, whatever store it came from. */
export interface Field {
  /** Key, JSON path or `table.column[key]`; null for a whole file. */
  readonly where: string | null;
  /** The name that says what it is: the last key, or the column. */
  readonly name: string;
  /** Text, or bytes that are none. Numbers come as their digits. */
  readonly value: string | Uint8Array;
  /** Whether the name is a value of a key column, with text of other columns right beside it in the file. */
  readonly keyed: boolean;
  /** What lies beside it in the same container, by name. */
  readonly sibling: (name: string) => unknown;
  /** The outermost JSON object that it lies in; null outside JSON. */
  readonly root: Readonly<Record<string, unknown>> | null;
  /** The value is a container whose leaves are visited by themselves. */
  readonly container?: true;
  /** It was assigned to its name in a text: what it holds is not looked for again. */
  readonly assigned?: true;
  /** A cookie's own name. */
  readonly cookie?: string;
  readonly about?: CookieFacts;
  /** Under a key of the system that wrote it, by the layout of the store. */
  readonly sealed?: true;
  /** Seconds since 1970 by a claim beside it that the store's layout fixes. */
  readonly expires?: number | null;
  /** When it was made, likewise. */
  readonly issued?: number | null;
}

export type Visit = (field: Field) => void;

export const NO_SIBLING = (): undefined => undefined;
