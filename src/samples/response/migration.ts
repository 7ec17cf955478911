/** How selected events of a sample migrate from true cells, bins of true quantities times topologies, to the cells that are counted. */
import { at } from '../../at.js';
import { ConfigError } from '../../errors.js';
import type { Quantity } from '../../physics/quantities.js';
import { listInWords } from '../../words.js';
import type { CountedCells } from './countedCells.js';
import type { CountedEvents } from './countedEvents.js';
import { sourcesOf } from './fillEmpty.js';
import { binCount, binsOfEvents, type TrueAxis } from './trueBins.js';
import { addTo, emptyTally, pooled, type Share, shareOf } from './weightedShare.js';

/** Most observables of a response. */
const MOST_AXES = 3;

/** The quantity that has no largest value (`quasiElasticEnergy`). */
const BOUNDLESS: Quantity = 'e_qe_gev';

/** Most numbers of a migration. */
const MOST_NUMBERS = 1e6;

/** Reconstruction of the selected events of a true cell. */
export interface MigrationColumn {
  /** Events that it is of. */
  readonly selected: number;
  /** Share of each cell, shape [cells]; without events those of the nearest true cells of the same topology, with errors of 1. */
  readonly cells: readonly Share[];
}

/** The migration of a sample. */
export interface SampleMigration {
  /** Axes of the response's tables whose bins are the true cells. */
  readonly axes: readonly TrueAxis[];
  /** Shape [true cells], C order, the topology fastest. */
  readonly columns: readonly MigrationColumn[];
}

/** Checks which axes of the tables are the true cells of a migration. ConfigError for other quantities, for too many, and for one without bounds. */
export function checkMigration(axes: readonly Quantity[], quantities: readonly Quantity[]): void {
  const other = quantities.find((quantity) => !axes.includes(quantity));
  if (other !== undefined) {
    const known = listInWords(axes);
    throw new ConfigError(
      `--migration ${other}: no axis of the tables; name ${known}, or add it with --axis`,
    );
  }
  if (quantities.includes(BOUNDLESS)) {
    throw new ConfigError(
      `--migration ${BOUNDLESS}: can lie beyond all edges, where pairs are lost; name another axis`,
    );
  }
  if (quantities.length > MOST_AXES) {
    throw new ConfigError(
      `--migration: a response has at most ${MOST_AXES} true quantities in its cells; name fewer`,
    );
  }
}

/** The migration of events. The true cells are bins of axes of the tables, so that tables and migration together are the sample's spectrum. */
export function migrationOf(
  axes: readonly TrueAxis[],
  { topologies = [''], topologyOf, labels }: CountedCells,
  { weight, cell, values }: CountedEvents,
): SampleMigration {
  const bins = binCount(axes);
  const trueCells = bins * topologies.length;
  if (trueCells * labels.length > MOST_NUMBERS)
    throw new ConfigError(
      `--migration: ${trueCells} true cells of ${labels.length} cells each are too many; take fewer bins`,
    );
  const empty = () => Array.from({ length: trueCells }, emptyTally);
  const [selected, reconstructed] = [empty(), labels.map(empty)];
  const binOf = binsOfEvents(axes, values);
  weight.forEach((w, i) => {
    const k = at(cell, i);
    if (k < 0) return;
    const place = binOf(i) * topologies.length + at(topologyOf, k);
    addTo(at(selected, place), w);
    addTo(at(at(reconstructed, k), place), w);
  });
  const placeOf = (bin: number, topology: number) => bin * topologies.length + topology;
  const sources = topologies.map((_, t) => {
    const has = Array.from({ length: bins }, (_bin, bin) => at(selected, placeOf(bin, t)).events > 0);
    return sourcesOf(axes, has);
  });
  return {
    axes,
    columns: selected.map(({ events }, place) => {
      const [bin, topology] = [Math.floor(place / topologies.length), place % topologies.length];
      const places = at(at(sources, topology), bin).map((source) => placeOf(source, topology));
      const of = pooled(places.map((p) => at(selected, p)));
      const shares = reconstructed.map((tallies): Share => {
        const found = shareOf(pooled(places.map((p) => at(tallies, p))), of);
        return { value: found?.value ?? 0, error: events > 0 ? (found?.error ?? 1) : 1 };
      });
      return { selected: events, cells: shares };
    }),
  };
}
