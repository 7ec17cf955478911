/** A comparison as a table, as plain data, and as files. */
import type { Comparison, ComparisonPanel, PreferredRegion } from './comparison.js';
import { checkExportFile, exportFile } from './export.js';
import { type Cell, type NumberTable, tableToCsv } from './numberTable.js';

/** The table: a row for every panel and preferred region. */
export function comparisonTable(comparison: Comparison): NumberTable {
  const { x, y, panelNames, cl, excludes, panels, fixed, attributes } = comparison;
  const values = [
    ...fixed.map(({ name, value }) => `${name} = ${value}`),
    ...Object.entries(attributes.fixed).map(([name, value]) => `${name} = ${value}`),
  ];
  const rows = panels.flatMap((panel) => panel.preferred.map((region) => rowOf(panel, region)));
  return {
    about: [
      `Share of what each experiment prefers at ${100 * cl} % CL that ${excludes.name} excludes at ${100 * cl} % CL`,
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
    ],
    rows,
  };
}

function rowOf(panel: ComparisonPanel, region: PreferredRegion): Cell[] {
  const { minimum, backgroundDelta } = region.plane;
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
  ];
}

/** Plain data for `--json`: the table's rows as objects. */
export function comparisonToJson(comparison: Comparison) {
  const { columns, rows } = comparisonTable(comparison);
  const { x, y, panelNames, cl, excludes, prefers } = comparison;
  return {
    x: x.name,
    y: y.name,
    panels: panelNames,
    cl,
    excludes: excludes.name,
    prefers: prefers.map(({ name }) => name),
    rows: rows.map((row) => Object.fromEntries(row.map((cell, i) => [columns[i] ?? '', cell]))),
  };
}

/** Checks that a file name has an ending that comparisons can be written to; ConfigError otherwise. */
export const checkComparisonFile = (path: string): void => checkExportFile(path, 'comparisons');

/** Writes the figure or the table by atomic rename. ConfigError for an unknown ending, StoreError when it cannot be written. */
export async function writeComparison(comparison: Comparison, path: string): Promise<void> {
  const draw = async () => (await import('./figures/comparisonFigure.js')).drawComparison(comparison);
  await exportFile({ draw, csv: () => tableToCsv(comparisonTable(comparison)) }, path, 'comparisons');
}
