/** Names of columns as pandas writes those of two levels, brought to one form. */

/**
 * The one form of a name: `P_projectile.0` for pandas' `('P_projectile', '0')`, `w_event_rate` for `('w_event_rate', '')`; any other
 * name as it is.
 */
export function plainName(name: string): string {
  const parts = /^\('([^']*)', '([^']*)'\)$/.exec(name);
  return parts === null ? name : joinLevels(parts[1] ?? '', parts[2] ?? '');
}

/** A name of two levels; the second may be empty. */
export function joinLevels(first: string, second: string): string {
  return second === '' ? first : `${first}.${second}`;
}

/** The second line of a header of two levels: digits and nothing else, where the first line repeats names. */
export function isSecondLevel(first: readonly string[], second: readonly string[]): boolean {
  const named = first.filter((name) => name !== '');
  return (
    first.length === second.length &&
    new Set(named).size < named.length &&
    second.every((cell) => /^\d*$/.test(cell)) &&
    second.some((cell) => cell === '')
  );
}
