/** The bins of an observation and their covariance. */
import { InputDataError } from '../errors.js';
import {
  asymmetryFault,
  covarianceFault,
  type MatrixFault,
  type MatrixFile,
  parseCovariance,
  uniformCovariance,
} from './covariance.js';
import type { Bin, Matrix, Response, Systematics } from './types.js';
import type { ChosenExperiment } from './variant.js';
import { failAt, type KeyPath, type YamlFile } from './yaml.js';
import { suggest } from './zodIssues.js';

/** Bins with the numbers of their beams and cells; fails at a label, beam or cell that is unknown or used twice. */
export function binsOf(yaml: YamlFile, { file, pathOf }: ChosenExperiment, response: Response): Bin[] {
  const beams = file.beams.map(({ name }) => name);
  const used = new Set<string>();
  const labels = new Set<string>();
  return file.observation.bins.map((bin, i) => {
    const path: KeyPath = [...pathOf('observation'), 'bins', i];
    if (labels.has(bin.label)) {
      failAt(yaml, [...path, 'label'], `${bin.label} names two bins; give each its own label`);
    }
    labels.add(bin.label);
    if (bin.beam === undefined && beams.length > 1) {
      failAt(yaml, path, `no beam; the experiment has ${beams.join(', ')}`);
    }
    const beam = bin.beam === undefined ? 0 : beams.indexOf(bin.beam);
    if (beam < 0)
      failAt(yaml, [...path, 'beam'], `unknown beam ${bin.beam}; ${suggest(bin.beam ?? '', beams)}`);
    if (bin.cell !== undefined && bin.cells !== undefined) {
      failAt(yaml, path, 'both cell and cells; a bin has one of them, or neither');
    }
    const named = bin.cells ?? (bin.cell === undefined ? [] : [bin.cell]);
    const cells = named.map((cell) => {
      const index = typeof cell === 'number' ? cell : response.cells.indexOf(cell);
      if (index < 0 || index >= response.cells.length) {
        const advice =
          typeof cell === 'number' ? `0 to ${response.cells.length - 1}` : suggest(cell, response.cells);
        failAt(yaml, path, `the response ${response.label} has no cell ${cell}; ${advice}`);
      }
      const key = `${beam} ${index}`;
      if (used.has(key)) failAt(yaml, path, `cell ${cell} is in another bin already; remove one`);
      used.add(key);
      return index;
    });
    return { label: bin.label, data: bin.data, background: bin.background, beam, cells };
  });
}

/** A CSV file of the experiment, read. */
type ReadCsv = (file: string, key: KeyPath) => Promise<{ text: string; file: string }>;

/** The covariance in whichever form it is given, checked. */
export async function systematicsOf(
  yaml: YamlFile,
  chosen: ChosenExperiment,
  bins: readonly Bin[],
  readCsv: ReadCsv,
): Promise<Systematics> {
  const { errors, correlation, matrix, file, fractional } = chosen.file.covariance;
  const path = chosen.pathOf('covariance');
  const given = [errors, matrix, file, fractional].filter((form) => form !== undefined).length;
  if (given !== 1)
    failAt(yaml, path, 'give exactly one of errors (with correlation), matrix, file, fractional');
  if ((errors === undefined) !== (correlation === undefined)) {
    failAt(yaml, path, 'errors and correlation belong together; give both, or a matrix');
  }
  const labels = bins.map(({ label }) => label);
  const checked = (built: Matrix, key: KeyPath): Systematics => {
    const fault = covarianceFault(built, labels);
    if (fault !== undefined) failAt(yaml, built === matrix ? [...key, fault.row] : key, fault.what);
    return { background: built, cross: undefined, signal: undefined };
  };
  if (errors !== undefined) {
    if (errors.length !== labels.length) {
      const what = `${errors.length} errors for ${labels.length} bins; one for every bin`;
      failAt(yaml, [...path, 'errors'], what);
    }
    return checked(uniformCovariance(errors, correlation ?? 0), [...path, 'correlation']);
  }
  if (matrix !== undefined) return checked(matrix, [...path, 'matrix']);
  const fileKey = file === undefined ? [...path, 'fractional', 'file'] : [...path, 'file'];
  const csv = await readCsv(file ?? fractional?.file ?? '', fileKey);
  const parsed = parseCovariance(csv.text, csv.file);
  if (fractional === undefined) {
    const fault = covarianceFault(parsed.matrix, labels);
    if (fault !== undefined) failAtRow(parsed, fault);
    return { background: parsed.matrix, cross: undefined, signal: undefined };
  }
  const asymmetry = asymmetryFault(parsed.matrix);
  if (asymmetry !== undefined) failAtRow(parsed, asymmetry);
  const rows = rowsOf(yaml, [...path, 'fractional', 'blocks'], fractional.blocks, chosen, bins);
  if (rows.length !== parsed.matrix.length) {
    const what = `${csv.file} has ${parsed.matrix.length} rows, the blocks name ${rows.length}`;
    failAt(yaml, [...path, 'fractional', 'blocks'], `${what}; one row for every bin of every block`);
  }
  const collapsed = collapse(parsed.matrix, rows, bins);
  const fault = covarianceFault(collapsed.background, labels);
  if (fault !== undefined) {
    const row = rows.findIndex(({ bin, isSignal }) => bin === fault.row && !isSignal);
    failAtRow(parsed, { row: Math.max(row, 0), what: `collapsed: ${fault.what}` });
  }
  return collapsed;
}

function failAtRow({ file, lines }: MatrixFile, { row, what }: MatrixFault): never {
  throw new InputDataError(`${file}:${lines[row]}: ${what}`);
}

/** One row of a fractional covariance: the bin, and whether its signal or what it has without one. */
interface FractionalRow {
  readonly bin: number;
  readonly isSignal: boolean;
}

function rowsOf(
  yaml: YamlFile,
  path: KeyPath,
  blocks: readonly { readonly beam: string; readonly of: 'signal' | 'background' | 'control' }[],
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
 * prediction, or the signal, which stays open: C + s_i X_ij + s_j X_ji + s_i s_j Y_ij. MODEL section 11.
 */
function collapse(fractional: Matrix, rows: readonly FractionalRow[], bins: readonly Bin[]): Systematics {
  const zero = () => bins.map(() => new Array<number>(bins.length).fill(0));
  const [background, cross, signal] = [zero(), zero(), zero()];
  const add = (matrix: number[][], i: number, j: number, value: number) => {
    const row = matrix[i];
    if (row) row[j] = (row[j] ?? 0) + value;
  };
  rows.forEach((a, k) => {
    rows.forEach((b, l) => {
      const f = fractional[k]?.[l] ?? 0;
      const [ta, tb] = [bins[a.bin]?.background ?? 0, bins[b.bin]?.background ?? 0];
      if (a.isSignal && b.isSignal) add(signal, a.bin, b.bin, f);
      else if (a.isSignal) add(cross, a.bin, b.bin, f * tb);
      else if (!b.isSignal) add(background, a.bin, b.bin, f * ta * tb);
    });
  });
  return { background, cross, signal };
}

/** Checks the record of the unconstrained background: its parts make its sum, and its errors in quadrature its error, as rounded. */
export function checkUnconstrained(yaml: YamlFile, { file, pathOf }: ChosenExperiment): void {
  const record = file.unconstrained_background;
  if (!record) return;
  const path = pathOf('unconstrained_background');
  const sum = Object.values(record.composition).reduce((all, part) => all + part, 0);
  // Published to a tenth of an event, each part and the sum.
  if (Math.abs(sum - record.events) > 0.05 * (Object.keys(record.composition).length + 1)) {
    failAt(
      yaml,
      [...path, 'composition'],
      `the parts add up to ${Number(sum.toPrecision(6))}, not to ${record.events}; correct them`,
    );
  }
  const error = record.events * Math.hypot(...Object.values(record.relative_errors));
  if (Math.abs(error - record.error) > 0.02 * record.error) {
    const found = Number(error.toPrecision(4));
    failAt(
      yaml,
      [...path, 'relative_errors'],
      `in quadrature they make ${found} events, not ${record.error}; correct them`,
    );
  }
}
