/** A comparison as a table, as plain data, and as files. */
import type { Comparison, ComparisonPanel, PreferredRegion } from './comparison.js';
import {
  type ComparedRegion,
  comparisonFlagLines,
  questionOf,
  raisedFlags,
  regionSeries,
  regionsOf,
} from './comparisonRegions.js';
import type { DeltaPlane } from './contour.js';
import { checkExportFile, exportFile } from './export.js';
import { flagShares } from './flags.js';
import { countMissing, missingInWords } from './missing.js';
import { type Cell, type NumberTable, tableToCsv, tableToText } from './numberTable.js';
import { edgeSentence, minimumOf } from './placeWords.js';
import { shortNumber } from './slice.js';

/** The table: a row for every panel and preferred region. */
export function comparisonTable(comparison: Comparison): NumberTable {
  const { x, y, panelNames, panels, fixed, attributes } = comparison;
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
      rowOf(panel, region, [
        others[i]?.words.is ?? null,
        exclusion?.words.is ?? null,
        others[i]?.coverage.extent ?? null,
        exclusion?.coverage.extent ?? null,
        missingOf(region.plane, panel.exclusionPlane),
      ]),
    );
  });
  return {
    about: [
      questionOf(comparison),
      `areas in ${x.name} and ${y.name}, in the scales of these axes (a logarithmic one counts natural logarithms), within the grid`,
      `each experiment by itself: Delta chi2 from its own minimum over the plane and |U|^2 = 0, two degrees of freedom`,
      `model: ${attributes.model}; statistic: ${attributes.statistic}; ${values.join(', ')}`,
      `dualnu ${attributes.dualnu_version}, ${attributes.engine} engine`,
    ],
    columns: [
      ...panelNames,
      'preferred_by',
      'area',
      'excluded_share',
      'open',
      'excluded_at_best_fit',
      `best_${x.name}`,
      `best_${y.name}`,
      'best_chi2',
      'background_chi2',
      'best_on_edge',
      'region',
      'exclusion',
      'region_of_panel',
      'exclusion_of_panel',
      'missing_points',
    ],
    rows,
  };
}

/** Points of a panel that have no chi2 in one of two planes, or in both: areas leave them out. */
function missingOf(one: DeltaPlane, other: DeltaPlane): number {
  return countMissing(one.delta.map((value, k) => value + (other.delta[k] ?? Number.NaN)));
}

function rowOf(panel: ComparisonPanel, region: PreferredRegion, others: readonly Cell[]): Cell[] {
  const { minimum, backgroundDelta } = region.plane;
  const ends = minimumOf(region.plane).on_edge.map(({ axis, end }) => `${end} end of ${axis}`);
  const at = minimum.at === 'background' ? undefined : minimum.at;
  return [
    ...panel.values,
    region.experiment,
    region.area,
    region.area > 0 ? region.excludedShare : null,
    region.isOpen ? 'yes' : 'no',
    region.bestFitIsExcluded === undefined ? null : region.bestFitIsExcluded ? 'yes' : 'no',
    at?.x ?? null,
    at?.y ?? null,
    minimum.chi2,
    minimum.chi2 + backgroundDelta,
    ends.join(' and ') || null,
    ...others,
  ];
}

/** Plain data for `--json`: the table's rows as objects, and the regions with their flags. */
export function comparisonToJson(comparison: Comparison) {
  const { columns, rows } = comparisonTable(comparison);
  const { x, y, panelNames, cl, excludes, prefers, panels, coarseAxes, warnings } = comparison;
  const regions = panels.flatMap((panel) =>
    regionsOf(comparison, panel).map(({ experiment, side, words, inside, coverage, missing, plane }) => ({
      ...Object.fromEntries(panelNames.map((name, i) => [name, panel.values[i] ?? null])),
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
    panels: panelNames,
    cl,
    excludes: excludes.name,
    prefers: prefers.map(({ name }) => name),
    rows: rows.map((row) => Object.fromEntries(row.map((cell, i) => [columns[i] ?? '', cell]))),
    regions,
    coarse_axes: coarseAxes,
    warnings,
  };
}

/** Lines that stand below the table: regions that are all or nothing, missing points, best fits at the ends of axes, and flags. */
export function comparisonNotes(comparison: Comparison): string[] {
  return [
    ...extentLines(comparison),
    ...missingLines(comparison),
    ...edgeLines(comparison),
    ...comparisonFlagLines(comparison),
  ];
}

/** A line for each region that is a whole panel, or nothing of it: neither has a contour to be seen. */
function extentLines(comparison: Comparison): string[] {
  return comparison.panels.flatMap((panel) => {
    const where = valuesOf(comparison, panel);
    return regionsOf(comparison, panel).flatMap(({ experiment, words, coverage: { extent } }) => {
      if (extent === 'part') return [];
      const what = extent === 'all' ? 'the whole plane' : 'nothing of the plane';
      return [`${[...where, `${words.by} ${experiment}`].join(', ')}: ${what}`];
    });
  });
}

/** A line for each plane of which points are missing. */
function missingLines(comparison: Comparison): string[] {
  return comparison.panels.flatMap((panel) => {
    const where = valuesOf(comparison, panel);
    const planes = [
      { experiment: comparison.excludes.name, plane: panel.exclusionPlane },
      ...panel.preferred,
    ];
    return planes.flatMap(({ experiment, plane }) => {
      const words = missingInWords([plane], [experiment, ...where].join(', '));
      return words === '' ? [] : [`${words}; areas leave them out, too`];
    });
  });
}

/** The values of a panel in words. */
function valuesOf({ panelNames }: Comparison, panel: ComparisonPanel): string[] {
  return panelNames.map((name, i) => `${name} = ${shortNumber(panel.values[i] ?? Number.NaN)}`);
}

/** A line for each best fit that lies at the end of an axis. */
function edgeLines(comparison: Comparison): string[] {
  return comparison.panels.flatMap((panel) => {
    const where = valuesOf(comparison, panel);
    return panel.preferred.flatMap(({ experiment, plane }) => {
      const edge = edgeSentence(minimumOf(plane).on_edge);
      return edge === '' ? [] : [`best fit of ${[experiment, ...where].join(', ')}: ${edge}`];
    });
  });
}

/** Checks that a file name has an ending that comparisons can be written to; ConfigError otherwise. */
export const checkComparisonFile = (path: string): void => checkExportFile(path, 'comparisons');

/** Writes the figure or the table by atomic rename. ConfigError for an unknown ending, StoreError when it cannot be written. */
export async function writeComparison(comparison: Comparison, path: string): Promise<void> {
  const draw = async () => (await import('./figures/comparisonFigure.js')).drawComparison(comparison);
  await exportFile({ draw, csv: () => comparisonToCsv(comparison) }, path, 'comparisons');
}

/** What columns are called for people where their regions are not preferred, or not excluded. */
const NEUTRAL = {
  preferred_by: 'region_of',
  excluded_share: 'share',
  excluded_at_best_fit: 'best_fit_in_it',
} as const;

/**
 * The table for people: without the ends of axes and what is all or nothing or missing, which is told below it, and without what its regions are called where that
 * is the same in every row and stands above it.
 */
export function comparisonToText(comparison: Comparison): string {
  const { about, columns, rows } = comparisonTable(comparison);
  const cellsOf = (column: string) => new Set(rows.map((row) => row[columns.indexOf(column)]));
  const [regions, exclusions] = [cellsOf('region'), cellsOf('exclusion')];
  const isOnly = (values: ReadonlySet<unknown>, name: string) =>
    values.size === 0 || [...values].join() === name;
  const names = columns.map((name) => {
    if (name === 'preferred_by') return isOnly(regions, 'preferred') ? name : NEUTRAL[name];
    if (name !== 'excluded_share' && name !== 'excluded_at_best_fit') return name;
    return isOnly(exclusions, 'excluded') ? name : NEUTRAL[name];
  });
  const hidden = new Set([
    'best_on_edge',
    'region_of_panel',
    'exclusion_of_panel',
    'missing_points',
    ...(regions.size < 2 ? ['region'] : []),
    ...(exclusions.size < 2 ? ['exclusion'] : []),
  ]);
  const shown = <T>(cells: readonly T[]) => cells.filter((_, i) => !hidden.has(columns[i] ?? ''));
  return tableToText({ about, columns: shown(names), rows: rows.map(shown) });
}

/**
 * The table as CSV: with columns for the share of grid points that carry each flag, in the region of the row and in that of
 * `excludes`, and with what is said below it among the comments.
 */
export function comparisonToCsv(comparison: Comparison): string {
  const { about, columns, rows } = comparisonTable(comparison);
  const [exclusion, ...others] = regionSeries(comparison);
  const names = raisedFlags([exclusion, ...others]);
  const sharesOf = (region: ComparedRegion | undefined): Cell[] => {
    const shares: Record<string, number | null> = region ? flagShares(region.inside) : {};
    return names.map((name) => shares[name] ?? null);
  };
  // Rows go through the panels, and in each through the experiments.
  const shares = comparison.panels.flatMap((_, panel) =>
    others.map(({ regions }) => [...sharesOf(regions[panel]), ...sharesOf(exclusion.regions[panel])]),
  );
  const warnings = comparison.warnings.map((warning) => `warning: ${warning}`);
  return tableToCsv({
    about: [...about, ...comparisonNotes(comparison), ...warnings],
    columns: [
      ...columns,
      ...names.map((name) => `flag_${name}`),
      ...names.map((name) => `exclusion_flag_${name}`),
    ],
    rows: rows.map((row, i) => [...row, ...(shares[i] ?? [])]),
  });
}
