/**
 * A copy of `view` with the keys of `order` first, in that order, and any other key after them by name. Keys that
 * are undefined are left out. So the bytes of an output do not depend on how a view was put together.
 */
export function ordered<T extends object>(view: T, order: readonly string[]): Record<string, unknown> {
  const from = view as Readonly<Record<string, unknown>>;
  const out: Record<string, unknown> = {};
  for (const key of order) if (from[key] !== undefined) out[key] = from[key];
  const known = new Set(order);
  for (const key of Object.keys(from).sort()) {
    if (!known.has(key) && from[key] !== undefined && typeof from[key] !== 'function') out[key] = from[key];
  }
  return out;
}

/** As `ordered`, for a value that may be null. */
export function orderedOrNull<T extends object>(
  view: T | null | undefined,
  order: readonly string[],
): Record<string, unknown> | null {
  return view === null || view === undefined ? null : ordered(view, order);
}
