/** What an output is: a name that a scan file may list, and the variables that a grid holds for it. */
import type { VariableArray } from '../grid/block.js';
import type { Tile } from '../grid/tiles.js';
import type { Attributes, VariableSpec } from '../grid/variables.js';
import type { TileLayout } from '../prediction/tileLayout.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { Join } from './joins.js';
import type { Place } from './places.js';
import type { ExperimentResult, JoinedKey } from './result.js';

/**
 * What an output may need of an engine: arrays of a result that are read back from the GPU (`bins`: signal and error of every row;
 * `groupBins`: the same signal by group of channels), or that the host makes of them (`lifetimes`: c tau, n_eff; `flags`).
 */
export type Need = 'chi2' | 'signal' | 'groupSignal' | 'bins' | 'groupBins' | 'lifetimes' | 'flags';

/** A tile as an engine has answered it, of one experiment. */
export interface EvaluatedTile {
  readonly scan: ExperimentScan;
  readonly tile: Tile;
  /** The tile's layout, made when it is first asked for. */
  layout(): TileLayout;
  readonly result: ExperimentResult;
}

/** A variable of a grid, before it is known of which scan. */
export interface OutputVariable extends Pick<VariableSpec, 'dtype' | 'units' | 'longName'> {
  /** On disk: followed by the experiment's suffix where it is one of several's. */
  readonly name: string;
  /** For the table in docs/formats.md. */
  readonly meaning: string;
  /** Its dimensions. */
  readonly on: Place;
  /** Attributes on disk beside units and description. */
  attributes?(scan: ExperimentScan): Attributes;
  /** How several experiments become one variable; without it they do not. */
  readonly join?: Join;
  /** Whether in a grid of several experiments each has its own. */
  readonly each: boolean;
  /** The array of the result that it is made of and that the engine has joined; what has none is joined as it is made. */
  readonly from?: JoinedKey;
  /** The variable in a tile, C order. */
  make(tile: EvaluatedTile): VariableArray;
}

/** An output of scans. */
export interface Output {
  /** As a scan file has it. */
  readonly name: string;
  /** In a line, for schema and docs. */
  readonly summary: string;
  readonly needs: readonly Need[];
  /** Whether it is written where a scan file names no outputs. */
  readonly byDefault: boolean;
  /** Why a scan cannot have it, as the end of a message; undefined where it can. */
  refusal?(scan: { readonly raisesEvents: boolean }): string | undefined;
  readonly variables: readonly OutputVariable[];
}

/** Name of a variable of one experiment, by the ending of its variables: `flags_microboone_2025`, or `flags` without an ending. */
export function variableName({ name }: Pick<OutputVariable, 'name'>, suffix = ''): string {
  return suffix === '' ? name : `${name}_${suffix}`;
}
