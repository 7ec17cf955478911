/** A comparison as a table, as plain data, and as files. */

import { at } from '../at.js';
import type { DeltaPlane } from '../contouring/contour.js';
import { curvesToJson } from '../overlays/curveWords.js';
import { limitsToJson } from '../overlays/limitWords.js';
import { refinementLines, refinementToJson } from '../planes/finer/refinementWords.js';
import { flagShares } from '../planes/flags.js';
import { countMissing } from '../planes/missing.js';
import { minimumOf } from '../planes/placeWords.js';
import { isMarginal, profiledAxes } from '../planes/reductions.js';
import { leftOutLines, overInWords, reductionLines, reductionsToJson } from '../planes/reductionWords.js';
import { areaInUnits, areaUnit } from '../results/areas.js';
import type { Comparison, ComparisonPanel, PreferredRegion } from '../results/comparison.js';
import {
  type ComparedRegion,
  questionOf,
  raisedFlags,
  regionSeries,
  regionsOf,
} from '../results/comparisonRegions.js';
import { type Cell, type NumberTable, tableToCsv, tableToText } from '../results/numberTable.js';
import { errorInWords } from '../results/replicas.js';
import { DEFAULT_STYLE, type FigureStyle, pageOfStyle } from '../style/figureStyle.js';
import { comparisonArrays, comparisonFileParts } from './comparisonArrays.js';
import { comparisonNotes } from './comparisonNotes.js';
import { checkExportFile, exportFile } from './export.js';
import { provenanceLines, type Writer } from './provenance.js';

/** The table: a row for every panel and preferred region. */
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

/** Plain data for `--json`: the table's rows as objects, and the regions with their flags. */
export function comparisonToJson(comparison: Comparison) {
  const { columns, rows } = comparisonTable(comparison);
  const { x, y, panelAxes, cl, excludes, prefers, panels, coarseAxes, overlays, warnings } = comparison;
  const { reduced, reducedPoints } = comparison;
  const regions = panels.flatMap((panel) =>
    regionsOf(comparison, panel).map(({ experiment, side, words, inside, coverage, missing, plane }) => ({
      ...Object.fromEntries(panelAxes.map(({ name }, i) => [name, at(panel.values, i)])),
      experiment,
      side,
      is: words.is,
      extent: coverage.extent,
      area_share: coverage.areaShare,
      points: inside.points,
      missing_points: missing,
      flags: flagShares(inside),
      plane: { points: plane.points, flags: flagShares(plane) },
    })),
  );
  return {
    x: x.name,
    y: y.name,
    panels: panelAxes.map(({ name }) => name),
    cl,
    area_unit: areaUnit(comparison),
    degrees_of_freedom: 2,
    reduced: reductionsToJson(reduced),
    reduced_points:
      reduced.length === 0
        ? null
        : {
            all: reducedPoints.points,
            missing: reducedPoints.missing,
            outside: reducedPoints.outside,
          },
    excludes: excludes.name,
    prefers: prefers.map(({ name }) => name),
    seeds: comparison.seeds,
    rows: rows.map((row) => Object.fromEntries(row.map((cell, i) => [at(columns, i), cell]))),
    regions,
    refinement: refinementToJson(comparison.refinement),
    coarse_axes: coarseAxes,
    limits: {
      ...limitsToJson(overlays.limits),
      ...(overlays.limits.kind === 'none'
        ? {}
        : { area_shares: panels.map(({ limits }) => limits?.areaShare ?? null) }),
    },
    curves: curvesToJson(
      overlays.curves,
      panels.map(({ shown }) => shown),
    ),
    warnings,
  };
}

/** Checks that a file name has an ending that comparisons can be written to; ConfigError otherwise. */
export const checkComparisonFile = (path: string): void => checkExportFile(path, 'comparisons', true);

/** Writes the figure or the table by atomic rename. ConfigError for an unknown ending, StoreError when it cannot be written. */
export async function writeComparison(
  comparison: Comparison,
  path: string,
  style: FigureStyle = DEFAULT_STYLE,
  writer?: Writer,
): Promise<void> {
  const draw = async () => (await import('../figures/comparisonFigure.js')).drawComparison(comparison, style);
  const { cm } = pageOfStyle(style);
  const table = () => comparisonTable(comparison);
  const csv = () => comparisonToCsv(comparison, writer);
  const numbers = {
    table,
    arrays: () => comparisonArrays(comparison, table(), writer),
    document: () => ({ ...comparisonFileParts(comparison, writer), ...comparisonToJson(comparison) }),
  };
  await exportFile({ draw, csv, cm, numbers }, path, 'comparisons');
}

/** Column names in the text table where regions are not preferred, or not excluded. */
const NEUTRAL = {
  preferred_by: 'region_of',
  excluded_share: 'share',
  excluded_share_error: 'share_error',
  excluded_at_best_fit: 'best_fit_in_it',
} as const;

/**
 * The table as text. It omits the columns about ends of axes, about regions that cover all or nothing, and about missing points,
 * which the notes below it report, and the names of the regions where they are the same in every row and part of the title.
 */
export function comparisonToText(comparison: Comparison): string {
  const { overlays } = comparison;
  const { about, columns, rows } = comparisonTable(comparison);
  const cellsOf = (column: string) => new Set(rows.map((row) => row[columns.indexOf(column)]));
  const [regions, exclusions] = [cellsOf('region'), cellsOf('exclusion')];
  const isOnly = (values: ReadonlySet<unknown>, name: string) =>
    values.size === 0 || [...values].join() === name;
  const names = columns.map((name) => {
    if (name === 'preferred_by') return isOnly(regions, 'preferred') ? name : NEUTRAL[name];
    if (name !== 'excluded_share' && name !== 'excluded_share_error' && name !== 'excluded_at_best_fit')
      return name;
    return isOnly(exclusions, 'excluded') ? name : NEUTRAL[name];
  });
  const hidden = new Set([
    'best_on_edge',
    'region_of_panel',
    'exclusion_of_panel',
    'missing_points',
    'excluded_area',
    ...([...cellsOf('excluded_share_error')].every((cell) => cell === null) ? ['excluded_share_error'] : []),
    ...(overlays.limits.kind === 'none' ? ['limits_share', 'left_share', 'limits_at_best_fit'] : []),
    ...(regions.size < 2 ? ['region'] : []),
    ...(exclusions.size < 2 ? ['exclusion'] : []),
  ]);
  const shown = <T>(cells: readonly T[]) => cells.filter((_, i) => !hidden.has(at(columns, i)));
  return tableToText({ about, columns: shown(names), rows: rows.map(shown) });
}

/**
 * The table as CSV, with columns for the share of grid points that carry each flag, in the region of the row and in that of
 * `excludes`, and with the notes among the comments.
 */
export function comparisonToCsv(comparison: Comparison, writer?: Writer): string {
  const { about, columns, rows } = comparisonTable(comparison);
  const [exclusion, ...others] = regionSeries(comparison);
  const names = raisedFlags([exclusion, ...others]);
  const sharesOf = (region: ComparedRegion | undefined): Cell[] => {
    const shares: Record<string, number | null> = region ? flagShares(region.inside) : {};
    return names.map((name) => shares[name] ?? null);
  };
  // Rows are ordered by panel, then by experiment.
  const shares = comparison.panels.flatMap((_, panel) =>
    others.map(({ regions }) => [...sharesOf(regions[panel]), ...sharesOf(exclusion.regions[panel])]),
  );
  const warnings = comparison.warnings.map((warning) => `warning: ${warning}`);
  return tableToCsv({
    about: [
      ...about,
      ...comparisonNotes(comparison),
      ...warnings,
      ...provenanceLines(comparison.attributes, writer),
    ],
    columns: [
      ...columns,
      ...names.map((name) => `flag_${name}`),
      ...names.map((name) => `exclusion_flag_${name}`),
    ],
    rows: rows.map((row, i) => [...row, ...at(shares, i)]),
  });
}
