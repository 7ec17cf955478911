/** Events of several files as one table. */
import { at } from '../at.js';
import type { EventColumns, Observable } from './eventSample.js';
import { eventsFrom, numbersOf } from './fields.js';

/** Joins events in their order. All have the same observables; what some do not know of N or of targets, the whole does not know. */
export function joinEvents(parts: readonly EventColumns[]): EventColumns {
  if (parts.length === 1) return at(parts, 0);
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const hasProduced = parts.every(({ produced }) => produced !== undefined);
  const fields = parts.map((part) => new Map(numbersOf(part).map(([{ name }, values]) => [name, values])));
  const numbers = (field: string) => {
    const whole = new Float64Array(count);
    let filled = 0;
    for (const [i, part] of parts.entries()) {
      const values = fields[i]?.get(field);
      if (values !== undefined) whole.set(values, filled);
      filled += part.count;
    }
    return whole;
  };
  const component = new Int32Array(count);
  let filled = 0;
  for (const part of parts) {
    component.set(part.component, filled);
    filled += part.count;
  }
  const targets = parts.flatMap(({ target, targetOf }) =>
    targetOf === undefined ? [] : [{ categories: target, codes: targetOf }],
  );
  const target = targets.length === parts.length ? joinCodes(targets, count) : undefined;
  const names = Object.keys(at(parts, 0).observables);
  const observables = names.map((name) => [
    name,
    joinObservable(
      parts.flatMap((part) => part.observables[name] ?? []),
      count,
    ),
  ]);
  return eventsFrom(
    numbers,
    {
      count,
      component,
      target: target?.categories ?? [],
      targetOf: target?.codes,
      observables: Object.fromEntries(observables),
    },
    hasProduced,
  );
}

function joinObservable(parts: readonly Observable[], count: number): Observable {
  const coded = parts.flatMap((part) => ('categories' in part ? [part] : []));
  if (coded.length === parts.length) return joinCodes(coded, count);
  const values = new Float64Array(count);
  let filled = 0;
  for (const part of parts) {
    if ('categories' in part) continue;
    values.set(part.values, filled);
    filled += part.values.length;
  }
  const [first] = parts;
  return { unit: first !== undefined && 'unit' in first ? first.unit : '', values };
}

/** Words of several parts with one list of categories. */
function joinCodes(
  parts: readonly { readonly categories: readonly string[]; readonly codes: Int32Array }[],
  count: number,
): { categories: string[]; codes: Int32Array } {
  const categories = [...new Set(parts.flatMap((part) => part.categories))];
  const codes = new Int32Array(count);
  let filled = 0;
  for (const part of parts) {
    const index = part.categories.map((word) => categories.indexOf(word));
    for (const code of part.codes) codes[filled++] = index[code] ?? 0;
  }
  return { categories, codes };
}
