/** A comparison as a table: a row for every panel and preferred region. */

import { at } from '../at.js';
import type { DeltaPlane } from '../contouring/contour.js';
import { refinementLines } from '../planes/finer/refinementWords.js';
import { flagShares } from '../planes/flags.js';
import { countMissing } from '../planes/missing.js';
import { minimumOf } from '../planes/placeWords.js';
import { isMarginal, profiledAxes } from '../planes/reductions.js';
import { leftOutLines, overInWords, reductionLines } from '../planes/reductionWords.js';
import { areaInUnits, areaUnit } from '../results/areas.js';
import type { ComparisonPanel, PreferredRegion } from '../results/comparedPanel.js';
import type { Comparison } from '../results/comparison.js';
import { type ComparedRegion, questionOf, regionsOf } from '../results/comparisonRegions.js';
import type { Cell, NumberTable } from '../results/numberTable.js';
import { errorInWords } from '../results/replicas.js';

/** The table, its panels in their order, and in each of them its regions. */
export function comparisonTable(comparison: Comparison): NumberTable {
  const { x, y, panelAxes, panels, fixed, reduced, attributes } = comparison;
  const values = [
    ...fixed.map(
      ({ name, value, requested }) =>
        `${name} = ${value}${requested === undefined || requested === value ? '' : ` (nearest to ${requested})`}`,
    ),
    ...Object.entries(attributes.fixed).map(([name, value]) => `${name} = ${value}`),
  ];
  const rows = panels.flatMap((panel) => {
    const [exclusion, ...others] = regionsOf(comparison, panel);
    return panel.preferred.map((region, i) =>
      rowOf(panel, region, comparison, [
        others[i]?.words.is ?? null,
        exclusion?.words.is ?? null,
        others[i]?.coverage.extent ?? null,
        exclusion?.coverage.extent ?? null,
        missingOf(region.counted.plane, panel.exclusionCounted.plane),
      ]),
    );
  });
  return {
    about: [
      questionOf(comparison),
      `areas in ${x.name} and ${y.name} in ${areaUnit(comparison)}, within the grid`,
      errorInWords(comparison.seeds),
      `each experiment by itself: ${isMarginal(reduced) ? 'Delta chi2 = -2 ln of its marginal likelihood over the maximum' : 'Delta chi2 from its own minimum'} over ${overInWords(reduced)}, two degrees of freedom${reduced.length === 0 ? '' : ' (the axes drawn)'}`,
      ...reductionLines(reduced),
      ...leftOutLines(reduced, comparison.reducedPoints),
      ...refinementLines(comparison.refinement),
      `model: ${attributes.model}; statistic: ${attributes.statistic}; ${values.join(', ')}`,
      `dualnu ${attributes.dualnu_version}, ${attributes.engine} engine`,
    ],
    columns: [
      ...panelAxes.map(({ name }) => name),
      'preferred_by',
      'area',
      'excluded_share',
      'limits_share',
      'left_share',
      'open',
      'excluded_at_best_fit',
      'limits_at_best_fit',
      `best_${x.name}`,
      `best_${y.name}`,
      ...profiledAxes(reduced).map(({ name }) => `best_${name}`),
      'best_chi2',
      'background_chi2',
      'best_on_edge',
      'region',
      'exclusion',
      'region_of_panel',
      'exclusion_of_panel',
      'missing_points',
      'excluded_area',
      'excluded_share_error',
    ],
    rows,
  };
}

/** Number of points of a panel without chi2 in at least one of two planes; areas leave them out. */
function missingOf(one: DeltaPlane, other: DeltaPlane): number {
  return countMissing(one.delta.map((value, k) => value + at(other.delta, k)));
}

function rowOf(
  panel: ComparisonPanel,
  region: PreferredRegion,
  { reduced, ...axes }: Comparison,
  others: readonly Cell[],
): Cell[] {
  const { minimum, backgroundDelta } = region.plane;
  const ends = minimumOf(region.plane, region.profiledAt).on_edge.map(
    ({ axis, end }) => `${end} end of ${axis}`,
  );
  const place = minimum.at === 'background' ? undefined : minimum.at;
  return [
    ...panel.values,
    region.experiment,
    areaInUnits(region.area, axes),
    region.area > 0 ? region.excludedShare : null,
    region.area > 0 ? (region.beyondLimits?.limitsShare ?? null) : null,
    region.area > 0 ? (region.beyondLimits?.leftShare ?? null) : null,
    region.isOpen ? 'yes' : 'no',
    yesOrNo(region.bestFitIsExcluded),
    yesOrNo(region.bestFitIsBeyondLimits),
    place?.x ?? null,
    place?.y ?? null,
    ...profiledAxes(reduced).map(
      ({ name }) => region.profiledAt.find(({ axis }) => axis.name === name)?.value ?? null,
    ),
    minimum.chi2,
    minimum.chi2 + backgroundDelta,
    ends.join(' and ') || null,
    ...others,
    areaInUnits(region.area * region.excludedShare, axes),
    region.shareError ?? null,
  ];
}

const yesOrNo = (value: boolean | undefined): Cell => (value === undefined ? null : value ? 'yes' : 'no');

/** Columns for flags, in the region of a row and in that of `excludes`: the share of grid points that carry each. */
export const flagColumns = (flags: readonly string[]): string[] => [
  ...flags.map((flag) => `flag_${flag}`),
  ...flags.map((flag) => `exclusion_flag_${flag}`),
];

/** The cells of a row in those columns; empty where there is no region, or no point in it. */
export function flagCells(
  flags: readonly string[],
  region: ComparedRegion | undefined,
  exclusion: ComparedRegion | undefined,
): Cell[] {
  return [region, exclusion].flatMap((each) => {
    const shares = each === undefined ? {} : flagShares(each.inside);
    return flags.map((flag) => shares[flag] ?? null);
  });
}
