/** All that a grid holds at one point: numbers, flags in words, and spectra with data and background. */
import { at } from '../at.js';
import type { Grid } from '../grid/store.js';
import { familyOf, flagInWords } from '../planes/flagFamilies.js';
import { masksOf } from '../planes/flags.js';
import { FILL_VALUES, isMissing, type VariableSpec } from '../tiles/variables.js';
import { faultFrom } from './faults.js';
import { type Checked, readPiece } from './pieces.js';
import type { Fault, PointSpectrum, PointValues } from './wire.js';

/** The variable of spectra, and of their errors. */
const [SPECTRUM, ERROR] = ['spectrum', 'spectrum_error'];

/** What a grid holds at the point with these indices by axis. Parts that cannot be read are among the faults. */
export async function readPoint(
  grid: Grid,
  checked: Checked,
  indices: ReadonlyMap<string, number>,
): Promise<PointValues> {
  const faults: Fault[] = [];
  const read = async (variable: VariableSpec): Promise<Float32Array | Uint32Array | undefined> => {
    const fixed = new Map(variable.axes.map((name) => [name, indices.get(name) ?? 0]));
    try {
      const bytes = await readPiece(grid, checked, { variable, fixed, free: [] });
      const copy = bytes.slice().buffer;
      return variable.dtype === 'float32' ? new Float32Array(copy) : new Uint32Array(copy);
    } catch (error) {
      const fault = faultFrom(error);
      if (!faults.some(({ words }) => words === fault.words)) faults.push(fault);
      return undefined;
    }
  };
  const values: PointValues['values'][number][] = [];
  const flags: PointValues['flags'][number][] = [];
  for (const variable of grid.variables.filter(({ extra }) => extra.length === 0)) {
    const { name, longName, units, dtype } = variable;
    const number = (await read(variable))?.[0];
    if (dtype === 'float32' || masksOf(variable).length === 0) {
      const value =
        number === undefined || isMissing(number) || number === FILL_VALUES.uint32 ? null : number;
      values.push({ name, longName, unit: units === '1' ? '' : units, value });
    } else if (number !== undefined && number !== FILL_VALUES.uint32) {
      for (const [flag, mask] of masksOf(variable))
        if ((number & mask) !== 0) flags.push({ words: flagInWords(flag), family: familyOf(flag), of: name });
    }
  }
  const spectra = await Promise.all(
    grid.attributes.experiments.map((each) => spectrumOf(grid, each, indices, read)),
  );
  return { values, flags, spectra: spectra.flatMap((one) => (one === undefined ? [] : [one])), faults };
}

async function spectrumOf(
  grid: Grid,
  { name, suffix }: Grid['attributes']['experiments'][number],
  indices: ReadonlyMap<string, number>,
  read: (variable: VariableSpec) => Promise<Float32Array | Uint32Array | undefined>,
): Promise<PointSpectrum | undefined> {
  const find = (base: string) =>
    grid.variables.find((variable) => variable.name === (suffix === '' ? base : `${base}_${suffix}`));
  const [variable, ofErrors] = [find(SPECTRUM), find(ERROR)];
  const bins = variable?.extra[0];
  if (variable === undefined || bins === undefined) return undefined;
  const numbers = await read(variable);
  if (numbers === undefined) return undefined;
  const errors = ofErrors === undefined ? undefined : await read(ofErrors);
  const factor = factorOf(grid, variable, indices);
  const known = (value: number, times: number) => (isMissing(value) ? null : value * times);
  const list = (key: string) => {
    const found = bins.attributes[key];
    return Array.isArray(found) ? found : [];
  };
  return {
    experiment: name,
    labels: list('labels').map(String),
    data: list('data_counts').map(Number),
    background: list('background').map(Number),
    signal: Array.from(numbers, (value) => known(value, factor)),
    ...(errors === undefined ? {} : { error: Array.from(errors, (value) => known(value, 1)) }),
  };
}

/** What a spectrum is multiplied by: the value of the parameter that its attribute names. */
function factorOf(
  { axes, attributes }: Grid,
  { attributes: { multiply_by } }: VariableSpec,
  indices: ReadonlyMap<string, number>,
): number {
  if (typeof multiply_by !== 'string') return 1;
  const axis = axes.find(({ name }) => name === multiply_by);
  if (axis !== undefined) return at(axis.values, indices.get(multiply_by) ?? 0);
  return attributes.fixed[multiply_by] ?? Number.NaN;
}
