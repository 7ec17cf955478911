/** How many events a mass point may get: the number of the scan file or, where events are raised, more in steps up to a cap. */
import { at } from '../at.js';
import { type AxisName, isKinematic } from '../model/parameters.js';
import { DIMENSION_COUNT, SMEARING_DIMENSIONS } from '../physics/hypercube.js';
import { EVENT_LIMITS, type ExperimentScan } from '../resolved/scan.js';
import { DEFAULT_BINDING_BYTES } from '../tiles/tiles.js';
import { channelCount } from './channels.js';
import { lifetimeAxisNames } from './tileLayout.js';
import { planScan } from './tilePlan.js';

/** Factor from one step to the next, which halves the Monte Carlo error. */
const STEP = 4;

/** Bytes of the hypercube points of all channels of an experiment, which are one binding. */
export function cubeBytes(scan: ExperimentScan, events: number): number {
  const dimensions = DIMENSION_COUNT + (scan.experiment.response.smears ? SMEARING_DIMENSIONS : 0);
  return channelCount(scan) * dimensions * 4 * events;
}

/**
 * Numbers of events that a mass point of an experiment may get, increasing: that of the scan file and, where events are raised, four times
 * as many in each step up to the cap. Without a cap, as many as fit into the binding that every WebGPU device supports.
 */
export function eventLevels(scan: ExperimentScan): number[] {
  const from = scan.eventsPerMassPoint;
  if (!scan.autoEvents) return [from];
  const cap = scan.autoEvents.cap ?? Math.max(from, mostEverywhere(scan));
  const levels = [from];
  for (let next = from; next < cap; ) {
    next = Math.min(STEP * next, cap);
    levels.push(next);
  }
  return levels;
}

function mostEverywhere(scan: ExperimentScan): number {
  const fitting = 2 ** Math.floor(Math.log2(DEFAULT_BINDING_BYTES / cubeBytes(scan, 1)));
  return Math.min(fitting, EVENT_LIMITS.max);
}

/**
 * Axes of the variable `events`, in scan-file order: the kinematic axes, and the coupling axes that are cut into several tiles, because
 * each tile raises events by the flags at its couplings alone.
 */
export function eventAxisNames(scan: ExperimentScan): AxisName[] {
  const { shape, chunkShape } = planScan(scan);
  const onLifetimes = new Set(lifetimeAxisNames(scan));
  return scan.axes.flatMap(({ name }, i) => {
    const isCut = onLifetimes.has(name) && at(chunkShape, i) < at(shape, i);
    return isKinematic(name) || isCut ? [name] : [];
  });
}
