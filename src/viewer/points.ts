/** All that a grid holds at one point: numbers, flags in words, and spectra with data and background. */
import { at } from '../at.js';
import type { Grid } from '../grid/store.js';
import { variableName } from '../outputs/output.js';
import { familyOf, flagInWords } from '../planes/flagFamilies.js';
import { masksOf } from '../planes/flagMasks.js';
import { FILL_VALUES, isMissing, type VariableSpec } from '../tiles/variables.js';
import { noteFault } from './faults.js';
import { type Checked, readPiece } from './pieces.js';
import { pointSpectrum } from './pointSpectrum.js';
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
    try {
      return await readNumbers(grid, checked, variable, indices);
    } catch (error) {
      noteFault(faults, error);
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
    grid.variables.find((variable) => variable.name === variableName({ name: base }, suffix));
  const [variable, ofErrors] = [find(SPECTRUM), find(ERROR)];
  const signal = variable && (await read(variable));
  if (variable === undefined || signal === undefined) return undefined;
  const error = ofErrors && (await read(ofErrors));
  return pointSpectrum(name, variable, { signal, error }, (parameter) => valueAt(grid, parameter, indices));
}

/** The value of a parameter at a point: of an axis, or a fixed one. */
function valueAt({ axes, attributes }: Grid, name: string, indices: ReadonlyMap<string, number>): number {
  const axis = axes.find((one) => one.name === name);
  if (axis !== undefined) return at(axis.values, indices.get(name) ?? 0);
  return attributes.fixed[name] ?? Number.NaN;
}

/** The numbers of a variable at a point: one, or one for each of its further dimensions. StoreError as readPiece. */
export async function readNumbers(
  grid: Grid,
  checked: Checked,
  variable: VariableSpec,
  indices: ReadonlyMap<string, number>,
): Promise<Float32Array | Uint32Array> {
  const fixed = new Map(variable.axes.map((name) => [name, indices.get(name) ?? 0]));
  const bytes = await readPiece(grid, checked, { variable, fixed, free: [] });
  const copy = bytes.slice().buffer;
  return variable.dtype === 'float32' ? new Float32Array(copy) : new Uint32Array(copy);
}
