/** A study as a whole in words: what its shares mean, open regions, flags. */

import { at } from '../at.js';
import { familyOf } from '../planes/flagFamilies.js';
import { percent } from '../words.js';
import { type RegionSeries, raisedFlags, regionSeries, shareRange, titleOf } from './comparisonRegions.js';
import { baseOutcome, type StudyResult } from './study.js';

/**
 * `fraction of the region preferred by miniboone-2020 that is excluded by microboone-2025 (95 % CL)`; figures give the two experiments
 * other names, that of the exclusion first.
 */
export function shareInWords(result: StudyResult, names: readonly string[] = []): string {
  const { comparison } = baseOutcome(result, 0);
  const [exclusion, preferred] = regionSeries(comparison);
  const other = preferred === undefined ? '' : ` ${titleOf(preferred, names[1])}`;
  const isExcluded = exclusion.regions.every(({ words }) => words.by.endsWith(' by'));
  const what = `${isExcluded ? '' : 'within the '}${titleOf(exclusion, names[0])}`;
  return `fraction of the region${other} that is ${what} (${percent(comparison.cl)} CL)`;
}

/** Lines below the tables: open regions, and flags over all comparisons. */
export function studyNotes(result: StudyResult): string[] {
  return [...openLines(result), ...flagLines(result, () => true)];
}

/** Of the flags only those that cast doubt on numbers: figures have no room for all. */
export function studyDoubtfulFlags(result: StudyResult): string[] {
  return flagLines(result, (flag) => familyOf(flag) === 'numbers');
}

function openLines({ outcomes }: StudyResult): string[] {
  const regions = outcomes.flatMap(({ comparison }) =>
    comparison.panels.flatMap(({ preferred }) => preferred),
  );
  const open = regions.filter(({ isOpen, area }) => isOpen && area > 0).length;
  if (open === 0) return [];
  return [
    `${open} of ${regions.length} regions are open, as the column open of the CSV says: their areas depend on the ranges of the axes`,
  ];
}

/** Flags of the two experiments' regions, from the least to the largest share of grid points over all comparisons. */
function flagLines({ outcomes }: StudyResult, isTold: (flag: string) => boolean): string[] {
  const all = outcomes.map(({ comparison }) => regionSeries(comparison));
  return [0, 1].flatMap((k) => {
    const series = all.map((comparison) => at(comparison, k));
    const [first] = series;
    if (first === undefined) return [];
    const joined: RegionSeries = { ...first, regions: series.flatMap(({ regions }) => regions) };
    const inside = joined.regions.map((region) => region.inside);
    const ranges = raisedFlags([joined])
      .filter(isTold)
      .flatMap((flag) => shareRange(inside, flag).map((range) => `${flag} ${range}`));
    if (ranges.length === 0) return [];
    return [`flags where ${titleOf(first)}, over all comparisons: ${ranges.join(', ')}`];
  });
}
