/** The events of one component of a table. */
import { at } from '../at.js';
import type { EventColumns } from './eventSample.js';

/** The events of one of a number of components, which they are all of afterwards: their `component` is 0. */
export function rowsOf(events: EventColumns, component: number, components: number): EventColumns {
  if (components === 1) return { ...events, component: new Int32Array(events.count) };
  const rows = [...events.component.keys()].filter((row) => events.component[row] === component);
  const take = <A extends Float64Array | Int32Array>(values: A): A => {
    const taken = values.slice(0, rows.length) as A;
    for (const [i, row] of rows.entries()) taken[i] = at(values, row);
    return taken;
  };
  const each = <T extends object>(columns: T): T =>
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, take(values as Float64Array)]),
    ) as T;
  return {
    ...events,
    count: rows.length,
    component: new Int32Array(rows.length),
    weight: take(events.weight),
    energyGev: take(events.energyGev),
    minus: each(events.minus),
    plus: each(events.plus),
    scatter: each(events.scatter),
    decay: each(events.decay),
    produced: events.produced && each(events.produced),
    targetOf: events.targetOf && take(events.targetOf),
    observables: Object.fromEntries(
      Object.entries(events.observables).map(([name, observable]) => [
        name,
        'categories' in observable
          ? { ...observable, codes: take(observable.codes) }
          : { ...observable, values: take(observable.values) },
      ]),
    ),
  };
}
