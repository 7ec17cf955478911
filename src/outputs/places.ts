/** Dimensions of variables: axes of a scan, and dimensions besides axes. */
import { gridSuffix } from '../metadata/manifest.js';
import { modelOf } from '../model/models.js';
import { isKinematic } from '../model/parameters.js';
import { groupNames } from '../prediction/channels.js';
import { countsOf } from '../prediction/comparedCounts.js';
import { eventAxisNames } from '../prediction/eventLevels.js';
import { lifetimeAxisNames } from '../prediction/tileLayout.js';
import type { ExperimentScan } from '../resolved/scan.js';
import type { ExtraDimension, VariableSpec } from '../tiles/variables.js';

/** Dimensions of a variable. */
export type Dimensions = Pick<VariableSpec, 'axes' | 'extra'>;

/** The dimensions of a variable in any scan. */
export interface Place {
  /** Description for the table in docs/formats.md. */
  readonly words: string;
  /** The dimensions in the grid of a scan; undefined where the grid does not have the variable. */
  dimensionsOf(scan: ExperimentScan): Dimensions | undefined;
}

const onAxes = (axes: readonly string[], ...extra: ExtraDimension[]): Dimensions => ({ axes, extra });

/** All axes of the scan. */
export const ALL_AXES: Place = {
  words: 'all',
  dimensionsOf: ({ axes }) => onAxes(axes.map(({ name }) => name)),
};

/** All axes except an |U|^2 that is only a factor of the yields. */
export const LIFETIME_AXES: Place = {
  words: 'lifetime',
  dimensionsOf: (scan) => onAxes(lifetimeAxisNames(scan)),
};

/** The axes of masses, and those of couplings that are divided between tiles. */
export const EVENT_AXES: Place = {
  words: 'kinematic',
  dimensionsOf: (scan) => onAxes(eventAxisNames(scan)),
};

/** The axes of masses. */
export const MASS_AXES: Place = {
  words: 'masses',
  dimensionsOf: ({ axes }) => onAxes(axes.flatMap(({ name }) => (isKinematic(name) ? [name] : []))),
};

/** |U|^2 alone, where it is an axis and only a factor of the yields. */
export const MIXING_AXIS: Place = {
  words: '`Umu5_sq`',
  dimensionsOf: (scan) => (hasMixingAxis(scan) ? onAxes([modelOf(scan.model.kind).mixing]) : undefined),
};

/** The lifetime axes and the bins of the experiment. */
export const BINS: Place = {
  words: 'lifetime, then `bin`',
  dimensionsOf: (scan) => onAxes(lifetimeAxisNames(scan), binDimension(scan)),
};

/** The lifetime axes, the experiment's groups of channels where it has several, and its bins. */
export const CHANNEL_BINS: Place = {
  words: 'lifetime, then `channel`, `bin`',
  dimensionsOf: (scan) =>
    groupNames(scan).length > 1
      ? onAxes(lifetimeAxisNames(scan), channelDimension(scan), binDimension(scan))
      : undefined,
};

/** The same dimensions for an experiment whose events are those of a sample, and none for others. */
export function ofSamples({ words, dimensionsOf }: Place): Place {
  return { words, dimensionsOf: (scan) => (scan.sample ? dimensionsOf(scan) : undefined) };
}

/** Whether |U|^2 is an axis and only a factor of the yields. */
export function hasMixingAxis(scan: ExperimentScan): boolean {
  return lifetimeAxisNames(scan).length < scan.axes.length;
}

/** Suffix of an experiment's variables and dimensions in its grid; empty for a single experiment. */
export function suffixOf({ experiment, runs }: ExperimentScan): string {
  return runs.length > 1 ? gridSuffix(experiment.name) : '';
}

/** All bins of the observation, including those without a signal, with their data and background. */
function binDimension(scan: ExperimentScan): ExtraDimension {
  const { experiment } = scan;
  const { data, background } = countsOf(scan);
  return extraDimension('bin', scan, experiment.bins.length, {
    long_name: `bin of ${experiment.name}`,
    labels: experiment.bins.map(({ label }) => label),
    // Not `data`, which would hide an attribute of xarray's objects.
    data_counts: [...data],
    background: [...background],
  });
}

function channelDimension(scan: ExperimentScan): ExtraDimension {
  const labels = groupNames(scan);
  return extraDimension('channel', scan, labels.length, {
    long_name: `group of channels of ${scan.experiment.name}`,
    labels,
  });
}

function extraDimension(
  name: string,
  scan: ExperimentScan,
  size: number,
  attributes: ExtraDimension['attributes'],
): ExtraDimension {
  const suffix = suffixOf(scan);
  return { name: suffix === '' ? name : `${name}_${suffix}`, size, attributes };
}
