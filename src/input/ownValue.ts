/**
 * Look-ups by names that users write. `toString` and `__proto__` are names like any other: an object has them only if they
 * were put there.
 */

/** The object's own value under a name, never one that is inherited from its prototype. */
export function ownValue<T>(
  record: Readonly<Partial<Record<string, T>>> | undefined,
  name: string,
): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** An object without a prototype, for keys that users write. */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
