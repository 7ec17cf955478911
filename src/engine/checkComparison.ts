/** Checks what a program compares, before an engine does: shapes that it would read past the end of, and numbers that cannot be meant. */
import { at } from '../at.js';
import type { PhysicsSetup } from '../prediction/physicsSetup.js';
import type { TileLayout } from '../prediction/tileLayout.js';
import type { Dataset, Spectra } from './spectra.js';

/** Throws RangeError where spectra do not belong to a tile, or datasets not to the experiment, or where they hold impossible numbers. */
export function checkComparison(
  setup: PhysicsSetup,
  layout: TileLayout,
  spectra: Spectra,
  datasets: readonly Dataset[],
): void {
  checkSpectra(setup, layout, spectra);
  checkDatasets(setup, datasets);
}

/**
 * Throws RangeError where spectra do not have the shape of a tile, because a comparison would read past their end; where they hold a number
 * that is negative or none at all; and where there is a signal in a bin that no event can fill.
 */
function checkSpectra(setup: PhysicsSetup, layout: TileLayout, spectra: Spectra): void {
  const { counts, groups, signalBins } = setup;
  const bins = counts.data.length;
  const entries = layout.masses.length * layout.couplings.length * bins;
  const wantedGroups = groups.length > 1 ? groups.length : 0;
  const arrays = [spectra.signal, spectra.relativeError, ...(spectra.groups ?? [])];
  const isArray = arrays.every((array: unknown) => array instanceof Float32Array);
  if (!isArray || arrays.length !== 2 + wantedGroups || arrays.some(({ length }) => length !== entries)) {
    const [masses, couplings] = [layout.masses.length, layout.couplings.length];
    const found = isArray ? `${spectra.signal.length} and ${arrays.length - 2}` : 'other arrays';
    throw new RangeError(
      `spectra of this tile are Float32Arrays of ${entries} entries (${masses} mass points, ${couplings} coupling points, ${bins} bins) and ${wantedGroups} groups of channels, not ${found}`,
    );
  }
  const isFilled = counts.data.map((_, bin) => signalBins.includes(bin));
  for (const array of arrays) {
    array.forEach((value, k) => {
      const bin = k % bins;
      if (!(value >= 0))
        throw new RangeError(`spectra hold ${value} at entry ${k}, in bin ${bin}: 0 or more expected`);
      if (value > 0 && !isFilled[bin]) {
        throw new RangeError(
          `spectra hold ${value} at entry ${k}, in bin ${bin}, which no signal can fill: 0 expected`,
        );
      }
    });
  }
}

/** Throws RangeError where datasets do not have the bins of the experiment, or numbers that cannot be compared with. */
function checkDatasets({ counts }: PhysicsSetup, datasets: readonly Dataset[]): void {
  const bins = counts.data.length;
  // Toys share a covariance: what was looked at is not looked at again.
  const checked = new Set<unknown>();
  datasets.forEach(({ statistic, counts: { data, background, covariance, cross, signalCovariance } }, d) => {
    const fail = (what: string): never => {
      throw new RangeError(`dataset ${d}: ${what}`);
    };
    if (typeof statistic?.value !== 'function') fail('its statistic is none of the shelf (statisticNamed)');
    if ([data, background, covariance].some(({ length }) => length !== bins)) {
      const lengths = `${data.length} counts, ${background.length} of background and ${covariance.length} of the covariance`;
      fail(`this experiment has ${bins} bins, not ${lengths}`);
    }
    for (const [name, numbers] of [['counts', data] as const, ['background', background] as const]) {
      if (checked.has(numbers)) continue;
      checked.add(numbers);
      const wrong = numbers.find((n) => !(typeof n === 'number' && n >= 0 && n < Number.POSITIVE_INFINITY));
      if (wrong !== undefined) fail(`${name} of ${wrong}: 0 or more expected`);
    }
    for (const matrix of [covariance, cross, signalCovariance]) {
      if (matrix === undefined || checked.has(matrix)) continue;
      checked.add(matrix);
      if (!matrix.every((row) => row.length === bins && row.every(Number.isFinite))) {
        fail(`a covariance is no matrix of ${bins} x ${bins} finite numbers`);
      }
      if (matrix === covariance && !isSymmetric(matrix)) fail('the covariance is not symmetric');
    }
  });
}

/** Whether a matrix equals its transpose to 9 digits. */
function isSymmetric(matrix: readonly (readonly number[])[]): boolean {
  return matrix.every((row, i) =>
    row.every((value, j) => {
      const other = at(at(matrix, j), i);
      return Math.abs(value - other) <= 1e-9 * (Math.abs(value) + Math.abs(other));
    }),
  );
}
