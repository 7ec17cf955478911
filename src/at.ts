/** Access to entries that must exist. */

/** Entry `index` of a list. Throws RangeError if there is none, so that a missing entry is never taken for a zero. */
export function at<T>(list: ArrayLike<T>, index: number): T {
  const entry = list[index];
  if (entry === undefined) throw new RangeError(`there is no entry ${index} among ${list.length}`);
  return entry;
}
