/** A sample of our own generator as columns of the file that `dualnu events` writes, and with what the example's detector makes of it. */
import { OBSERVABLES, reconstructAll } from '../../examples/reweighting/simulate.mjs';
import type {
  EventSample,
  LeptonColumns,
  Observable,
  PositionColumns,
} from '../../src/samples/eventSample.js';

/** Canonical columns of a sample's truth. */
export function truthColumns(sample: EventSample): Record<string, Float64Array | Int32Array | string[]> {
  const momentum = (name: string, { e, px, py, pz }: LeptonColumns) => ({
    [`${name}_e_gev`]: e,
    [`${name}_px_gev`]: px,
    [`${name}_py_gev`]: py,
    [`${name}_pz_gev`]: pz,
  });
  const position = (name: string, { x, y, z }: PositionColumns) => ({
    [`${name}_x_cm`]: x,
    [`${name}_y_cm`]: y,
    [`${name}_z_cm`]: z,
  });
  return {
    component: sample.component,
    weight: sample.weight,
    e_nu_gev: sample.energyGev,
    ...momentum('eminus', sample.minus),
    ...momentum('eplus', sample.plus),
    ...position('scatter', sample.scatter),
    ...position('decay', sample.decay),
    target: Array.from(sample.component, () => 'Ar40'),
  };
}

/** The sample as it would be imported after the example's simulation. */
export function simulated(sample: EventSample, seed: number): EventSample {
  const found: Readonly<Record<string, Float64Array | string[]>> = reconstructAll(truthColumns(sample), seed);
  const observables = Object.keys(OBSERVABLES).map((name): [string, Observable] => {
    const values = found[name] ?? [];
    if (values instanceof Float64Array) return [name, { unit: unitOf(name), values }];
    const categories = [...new Set(values)];
    return [name, { categories, codes: Int32Array.from(values, (word) => categories.indexOf(word)) }];
  });
  return { ...sample, observables: Object.fromEntries(observables) };
}

function unitOf(name: string): string {
  return name.endsWith('_gev') ? 'GeV' : name.endsWith('_deg') ? 'deg' : '';
}
