/** A comparison as text, as CSV, as plain data, and as files. */

import { at } from '../at.js';
import { curvesToJson } from '../overlays/curveWords.js';
import { limitsToJson } from '../overlays/limitWords.js';
import { refinementToJson } from '../planes/finer/refinementWords.js';
import { flagShares } from '../planes/flags.js';
import { reductionsToJson } from '../planes/reductionWords.js';
import { areaUnit } from '../results/areas.js';
import type { Comparison } from '../results/comparison.js';
import { raisedFlags, regionSeries, regionsOf } from '../results/comparisonRegions.js';
import { tableToCsv, tableToText } from '../results/numberTable.js';
import { DEFAULT_STYLE, type FigureStyle, pageOfStyle } from '../style/figureStyle.js';
import { comparisonArrays, comparisonFileParts } from './comparisonArrays.js';
import { comparisonNotes } from './comparisonNotes.js';
import { comparisonTable, flagCells, flagColumns } from './comparisonTable.js';
import { checkExportFile, exportFile } from './export.js';
import { provenanceLines, type Writer } from './provenance.js';

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
  const flags = raisedFlags([exclusion, ...others]);
  // Rows are ordered by panel, then by experiment.
  const shares = comparison.panels.flatMap((_, panel) =>
    others.map(({ regions }) => flagCells(flags, regions[panel], exclusion.regions[panel])),
  );
  const warnings = comparison.warnings.map((warning) => `warning: ${warning}`);
  return tableToCsv({
    about: [
      ...about,
      ...comparisonNotes(comparison),
      ...warnings,
      ...provenanceLines(comparison.attributes, writer),
    ],
    columns: [...columns, ...flagColumns(flags)],
    rows: rows.map((row, i) => [...row, ...at(shares, i)]),
  });
}
