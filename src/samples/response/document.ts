/** What `sample response --json` prints: the sample, mean shares, bins, and what is doubtful. */
import { at } from '../../at.js';
import type { EventSample } from '../eventSample.js';
import type { LabelledCells } from './cells.js';
import type { SampleResponse } from './tabulateSample.js';

/** Effective events below which a bin is told as one with few. */
const FEW_EVENTS = 10;

/** The document. */
export interface ResponseDocument {
  readonly sample: string;
  readonly counts: string;
  readonly cells: readonly string[];
  /** Events in the active volume with a weight, those of them in any cell, and those that are left out. */
  readonly events: number;
  readonly selected: number;
  readonly left_out: number;
  readonly efficiency: number;
  readonly efficiency_error: number;
  /** Shares of the selected events. */
  readonly topologies: readonly { readonly name: string; readonly share: number; readonly error: number }[];
  readonly axes: readonly { readonly quantity: string; readonly edges: readonly number[] }[];
  /** Bins of the tables: all, without events, with few effective ones, with events of which none is selected. */
  readonly bins: {
    readonly all: number;
    readonly empty: number;
    readonly few: number;
    readonly unselected: number;
  };
  readonly migration: {
    readonly axes: readonly string[];
    readonly true_cells: number;
    readonly empty: number;
    readonly cells: number;
  } | null;
  readonly files: readonly string[];
  readonly warnings: readonly string[];
}

/** Describes a response that was written to files. */
export function responseDocument(
  response: SampleResponse,
  { label }: LabelledCells,
  { name }: EventSample,
  files: readonly string[],
): ResponseDocument {
  const { bins, cells, migration, topologies } = response;
  const found = {
    all: bins.length,
    empty: bins.filter(({ events }) => events === 0).length,
    few: bins.filter(({ events, nEff }) => events > 0 && nEff < FEW_EVENTS).length,
    unselected: bins.filter(({ events, selected }) => events > 0 && selected === 0).length,
  };
  const ofMigration = migration && {
    axes: migration.axes.map(({ quantity }) => quantity),
    true_cells: migration.columns.length,
    empty: migration.columns.filter(({ selected }) => selected === 0).length,
    cells: cells.labels.length,
  };
  return {
    sample: name,
    counts: label,
    cells: cells.labels,
    events: response.all.events,
    selected: response.selected.events,
    left_out: response.leftOut,
    efficiency: response.efficiency.value,
    efficiency_error: response.efficiency.error,
    topologies: (cells.topologies ?? []).map((topology, t) => {
      const { value: share, error } = at(topologies, t);
      return { name: topology, share, error };
    }),
    axes: response.axes,
    bins: found,
    migration: ofMigration ?? null,
    files,
    warnings: warningsOf(found, ofMigration),
  };
}

function warningsOf(
  bins: ResponseDocument['bins'],
  migration: ResponseDocument['migration'] | undefined,
): string[] {
  const { all, empty, unselected } = bins;
  return [
    ...(empty > 0
      ? [
          `${empty} of the ${all} bins have no events: their values are those of the nearest bins with events (events = 0, errors 1 in the tables)`,
        ]
      : []),
    ...(unselected > 0
      ? [
          `in ${unselected} of the ${all} bins no event is selected: the efficiency is 0 with the error in the table, and shares of topologies are those of the nearest bins with selected events`,
        ]
      : []),
    ...(migration && migration.empty > 0
      ? [
          `${migration.empty} of the ${migration.true_cells} true cells of the migration have no selected events: they migrate as the nearest ones of the same topology`,
        ]
      : []),
  ];
}
