/** Copies a view with its keys in a fixed order. */
export type Ordering = (view: object) => Record<string, unknown>;

/**
 * An ordering that puts the keys of `order` first, in that order, and any other key after them by name. Keys that
 * are undefined and functions are left out. So the bytes of an output do not depend on how a view was put together.
 */
export function ordering(order: readonly string[]): Ordering {
  const known = new Set(order);
  return (view) => {
    const from = view as Readonly<Record<string, unknown>>;
    const out: Record<string, unknown> = {};
    for (const key of order) {
      const value = from[key];
      if (value !== undefined) out[key] = value;
    }
    let others: string[] | null = null;
    for (const key of Object.keys(from)) {
      if (known.has(key) || from[key] === undefined || typeof from[key] === 'function') continue;
      others ??= [];
      others.push(key);
    }
    if (others !== null) for (const key of others.sort()) out[key] = from[key];
    return out;
  };
}
