/** The variables of a scan's grid, and their arrays in a tile. */
import { at } from '../at.js';
import { layOutTile, type TileLayout } from '../prediction/tileLayout.js';
import { type ExperimentScan, experimentScans, type ResolvedScan, summedRuns } from '../resolved/scan.js';
import type { VariableArray } from '../tiles/block.js';
import type { Tile } from '../tiles/tiles.js';
import type { VariableSpec } from '../tiles/variables.js';
import { SAME } from './joins.js';
import { type OutputVariable, variableName } from './output.js';
import { outputsOf } from './outputs.js';
import { suffixOf } from './places.js';
import { EMPTY_RESULT, type TileResult } from './result.js';

/** A tile with the results of an engine. */
interface AnsweredTile {
  readonly tile: Tile;
  readonly result: TileResult;
  layout(): TileLayout;
}

/** A variable of a grid. */
export interface GridVariable {
  readonly spec: VariableSpec;
  readonly output: OutputVariable;
  /** The name of the experiment that it is of; undefined where it is of all that are in the sums. */
  readonly experiment: string | undefined;
  /** The variable's array in a tile, C order. */
  make(tile: AnsweredTile): VariableArray;
}

/** Variables of a scan, output by output. With several experiments, those of all together are followed by those of each. */
export function gridVariables(scan: ResolvedScan): GridVariable[] {
  const scans = experimentScans(scan);
  return outputsOf(scan).flatMap(({ variables }) => {
    const joined = variables.filter(({ join }) => join !== undefined);
    const others = variables.filter(({ join }) => join === undefined);
    const isByEach = (variable: OutputVariable) => scans.length > 1 && variable.each;
    return [
      ...joined.flatMap((variable) => [
        ...ofAll(variable, scans),
        ...(isByEach(variable)
          ? scans.flatMap((experimentScan, e) => ofOne(variable, experimentScan, e))
          : []),
      ]),
      ...scans.flatMap((experimentScan, e) =>
        others.flatMap((variable) => ofOne(variable, experimentScan, e)),
      ),
    ];
  });
}

/** Makes all variables of a tile, by their names. */
export function makeVariables(
  variables: readonly GridVariable[],
  scan: ResolvedScan,
  tile: Tile,
  result: TileResult,
): Record<string, VariableArray> {
  let laidOut: TileLayout | undefined;
  const layout = () => {
    laidOut ??= layOutTile(scan, tile);
    return laidOut;
  };
  return Object.fromEntries(variables.map(({ spec, make }) => [spec.name, make({ tile, result, layout })]));
}

/** A variable of all experiments in the sums: from an array that the engine has joined, or else joined from the variables of each. */
function ofAll(variable: OutputVariable, scans: readonly ExperimentScan[]): GridVariable[] {
  const { from, join = SAME } = variable;
  const first = at(scans, 0);
  return specOf(variable, first, '').map((spec) => ({
    spec,
    output: variable,
    experiment: undefined,
    make({ result, tile, layout }) {
      if (from !== undefined) {
        return variable.make({ scan: first, tile, layout, result: { ...EMPTY_RESULT, ...result } });
      }
      const all = scans.map((scan, e) => ({ scan, tile, layout, result: at(result.experiments, e) }));
      return join.join(summedRuns(first.runs, all).map((one) => variable.make(one)));
    },
  }));
}

/** A variable of one experiment, by its index. */
function ofOne(variable: OutputVariable, scan: ExperimentScan, e: number): GridVariable[] {
  return specOf(variable, scan, suffixOf(scan)).map((spec) => ({
    spec,
    output: variable,
    experiment: scan.experiment.name,
    make: ({ result, tile, layout }) =>
      variable.make({ scan, tile, layout, result: at(result.experiments, e) }),
  }));
}

/** The specification of a variable on disk; empty where the scan does not have its dimensions. */
function specOf(variable: OutputVariable, scan: ExperimentScan, suffix: string): VariableSpec[] {
  const dimensions = variable.on.dimensionsOf(scan);
  if (dimensions === undefined) return [];
  const { dtype, units, longName } = variable;
  return [
    {
      name: variableName(variable, suffix),
      dtype,
      units,
      longName: suffix === '' ? longName : `${longName}, ${scan.experiment.name}`,
      attributes: variable.attributes?.(scan) ?? {},
      ...dimensions,
    },
  ];
}
