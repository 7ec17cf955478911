/** The type of an output: a name that a scan file may list, and its variables in a grid. */

import type { TileLayout } from '../prediction/tileLayout.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { VariableArray } from '../tiles/block.js';
import type { Tile } from '../tiles/tiles.js';
import type { Attributes, VariableSpec } from '../tiles/variables.js';
import type { Join } from './joins.js';
import type { Place } from './places.js';
import type { ExperimentResult, JoinedKey } from './result.js';

/**
 * What an output may need from an engine: arrays that are read back from the GPU (`bins`: signal and error of every row; `groupBins`: the
 * same signal by group of channels), or that the host computes from them (`lifetimes`: c tau, n_eff, of samples what they do not cover; `flags`), or
 * that is found in f64 alone (`largestWeight`).
 */
export type Need =
  | 'chi2'
  | 'signal'
  | 'groupSignal'
  | 'bins'
  | 'groupBins'
  | 'lifetimes'
  | 'flags'
  | 'largestWeight';

/** What of a scan decides which outputs it can have. */
export interface OutputScan {
  readonly raisesEvents: boolean;
  /** Whether the events of any of its experiments are those of a sample. */
  readonly reweights: boolean;
}

/** A tile with the results of an engine for one experiment. */
export interface EvaluatedTile {
  readonly scan: ExperimentScan;
  readonly tile: Tile;
  /** The tile's layout, computed on the first call. */
  layout(): TileLayout;
  readonly result: ExperimentResult;
}

/** A variable of a grid, for any scan. */
export interface OutputVariable extends Pick<VariableSpec, 'dtype' | 'units' | 'longName'> {
  /** Name on disk; followed by the experiment's suffix for a variable of one of several experiments. */
  readonly name: string;
  /** Description for the table in docs/formats.md. */
  readonly meaning: string;
  /** Dimensions of the variable. */
  readonly on: Place;
  /** Attributes on disk besides units and description. */
  attributes?(scan: ExperimentScan): Attributes;
  /** How the variables of several experiments are joined; absent where they are not. */
  readonly join?: Join;
  /** Whether a grid of several experiments also contains the variable of each. */
  readonly each: boolean;
  /** The joined array of the result from which the variable is made; without it the variables of each experiment are joined. */
  readonly from?: JoinedKey;
  /** Makes the variable's array in a tile, C order. */
  make(tile: EvaluatedTile): VariableArray;
}

/** An output of scans. */
export interface Output {
  /** Name in scan files. */
  readonly name: string;
  /** Description in one line, for schema and docs. */
  readonly summary: string;
  readonly needs: readonly Need[];
  /** Whether it is written by default, where a scan file names no outputs. */
  readonly byDefault: boolean;
  /** Why a scan cannot have the output, as the end of a message; undefined where it can. */
  refusal?(scan: OutputScan): string | undefined;
  readonly variables: readonly OutputVariable[];
}

/** Name of a variable of one experiment, from the suffix of its variables: `flags_microboone_2025`, or `flags` without a suffix. */
export function variableName({ name }: Pick<OutputVariable, 'name'>, suffix = ''): string {
  return suffix === '' ? name : `${name}_${suffix}`;
}
