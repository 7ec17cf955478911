/** A comparison as named arrays and as plain data: its table, and the lines of all contours in all panels. */

import { NULL_MEANS } from '../arrayFiles/arrayJson.js';
import type { ArraySet, NamedArray } from '../arrayFiles/arraySet.js';
import { at } from '../at.js';
import type { Contour } from '../contouring/contour.js';
import type { ComparisonPanel } from '../results/comparedPanel.js';
import type { Comparison } from '../results/comparison.js';
import { regionsOf } from '../results/comparisonRegions.js';
import type { NumberTable } from '../results/numberTable.js';
import { axisAttributes } from './contourArrays.js';
import { provenanceOf, type Writer } from './provenance.js';
import { tableArrays } from './tableArrays.js';

/** A contour of a panel, with the experiment whose region it bounds. */
function contoursOf(comparison: Comparison, panel: ComparisonPanel) {
  const contours: Contour[] = [panel.exclusion, ...panel.preferred.map(({ contour }) => contour)];
  return regionsOf(comparison, panel).map(({ experiment, side, words }, i) => ({
    ...Object.fromEntries(comparison.panelAxes.map(({ name }, k) => [name, at(panel.values, k)])),
    experiment,
    side,
    is: words.is,
    lines: at(contours, i).lines,
  }));
}

/** The table on the dimension `row`; the points of all contours on `point`, with panel, experiment and line. */
export function comparisonArrays(
  comparison: Comparison,
  table: NumberTable,
  writer: Writer | undefined,
): ArraySet {
  const { x, y, cl, panels, panelAxes, attributes } = comparison;
  const rows = tableArrays(table, { ...provenanceOf(attributes, writer), cl });
  const points = panels.flatMap((panel) =>
    contoursOf(comparison, panel).flatMap(({ experiment, lines }) =>
      lines.flatMap((line, k) => line.map(([u, v]) => ({ values: panel.values, experiment, line: k, u, v }))),
    ),
  );
  if (points.length === 0) return rows;
  const array = (name: string, values: NamedArray['values'], info: NamedArray['attributes']): NamedArray => ({
    name: `contour_${name}`,
    dimensions: ['point'],
    values,
    attributes: info,
  });
  return {
    ...rows,
    dimensions: { ...rows.dimensions, point: points.length },
    arrays: [
      ...rows.arrays,
      ...panelAxes.map((axis, i) =>
        array(
          axis.name,
          Float64Array.from(points, ({ values }) => at(values, i)),
          axisAttributes(axis),
        ),
      ),
      array(
        'experiment',
        points.map(({ experiment }) => experiment),
        { long_name: 'experiment whose region it bounds' },
      ),
      array(
        'line',
        Int32Array.from(points, ({ line }) => line),
        { units: '1', long_name: 'number of its line, from 0 in each contour' },
      ),
      array(
        x.name,
        Float64Array.from(points, ({ u }) => u),
        axisAttributes(x),
      ),
      array(
        y.name,
        Float64Array.from(points, ({ v }) => v),
        axisAttributes(y),
      ),
    ],
  };
}

/** What a file has beside the document of `--json`: its provenance, and the contours of all panels. */
export function comparisonFileParts(comparison: Comparison, writer: Writer | undefined) {
  return {
    provenance: provenanceOf(comparison.attributes, writer),
    notes: [NULL_MEANS],
    contours: comparison.panels.flatMap((panel) => contoursOf(comparison, panel)),
  };
}
