/**
 * Look-ups by names that people write: `toString` and `__proto__` are names like any other, and no object has them unless
 * somebody gave it them.
 */

/** The value that an object itself has under a name; never one of its prototype. */
export function ownValue<T>(
  record: Readonly<Partial<Record<string, T>>> | undefined,
  name: string,
): T | undefined {
  return record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined;
}

/** An object without a prototype, whose keys are to be names that people write. */
export function emptyRecord<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}
