/**
 * A response in true quantities from a sample that has what a detector made of each event: the share of pairs that are selected and the share of each topology
 * among them, in bins of true quantities, and how true bins migrate to reconstructed ones. The cells are those of a response of kind reconstructed.
 */
import { at } from '../../at.js';
import { ConfigError } from '../../errors.js';
import type { Detector } from '../../physics/geometry.js';
import type { Quantity } from '../../physics/quantities.js';
import { PAIR_QUANTITIES } from '../../response/tabulate.js';
import type { Reconstructed } from '../../response/types.js';
import type { EventSample } from '../eventSample.js';
import { type CountedCells, countedCells } from './countedCells.js';
import { type CountedEvents, countedEvents } from './countedEvents.js';
import { sourcesOf } from './fillEmpty.js';
import { checkMigration, migrationOf, type SampleMigration } from './migration.js';
import {
  type AxisWish,
  axisOf,
  binCount,
  binsAt,
  binsOfEvents,
  checkAxes,
  defaultAxes,
  type TrueAxis,
} from './trueBins.js';
import {
  addTo,
  effectiveEvents,
  emptyTally,
  pooled,
  type Share,
  shareOf,
  type Tally,
} from './weightedShare.js';

/** What tables are to be made. */
export interface ResponseRequest {
  /** Bins of the efficiency and of the topologies; by default of the four quantities that fix a pair. */
  readonly axes: readonly AxisWish[] | undefined;
  /** Axes whose bins are the true cells of the migration; by default the first; empty for a migration that depends on the topology alone. */
  readonly migration: readonly Quantity[] | undefined;
}

/** A bin of true quantities. */
export interface TrueBin {
  /** Bin of each axis. */
  readonly at: readonly number[];
  /** Events in it, and their effective number. */
  readonly events: number;
  readonly nEff: number;
  /** Events that are in any cell. */
  readonly selected: number;
  /** Without events: that of the nearest bins that have some, with an error of 1. */
  readonly efficiency: Share;
  /** Of the selected events, shape [topologies]; without any: as the efficiency. */
  readonly topologies: readonly Share[];
}

/** The response of a sample. */
export interface SampleResponse {
  readonly axes: readonly TrueAxis[];
  readonly cells: CountedCells;
  /** C order, the last axis fastest. */
  readonly bins: readonly TrueBin[];
  /** Undefined where cells are topologies alone. */
  readonly migration: SampleMigration | undefined;
  /** Events in the active volume, and those of them that are selected. */
  readonly all: Tally;
  readonly selected: Tally;
  readonly efficiency: Share;
  /** Of the selected events, shape [topologies]. */
  readonly topologies: readonly Share[];
  /** Events that are left out: born or decaying outside, or without weight. */
  readonly leftOut: number;
}

/**
 * Tabulates a sample. ConfigError where no event counts or none is selected, where there are more topologies than a response can have, and for axes that
 * are not possible.
 */
export function tabulateSample(
  sample: EventSample,
  detector: Detector,
  counted: Reconstructed,
  request: ResponseRequest,
): SampleResponse {
  const cells = countedCells(counted);
  const quantities: readonly Quantity[] = request.axes?.map(({ quantity }) => quantity) ?? PAIR_QUANTITIES;
  checkAxes(request.axes ?? []);
  const migrating = request.migration ?? quantities.slice(0, 1);
  if (!cells.areTopologies) checkMigration(quantities, migrating);
  const events = countedEvents(sample, detector, counted, quantities);
  const { all, selected, byTopology } = tally(events, cells, 1, () => 0);
  const efficiency = shareOf(at(selected, 0), at(all, 0));
  if (efficiency === undefined || efficiency.value === 0) {
    const what = efficiency === undefined ? 'is in the active volume' : 'is in any cell';
    throw new ConfigError(`${sample.folder}: no event ${what}; there is no response to tabulate`);
  }
  const wishes = request.axes ?? defaultAxes(effectiveEvents(at(all, 0)));
  const axes = wishes.map((wish) =>
    axisOf(wish, events.values.get(wish.quantity) ?? new Float64Array(), events.weight),
  );
  const axesOf = (names: readonly Quantity[]) => names.map((name) => at(axes, quantities.indexOf(name)));
  return {
    axes,
    cells,
    bins: trueBins(axes, cells, events),
    migration: cells.areTopologies ? undefined : migrationOf(axesOf(migrating), cells, events),
    all: at(all, 0),
    selected: at(selected, 0),
    efficiency,
    topologies: byTopology.map((of) => shareOf(at(of, 0), at(selected, 0)) ?? { value: 0, error: 1 }),
    leftOut: sample.count - events.weight.length,
  };
}

/** Tallies of events in bins: of all, of those selected, and of each topology among these; shapes [bins], [topologies][bins]. */
function tally(
  { weight, cell }: CountedEvents,
  { topologyOf, topologies = [''] }: CountedCells,
  bins: number,
  binOf: (event: number) => number,
) {
  const empty = () => Array.from({ length: bins }, emptyTally);
  const [all, selected, byTopology] = [empty(), empty(), topologies.map(empty)];
  weight.forEach((w, i) => {
    const bin = binOf(i);
    addTo(at(all, bin), w);
    const k = at(cell, i);
    if (k < 0) return;
    addTo(at(selected, bin), w);
    addTo(at(at(byTopology, at(topologyOf, k)), bin), w);
  });
  return { all, selected, byTopology };
}

function trueBins(axes: readonly TrueAxis[], cells: CountedCells, events: CountedEvents): TrueBin[] {
  const count = binCount(axes);
  const { all, selected, byTopology } = tally(events, cells, count, binsOfEvents(axes, events.values));
  const share = (
    passed: readonly Tally[],
    of: readonly Tally[],
    sources: readonly number[],
    isOwn: boolean,
  ): Share => {
    const found = shareOf(pooled(sources.map((b) => at(passed, b))), pooled(sources.map((b) => at(of, b))));
    return { value: found?.value ?? 0, error: isOwn ? (found?.error ?? 1) : 1 };
  };
  const ofAll = sourcesOf(
    axes,
    all.map(({ events: n }) => n > 0),
  );
  const ofSelected = sourcesOf(
    axes,
    selected.map(({ events: n }) => n > 0),
  );
  return all.map((inBin, bin) => {
    const chosen = at(selected, bin);
    return {
      at: binsAt(axes, bin),
      events: inBin.events,
      nEff: effectiveEvents(inBin),
      selected: chosen.events,
      efficiency: share(selected, all, at(ofAll, bin), inBin.events > 0),
      topologies: byTopology.map((of) => share(of, selected, at(ofSelected, bin), chosen.events > 0)),
    };
  });
}
