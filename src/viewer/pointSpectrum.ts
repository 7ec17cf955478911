/** The spectrum of one experiment at a point, from the numbers of its variables. */
import { isMissing, type VariableSpec } from '../tiles/variables.js';
import type { PointSpectrum } from './wire.js';

/** Numbers of the variables of a spectrum and, where there is one, of its relative Monte Carlo error. */
export interface SpectrumNumbers {
  readonly signal: ArrayLike<number>;
  readonly error: ArrayLike<number> | undefined;
}

/** The spectrum; undefined for a variable without bins. `valueAt` has the values of parameters, of which one may be the spectrum's factor. */
export function pointSpectrum(
  experiment: string,
  { extra, attributes: { multiply_by } }: VariableSpec,
  { signal, error }: SpectrumNumbers,
  valueAt: (parameter: string) => number,
): PointSpectrum | undefined {
  const bins = extra[0];
  if (bins === undefined) return undefined;
  const factor = typeof multiply_by === 'string' ? valueAt(multiply_by) : 1;
  const known = (value: number, times: number) => (isMissing(value) ? null : value * times);
  const list = (key: string) => {
    const found = bins.attributes[key];
    return Array.isArray(found) ? found : [];
  };
  return {
    experiment,
    labels: list('labels').map(String),
    data: list('data_counts').map(Number),
    background: list('background').map(Number),
    signal: Array.from(signal, (value) => known(value, factor)),
    ...(error === undefined ? {} : { error: Array.from(error, (value) => known(value, 1)) }),
  };
}
