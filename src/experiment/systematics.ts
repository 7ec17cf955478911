/** The covariance of an experiment's bins, in any of the forms that a file may have. */

import { at } from '../at.js';
import { failAtLine } from '../input/csv.js';
import { failAt, type KeyPath, type YamlFile } from '../input/yaml.js';
import { suggest } from '../input/zodIssues.js';
import {
  asymmetryFault,
  covarianceFault,
  type MatrixFault,
  type MatrixFile,
  parseCovariance,
  uniformCovariance,
} from './covariance.js';
import type { Bin, Matrix, Systematics } from './types.js';
import type { ChosenExperiment } from './variant.js';

/** Reads a CSV file of the experiment. */
type ReadCsv = (file: string, key: KeyPath) => Promise<{ text: string; file: string }>;

/**
 * The covariance, checked, with the errors of the signal from the file. Each of these scales the signal of all bins by the same
 * factor, so that Y_ij increases by the sum of their squares (docs/statistics.md, Errors of the signal). `bins` is undefined where one
 * of them, the beams or the response have mistakes; then only checks without them are made, and a fractional covariance returns undefined.
 */
export async function systematicsOf(
  yaml: YamlFile,
  chosen: ChosenExperiment,
  bins: readonly Bin[] | undefined,
  readCsv: ReadCsv,
): Promise<Systematics | undefined> {
  const systematics = await covarianceOf(yaml, chosen, bins, readCsv);
  const errors = Object.values(chosen.file.covariance.signal_errors ?? {});
  const square = errors.reduce((sum, error) => sum + error * error, 0);
  if (systematics === undefined || square === 0) return systematics;
  const { background, signal } = systematics;
  return {
    ...systematics,
    signal: background.map((row, i) =>
      row.map((_, j) => (signal === undefined ? 0 : at(at(signal, i), j)) + square),
    ),
  };
}

async function covarianceOf(
  yaml: YamlFile,
  chosen: ChosenExperiment,
  bins: readonly Bin[] | undefined,
  readCsv: ReadCsv,
): Promise<Systematics | undefined> {
  const { errors, correlation, matrix, file, fractional } = chosen.file.covariance;
  const path = chosen.pathOf('covariance');
  const given = [errors, matrix, file, fractional].filter((form) => form !== undefined).length;
  if (given !== 1)
    failAt(yaml, path, 'give exactly one of errors (with correlation), matrix, file, fractional');
  if ((errors === undefined) !== (correlation === undefined)) {
    failAt(yaml, path, 'errors and correlation belong together; give both, or a matrix');
  }
  const entries: readonly ({ readonly label?: string } | undefined)[] | undefined =
    chosen.file.observation?.bins;
  const labels = entries?.map((bin, i) => bin?.label ?? `number ${i + 1}`);
  const only = (background: Matrix): Systematics => ({ background, cross: undefined, signal: undefined });
  const checked = (built: Matrix, key: KeyPath): Systematics => {
    const fault = labels && covarianceFault(built, labels);
    if (fault !== undefined) failAt(yaml, built === matrix ? [...key, fault.row] : key, fault.what);
    return only(built);
  };
  if (errors !== undefined && correlation !== undefined) {
    if (labels !== undefined && errors.length !== labels.length) {
      const what = `${errors.length} errors for ${labels.length} bins; one for every bin`;
      failAt(yaml, [...path, 'errors'], what);
    }
    return checked(uniformCovariance(errors, correlation), [...path, 'correlation']);
  }
  if (matrix !== undefined) return checked(matrix, [...path, 'matrix']);
  const fileKey = file === undefined ? [...path, 'fractional', 'file'] : [...path, 'file'];
  const csv = await readCsv(file ?? fractional?.file ?? '', fileKey);
  const parsed = parseCovariance(csv.text, csv.file);
  if (fractional !== undefined) return fractionalSystematics(yaml, chosen, bins, parsed, fractional.blocks);
  const fault = labels && covarianceFault(parsed.matrix, labels);
  if (fault !== undefined) failAtRow(parsed, fault);
  return only(parsed.matrix);
}

type Blocks = readonly { readonly beam: string; readonly of: 'signal' | 'background' | 'control' }[];

function fractionalSystematics(
  yaml: YamlFile,
  chosen: ChosenExperiment,
  bins: readonly Bin[] | undefined,
  parsed: MatrixFile,
  blocks: Blocks,
): Systematics | undefined {
  const asymmetry = asymmetryFault(parsed.matrix);
  if (asymmetry !== undefined) failAtRow(parsed, asymmetry);
  if (bins === undefined) return undefined;
  const path = [...chosen.pathOf('covariance'), 'fractional', 'blocks'];
  const rows = rowsOf(yaml, path, blocks, chosen, bins);
  if (rows.length !== parsed.matrix.length) {
    const what = `${parsed.file} has ${parsed.matrix.length} rows, the blocks name ${rows.length}`;
    failAt(yaml, path, `${what}; one row for every bin of every block`);
  }
  const collapsed = collapse(parsed.matrix, rows, bins);
  const fault = covarianceFault(
    collapsed.background,
    bins.map(({ label }) => label),
  );
  if (fault !== undefined) {
    const row = rows.findIndex(({ bin, isSignal }) => bin === fault.row && !isSignal);
    failAtRow(parsed, { row: Math.max(row, 0), what: `collapsed: ${fault.what}` });
  }
  return collapsed;
}

function failAtRow({ file, lines }: MatrixFile, { row, what }: MatrixFault): never {
  failAtLine(file, lines[row], what);
}

/** One row of a fractional covariance: the bin, and whether the row is for its signal or for its prediction without a signal. */
interface FractionalRow {
  readonly bin: number;
  readonly isSignal: boolean;
}

function rowsOf(
  yaml: YamlFile,
  path: KeyPath,
  blocks: Blocks,
  { file }: ChosenExperiment,
  bins: readonly Bin[],
): FractionalRow[] {
  const beams = file.beams.map(({ name }) => name);
  return blocks.flatMap((block, i) => {
    const beam = beams.indexOf(block.beam);
    if (beam < 0) {
      failAt(yaml, [...path, i, 'beam'], `unknown beam ${block.beam}; ${suggest(block.beam, beams)}`);
    }
    return bins.flatMap((bin, index) => {
      const isControl = bin.cells.length === 0;
      const belongs = bin.beam === beam && isControl === (block.of === 'control');
      return belongs ? [{ bin: index, isSignal: block.of === 'signal' }] : [];
    });
  });
}

/**
 * Sums a fractional covariance F over the parts of each bin: sum_ab F_ab t_a t_b with t the background, a control sample's
 * prediction, or the signal s, which remains variable: C + s_i X_ij + s_j X_ji + s_i s_j Y_ij (docs/statistics.md, A fractional covariance).
 */
function collapse(fractional: Matrix, rows: readonly FractionalRow[], bins: readonly Bin[]): Systematics {
  const zero = () => bins.map(() => new Array<number>(bins.length).fill(0));
  const [background, cross, signal] = [zero(), zero(), zero()];
  const add = (matrix: number[][], i: number, j: number, value: number) => {
    const row = at(matrix, i);
    row[j] = at(row, j) + value;
  };
  rows.forEach((a, k) => {
    rows.forEach((b, l) => {
      const f = at(at(fractional, k), l);
      const [ta, tb] = [at(bins, a.bin).background, at(bins, b.bin).background];
      if (a.isSignal && b.isSignal) add(signal, a.bin, b.bin, f);
      else if (a.isSignal) add(cross, a.bin, b.bin, f * tb);
      else if (!b.isSignal) add(background, a.bin, b.bin, f * ta * tb);
    });
  });
  return { background, cross, signal };
}
